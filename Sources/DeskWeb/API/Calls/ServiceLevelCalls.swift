import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// How soon tickets are to be answered and solved.
enum ServiceLevelCalls {
    private static let newLimit = APIObject(
        "NewServiceLimit",
        "How long something may take.",
        [
            .required("target", .choice(SLATarget.allCases.map(\.rawValue)), "What is limited."),
            .required("priority", TicketResource.priorities, "The priority it is for."),
            .required("minutes", .integer(1...SLAPolicy.maximumMinutes), "Minutes of business time."),
        ]
    )

    private static let limits = APISchema.list(
        .object(newLimit),
        maximum: SLATarget.allCases.count * TicketPriority.allCases.count
    )

    private static let details: [APIField] = [
        .optional("position", .integer(0...1_000), "Its place; the first that is on and fits a ticket holds."),
        .optional("enabled", .boolean, "Whether it is in force."),
        .optional("types", .list(.line(maximum: 100), maximum: 50), "The types of ticket it is for; none is all."),
        .optional("warning_percent", .integer(1...99), "The share of a limit after which a clock warns."),
    ]

    static let new = APIObject(
        "NewServiceLevel",
        "A service level to add; it is off unless said otherwise.",
        [
            .required("name", .line(maximum: 100), "The name, which no other service level has."),
            .required("hours", .id, "The business hours that count."),
            .required("limits", limits, "The limits, one at least."),
        ] + details
    )

    static let change = APIObject(
        "ServiceLevelChange",
        "What is to be changed about a service level; what is left out stays.",
        [
            .optional("name", .line(maximum: 100), "The name, which no other service level has."),
            .optional("hours", .id, "The business hours that count."),
            .optional("limits", limits, "The limits, in place of all."),
        ] + details
    )

    /// Answers `GET /service-levels`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.policies()) { DesignResources.json($0) }
    }

    /// Answers `GET /service-levels/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response {
        .json(DesignResources.json(try await known(exchange)))
    }

    /// Answers `POST /service-levels`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        let new = SLAPolicy(
            id: exchange.ids.next(at: exchange.now),
            name: "",
            hours: BusinessHoursID(rawValue: 0),
            limits: []
        )
        let policy = try await changed(new, exchange)
        return try await exchange.administer(
            .savePolicy(policy),
            DesignResources.json(policy),
            at: "/service-levels/\(policy.id)"
        )
    }

    /// Answers `PATCH /service-levels/{id}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let known = try await known(exchange)
        try exchange.expectChange()
        let policy = try await changed(known, exchange)
        return try await exchange.administer(.savePolicy(policy), DesignResources.json(policy))
    }

    /// Answers `DELETE /service-levels/{id}`.
    static func remove(_ exchange: APIExchange) async throws -> Response {
        try await exchange.administer(.removePolicy(try await known(exchange).id))
    }

    private static func known(_ exchange: APIExchange) async throws -> SLAPolicy {
        try exchange.known(\.id, in: try await exchange.store.policies(), "service level")
    }

    private static func changed(_ policy: SLAPolicy, _ exchange: APIExchange) async throws -> SLAPolicy {
        var policy = policy
        for member in exchange.body.members {
            let value = member.value
            switch member.name {
            case "name": policy.name = value.text ?? policy.name
            case "position": policy.position = value.integer ?? policy.position
            case "enabled": policy.isEnabled = value.boolean ?? policy.isEnabled
            case "types": policy.types = value.elements.compactMap(\.text)
            case "warning_percent": policy.warningPercent = value.integer ?? policy.warningPercent
            case "hours":
                guard let id = try exchange.id(in: "hours", of: BusinessHours.self),
                    try await exchange.store.businessHours().contains(where: { $0.id == id })
                else { throw APIProblem.invalid("/hours", "there are no such business hours") }
                policy.hours = id
            case "limits": policy.limits = try limits(value)
            default: break
            }
        }
        return policy
    }

    private static func limits(_ value: JSON) throws -> [SLALimit] {
        var limits: [SLALimit] = []
        for (index, element) in value.elements.enumerated() {
            guard let target = element["target"]?.text.flatMap(SLATarget.init),
                let priority = element["priority"]?.text.flatMap(TicketPriority.init)
            else { continue }
            guard !limits.contains(where: { $0.target == target && $0.priority == priority }) else {
                throw APIProblem.invalid("/limits/\(index)", "this target has a limit for this priority already")
            }
            limits.append(SLALimit(target, priority, minutes: element["minutes"]?.integer ?? 1))
        }
        guard !limits.isEmpty else { throw APIProblem.invalid("/limits", "one limit at least is needed") }
        return limits
    }
}
