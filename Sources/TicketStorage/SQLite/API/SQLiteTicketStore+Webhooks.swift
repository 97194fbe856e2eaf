public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// All endpoints, oldest first.
    public func webhookEndpoints() async throws -> [WebhookEndpoint] {
        try await read { try WebhookTable(connection: $0).endpoints() }
    }

    /// Adds an endpoint; it is told of what happens from now on.
    public func addWebhookEndpoint(_ endpoint: WebhookEndpoint, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).add(endpoint) }
    }

    /// Changes an endpoint.
    public func changeWebhookEndpoint(
        _ id: WebhookEndpointID,
        _ change: WebhookEndpointChange,
        actor: Actor,
        at: Timestamp
    ) async throws -> WebhookEndpoint? {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).change(id, [change]) }
    }

    /// Puts what has happened into the queues of enabled endpoints.
    public func fillWebhookQueues(at now: Timestamp, limit: Int) async throws -> Int {
        let isBehind = try await read { connection in
            try connection.exists(
                """
                SELECT 1 FROM webhookEndpoint
                WHERE isEnabled = 1 AND lastEvent < ifnull((SELECT max(id) FROM ticketEvent), 0)
                """
            )
        }
        guard isBehind else { return 0 }
        return try await writer.write(.other) { context in
            let table = WebhookTable(context: context)
            var count = 0
            for endpoint in try table.endpoints() where endpoint.isEnabled {
                let place = try table.place(of: endpoint.id)
                let events = try EventReading(connection: context.connection).numbered(after: place, limit: limit)
                guard let last = events.last else { continue }
                for event in events where endpoint.wants(event.event.kind) {
                    try table.queue(
                        WebhookDelivery(
                            id: context.ids.next(at: now),
                            endpoint: endpoint.id,
                            event: event,
                            state: .pending,
                            attempts: 0,
                            notBefore: now,
                            queuedAt: now
                        )
                    )
                }
                try table.setPlace(of: endpoint.id, to: last.event.id)
                count += events.count
            }
            return count
        }
    }

    /// Deliveries to enabled endpoints that are due.
    public func dueWebhookDeliveries(at now: Timestamp, limit: Int) async throws -> [DueWebhookDelivery] {
        try await read { connection in
            let table = WebhookTable(connection: connection)
            return try table.due(at: now, limit: limit).compactMap { delivery in
                try table.endpoint(delivery.endpoint).map { DueWebhookDelivery(delivery: delivery, endpoint: $0) }
            }
        }
    }

    /// When the next delivery becomes due.
    public func nextWebhookTime() async throws -> Timestamp? {
        try await read { try WebhookTable(connection: $0).nextTime() }
    }

    /// Stores what came of an attempt and what follows from it.
    public func record(_ outcome: WebhookDeliveryOutcome) async throws {
        try await writer.write(.record) { context in
            let table = WebhookTable(context: context)
            // The endpoint may have been removed meanwhile.
            guard var delivery = try table.delivery(outcome.delivery) else { return }
            let at = outcome.attempt.endedAt
            delivery.attempts = max(delivery.attempts, outcome.attempt.number)
            switch outcome.consequence {
            case .delivered:
                delivery.state = .delivered
                try table.noteSuccess(of: delivery.endpoint, at: at)
            case .again(let next): delivery.notBefore = next
            case .givenUp: delivery.state = .failed
            case .switchedOff(let problem):
                delivery.state = .failed
                try table.switchOff(delivery.endpoint, because: problem)
                try AuditedChange(context: context, actor: .system("webhooks"), at: at)
                    .note(.webhookSwitchedOff, "webhook:\(delivery.endpoint)")
            }
            try table.record(outcome.attempt, of: delivery)
        }
    }

    /// A page of an endpoint's deliveries, newest first.
    public func webhookDeliveryPage(
        of endpoint: WebhookEndpointID,
        after: PageCursor?,
        limit: Int
    ) async throws -> Page<WebhookDeliveryRecord> {
        try await read { try WebhookTable(connection: $0).log(of: endpoint, after: after, limit: limit) }
    }

    /// A delivery.
    public func webhookDelivery(_ id: WebhookDeliveryID) async throws -> WebhookDelivery? {
        try await read { try WebhookTable(connection: $0).delivery(id) }
    }

    /// Puts a delivery into the queue again.
    public func resendWebhook(
        _ id: WebhookDeliveryID,
        actor: Actor,
        at: Timestamp
    ) async throws -> WebhookEndpointID? {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).resend(id) }
    }

    /// Puts a trial into an endpoint's queue.
    public func tryWebhook(_ id: WebhookEndpointID, actor: Actor, at: Timestamp) async throws {
        _ = try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).sendTrial(to: id) }
    }
}

extension WebhookEndpoint {
    /// Whether it is told of events of that kind.
    fileprivate func wants(_ kind: TicketEvent.Kind) -> Bool { types.isEmpty || types.contains(kind.webhookType) }
}
