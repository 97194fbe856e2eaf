import DeskModel

extension AuditedChange {
    /// Keeps a token under its digest; not when the token that made it was revoked meanwhile, or too many are in force.
    func add(_ token: APIToken, digest: String) throws -> SavingResult {
        let table = APITokenTable(connection: connection)
        var detail = token.scopes.map(\.rawValue).sorted().joined(separator: " ")
        if let id = token.maker {
            guard let maker = try table.token(id), maker.revokedAt == nil else { return .unknown }
            detail += ", made with \(maker.auditName)"
        }
        guard try table.liveCount(at: at) < APIToken.maximumCount else { return .full(APIToken.maximumCount) }
        try table.add(token, digest: digest)
        try note(.tokenAdded, token.auditName, detail)
        return .done
    }

    /// Ends a token, and all that were made with it; whether it held until now.
    func revoke(_ id: APITokenID) throws -> Bool {
        let revoked = try APITokenTable(connection: connection).revoke(id, at: at)
        for token in revoked {
            let maker = token.id == id ? nil : revoked.first { $0.id == token.maker }
            try note(.tokenRevoked, token.auditName, maker.map { "made with \($0.auditName)" } ?? "")
        }
        return !revoked.isEmpty
    }

    /// Adds an endpoint; it is told of what happens from now on.
    func add(_ endpoint: WebhookEndpoint) throws {
        try webhooks.add(endpoint)
        try note(.webhookAdded, "webhook:\(endpoint.id)")
    }

    /// Changes an endpoint, in this order.
    ///
    /// - Returns: the endpoint now, or as it was when it is gone; nil when there is none.
    func change(_ id: WebhookEndpointID, _ changes: [WebhookEndpointChange]) throws -> WebhookEndpoint? {
        guard let before = try webhooks.endpoint(id) else { return nil }
        for change in changes {
            try webhooks.change(id, change)
            try note(change.action, "webhook:\(id)")
        }
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
