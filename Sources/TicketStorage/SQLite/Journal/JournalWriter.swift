import ChannelKit
import DeskModel
import Failpoints

/// Writes the journal of what came in.
struct JournalWriter {
    let context: WriteContext
    private var connection: Connection { context.connection }

    init(_ context: WriteContext) { self.context = context }

    /// Journals arrivals in order with the cursor behind them.
    func journal(
        _ arrivals: [PreparedArrival],
        cursor: IntakeCursor?,
        channel: ChannelID
    ) throws -> [ArrivalAcceptance] {
        let batches = try batches(of: arrivals)
        let acceptances = try arrivals.map { try journal($0, in: $0.arrival.batch.flatMap { batches[$0] }) }
        for batch in batches.values { try BatchTable(connection: connection).removeIfEmpty(batch) }
        try count(arrivals, acceptances)
        if let cursor {
            try connection.run(
                """
                INSERT INTO intakeCursor (channel, stream, value) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET value = excluded.value
                """,
                channel,
                cursor.stream,
                cursor.value
            )
        }
        return acceptances
    }

    /// The batches that arrivals name; one call is of one channel.
    private func batches(of arrivals: [PreparedArrival]) throws -> [String: BatchID] {
        var batches: [String: BatchID] = [:]
        for arrival in arrivals.lazy.map(\.arrival) {
            guard let name = arrival.batch, !name.isEmpty, batches[name] == nil else { continue }
            batches[name] = try BatchTable(connection: connection)
                .id(of: name, channel: arrival.channel, at: arrival.receivedAt, context.ids)
        }
        return batches
    }

    private func journal(_ prepared: PreparedArrival, in batch: BatchID?) throws -> ArrivalAcceptance {
        let arrival = prepared.arrival
        if let erased = try erased(arrival) { return ArrivalAcceptance(arrival: erased.rawValue, isDuplicate: true) }
        let id = context.ids.next(JournaledArrival.self, at: arrival.receivedAt)
        try connection.run(
            """
            INSERT INTO arrival (id, channel, externalID, receivedAt, mediaType, headers, verdict, envelopeSender,
                envelopeRecipients, settingsVersion, size, crashes, outcome, reason, batch)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, 'accepted', '', ?12)
            ON CONFLICT (channel, externalID) DO NOTHING
            """,
            id,
            arrival.channel,
            arrival.externalID,
            arrival.receivedAt,
            arrival.mediaType,
            prepared.headers,
            arrival.verdict,
            arrival.envelopeSender,
            prepared.recipients,
            arrival.settingsVersion,
            arrival.body.count,
            batch
        )
        guard connection.changes > 0 else { return try duplicate(arrival) }
        try keepOctets(of: prepared, as: id)
        failpoint("arrival-written")
        return ArrivalAcceptance(arrival: id.rawValue, isDuplicate: false)
    }

    /// The arrival of that name whose content was erased.
    private func erased(_ arrival: RawArrival) throws -> ArrivalID? {
        guard try context.knowsErasures() else { return nil }
        return try connection.value(
            "SELECT id FROM arrival WHERE channel = ?1 AND externalID = ?2",
            arrival.channel,
            ErasedName.of(arrival.externalID),
            as: ArrivalID.self
        )
    }

    private func keepOctets(of prepared: PreparedArrival, as id: ArrivalID) throws {
        let arrival = prepared.arrival
        if let digest = prepared.digest {
            let blob = BlobBytes(digest: digest, bytes: arrival.body)
            try BlobTable(context: context).put(blob, at: arrival.receivedAt)
        }
        try connection.run(
            "INSERT INTO arrivalOctets (arrival, blob, bytes) VALUES (?1, ?2, ?3)",
            id,
            prepared.digest,
            prepared.digest == nil ? arrival.body : nil
        )
    }

    /// The same arrival by another path adds the recipients it names.
    private func duplicate(_ arrival: RawArrival) throws -> ArrivalAcceptance {
        let known = try connection.first(
            "SELECT id, envelopeRecipients FROM arrival WHERE channel = ?1 AND externalID = ?2",
            arrival.channel,
            arrival.externalID
        ) { (try $0.next(ArrivalID.self), try $0.next(String.self)) }
        guard let (id, recipients) = known else {
            throw SQLiteFailure(code: 0, message: "an arrival is neither new nor known")
        }
        try add(arrival.envelopeRecipients, to: id, beyond: try JSONText.read(recipients))
        return ArrivalAcceptance(arrival: id.rawValue, isDuplicate: true)
    }

