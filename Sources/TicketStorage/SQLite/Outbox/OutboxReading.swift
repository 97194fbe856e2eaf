import ChannelKit
import DeskModel

/// Reads the outbox.
struct OutboxReading {
    let connection: Connection
    let blobFolder: String

    /// Deliveries that may be sent now, the one due longest first: of each leg only the oldest that is not at its end.
    func due(at now: Timestamp, limit: Int) throws -> [DeliveryID] {
        guard try !isPaused() else { return [] }
        var due: [(id: DeliveryID, since: Timestamp)] = []
        for channel in try sendingChannels() {
            due += try connection.all(
                """
                SELECT d.id, d.notBefore FROM delivery d
                WHERE d.channel = ?1 AND d.state IN ('queued', 'deferred') AND d.notBefore <= ?2
                    AND NOT EXISTS (
                        SELECT 1 FROM delivery o WHERE o.leg = d.leg AND o.id < d.id
                            AND (o.state = 'queued' OR o.state = 'sending' OR o.state = 'deferred' OR o.state = 'uncertain'
                                OR o.state = 'held')
                    )
                ORDER BY d.notBefore, d.id LIMIT ?3
                """,
                channel,
                now,
                limit
            ) { (try $0.next(DeliveryID.self), try $0.next(Timestamp.self)) }
        }
        return due.sorted { ($0.since, $0.id) < ($1.since, $1.id) }.prefix(limit).map(\.id)
    }

    /// When the next delivery that nothing blocks becomes due.
    func nextDueTime() throws -> Timestamp? {
        guard try !isPaused() else { return nil }
        return try sendingChannels().compactMap { channel in
            try connection.value(
                """
                SELECT d.notBefore FROM delivery d
                WHERE d.channel = ?1 AND d.state IN ('queued', 'deferred')
                    AND NOT EXISTS (
                        SELECT 1 FROM delivery o WHERE o.leg = d.leg AND o.id < d.id
                            AND (o.state = 'queued' OR o.state = 'sending' OR o.state = 'deferred' OR o.state = 'uncertain'
                                OR o.state = 'held')
                    )
                ORDER BY d.notBefore, d.id LIMIT 1
                """,
                channel,
                as: Timestamp.self
            )
        }.min()
    }

    /// Channels that have something to send and are not held.
    private func sendingChannels() throws -> [ChannelID] {
        try connection.all(
            """
            SELECT DISTINCT channel FROM deliveryTally
            WHERE state IN ('queued', 'deferred') AND count > 0 AND channel NOT IN (SELECT channel FROM channelHold)
            ORDER BY channel
            """
        ) { try $0.next() }
    }

    /// A page of deliveries, newest first.
    func page(states: Set<DeliveryState>, after: PageCursor?, limit: Int) throws -> Page<DeliveryRecord> {
        let limit = min(max(limit, 1), 200)
        let before = after.flatMap { Int64($0.rawValue) } ?? .max
        var ids: [DeliveryID] = []
        for state in states.isEmpty ? Set(DeliveryState.allCases) : states {
            ids += try connection.all(
                """
                SELECT id FROM delivery WHERE state = ?1 AND id < ?2 AND (?4 IS NULL OR EXISTS (
                    SELECT 1 FROM message m JOIN ticketSeen s ON s.ticket = m.ticket
                    WHERE m.id = delivery.reply AND s.agent = ?4))
                ORDER BY id DESC LIMIT ?3
                """,
                state,
                before,
                limit + 1,
                connection.viewer
            ) { try $0.next(DeliveryID.self) }
        }
        ids.sort(by: >)
        let rows = DeliveryRow(connection: connection, blobFolder: blobFolder)
        let items = try ids.prefix(limit).compactMap(rows.heading)
        let next = ids.count > limit ? items.last.map { PageCursor(rawValue: $0.delivery.id.description) } : nil
        return Page(items: items, next: next)
    }

    /// Whether all sending is stopped.
    func isPaused() throws -> Bool {
        try InstallationTable(connection: connection).value(OutboxWriter.pauseName) != nil
    }

    /// The held channels with reasons.
    func holds() throws -> [ChannelID: Wording] {
        let holds = try connection.all("SELECT channel, reason FROM channelHold") {
            (try $0.next(ChannelID.self), try $0.next(Wording.self))
        }
        return Dictionary(uniqueKeysWithValues: holds)
    }

    /// Whether the connection's viewer sees the ticket of a delivery.
    func isSeen(_ id: DeliveryID) throws -> Bool {
        guard let viewer = connection.viewer else { return true }
        return try connection.exists(
            """
            SELECT 1 FROM delivery d JOIN message m ON m.id = d.reply JOIN ticketSeen s ON s.ticket = m.ticket
            WHERE d.id = ?1 AND s.agent = ?2
            """,
            id,
            viewer
        )
    }

    /// How many deliveries are in each state; nobody who is limited to their teams is told, since the tally knows no teams.
    func counts() throws -> [DeliveryState: Int] {
        guard connection.viewer == nil else { return [:] }
        let counts = try connection.all("SELECT state, sum(count) FROM deliveryTally GROUP BY state") {
            (try $0.next(DeliveryState.self), try $0.next(Int.self))
        }
        return Dictionary(uniqueKeysWithValues: counts.filter { $0.1 > 0 })
    }
}
