import ChannelKit
import DeskModel

/// Claims deliveries and stores what became of them.
struct OutboxWriter {
    /// The installation's value that names the present run of the process.
    static let epochName = "outbox.epoch"
    /// The installation's value that says that all sending is stopped.
    static let pauseName = "outbox.paused"

    let context: WriteContext
    let blobFolder: String
    private var connection: Connection { context.connection }

    init(context: WriteContext, blobFolder: String) {
        self.context = context
        self.blobFolder = blobFolder
    }

    /// Begins a new run.
    func beginEpoch() throws -> Int64 {
        let values = InstallationTable(connection: connection)
        let epoch = (try values.value(Self.epochName).flatMap { Int64($0) } ?? 0) + 1
        try values.set(String(epoch), named: Self.epochName)
        return epoch
    }

    /// Takes over what earlier runs were sending when they ended: the lease of the attempt passes to the present run.
    func takeOverInterrupted(epoch: Int64) throws -> [Delivery] {
        guard try isCurrent(epoch) else { return [] }
        let ids = try connection.all(
            "SELECT id FROM delivery WHERE state = 'sending' AND epoch < ?1 ORDER BY id",
            epoch
        ) { try $0.next(DeliveryID.self) }
        try connection.run("UPDATE delivery SET epoch = ?1 WHERE state = 'sending' AND epoch < ?1", epoch)
        return try ids.compactMap(DeliveryRow(connection: connection, blobFolder: blobFolder).delivery)
    }

    /// Claims deliveries that are due.
    ///
    /// The attempt is counted in the same transaction, so that a crash while sending is seen as an attempt whose
    /// outcome nobody knows.
    func claim(epoch: Int64, now: Timestamp, limit: Int) throws -> [Delivery] {
        guard try isCurrent(epoch) else { return [] }
        let due = try OutboxReading(connection: connection, blobFolder: blobFolder).due(at: now, limit: limit)
        let rows = DeliveryRow(connection: connection, blobFolder: blobFolder)
        return try due.compactMap { id in
            try connection.run(
                "UPDATE delivery SET state = 'sending', attempts = attempts + 1, epoch = ?2 WHERE id = ?1",
                id,
                epoch
            )
            try connection.run(
                """
                INSERT INTO deliveryAttempt (delivery, number, epoch, startedAt, endedAt, outcome, answer)
                SELECT id, attempts, epoch, ?2, NULL, NULL, '' FROM delivery WHERE id = ?1
                """,
                id,
                now
            )
            return try rows.delivery(id)
        }
    }

    /// Stores the outcome of an attempt, if it is the delivery's current one and the present run has its lease.
    func record(_ outcome: AttemptOutcome) throws -> Bool {
        guard try isCurrent(outcome.epoch) else { return false }
        try connection.run(
            """
            UPDATE delivery SET state = ?4, reason = ?5, mayRepeat = max(mayRepeat, ?6),
                notBefore = ifnull(?7, notBefore), receiptID = ifnull(?8, receiptID)
            WHERE id = ?1 AND attempts = ?2 AND epoch = ?3 AND state = 'sending'
            """,
            outcome.delivery,
            outcome.attempt,
            outcome.epoch,
            outcome.state,
            outcome.answer,
            outcome.mayRepeat,
            outcome.notBefore,
            MessageWriter.unlessEmpty(outcome.externalID?.rawValue)
        )
        guard connection.changes > 0 else { return false }
        try connection.run(
            "UPDATE deliveryAttempt SET endedAt = ?3, outcome = ?4, answer = ?5 WHERE delivery = ?1 AND number = ?2",
            outcome.delivery,
            outcome.attempt,
            outcome.at,
            outcome.outcome,
            outcome.answer
        )
        try noteConsequences(of: outcome)
        return true
    }