    private func add(_ offered: [String], to arrival: ArrivalID, beyond known: [String]) throws {
        var all = known
        for recipient in offered where !all.contains(recipient) && all.count < 1_000 { all.append(recipient) }
        guard all.count > known.count else { return }
        try connection.run(
            "UPDATE arrival SET envelopeRecipients = ?2 WHERE id = ?1",
            arrival,
            JSONText.list(all)
        )
        // Messages that were made of it already show them too.
        let messages = try connection.all(
            "SELECT message FROM routingResult WHERE arrival = ?1 AND message IS NOT NULL",
            arrival
        ) { try $0.next(MessageID.self) }
        for message in messages {
            let stored = try connection.value(
                "SELECT recipients FROM inboundMessage WHERE id = ?1 AND arrival = ?2",
                message,
                arrival,
                as: String.self
            )
            guard let stored else { continue }
            let added = all.dropFirst(known.count).map {
                EnvelopeRecipient(identity: nil, address: $0, role: .envelope)
            }
            try connection.run(
                "UPDATE inboundMessage SET recipients = ?2 WHERE id = ?1",
                message,
                JSONText.list(try JSONText.read(stored, as: EnvelopeRecipient.self) + added)
            )
        }
    }

    private func count(_ arrivals: [PreparedArrival], _ acceptances: [ArrivalAcceptance]) throws {
        var counts: [ChannelID: (count: Int, last: Timestamp)] = [:]
        for (prepared, acceptance) in zip(arrivals, acceptances) where !acceptance.isDuplicate {
            let at = prepared.arrival.receivedAt
            let known = counts[prepared.arrival.channel] ?? (0, at)
            counts[prepared.arrival.channel] = (known.count + 1, max(known.last, at))
        }
        for (channel, (count, last)) in counts {
            try connection.run(
                """
                INSERT INTO channelIntake (channel, journaled, lastAt) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE
                SET journaled = journaled + excluded.journaled, lastAt = max(lastAt, excluded.lastAt)
                """,
                channel,
                count,
                last
            )
        }
    }

    /// Puts an arrival aside.
    ///
    /// An arrival whose envelopes have outcomes keeps them.
    func quarantine(_ arrival: ArrivalID, reason: Wording) throws {
        try settle(arrival, as: .quarantined, rule: "unreadable", reason: .wording(reason))
    }

    /// Gives an arrival as a whole an outcome that none of its envelopes has.
    func settle(_ arrival: ArrivalID, as outcome: IntakeOutcome, rule: String, reason: Evidence) throws {
        try connection.run(
            "UPDATE arrival SET outcome = ?2, reason = ?3 WHERE id = ?1",
            arrival,
            outcome,
            JSONText.reason(reason)
        )
        try connection.run(
            """
            INSERT INTO routingResult (arrival, envelope, outcome, rule)
            SELECT ?1, 0, ?2, ?3
            WHERE EXISTS (SELECT 1 FROM arrival WHERE id = ?1)
            ON CONFLICT DO NOTHING
            """,
            arrival,
            outcome,
            rule
        )
    }

    /// Counts one more death of the process while the arrival was being read.
    func countCrash(_ arrival: ArrivalID) throws -> Int {
        try connection.value(
            "UPDATE arrival SET crashes = crashes + 1 WHERE id = ?1 RETURNING crashes",
            arrival,
            as: Int.self
        ) ?? 0
    }

    /// Takes a quarantined arrival back into the queue; envelopes that have another outcome keep it.
    func requeue(_ arrival: ArrivalID) throws {
        try connection.run(
            """
            UPDATE arrival SET outcome = 'accepted', reason = '', crashes = 0, isReleased = 1
            WHERE id = ?1 AND outcome = 'quarantined'
            """,
            arrival
        )
        guard connection.changes > 0 else { return }
        try connection.run("DELETE FROM routingResult WHERE arrival = ?1 AND outcome = 'quarantined'", arrival)
    }

    /// Lets go of the octets of arrivals, unless they have been put back into the queue meanwhile.
    func dropOctets(of arrivals: [ArrivalID]) throws -> Int {
        try connection.run(
            """
            DELETE FROM arrivalOctets WHERE arrival IN (
                SELECT id FROM arrival WHERE id IN (SELECT value FROM json_each(?1))
                    AND outcome NOT IN ('accepted', 'quarantined')
            )
            """,
            JSONText.list(arrivals)
        )
        return connection.changes
    }
}
