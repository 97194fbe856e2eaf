import ChannelKit
import DeskModel

/// Endpoints and their queues.
struct WebhookTable {
    /// For how long what is done stays in the log, in milliseconds.
    static let memory: Int64 = 30 * 86_400_000

    let connection: Connection

    init(connection: Connection) { self.connection = connection }

    init(context: WriteContext) { connection = context.connection }

    // MARK: - Endpoints

    /// All endpoints, oldest first.
    func endpoints() throws -> [WebhookEndpoint] {
        try connection.all(
            """
            SELECT id, url, note, types, isEnabled, problem, secret, olderSecret, lastSuccessAt, createdAt
            FROM webhookEndpoint ORDER BY id
            """,
            row: Self.endpoint
        )
    }

    /// An endpoint.
    func endpoint(_ id: WebhookEndpointID) throws -> WebhookEndpoint? {
        try connection.first(
            """
            SELECT id, url, note, types, isEnabled, problem, secret, olderSecret, lastSuccessAt, createdAt
            FROM webhookEndpoint WHERE id = ?1
            """,
            id,
            row: Self.endpoint
        )
    }

    /// Adds an endpoint whose queue begins behind the newest event.
    func add(_ endpoint: WebhookEndpoint) throws {
        try connection.run(
            """
            INSERT INTO webhookEndpoint (id, url, note, types, isEnabled, problem, secret, lastEvent, createdAt)
            VALUES (?1, ?2, ?3, ?4, ?5, '', ?6, ifnull((SELECT max(id) FROM ticketEvent), 0), ?7)
            """,
            endpoint.id,
            endpoint.url,
            endpoint.note,
            endpoint.types.sorted().joined(separator: " "),
            endpoint.isEnabled,
            endpoint.secret,
            endpoint.createdAt
        )
    }

    /// Changes an endpoint.
    func change(_ id: WebhookEndpointID, _ change: WebhookEndpointChange) throws {
        switch change {
        case .enable:
            try connection.run(
                """
                UPDATE webhookEndpoint SET isEnabled = 1, problem = '',
                    lastEvent = max(lastEvent, ifnull((SELECT max(id) FROM ticketEvent), 0))
                WHERE id = ?1 AND isEnabled = 0
                """,
                id
            )
        case .disable: try connection.run("UPDATE webhookEndpoint SET isEnabled = 0 WHERE id = ?1", id)
        case .renewSecret:
            try connection.run(
                "UPDATE webhookEndpoint SET olderSecret = secret, secret = secret + 1 WHERE id = ?1",
                id
            )
        case .retireOlderSecret:
            try connection.run("UPDATE webhookEndpoint SET olderSecret = NULL WHERE id = ?1", id)
        case .describe(let url, let note, let types):
            try connection.run(
                """
                UPDATE webhookEndpoint SET url = ifnull(?2, url), note = ifnull(?3, note), types = ifnull(?4, types)
                WHERE id = ?1
                """,
                id,
                url,
                note,
                types.map { $0.sorted().joined(separator: " ") }
            )
        case .remove:
            try connection.run(
                "DELETE FROM webhookAttempt WHERE delivery IN (SELECT id FROM webhookDelivery WHERE endpoint = ?1)",
                id
            )
            try connection.run("DELETE FROM webhookDelivery WHERE endpoint = ?1", id)
            try connection.run("DELETE FROM webhookEndpoint WHERE id = ?1", id)
        }
    }

    /// Switches an endpoint off for a reason.
    func switchOff(_ id: WebhookEndpointID, because problem: String) throws {
        try connection.run("UPDATE webhookEndpoint SET isEnabled = 0, problem = ?2 WHERE id = ?1", id, problem)
    }

    /// Notes that an endpoint took something.
    func noteSuccess(of id: WebhookEndpointID, at: Timestamp) throws {
        try connection.run("UPDATE webhookEndpoint SET lastSuccessAt = ?2 WHERE id = ?1", id, at)
    }

    // MARK: - The queue

    /// The place of an endpoint's queue.
    func place(of id: WebhookEndpointID) throws -> RecordID<TicketEvent>? {
        try connection.value("SELECT lastEvent FROM webhookEndpoint WHERE id = ?1", id, as: RecordID<TicketEvent>.self)
    }

    /// Moves the place of an endpoint's queue on.
    func setPlace(of id: WebhookEndpointID, to event: RecordID<TicketEvent>) throws {
        try connection.run("UPDATE webhookEndpoint SET lastEvent = ?2 WHERE id = ?1", id, event)
    }

    /// Puts an event, or a trial, into an endpoint's queue.
    func queue(_ delivery: WebhookDelivery) throws {
        try connection.run(
            """
            INSERT INTO webhookDelivery (id, endpoint, event, ticket, state, attempts, notBefore, queuedAt)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (endpoint, event) DO NOTHING
            """,
            delivery.id,
            delivery.endpoint,
            delivery.event?.event.id,
            delivery.event?.event.ticket,
            delivery.state,
            delivery.attempts,
            delivery.notBefore,
            delivery.queuedAt
        )
    }

