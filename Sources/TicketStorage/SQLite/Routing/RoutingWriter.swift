import ChannelKit
import DeskModel

/// Decides and stores envelopes.
struct RoutingWriter {
    typealias Decide = @Sendable (RoutingItem, any RoutingReads) throws -> RoutingDecision

    let context: WriteContext
    let blobFolder: String
    private var connection: Connection { context.connection }

    /// Decides and stores a batch in order; each item sees what the items before it left.
    func ingest(_ batch: [RoutingItem], decide: Decide) throws -> [RoutingResult] {
        try batch.map { item in
            guard context.isolatesItems else { return try ingest(item, decide: decide) }
            do {
                return try context.savepoint { try ingest(item, decide: decide) }
            } catch  where !SQLiteFailure.isStorageFailure(error) {
                return try quarantine(item, reason: Self.reason(error))
            }
        }
    }

    private func ingest(_ item: RoutingItem, decide: Decide) throws -> RoutingResult {
        if let known = try EnvelopeKeys(connection: connection, knowsErasures: context.knowsErasures()).known(item) {
            try ResultWriter(connection: connection).note(known, of: item)
            return known
        }
        let decision: RoutingDecision
        do {
            decision = try decide(item, StoredReads(connection: connection, blobFolder: blobFolder))
        } catch  where !SQLiteFailure.isStorageFailure(error) {
            // Nothing was written yet, so there is nothing to take back.
            return try quarantine(item, reason: Self.reason(error))
        }
        return try DecisionWriter(context: context, item: item, decision: decision).apply()
    }

    private func quarantine(_ item: RoutingItem, reason: Wording) throws -> RoutingResult {
        try DecisionWriter.quarantine(item, reason: reason, rule: "failed", context: context)
    }

    private static func reason(_ error: any Error) -> Wording {
        if let failure = error as? SQLiteFailure {
            return Wording("it could not be stored: \(failure.message)", "无法存储：\(failure.message)")
        }
        return Wording("it could not be routed: \(error)", "无法分派：\(error)")
    }
}

/// Tells whether an envelope was taken before.
struct EnvelopeKeys {
    let connection: Connection
    /// Whether anything was ever erased, and has another name since.
    let knowsErasures: Bool

    /// The result of an envelope that is known, be it erased meanwhile; nil when it is new.
    func known(_ item: RoutingItem) throws -> RoutingResult? {
        let name = item.envelope.externalID
        if let known = try known(item, as: name) { return known }
        return knowsErasures ? try known(item, as: ErasedName.of(name)) : nil
    }

    private func known(_ item: RoutingItem, as name: ExternalID) throws -> RoutingResult? {
        let message = try connection.first(
            """
            SELECT i.id, i.contact, i.arrival, t.id, t.number FROM inboundMessage i
            JOIN message m ON m.id = i.id JOIN ticket t ON t.id = m.ticket
            WHERE i.channel = ?1 AND i.externalID = ?2
            """,
            item.channel,
            name
        ) { row in
            (
                id: try row.next(MessageID.self), contact: try row.next(ContactID.self),
                arrival: try row.next(ArrivalID.self), ticket: try row.next(TicketID.self),
                number: try row.next(Int.self)
            )
        }
        if let message {
            // The same arrival again, after a stop between two of its envelopes: its first outcome stands.
            if message.arrival == item.arrival, let first = try firstResult(of: item, number: message.number) {
                return first
            }
            return RoutingResult(
                arrival: item.arrival,
                envelope: item.index,
                outcome: .duplicate,
                ticketNumber: message.number,
                ticket: message.ticket,
                message: message.id,
                contact: message.contact,
                rule: "known-envelope"
            )
        }
        let ignored = try connection.value(
            "SELECT arrival FROM ignoredEnvelope WHERE channel = ?1 AND externalID = ?2",
            item.channel,
            name,
            as: ArrivalID.self
        )
        guard let ignored else { return nil }
        if ignored == item.arrival, let first = try firstResult(of: item, number: nil) { return first }
        return RoutingResult(
            arrival: item.arrival,
            envelope: item.index,
            outcome: .duplicate,
            rule: "known-envelope"
        )
    }

    private func firstResult(of item: RoutingItem, number: Int?) throws -> RoutingResult? {
        try connection.first(
            "SELECT outcome, ticket, message, contact, rule FROM routingResult WHERE arrival = ?1 AND envelope = ?2",
            item.arrival,
            item.index
        ) { row in
            RoutingResult(
                arrival: item.arrival,
                envelope: item.index,
                outcome: try row.next(),
                ticketNumber: number,
                ticket: try row.next(),
                message: try row.next(),
                contact: try row.next(),
                rule: try row.next()
            )
        }
    }
}

/// Notes what became of envelopes and, once all of an arrival's have an outcome, of the arrival.
struct ResultWriter {
    let connection: Connection

    /// Notes the result of an envelope.
    func note(_ result: RoutingResult, of item: RoutingItem, reason: String = "") throws {
        try connection.run(
            """
            INSERT INTO routingResult (arrival, envelope, outcome, ticket, message, contact, rule)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT DO UPDATE SET outcome = excluded.outcome, ticket = excluded.ticket,
                message = excluded.message, contact = excluded.contact, rule = excluded.rule
            """,
            item.arrival,
            item.index,
            result.outcome,
            result.ticket,
            result.message,
            result.contact,
            result.rule
        )
        if item.count <= 1 {
            try close(item.arrival, as: result.outcome, reason: reason)
        } else {
            try closeWhenComplete(item, reason: reason)
        }
    }

    private func close(_ arrival: ArrivalID, as outcome: IntakeOutcome, reason: String) throws {
        try connection.run(
            "UPDATE arrival SET outcome = ?2, reason = ?3 WHERE id = ?1",
            arrival,
            outcome,
            reason
        )
    }

    private func closeWhenComplete(_ item: RoutingItem, reason: String) throws {
        // Envelopes come in their order, so none is missing once the last is here.
        guard item.index >= item.count - 1 || !reason.isEmpty else { return }
        let outcomes = try connection.all(
            "SELECT outcome FROM routingResult WHERE arrival = ?1",
            item.arrival
        ) { try $0.next(IntakeOutcome.self) }
        if outcomes.count >= item.count, let weightiest = outcomes.max(by: { $0.weight < $1.weight }) {
            let kept = try connection.value("SELECT reason FROM arrival WHERE id = ?1", item.arrival, as: String.self)
            try close(item.arrival, as: weightiest, reason: reason.isEmpty ? kept ?? "" : reason)
        } else if !reason.isEmpty {
            try close(item.arrival, as: .accepted, reason: reason)
        }
    }
}

extension IntakeOutcome {
    /// What an agent must know first: the arrival shows its envelopes' weightiest outcome.
    fileprivate var weight: Int {
        switch self {
        case .accepted: 0
        case .duplicate: 1
        case .ignored: 2
        case .appended: 3
        case .opened: 4
        case .quarantined: 5
        }
    }
}
