import ChannelKit

/// The work on one signed-in POP3 line: takes what is new, deletes what is old, and says good-bye.
struct MaildropSession: Sendable {
    let adapter: EmailAdapter
    let maildrop: MaildropSettings
    let handover: Handover
    let line: any MaildropLine

    private var stream: String { "pop3/\(maildrop.server.user ?? "")@\(maildrop.server.host)" }
    private var today: Int { Int(adapter.context.now().seconds / 86_400) }

    /// Works to the end of the session.
    ///
    /// - Returns: what the server holds, and how much of it is journaled.
    /// - Throws: `MailboxFailure` when the line fails, or the journal's error.
    func run() async throws -> ChannelCondition {
        let listing = MaildropListing(uidl: try await uniqueIDs(), list: try await sizes())
        var seen = try await remembered()
        seen.keep(only: Set(listing.entries.map { SeenMails.digest(of: $0.id) }))
        let new = listing.entries.filter { seen.day(of: SeenMails.digest(of: $0.id)) == nil }
        var problem: Wording?
        for batch in Self.batches(new) {
            try Task.checkCancellation()
            guard try await take(batch, &seen) else {
                problem =
                    Wording(
                        "The maildrop holds more mails than can be kept in mind. Have stored ones deleted (delete_after_days).",
                        "邮箱中的邮件超出了可记录的数量。请让系统删除已存储的邮件（delete_after_days）。"
                    )
                break
            }
        }
        try await delete(listing, seen)
        // Only now is anything deleted (RFC 1939, 6).
        _ = try await line.command("QUIT")
        return ChannelCondition(
            line: .ready,
            problem: problem,
            serverCount: listing.entries.count,
            storedCount: seen.count,
            backlog: max(0, listing.entries.count - seen.count)
        )
    }

    private func uniqueIDs() async throws(MailboxFailure) -> [UInt8] {
        do throws(MailboxFailure) {
            return try await line.content(of: "UIDL", keeping: MaildropListing.longest)
        } catch {
            guard case .refused(let text) = error else { throw error }
            // Without names nobody can tell what was taken already.
            throw .protocolBroken(detail: "the server knows no UIDL: \(text)")
        }
    }

    private func sizes() async throws(MailboxFailure) -> [UInt8] {
        do throws(MailboxFailure) {
            return try await line.content(of: "LIST", keeping: MaildropListing.longest)
        } catch {
            guard case .refused = error else { throw error }
            return []
        }
    }

    private func remembered() async throws -> SeenMails {
        var texts: [String] = []
        while texts.count < SeenMails.mostShelves,
            let shelf = try await handover.intake.cursor(of: adapter.channel, stream: "\(stream)/\(texts.count)")
        {
            texts.append(shelf.value)
        }
        return SeenMails(texts)
    }

    /// Fetches and journals mails together.
    ///
    /// - Returns: whether there was room to note them.
    private func take(_ batch: [MaildropListing.Entry], _ seen: inout SeenMails) async throws -> Bool {
        var arrivals: [RawArrival] = []
        var taken: [MaildropListing.Entry] = []
        for entry in batch {
            // A mail that another client has deleted meanwhile is refused, and gone with the next listing.
            guard let arrival = try await fetch(entry) else { continue }
            arrivals.append(arrival)
            taken.append(entry)
        }
        guard !taken.isEmpty else { return true }
        guard let shelf = seen.add(taken.map { SeenMails.digest(of: $0.id) }, day: today) else { return false }
        let cursor = IntakeCursor(channel: adapter.channel, stream: "\(stream)/\(shelf)", value: seen.text(of: shelf))
        try await handover.take(arrivals, by: adapter, cursor: cursor)
        return true
    }

    private func fetch(_ entry: MaildropListing.Entry) async throws(MailboxFailure) -> RawArrival? {
        let limit = adapter.settings.maximumSize
        let isLarge = entry.size.map { $0 > limit } ?? false
        var octets: [UInt8]
        do throws(MailboxFailure) {
            // Of a mail that is too large the header and some lines are taken; TOP is optional, and then all of it is read.
            if isLarge {
                do throws(MailboxFailure) {
                    octets = try await line.content(of: "TOP \(entry.number) 2000", keeping: MailboxBatch.beginningSize)
                } catch {
                    guard case .refused = error else { throw error }
                    octets = try await line.content(of: "RETR \(entry.number)", keeping: MailboxBatch.beginningSize)
                }
            } else {
                octets = try await line.content(of: "RETR \(entry.number)", keeping: limit + 1)
            }
        } catch {
            guard case .refused = error else { throw error }
            return nil
        }
        let isCut = isLarge || octets.count > limit
        if isCut { octets = Array(octets.prefix(MailboxBatch.beginningSize)) }
        return adapter.arrival(
            of: octets,
            verdict: .fetched,
            source: "pop3: \(entry.id)",
            fullSize: isCut ? entry.size ?? limit + 1 : nil
        )
    }

    private func delete(_ listing: MaildropListing, _ seen: SeenMails) async throws(MailboxFailure) {
        guard let days = maildrop.deleteAfterDays else { return }
        // Of what is larger than the channel takes only the beginning is kept here, so the whole of it stays there.
        for entry in listing.entries where entry.size.map({ $0 <= adapter.settings.maximumSize }) ?? true {
            guard let day = seen.day(of: SeenMails.digest(of: entry.id)), today - day >= days else { continue }
            do throws(MailboxFailure) { _ = try await line.command("DELE \(entry.number)") } catch {
                guard case .refused = error else { throw error }
            }
        }
    }

    /// Cuts mails into batches by count and size.
    static func batches(_ entries: [MaildropListing.Entry]) -> [[MaildropListing.Entry]] {
        var batches: [[MaildropListing.Entry]] = []
        var current: [MaildropListing.Entry] = []
        var size = 0
        for entry in entries {
            let weight = entry.size ?? MailboxBatch.largest
            if !current.isEmpty, current.count >= MailboxBatch.mostMails || size + weight > MailboxBatch.largest {
                batches.append(current)
                current = []
                size = 0
            }
            current.append(entry)
            size += weight
        }
        if !current.isEmpty { batches.append(current) }
        return batches
    }
}
