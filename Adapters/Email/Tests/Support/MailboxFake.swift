import ChannelKit
import Foundation
import Synchronization

/// A mail server's mailbox that plays the parts of IMAP the adapter uses, with the quirks of real ones: `n:*` always
/// names the last mail, unasked responses come in between, and bodies may hold text that looks like protocol.
final class MailboxFake: MailboxOpening {
    struct Mail: Sendable {
        var uid: UInt32
        var octets: [UInt8]
        var flags: Set<String> = []
    }

    struct State {
        var uidValidity: UInt32 = 42
        var nextUID: UInt32 = 1
        var mails: [Mail] = []
        var folders: Set<String> = ["\"INBOX\"", "\"Archive\""]
        var moved: [Mail] = []
        var abilities = "IMAP4rev1 IDLE MOVE UIDPLUS ID"
        var commands: [String] = []
        var openings = 0
        /// What the next openings answer with before one works.
        var openingFailures: [MailboxFailure] = []
        /// What commands that begin so answer with, once each.
        var refusals: [(prefix: String, failure: MailboxFailure)] = []
        /// UIDs that listings leave out although they are there.
        var hidden: Set<UInt32> = []
        /// UIDs whose body never comes.
        var bodiless: Set<UInt32> = []
        var tellsNext = true
        var idles = 0
        var bells: [AsyncStream<Bool>.Continuation] = []
        var idleWaiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    let state = Mutex(State())

    var commands: [String] { state.withLock { $0.commands } }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    /// Puts mails into the folder and rings whoever idles.
    func deliver(_ mails: [String]) {
        let bells = state.withLock { state in
            for mail in mails {
                state.mails.append(Mail(uid: state.nextUID, octets: Array(mail.utf8)))
                state.nextUID += 1
            }
            return state.bells
        }
        for bell in bells { bell.yield(true) }
    }

    /// Breaks every line that idles.
    func breakLines() {
        let bells = state.withLock { state in
            defer { state.bells = [] }
            return state.bells
        }
        for bell in bells { bell.yield(false) }
    }

    /// Waits until the adapter has begun to idle so many times in all.
    func waitForIdle(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.idles >= count { return true }
                state.idleWaiters.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func open(_ server: MailServer) async throws(MailboxFailure) -> any MailboxLine {
        let failure: MailboxFailure? = state.withLock { state in
            state.openings += 1
            return state.openingFailures.isEmpty ? nil : state.openingFailures.removeFirst()
        }
        if let failure { throw failure }
        return LineFake(mailbox: self)
    }
}

/// One line to the mailbox.
final class LineFake: MailboxLine {
    private let mailbox: MailboxFake
    private let isClosed = Mutex(false)

    init(mailbox: MailboxFake) {
        self.mailbox = mailbox
        let (stream, bell) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(1))
        mailbox.change { $0.bells.append(bell) }
        self.stream = stream
    }

    private let stream: AsyncStream<Bool>

    func command(_ text: String) async throws(MailboxFailure) -> [MailboxResponse] {
        if isClosed.withLock({ $0 }) { throw .unreachable(detail: "closed") }
        let answer: Result<[MailboxResponse], MailboxFailure> = mailbox.state.withLock { state in
            state.commands.append(text)
            if let index = state.refusals.firstIndex(where: { text.hasPrefix($0.prefix) }) {
                return .failure(state.refusals.remove(at: index).failure)
            }
            return Self.answer(text, &state)
        }
        return try answer.get()
    }

    func command(_ text: String, each: @escaping @Sendable (MailboxResponse) -> Void) async throws(MailboxFailure) {
        for response in try await command(text) { each(response) }
    }

    func idle(limit: Duration) async throws(MailboxFailure) -> Bool {
        let ready = mailbox.state.withLock { state in
            state.idles += 1
            let idles = state.idles
            let ready = state.idleWaiters.filter { $0.count <= idles }.map(\.continuation)
            state.idleWaiters.removeAll { $0.count <= idles }
            return ready
        }
        for continuation in ready { continuation.resume() }
        var isAlive: Bool?
        for await ring in stream {
            isAlive = ring
            break
        }
        if isAlive == false { throw .unreachable(detail: "the line broke") }
        return isAlive != nil
    }

    func close() async { isClosed.withLock { $0 = true } }