    /// Deliveries that are due; a ticket's in their order while the first of them has hope.
    func due(at now: Timestamp, limit: Int) throws -> [WebhookDelivery] {
        try connection.all(
            """
            SELECT d.id FROM webhookDelivery d JOIN webhookEndpoint e ON e.id = d.endpoint
            WHERE d.state = 'pending' AND d.notBefore <= ?1 AND e.isEnabled = 1
                AND NOT EXISTS (
                    SELECT 1 FROM webhookDelivery o WHERE o.state = 'pending' AND o.endpoint = d.endpoint
                        AND o.ticket = d.ticket AND o.id < d.id AND o.attempts < 5
                )
            ORDER BY d.notBefore, d.id LIMIT ?2
            """,
            now,
            limit
        ) { try $0.next(WebhookDeliveryID.self) }.compactMap(delivery)
    }

    /// When the next delivery becomes due.
    func nextTime() throws -> Timestamp? {
        try connection.value(
            """
            SELECT d.notBefore FROM webhookDelivery d JOIN webhookEndpoint e ON e.id = d.endpoint
            WHERE d.state = 'pending' AND e.isEnabled = 1 ORDER BY d.notBefore LIMIT 1
            """,
            as: Timestamp.self
        )
    }

    /// A delivery with its event.
    func delivery(_ id: WebhookDeliveryID) throws -> WebhookDelivery? {
        let found = try connection.first(
            "SELECT endpoint, event, state, attempts, notBefore, queuedAt FROM webhookDelivery WHERE id = ?1",
            id
        ) { row in
            let endpoint = try row.next(WebhookEndpointID.self)
            let event = try row.next(RecordID<TicketEvent>?.self)
            let delivery = WebhookDelivery(
                id: id,
                endpoint: endpoint,
                event: nil,
                state: try row.next(),
                attempts: try row.next(),
                notBefore: try row.next(),
                queuedAt: try row.next()
            )
            return (delivery, event)
        }
        guard let (bare, event) = found else { return nil }
        var delivery = bare
        delivery.event = try event.flatMap { try EventReading(connection: connection).numbered($0) }
        return delivery
    }

    /// Stores an attempt and how its delivery stands now.
    func record(_ attempt: WebhookAttempt, of delivery: WebhookDelivery) throws {
        try connection.run(
            """
            INSERT OR REPLACE INTO webhookAttempt (delivery, number, startedAt, endedAt, status, detail)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """,
            delivery.id,
            attempt.number,
            attempt.startedAt,
            attempt.endedAt,
            attempt.status,
            attempt.detail
        )
        try connection.run(
            "UPDATE webhookDelivery SET state = ?2, attempts = ?3, notBefore = ?4, queuedAt = ?5 WHERE id = ?1",
            delivery.id,
            delivery.state,
            delivery.attempts,
            delivery.notBefore,
            delivery.queuedAt
        )
    }

    /// Queues a delivery again.
    func resend(_ id: WebhookDeliveryID, at: Timestamp) throws {
        try connection.run(
            "UPDATE webhookDelivery SET state = 'pending', notBefore = ?2, queuedAt = ?2 WHERE id = ?1",
            id,
            at
        )
    }

    // MARK: - The log

    /// An endpoint's deliveries, newest first.
    func log(of endpoint: WebhookEndpointID, after: PageCursor?, limit: Int) throws -> Page<WebhookDeliveryRecord> {
        let limit = min(max(limit, 1), 200)
        let ids = try connection.all(
            "SELECT id FROM webhookDelivery WHERE endpoint = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
            endpoint,
            after.flatMap { Int64($0.rawValue) } ?? .max,
            limit + 1
        ) { try $0.next(WebhookDeliveryID.self) }
        let items = try ids.prefix(limit).compactMap { id in
            try delivery(id).map { WebhookDeliveryRecord(delivery: $0, attempts: try attempts(of: id)) }
        }
        let next = ids.count > limit ? items.last.map { PageCursor(rawValue: $0.delivery.id.description) } : nil
        return Page(items: items, next: next)
    }

    private func attempts(of id: WebhookDeliveryID) throws -> [WebhookAttempt] {
        try connection.all(
            "SELECT number, startedAt, endedAt, status, detail FROM webhookAttempt WHERE delivery = ?1 ORDER BY number",
            id
        ) {
            WebhookAttempt(
                number: try $0.next(),
                startedAt: try $0.next(),
                endedAt: try $0.next(),
                status: try $0.next(),
                detail: try $0.next()
            )
        }
    }

    /// Forgets what is done and past its time; only what was made before that time is looked at.
    func removeExpired(at now: Timestamp) throws {
        let before = Timestamp(rawValue: now.rawValue - Self.memory)
        let newer = WebhookDeliveryID.least(at: before)
        try connection.run(
            """
            DELETE FROM webhookAttempt WHERE delivery IN (
                SELECT id FROM webhookDelivery WHERE id < ?2 AND state <> 'pending' AND queuedAt < ?1)
            """,
            before,
            newer
        )
        try connection.run(
            "DELETE FROM webhookDelivery WHERE id < ?2 AND state <> 'pending' AND queuedAt < ?1",
            before,
            newer
        )
    }

    private static func endpoint(_ row: inout ResultRow) throws -> WebhookEndpoint {
        WebhookEndpoint(
            id: try row.next(),
            url: try row.next(),
            note: try row.next(),
            types: Set(try row.next(String.self).split(separator: " ").map(String.init)),
            isEnabled: try row.next(),
            problem: try row.next(),
            secret: try row.next(),
            olderSecret: try row.next(),
            lastSuccessAt: try row.next(),
            createdAt: try row.next()
        )
    }
}
