import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Endpoints that are told what happens.
enum WebhookCalls {
    private static let details: [APIField] = [
        .optional("note", .nullable(.line(maximum: 100)), "What it is, in your words."),
        .optional(
            "types",
            .list(.choice(EventResource.types), maximum: EventResource.types.count),
            "The events it is told of; none is all."
        ),
    ]
    private static let url = APISchema.line(maximum: 2_000)

    static let new = APIObject(
        "NewWebhook",
        "An endpoint to add; it is told of what happens from now on.",
        [.required("url", url, "Where it listens: a web address without a name and password.")] + details
    )

    static let change = APIObject(
        "WebhookChange",
        "What is to be changed about an endpoint; what is left out stays.",
        [
            .optional("url", url, "Where it listens: a web address without a name and password."),
            .optional("enabled", .boolean, "Whether it is told anything; once on again, of what happens from then on."),
        ] + details
    )

    static let schema = APIObject("Webhook", "An endpoint that is told what happens.", facts)

    static let made = APIObject(
        "MadeWebhook",
        "An endpoint with a signing secret that was just made.",
        facts + [
            .required("secret", .nullable(.words), "The secret, shown once; null when the answer is given again.")
        ]
    )

    private static let facts: [APIField] = [
        .required("id", .id, "The id."),
        .required("url", .words, "Where it listens."),
        .required("note", .words, "What it is; may be empty."),
        .required("types", .items(.words), "The events it is told of; none is all."),
        .required("enabled", .boolean, "Whether it is told anything."),
        .required("problem", .words, "Why it was switched off by the desk itself; empty otherwise."),
        .required("older_secret", .boolean, "Whether the secret before the present one still counts."),
        .required("last_taken_at", .nullable(.time), "When it last took something."),
        .required("created_at", .time, "When it was added."),
    ]

    static func json(_ endpoint: WebhookEndpoint) -> JSON {
        [
            "id": .id(endpoint.id), "url": .text(endpoint.url), "note": .text(endpoint.note),
            "types": .array(endpoint.types.sorted().map { .text($0) }), "enabled": .boolean(endpoint.isEnabled),
            "problem": .text(endpoint.problem), "older_secret": .boolean(endpoint.olderSecret != nil),
            "last_taken_at": .time(orNull: endpoint.lastSuccessAt), "created_at": .time(endpoint.createdAt),
        ]
    }

