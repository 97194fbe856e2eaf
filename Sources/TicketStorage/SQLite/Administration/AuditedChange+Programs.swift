import DeskModel

extension AuditedChange {
    /// Keeps a token under its digest.
    func add(_ token: APIToken, digest: String) throws {
        try APITokenTable(connection: connection).add(token, digest: digest)
        try note(.tokenAdded, token.auditName, token.scopes.map(\.rawValue).sorted().joined(separator: " "))
    }

    /// Ends a token; whether it held until now.
    func revoke(_ id: APITokenID) throws -> Bool {
        let table = APITokenTable(connection: connection)
        guard let token = try table.token(id), try table.revoke(id, at: at) else { return false }
        try note(.tokenRevoked, token.auditName)
        return true
    }

    /// Adds an endpoint; it is told of what happens from now on.
    func add(_ endpoint: WebhookEndpoint) throws {
        try webhooks.add(endpoint)
        try note(.webhookAdded, "webhook:\(endpoint.id)")
    }

    /// Changes an endpoint.
    ///
    /// - Returns: the endpoint now, or as it was when it is gone; nil when there is none.
    func change(_ id: WebhookEndpointID, _ change: WebhookEndpointChange) throws -> WebhookEndpoint? {
        guard let before = try webhooks.endpoint(id) else { return nil }
        try webhooks.change(id, change)
        try note(change.action, "webhook:\(id)")
        return try webhooks.endpoint(id) ?? before
    }

    /// Puts a delivery into the queue again; its endpoint, nil when there is no such delivery.
    func resend(_ id: WebhookDeliveryID) throws -> WebhookEndpointID? {
        guard let delivery = try webhooks.delivery(id) else { return nil }
        try webhooks.resend(id, at: at)
        try note(.webhookResent, "webhook:\(delivery.endpoint)")
        return delivery.endpoint
    }

    /// Puts a trial into an endpoint's queue; whether there is one.
    func sendTrial(to id: WebhookEndpointID) throws -> Bool {
        guard try webhooks.endpoint(id) != nil else { return false }
        try webhooks.queue(
            WebhookDelivery(
                id: context.ids.next(at: at),
                endpoint: id,
                event: nil,
                state: .pending,
                attempts: 0,
                notBefore: at,
                queuedAt: at
            )
        )
        try note(.webhookTried, "webhook:\(id)")
        return true
    }

    private var webhooks: WebhookTable { WebhookTable(context: context) }
}

extension APIToken {
    /// What the audit log calls it.
    fileprivate var auditName: String { "token:\(id) \(name)" }
}

extension WebhookEndpointChange {
    /// What the audit log calls it.
    fileprivate var action: AuditAction {
        switch self {
        case .enable: .webhookEnabled
        case .disable: .webhookDisabled
        case .renewSecret: .webhookSecretRenewed
        case .retireOlderSecret: .webhookSecretRetired
        case .describe: .webhookChanged
        case .remove: .webhookRemoved
        }
    }
}
