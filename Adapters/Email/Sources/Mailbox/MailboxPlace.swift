import ChannelKit
import Synchronization

/// Where in an opened folder the work stands.
struct MailboxPlace {
    /// The name of the cursor's stream: the folder of that account on that host.
    let stream: String
    var cursor: MailboxCursor
    /// The highest UID there was when the folder was opened; nil once it is reached or when the server does not say.
    var end: UInt64?
    /// How many mails the folder holds.
    var exists: Int
    /// How many of them are known to wait.
    var waiting = 0
    let settling: MailboxSettling

    /// Whether the folder holds more mails than were journaled, although nothing waits.
    ///
    /// A moved mail is not there any more.
    var misses: Bool { waiting == 0 && exists > cursor.taken + cursor.missed }

    /// The reconciliation for the channel's health: what the server holds, and how much of it is journaled.
    var condition: ChannelCondition {
        let stored = min(cursor.taken, max(0, exists - waiting))
        let isShort = waiting == 0 && stored < exists
        return ChannelCondition(
            line: .ready,
            problem: isShort
                ? Wording(
                    "The mail server counts \(exists) mails, but only \(stored) could be fetched.",
                    "邮件服务器共有 \(exists) 封邮件，但只取到 \(stored) 封。"
                ) : settling.problem,
            serverCount: exists,
            storedCount: stored,
            backlog: waiting
        )
    }

    /// Begins the folder again.
    mutating func restart() {
        cursor.uid = 0
        cursor.taken = 0
        cursor.missed = 0
    }

    /// Notes how many mails the server counts but does not give.
    mutating func noteMisses() { cursor.missed = max(0, exists - waiting - cursor.taken) }

    /// Passes over UIDs that no mail has.
    mutating func skip(to uid: UInt64) { cursor.uid = max(cursor.uid, UInt32(clamping: uid)) }

    /// Marks or moves on the server what is journaled.
    mutating func settle(upTo uid: UInt32) async throws(MailboxFailure) {
        if uid > cursor.settled, try await settling.settle(from: cursor.settled &+ 1, to: uid) { cursor.settled = uid }
    }
}

/// Does on the server what the configuration wants done to journaled mails.
final class MailboxSettling: Sendable {
    private let line: any MailboxLine
    private let afterwards: MailboxSettings.Afterwards
    private let abilities: Set<String>
    private let trouble = Mutex<Wording?>(nil)

    init(line: any MailboxLine, afterwards: MailboxSettings.Afterwards, abilities: Set<String>) {
        self.line = line
        self.afterwards = afterwards
        self.abilities = abilities
    }

    /// What did not work last, for the channel's health.
    var problem: Wording? { trouble.withLock { $0 } }

    /// Marks or moves a range of UIDs.
    ///
    /// A refusal is told and not fatal: the mails are journaled.
    ///
    /// - Returns: whether it was done.
    func settle(from first: UInt32, to last: UInt32) async throws(MailboxFailure) -> Bool {
        do throws(MailboxFailure) {
            switch afterwards {
            case .keep: break
            case .markSeen: _ = try await line.command("UID STORE \(first):\(last) +FLAGS.SILENT (\\Seen)")
            case .move(let folder): try await move("\(first):\(last)", to: MailboxText.folder(folder))
            }
            trouble.withLock { $0 = nil }
            return true
        } catch {
            guard case .refused(let text) = error else { throw error }
            let words = HeaderText.clean(String(text.prefix(200)))
            let problem = Wording(
                "Stored mails could not be marked or moved on the server: \(words)",
                "已存储的邮件无法在服务器上标记或移动：\(words)"
            )
            trouble.withLock { $0 = problem }
            return false
        }
    }

    private func move(_ set: String, to folder: String) async throws(MailboxFailure) {
        do throws(MailboxFailure) { try await moveOnce(set, to: folder) } catch {
            guard case .refused(let text) = error, text.uppercased().contains("TRYCREATE") else { throw error }
            _ = try await line.command("CREATE \(folder)")
            try await moveOnce(set, to: folder)
        }
    }

    private func moveOnce(_ set: String, to folder: String) async throws(MailboxFailure) {
        if abilities.contains("MOVE") {
            _ = try await line.command("UID MOVE \(set) \(folder)")
            return
        }
        _ = try await line.command("UID COPY \(set) \(folder)")
        _ = try await line.command("UID STORE \(set) +FLAGS.SILENT (\\Deleted)")
        // EXPUNGE without UIDs would also remove what other people have marked; then the mails stay marked.
        if abilities.contains("UIDPLUS") { _ = try await line.command("UID EXPUNGE \(set)") }
    }
}