    /// Answers `GET /webhooks`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.webhookEndpoints(), json)
    }

    /// Answers `GET /webhooks/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response { .json(json(try await known(exchange))) }

    /// Answers `POST /webhooks`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        guard try await exchange.store.webhookEndpoints().count < Webhooks.maximumEndpoints else {
            throw APIProblem(.conflict, "There are \(Webhooks.maximumEndpoints) endpoints already.")
        }
        let new = WebhookEndpoint(
            id: exchange.ids.next(at: exchange.now),
            url: "",
            note: "",
            types: [],
            createdAt: exchange.now
        )
        let endpoint = try changed(new, exchange)
        return try await exchange.administer(
            .programs(.addWebhook(endpoint)),
            json(endpoint),
            showing: { exchange.site.webhookSecrets.text(endpoint.id, endpoint.secret) },
            at: "/webhooks/\(endpoint.id)"
        )
    }

    /// Answers `PATCH /webhooks/{id}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let known = try await known(exchange)
        try exchange.expectChange()
        let endpoint = try changed(known, exchange)
        // What stays is not named, so that another change of it at the same moment stays too.
        var changes: [WebhookEndpointChange] = []
        if (endpoint.url, endpoint.note, endpoint.types) != (known.url, known.note, known.types) {
            changes.append(
                .describe(
                    url: endpoint.url == known.url ? nil : endpoint.url,
                    note: endpoint.note == known.note ? nil : endpoint.note,
                    types: endpoint.types == known.types ? nil : endpoint.types
                )
            )
        }
        if endpoint.isEnabled != known.isEnabled { changes.append(endpoint.isEnabled ? .enable : .disable) }
        let change = ServiceChange.administer(
            .programs(.changeWebhook(known.id, changes)),
            actor: try exchange.actor,
            at: exchange.now,
            basis: exchange.basis
        )
        // Answered is what is stored, with what others changed meanwhile.
        let response = try await exchange.change(change) { outcome in
            guard case .webhook(let stored) = outcome else { return ContactCalls.nothing(outcome) }
            let body = json(stored).compact
            return ServiceAnswer(status: 200, entityTag: EntityTag.of(body), body: body)
        }
        exchange.site.webhooks.ring()
        return response
    }

    /// Answers `DELETE /webhooks/{id}`.
    static func remove(_ exchange: APIExchange) async throws -> Response {
        try await exchange.administer(.programs(.changeWebhook(try await known(exchange).id, [.remove])))
    }

    /// Answers `POST /webhooks/{id}/secret`: the secret before counts until it is retired.
    static func renewSecret(_ exchange: APIExchange) async throws -> Response {
        var endpoint = try await known(exchange)
        endpoint.olderSecret = endpoint.secret
        return try await exchange.administer(
            .programs(.changeWebhook(endpoint.id, [.renewSecret])),
            json(endpoint),
            showing: {
                // Somebody may have renewed it at the same moment: what is shown is what counts now.
                let making = try await known(exchange).secret
                return exchange.site.webhookSecrets.text(endpoint.id, making)
            }
        )
    }

    /// Answers `POST /webhooks/{id}/secret/retire`.
    static func retireSecret(_ exchange: APIExchange) async throws -> Response {
        let id = try await known(exchange).id
        return try await exchange.administer(.programs(.changeWebhook(id, [.retireOlderSecret])))
    }

    /// Answers `POST /webhooks/{id}/trial`.
    static func sendTrial(_ exchange: APIExchange) async throws -> Response {
        let response = try await exchange.administer(.programs(.tryWebhook(try await known(exchange).id)))
        exchange.site.webhooks.ring()
        return response
    }

    /// Answers `GET /webhooks/{id}/deliveries`.
    static func log(_ exchange: APIExchange) async throws -> Response {
        let id = try await known(exchange).id
        let page = try await exchange.store.webhookDeliveryPage(of: id, after: exchange.after, limit: exchange.limit)
        return exchange.page(page, WebhookDeliveryResource.json)
    }

    /// Answers `POST /webhook-deliveries/{id}/resend`.
    static func resend(_ exchange: APIExchange) async throws -> Response {
        let id = try exchange.id(of: WebhookDelivery.self)
        guard try await exchange.store.webhookDelivery(id) != nil else { throw APIProblem.notFound("delivery") }
        let response = try await exchange.administer(.programs(.resendWebhook(id)))
        exchange.site.webhooks.ring()
        return response
    }

    private static func known(_ exchange: APIExchange) async throws -> WebhookEndpoint {
        try exchange.known(\.id, in: try await exchange.store.webhookEndpoints(), "endpoint")
    }

    private static func changed(_ endpoint: WebhookEndpoint, _ exchange: APIExchange) throws -> WebhookEndpoint {
        var endpoint = endpoint
        for member in exchange.body.members {
            switch member.name {
            case "url":
                endpoint.url = member.value.text ?? endpoint.url
                guard WebhookAddress.isPlausible(endpoint.url) else {
                    throw APIProblem.invalid(
                        "/url",
                        "allowed is a web address such as https://example.org/hooks, without name, password and fragment"
                    )
                }
            case "note": endpoint.note = member.value.text ?? ""
            case "types": endpoint.types = Set(member.value.elements.compactMap(\.text))
            case "enabled":
                endpoint.isEnabled = member.value.boolean ?? endpoint.isEnabled
                if endpoint.isEnabled { endpoint.problem = "" }
            default: break
            }
        }
        return endpoint
    }
}
