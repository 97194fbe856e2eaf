import DeskModel
import HTTPTypes

extension APIRoutes {
    /// What lets programs in, and what they are told.
    static let programs: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/webhooks",
            access: .scope(.admin),
            operation: "listWebhooks",
            summary: "Endpoints that are told what happens, oldest first.",
            answer: .object(.ok, APISchema.list(of: WebhookCalls.schema), "The endpoints."),
            respond: WebhookCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/webhooks",
            access: .scope(.admin),
            operation: "addWebhook",
            summary: "Adds an endpoint; its signing secret is shown once.",
            body: .object(WebhookCalls.new),
            answer: .object(.created, WebhookCalls.made, "The endpoint with its secret."),
            respond: WebhookCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/webhooks/{id}",
            access: .scope(.admin),
            operation: "getWebhook",
            summary: "One endpoint.",
            parameters: [.id("endpoint")],
            answer: .object(.ok, WebhookCalls.schema, "The endpoint."),
            respond: WebhookCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/webhooks/{id}",
            access: .scope(.admin),
            operation: "changeWebhook",
            summary: "Changes an endpoint, or switches it on or off; what is left out stays.",
            parameters: [.id("endpoint")],
            body: .object(WebhookCalls.change),
            answer: .object(.ok, WebhookCalls.schema, "The endpoint as it is now."),
            respond: WebhookCalls.update
        ),
        APIRoute(
            method: .delete,
            path: "/webhooks/{id}",
            access: .scope(.admin),
            operation: "removeWebhook",
            summary: "Removes an endpoint with its queue and log.",
            parameters: [.id("endpoint")],
            answer: .nothing("It is gone."),
            respond: WebhookCalls.remove
        ),
        APIRoute(
            method: .post,
            path: "/webhooks/{id}/secret",
            access: .scope(.admin),
            operation: "renewWebhookSecret",
            summary: "Makes a new signing secret, shown once; the one before counts until it is retired.",
            parameters: [.id("endpoint")],
            answer: .object(.ok, WebhookCalls.made, "The endpoint with its new secret."),
            respond: WebhookCalls.renewSecret
        ),
        APIRoute(
            method: .post,
            path: "/webhooks/{id}/secret/retire",
            access: .scope(.admin),
            operation: "retireWebhookSecret",
            summary: "Ends the secret before the present one.",
            parameters: [.id("endpoint")],
            answer: .nothing("One secret counts."),
            respond: WebhookCalls.retireSecret
        ),
        APIRoute(
            method: .post,
            path: "/webhooks/{id}/trial",
            access: .scope(.admin),
            operation: "tryWebhook",
            summary: "Sends something that means nothing.",
            parameters: [.id("endpoint")],
            answer: .nothing("It is queued."),
            respond: WebhookCalls.sendTrial
        ),
        APIRoute(
            method: .get,
            path: "/webhooks/{id}/deliveries",
            access: .scope(.admin),
            operation: "listWebhookDeliveries",
            summary: "What an endpoint was sent in the last thirty days, with every attempt, newest first.",
            parameters: [.id("endpoint")] + APIParameter.paging,
            answer: .object(.ok, APISchema.page(of: WebhookDeliveryResource.schema), "A page of the log."),
            respond: WebhookCalls.log
        ),
        APIRoute(
            method: .post,
            path: "/webhook-deliveries/{id}/resend",
            access: .scope(.admin),
            operation: "resendWebhookDelivery",
            summary: "Puts a delivery into its queue again.",
            parameters: [.id("delivery")],
            answer: .nothing("It is sent again."),
            respond: WebhookCalls.resend
        ),
        APIRoute(
            method: .get,
            path: "/tokens",
            access: .scope(.admin),
            operation: "listTokens",
            summary: "All tokens, revoked and expired ones included, newest first; never with their text.",
            answer: .object(.ok, APISchema.list(of: TokenCalls.schema), "The tokens."),
            respond: TokenCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/tokens",
            access: .scope(.admin),
            operation: "addToken",
            summary:
                "Makes a token that may do no more and holds no longer than the asking one, and ends with it; its text is shown once.",
            body: .object(TokenCalls.new),
            answer: .object(.created, TokenCalls.made, "The token with its text."),
            respond: TokenCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/tokens/{id}",
            access: .scope(.admin),
            operation: "getToken",
            summary: "One token.",
            parameters: [.id("token")],
            answer: .object(.ok, TokenCalls.schema, "The token."),
            respond: TokenCalls.get
        ),
        APIRoute(
            method: .post,
            path: "/tokens/{id}/revoke",
            access: .scope(.admin),
            operation: "revokeToken",
            summary: "Ends a token, and all that were made with it.",
            parameters: [.id("token")],
            answer: .nothing("It opens nothing any more."),
            respond: TokenCalls.revoke
        ),
    ]
}
