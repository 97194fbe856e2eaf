import ChannelKit
import DeskModel

/// Reads the journal of what came in.
struct JournalReading {
    let connection: Connection
    let blobFolder: String

    /// An arrival with its octets.
    func arrival(_ id: ArrivalID) throws -> JournaledArrival? {
        let found = try connection.first(
            """
            SELECT channel, externalID, receivedAt, mediaType, headers, verdict, envelopeSender, envelopeRecipients,
                settingsVersion, crashes, isReleased, blob, bytes
            FROM arrival JOIN arrivalOctets ON arrivalOctets.arrival = arrival.id
            WHERE id = ?1 AND (?2 IS NULL OR NOT EXISTS (SELECT 1 FROM arrivalUnseen u WHERE u.agent = ?2 AND u.arrival = arrival.id))
            """,
            id,
            connection.viewer
        ) { row in
            let raw = RawArrival(
                channel: try row.next(),
                externalID: try row.next(),
                receivedAt: try row.next(),
                mediaType: try row.next(),
                headers: try JSONText.read(try row.next()),
                verdict: try row.next(),
                envelopeSender: try row.next(),
                envelopeRecipients: try JSONText.read(try row.next()),
                settingsVersion: try row.next(),
                body: []
            )
            let crashes = try row.next(Int.self)
            let isReleased = try row.next(Bool.self)
            let blob = try row.next(BlobDigest?.self)
            return (
                JournaledArrival(id: id, raw: raw, crashes: crashes, isReleased: isReleased), blob,
                try row.next([UInt8]?.self)
            )
        }
        guard let (found, blob, inline) = found else { return nil }
        let bytes = try blob.map { try BlobReading(connection: connection, folder: blobFolder).bytes($0) } ?? inline
        guard let bytes else { return nil }
        var arrival = found
        arrival.raw.body = bytes
        return arrival
    }

    /// What waits: arrivals that can be read, and those whose octets are damaged or gone.
    struct Waiting: Sendable {
        var arrivals: [JournaledArrival] = []
        var damaged: [ArrivalID] = []
    }

    /// Arrivals not routed yet, in intake order.
    ///
    /// Bounded by bytes as well, so that a queue of large mails fits in memory.
    func unrouted(after: ArrivalID?, limit: Int) throws -> Waiting {
        let ids = try connection.all(
            """
            SELECT id FROM arrival
            WHERE outcome <> 'opened' AND outcome <> 'appended' AND outcome = 'accepted' AND id > ?1
            ORDER BY id LIMIT ?2
            """,
            after?.rawValue ?? 0,
            limit
        ) { try $0.next(ArrivalID.self) }
        var waiting = Waiting()
        var size = 0
        for id in ids {
            do {
                guard let arrival = try arrival(id) else {
                    waiting.damaged.append(id)
                    continue
                }
                waiting.arrivals.append(arrival)
                size += arrival.raw.body.count
            } catch StorageError.corrupt {
                waiting.damaged.append(id)
            }
            if size > 32 << 20 { break }
        }
        return waiting
    }

    /// The arrival with an external id.
    func arrival(channel: ChannelID, externalID: ExternalID) throws -> ArrivalID? {
        try connection.value(
            "SELECT id FROM arrival WHERE channel = ?1 AND externalID = ?2",
            channel,
            externalID,
            as: ArrivalID.self
        )
    }

    /// A stream's cursor.
    func cursor(channel: ChannelID, stream: String) throws -> IntakeCursor? {
        try connection.value(
            "SELECT value FROM intakeCursor WHERE channel = ?1 AND stream = ?2",
            channel,
            stream,
            as: String.self
        ).map { IntakeCursor(channel: channel, stream: stream, value: $0) }
    }

    /// The cursors of streams whose names begin with a text.
    func cursors(channel: ChannelID, beginning prefix: String) throws -> [IntakeCursor] {
        try connection.all(
            """
            SELECT stream, value FROM intakeCursor
            WHERE channel = ?1 AND stream >= ?2 AND substr(stream, 1, length(?2)) = ?2 ORDER BY stream
            """,
            channel,
            prefix
        ) { IntakeCursor(channel: channel, stream: try $0.next(), value: try $0.next()) }
    }

    /// The outcomes of an arrival's envelopes.
    func results(of arrival: ArrivalID) throws -> [RoutingResult] {
        try connection.all(
            """
            SELECT r.envelope, r.outcome, t.number, t.id, r.message, r.contact, r.rule
            FROM routingResult r
            LEFT JOIN message m ON m.id = r.message
            LEFT JOIN ticket t ON t.id = ifnull(m.ticket, r.ticket)
            WHERE r.arrival = ?1 ORDER BY r.envelope
            """,
            arrival
        ) { row in
            RoutingResult(
                arrival: arrival,
                envelope: try row.next(),
                outcome: try row.next(),
                ticketNumber: try row.next(),
                ticket: try row.next(),
                message: try row.next(),
                contact: try row.next(),
                rule: try row.next()
            )
        }
    }

