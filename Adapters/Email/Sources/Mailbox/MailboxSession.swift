import ChannelKit
import Synchronization

/// The work on one signed-in line: take everything new in batches, then wait for more.
struct MailboxSession: Sendable {
    /// How long one IDLE lasts.
    ///
    /// Servers allow 29 minutes (RFC 2177), address translators on the way often only ten.
    static let idleLimit = Duration.seconds(9 * 60)
    /// How many UIDs one listing asks for while catching up.
    static let listingWindow: UInt64 = 10_000

    let adapter: EmailAdapter
    let mailbox: MailboxSettings
    let handover: Handover
    let health: ConditionReport
    let line: any MailboxLine

    /// Works until the line fails.
    ///
    /// - Throws: `MailboxFailure` when it does, or `CancellationError`.
    func run(onReady: () -> Void) async throws {
        let abilities = try await introduce()
        var place = try await open(abilities)
        try await place.settle(upTo: place.cursor.uid)
        onReady()
        var hasRescanned = false
        while true {
            try await catchUp(&place)
            if place.misses, !hasRescanned {
                // More mails are there than were journaled: the server once left some out. The journal knows the
                // others.
                hasRescanned = true
                place.restart()
                try await catchUp(&place)
                // What cannot be fetched even so is noted, or every new line would begin with the whole folder.
                place.noteMisses()
                let noted = IntakeCursor(channel: adapter.channel, stream: place.stream, value: place.cursor.text)
                _ = try await handover.hand(over: [], cursor: noted)
            }
            health.report(place.condition)
            if abilities.contains("IDLE") {
                _ = try await line.idle(limit: Self.idleLimit)
            } else {
                try await adapter.pause(mailbox.pollInterval)
                _ = try await line.command("NOOP")
            }
            try Task.checkCancellation()
        }
    }

