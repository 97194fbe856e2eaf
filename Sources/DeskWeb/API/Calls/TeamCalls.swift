import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Groups of agents with their members.
enum TeamCalls {
    private static let name = APISchema.line(maximum: TeamPages.maximumName)
    private static let members = APISchema.list(.id, maximum: 1_000)

    static let new = APIObject(
        "NewTeam",
        "A team to add.",
        [
            .required("name", name, "The name, which no other team has."),
            .optional("parent", .nullable(.id), "The team it is part of."),
            .optional("members", members, "The agents in it."),
        ]
    )

    static let change = APIObject(
        "TeamChange",
        "What is to be changed about a team; what is left out stays.",
        [
            .optional("name", name, "The name, which no other team has."),
            .optional("parent", .nullable(.id), "The team it is part of; null for none."),
            .optional("members", members, "The agents in it, in place of those who are."),
        ]
    )

    /// Answers `GET /teams`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        let members = try await exchange.store.teamMembers()
        return exchange.list(try await exchange.store.teams()) { DeskResources.json($0, members[$0.id] ?? []) }
    }

    /// Answers `GET /teams/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response {
        let team = try await known(exchange)
        return .json(DeskResources.json(team, try await exchange.store.teamMembers()[team.id] ?? []))
    }

    /// Answers `POST /teams`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        guard try await exchange.store.teams().count < TeamPages.maximumCount else {
            throw APIProblem(.conflict, "There are \(TeamPages.maximumCount) teams already.")
        }
        let (team, members) = try await changed(Team(id: exchange.ids.next(at: exchange.now), name: ""), [], exchange)
        return try await exchange.administer(
            .saveTeam(team, members: members.sorted { $0.rawValue < $1.rawValue }),
            DeskResources.json(team, members),
            at: "/teams/\(team.id)"
        )
    }

    /// Answers `PATCH /teams/{id}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let known = try await known(exchange)
        try exchange.expectChange()
        let present = try await exchange.store.teamMembers()[known.id] ?? []
        let (team, members) = try await changed(known, present, exchange)
        return try await exchange.administer(
            .saveTeam(team, members: members.sorted { $0.rawValue < $1.rawValue }),
            DeskResources.json(team, members)
        )
    }

    /// Answers `DELETE /teams/{id}`: gives its tickets to another team, or to none, and removes it.
    static func remove(_ exchange: APIExchange) async throws -> Response {
        let team = try await known(exchange)
        let named = exchange.query["tickets_to"]
        let heir = named.flatMap { TeamID($0) }
        // What names no team is refused and never taken for none: the tickets would be everybody's.
        if named != nil {
            guard let heir, heir != team.id, try await exchange.store.teams().contains(where: { $0.id == heir }) else {
                throw APIProblem.invalid([
                    FieldProblem(
                        place: .parameter("tickets_to", in: "query"),
                        detail: "there is no such team, or it is the one to be removed"
                    )
                ])
            }
        }
        let isGone = try await TeamRemovalPages.remove(
            team.id,
            givingTicketsTo: heir,
            by: try exchange.actor,
            at: exchange.now,
            exchange.store
        )
        guard isGone else {
            throw APIProblem(.conflict, "Tickets keep coming to this team. Please try again in a moment.")
        }
        return Response(status: .noContent)
    }

    private static func known(_ exchange: APIExchange) async throws -> Team {
        try exchange.known(\.id, in: try await exchange.store.teams(), "team")
    }

    private static func changed(
        _ team: Team,
        _ members: Set<AgentID>,
        _ exchange: APIExchange
    ) async throws -> (Team, Set<AgentID>) {
        var (team, members) = (team, members)
        for member in exchange.body.members {
            switch member.name {
            case "name": team.name = member.value.text ?? team.name
            case "parent":
                team.parent = try exchange.id(in: "parent", of: Team.self)
                if let parent = team.parent, try await !exchange.store.teams().contains(where: { $0.id == parent }) {
                    throw APIProblem.invalid("/parent", "there is no such team")
                }
            case "members":
                let wanted = try exchange.ids(in: "members", of: Agent.self)
                let known = Set(try await exchange.store.agents().map(\.id))
                if let index = wanted.firstIndex(where: { !known.contains($0) }) {
                    throw APIProblem.invalid("/members/\(index)", "there is no such agent")
                }
                members = Set(wanted)
            default: break
            }
        }
        return (team, members)
    }
}