    /// A page of the journal, newest first.
    func page(_ query: IntakeQuery) throws -> Page<IntakeSummary> {
        let limit = min(max(query.limit, 1), 200)
        let before = query.after.flatMap { Int64($0.rawValue) } ?? .max
        let ids = try matching(query, before: before, limit: limit + 1)
        let items = try ids.prefix(limit).compactMap(summary)
        let next = ids.count > limit ? items.last.map { PageCursor(rawValue: String($0.id.rawValue)) } : nil
        return Page(items: items, next: next)
    }

    private func matching(_ query: IntakeQuery, before: Int64, limit: Int) throws -> [ArrivalID] {
        switch query.outcome {
        case .opened, .appended:
            try connection.all(
                """
                SELECT id FROM arrival
                WHERE id < ?1 AND outcome = ?2 AND channel = ifnull(?3, channel)
                    AND (?5 IS NULL OR NOT EXISTS (SELECT 1 FROM arrivalUnseen u WHERE u.agent = ?5 AND u.arrival = arrival.id))
                ORDER BY id DESC LIMIT ?4
                """,
                before,
                query.outcome,
                query.channel,
                limit,
                connection.viewer
            ) { try $0.next() }
        case .some:
            // The first condition repeats the partial index's own, which the planner must see to use it.
            try connection.all(
                """
                SELECT id FROM arrival
                WHERE outcome <> 'opened' AND outcome <> 'appended'
                    AND outcome = ?2 AND id < ?1 AND channel = ifnull(?3, channel)
                    AND (?6 = 0 OR EXISTS (SELECT 1 FROM routingResult r WHERE r.arrival = arrival.id AND r.outcome = 'quarantined'
                        AND r.rule IN ('suspicious', 'blocked-sender')))
                    AND (?5 IS NULL OR NOT EXISTS (SELECT 1 FROM arrivalUnseen u WHERE u.agent = ?5 AND u.arrival = arrival.id))
                ORDER BY id DESC LIMIT ?4
                """,
                before,
                query.outcome,
                query.channel,
                limit,
                connection.viewer,
                query.isSpamOnly
            ) { try $0.next() }
        case nil:
            try connection.all(
                """
                SELECT id FROM arrival WHERE id < ?1 AND channel = ifnull(?2, channel)
                    AND (?4 IS NULL OR NOT EXISTS (SELECT 1 FROM arrivalUnseen u WHERE u.agent = ?4 AND u.arrival = arrival.id))
                ORDER BY id DESC LIMIT ?3
                """,
                before,
                query.channel,
                limit,
                connection.viewer
            ) { try $0.next() }
        }
    }

    private func summary(_ id: ArrivalID) throws -> IntakeSummary? {
        let results = try results(of: id)
        return try connection.first(
            """
            SELECT channel, externalID, receivedAt, size, outcome, reason FROM arrival
            WHERE id = ?1 AND (?2 IS NULL OR NOT EXISTS (SELECT 1 FROM arrivalUnseen u WHERE u.agent = ?2 AND u.arrival = arrival.id))
            """,
            id,
            connection.viewer
        ) { row in
            IntakeSummary(
                id: id,
                channel: try row.next(),
                externalID: try row.next(),
                receivedAt: try row.next(),
                size: try row.next(),
                outcome: try row.next(),
                reason: JSONText.reason(try row.next()),
                results: results
            )
        }
    }

    /// Routed arrivals received before a time whose octets are still kept; at most 1,000.
    func droppable(receivedBefore limit: Timestamp) throws -> [ArrivalID] {
        try connection.all(
            """
            SELECT o.arrival FROM arrivalOctets o JOIN arrival a ON a.id = o.arrival
            WHERE a.receivedAt < ?1 AND a.outcome NOT IN ('accepted', 'quarantined')
            ORDER BY o.arrival LIMIT 1000
            """,
            limit
        ) { try $0.next() }
    }

    /// How each channel's journal stands.
    func counts() throws -> [ChannelID: IntakeCounts] {
        let channels = try connection.all("SELECT channel, journaled, lastAt FROM channelIntake") { row in
            (
                try row.next(ChannelID.self),
                IntakeCounts(journaled: try row.next(), waiting: 0, quarantined: 0, lastAt: try row.next())
            )
        }
        var counts = Dictionary(uniqueKeysWithValues: channels)
        for (channel, _) in channels {
            counts[channel]?.waiting = try count(.accepted, on: channel)
            counts[channel]?.quarantined = try count(.quarantined, on: channel)
        }
        return counts
    }

    private func count(_ outcome: IntakeOutcome, on channel: ChannelID) throws -> Int {
        try connection.value(
            """
            SELECT count(*) FROM arrival INDEXED BY arrivalByOutcome
            WHERE outcome <> 'opened' AND outcome <> 'appended' AND outcome = ?1 AND channel = ?2
            """,
            outcome,
            channel,
            as: Int.self
        ) ?? 0
    }
}