    private func noteConsequences(of outcome: AttemptOutcome) throws {
        let found = try connection.first(
            "SELECT d.reply, m.ticket FROM delivery d JOIN message m ON m.id = d.reply WHERE d.id = ?1",
            outcome.delivery
        ) { (try $0.next(MessageID.self), try $0.next(TicketID.self)) }
        guard let (reply, ticket) = found else { return }
        if let id = outcome.externalID?.rawValue {
            try MessageWriter(context: context).add(identifier: id, origin: .sent, of: reply)
        }
        switch outcome.state {
        case .failed, .held, .uncertain:
            let tickets = TicketWriter(context: context)
            try tickets.recountDeliveryProblems(of: ticket)
            try tickets.note(
                .delivery,
                in: ticket,
                by: .system("outbox"),
                from: DeliveryState.sending.rawValue,
                to: outcome.state.rawValue,
                at: outcome.at
            )
            try tickets.touch(ticket, at: outcome.at)
        case .queued, .sending, .deferred, .sent, .delivered, .read, .canceled:
            context.news.append(.delivery(ticket, outcome.state))
        }
    }

    /// Queues a delivery again on somebody's word.
    func retry(_ id: DeliveryID, actor: Actor, at: Timestamp) throws -> ContactChangeResult {
        guard let (state, ticket) = try standing(of: id) else { return .refused("there is no such delivery") }
        switch state {
        case .failed, .held, .uncertain, .deferred: break
        case .queued, .sending: return .refused("it is being sent already")
        case .sent, .delivered, .read: return .refused("it was sent already")
        case .canceled: return .refused("it was taken back; write a new reply")
        }
        try connection.run(
            """
            UPDATE delivery SET state = 'queued', notBefore = ?2, reason = '',
                mayRepeat = max(mayRepeat, ?3)
            WHERE id = ?1
            """,
            id,
            at,
            state == .uncertain
        )
        try note(actor, ticket, from: state, to: .queued, at: at)
        return .done
    }

    /// Takes a delivery back.
    func cancel(_ id: DeliveryID, actor: Actor, at: Timestamp) throws -> ContactChangeResult {
        guard let (state, ticket) = try standing(of: id) else { return .refused("there is no such delivery") }
        guard state.isCancelable else {
            return .refused(state == .sending ? "it is being sent" : "it is \(state.rawValue) already")
        }
        try connection.run("UPDATE delivery SET state = 'canceled', reason = '' WHERE id = ?1", id)
        try note(actor, ticket, from: state, to: .canceled, at: at)
        return .done
    }

    private func standing(of id: DeliveryID) throws -> (DeliveryState, TicketID)? {
        try connection.first(
            "SELECT d.state, m.ticket FROM delivery d JOIN message m ON m.id = d.reply WHERE d.id = ?1",
            id
        ) { (try $0.next(DeliveryState.self), try $0.next(TicketID.self)) }
    }

    private func note(
        _ actor: Actor,
        _ ticket: TicketID,
        from: DeliveryState,
        to: DeliveryState,
        at: Timestamp
    ) throws {
        let tickets = TicketWriter(context: context)
        try tickets.recountDeliveryProblems(of: ticket)
        try tickets.note(.delivery, in: ticket, by: actor, from: from.rawValue, to: to.rawValue, at: at)
        try tickets.touch(ticket, at: at)
    }

    /// Stops or starts all sending.
    func setPaused(_ paused: Bool, actor: Actor, at: Timestamp) throws {
        try InstallationTable(connection: connection).set(paused ? "yes" : nil, named: Self.pauseName)
        try AuditTable(context: context).add(
            AuditEntry(actor: actor, action: paused ? .outboxPaused : .outboxResumed, object: "outbox", at: at)
        )
    }

    /// Holds a channel, or resumes it.
    func setHold(_ reason: Wording?, channel: ChannelID, at: Timestamp) throws {
        if let reason {
            try connection.run(
                """
                INSERT INTO channelHold (channel, reason, at) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET reason = excluded.reason
                """,
                channel,
                reason,
                at
            )
        } else {
            try connection.run("DELETE FROM channelHold WHERE channel = ?1", channel)
        }
    }

    private func isCurrent(_ epoch: Int64) throws -> Bool {
        try InstallationTable(connection: connection).value(Self.epochName).flatMap { Int64($0) } == epoch
    }
}