    private static func answer(
        _ text: String,
        _ state: inout MailboxFake.State
    ) -> Result<[MailboxResponse], MailboxFailure> {
        let words = text.split(separator: " ", maxSplits: 3).map(String.init)
        switch words[0] {
        case "ID": return .success([MailboxResponse(line: "ID NIL")])
        case "CAPABILITY": return .success([MailboxResponse(line: "CAPABILITY \(state.abilities)")])
        case "NOOP": return .success([])
        case "CREATE":
            state.folders.insert(String(text.drop { $0 != "\"" }))
            return .success([])
        case "SELECT", "EXAMINE":
            let name = text.drop { $0 != "\"" }
            guard state.folders.contains(String(name)) else {
                return .failure(.refused(text: "[NONEXISTENT] no such folder"))
            }
            return .success(opened(state))
        case "UID": break
        default: return .failure(.refused(text: "BAD unknown command"))
        }
        switch words[1] {
        case "FETCH": return .success(fetched(words[2], items: words[3], state))
        case "STORE":
            let wanted = uids(words[2], state)
            for index in state.mails.indices where wanted.contains(state.mails[index].uid) {
                state.mails[index].flags.insert(words[3].contains("Seen") ? "Seen" : "Deleted")
            }
            return .success([])
        case "MOVE", "COPY":
            guard state.folders.contains(words[3]) else {
                return .failure(.refused(text: "[TRYCREATE] no such folder"))
            }
            let wanted = uids(words[2], state)
            state.moved += state.mails.filter { wanted.contains($0.uid) }
            if words[1] == "MOVE" { state.mails.removeAll { wanted.contains($0.uid) } }
            return .success([])
        case "EXPUNGE":
            let wanted = uids(words[2], state)
            state.mails.removeAll { wanted.contains($0.uid) && $0.flags.contains("Deleted") }
            return .success([])
        default: return .failure(.refused(text: "BAD unknown UID command"))
        }
    }

    private static func opened(_ state: MailboxFake.State) -> [MailboxResponse] {
        var responses = [
            MailboxResponse(line: "FLAGS (\\Answered \\Seen)"),
            MailboxResponse(line: "\(state.mails.count) EXISTS"),
            MailboxResponse(line: "OK [UIDVALIDITY \(state.uidValidity)] UIDs valid"),
        ]
        if state.tellsNext {
            responses.append(MailboxResponse(line: "OK [UIDNEXT \(state.nextUID)] Predicted next UID"))
        }
        return responses
    }

    private static func uids(_ set: String, _ state: MailboxFake.State) -> Set<UInt32> {
        var found: Set<UInt32> = []
        let last = state.mails.map(\.uid).max() ?? 0
        for range in set.split(separator: ",") {
            let ends = range.split(separator: ":").map { $0 == "*" ? last : UInt32($0) ?? 0 }
            guard let first = ends.first, let second = ends.last else { continue }
            // `7:*` is `*:7` when the last mail is before 7: the last mail is always in it.
            found.formUnion(state.mails.map(\.uid).filter { $0 >= min(first, second) && $0 <= max(first, second) })
        }
        return found
    }

    private static func fetched(_ set: String, items: String, _ state: MailboxFake.State) -> [MailboxResponse] {
        let wanted = uids(set, state)
        // An unasked response in between, as servers send when somebody else changes a flag.
        var responses = [MailboxResponse(line: "1 FETCH (FLAGS (\\Seen))")]
        for (index, mail) in state.mails.enumerated()
        where wanted.contains(mail.uid) && !state.hidden.contains(mail.uid) {
            if items.contains("RFC822.SIZE") {
                responses.append(
                    MailboxResponse(line: "\(index + 1) FETCH (UID \(mail.uid) RFC822.SIZE \(mail.octets.count))")
                )
            } else if state.bodiless.contains(mail.uid) {
                responses.append(MailboxResponse(line: "\(index + 1) FETCH (UID \(mail.uid) BODY[] NIL)"))
            } else if let range = items.firstIndex(of: "<"), let dot = items.lastIndex(of: "."), dot > range {
                let count = Int(items[items.index(after: dot)...].prefix { $0.isNumber }) ?? 0
                let part = Array(mail.octets.prefix(count))
                responses.append(
                    MailboxResponse(
                        line: "\(index + 1) FETCH (BODY[]<0> {\(part.count)} UID \(mail.uid))",
                        literals: [part]
                    )
                )
            } else {
                responses.append(
                    MailboxResponse(
                        line: "\(index + 1) FETCH (UID \(mail.uid) BODY[] {\(mail.octets.count)})",
                        literals: [mail.octets]
                    )
                )
            }
        }
        return responses
    }
}