    /// Asks what the server can do and says who we are, which 163 and 126 insist on.
    private func introduce() async throws -> Set<String> {
        do throws(MailboxFailure) {
            _ = try await line.command(#"ID ("name" "Tributary" "version" "1.0" "vendor" "Tributary")"#)
        } catch {
            // Servers without ID say BAD; that is no reason to go.
            guard case .refused = error else { throw error }
        }
        var abilities: Set<String> = []
        for response in try await line.command("CAPABILITY") {
            let words = response.line.prefix(8192).uppercased().split(separator: " ").map(String.init)
            if words.first == "CAPABILITY" { abilities.formUnion(words.dropFirst()) }
        }
        return abilities
    }

    /// Opens the folder and finds the place to go on from.
    private func open(_ abilities: Set<String>) async throws -> MailboxPlace {
        // EXAMINE cannot change anything, so it is what `keep` means.
        let verb = mailbox.afterwards == .keep ? "EXAMINE" : "SELECT"
        var validity: UInt64?
        var next: UInt64?
        var exists = 0
        for response in try await line.command("\(verb) \(MailboxText.folder(mailbox.folder))") {
            let text = response.line[...]
            if text.prefix(3).uppercased() == "OK " {
                validity = MailboxText.number(after: "UIDVALIDITY", in: text) ?? validity
                next = MailboxText.number(after: "UIDNEXT", in: text) ?? next
            } else if let (number, word) = MailboxText.numbered(response.line), word == "EXISTS" {
                exists = Int(number)
            }
        }
        guard let validity = validity.flatMap({ UInt32(exactly: $0) }) else {
            throw MailboxFailure.protocolBroken(detail: "the folder has no UIDVALIDITY")
        }
        let stream = "imap/\(mailbox.server.user ?? "")@\(mailbox.server.host)/\(mailbox.folder)"
        var cursor = MailboxCursor(uidValidity: validity)
        if let committed = try await handover.intake.cursor(of: adapter.channel, stream: stream) {
            // Another generation, a text that is none of ours, or a place beyond the folder's end: everything is taken
            // anew, and the journal tells what it has.
            if let known = MailboxCursor(committed.value), known.uidValidity == validity,
                next.map({ UInt64(known.uid) < $0 }) ?? true
            {
                cursor = known
            } else {
                adapter.context.log("a mailbox folder is taken from its beginning", ["uidvalidity": String(validity)])
            }
        }
        return MailboxPlace(
            stream: stream,
            cursor: cursor,
            end: next.map { $0 - 1 },
            exists: exists,
            settling: MailboxSettling(line: line, afterwards: mailbox.afterwards, abilities: abilities)
        )
    }

    /// Takes everything behind the cursor, in windows of UIDs, so that neither a long list nor a gap needs much memory.
    private func catchUp(_ place: inout MailboxPlace) async throws {
        var window = Self.listingWindow
        while let end = place.end, UInt64(place.cursor.uid) + window < end {
            let last = UInt64(place.cursor.uid) + window
            let found = try await list("\(UInt64(place.cursor.uid) + 1):\(last)", after: place.cursor.uid)
            place.waiting = max(0, place.exists - place.cursor.taken)
            try await take(found.mails, &place)
            // What is gone leaves gaps that may be wide; an empty window is followed by a wider one.
            window = found.mails.isEmpty ? window * 8 : Self.listingWindow
            place.skip(to: last)
        }
        place.end = nil
        while true {
            // `n:*` always names the last mail, even one before n: that tells how many there are, and is not new.
            let found = try await list("\(UInt64(place.cursor.uid) + 1):*", after: place.cursor.uid)
            place.exists = found.count
            place.waiting = found.mails.count
            if found.mails.isEmpty { return }
            try await take(found.mails, &place)
        }
    }

    private func list(_ set: String, after uid: UInt32) async throws -> (mails: [FetchedMail], count: Int) {
        let found = try await fetch("UID FETCH \(set) (UID RFC822.SIZE)")
        let count = found.map(\.sequence).max() ?? 0
        var seen: Set<UInt32> = []
        let mails = found.filter { $0.uid > uid && seen.insert($0.uid).inserted }.sorted { $0.uid < $1.uid }
        return (mails, Int(count))
    }

    private func fetch(_ command: String) async throws(MailboxFailure) -> [FetchedMail] {
        let found = FetchCollection()
        try await line.command(command) { response in
            if let mail = FetchedMail(response) { found.add(mail) }
        }
        guard let mails = found.mails else {
            throw .protocolBroken(detail: "the server sent more than was asked for")
        }
        return mails
    }

    /// Fetches, journals and settles listed mails in batches.
    private func take(_ mails: [FetchedMail], _ place: inout MailboxPlace) async throws {
        for batch in MailboxBatch.batches(mails, limit: adapter.settings.maximumSize) {
            try Task.checkCancellation()
            try await commit(try await arrivals(of: batch), upTo: batch.lastUID, &place)
            place.waiting = max(0, place.waiting - batch.count)
            health.report(place.condition)
            try await place.settle(upTo: batch.lastUID)
        }
    }

    private func arrivals(of batch: MailboxBatch) async throws(MailboxFailure) -> [RawArrival] {
        switch batch {
        case .whole(let mails):
            let wanted = Set(mails.map(\.uid))
            let found = try await fetch("UID FETCH \(MailboxText.set(mails.map(\.uid))) (UID BODY.PEEK[])")
            // A mail that was listed and is not here has been deleted meanwhile.
            return found.filter { wanted.contains($0.uid) }.sorted { $0.uid < $1.uid }.compactMap { mail in
                mail.octets.map { arrival(of: $0, uid: mail.uid, fullSize: nil) }
            }
        case .beginning(let mail):
            return try await beginning(of: mail.uid, size: mail.size)
        }
    }

    private func beginning(of uid: UInt32, size: Int?) async throws(MailboxFailure) -> [RawArrival] {
        let found = try await fetch("UID FETCH \(uid) (UID BODY.PEEK[]<0.\(MailboxBatch.beginningSize)>)")
        return found.filter { $0.uid == uid }.prefix(1).compactMap { mail in
            mail.octets.map { arrival(of: $0, uid: uid, fullSize: size ?? $0.count) }
        }
    }

    private func arrival(of octets: [UInt8], uid: UInt32, fullSize: Int?) -> RawArrival {
        let source = "imap: \(mailbox.folder.prefix(100)) UID \(uid)"
        return adapter.arrival(of: octets, verdict: .fetched, source: source, fullSize: fullSize)
    }

    private func commit(_ arrivals: [RawArrival], upTo uid: UInt32, _ place: inout MailboxPlace) async throws {
        var cursor = place.cursor
        cursor.uid = uid
        cursor.taken += arrivals.count
        let committed = IntakeCursor(channel: adapter.channel, stream: place.stream, value: cursor.text)
        try await handover.take(arrivals, by: adapter, cursor: committed)
        place.cursor = cursor
    }
}

/// Gathers what a streamed FETCH tells, within bounds: a server may send what nobody asked for.
private final class FetchCollection: Sendable {
    /// The most mails one command may tell of.
    private static let mostMails = 5_000_000
    /// The most octets one command may bring.
    private static let mostOctets = 256 << 20

    private struct Content {
        var mails: [FetchedMail] = []
        var octets = 0
        var isOver = false
    }

    private let content = Mutex(Content())

    /// What was told; nil when it was too much.
    var mails: [FetchedMail]? { content.withLock { $0.isOver ? nil : $0.mails } }

    func add(_ mail: FetchedMail) {
        content.withLock { content in
            content.octets += mail.octets?.count ?? 0
            content.isOver = content.isOver || content.mails.count >= Self.mostMails || content.octets > Self.mostOctets
            if content.isOver { content.mails = [] } else { content.mails.append(mail) }
        }
    }
}
