import DeskModel
import HTTPTypes

extension APIRoutes {
    /// Agents and teams.
    static let staff: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/agents",
            access: .scope(.readDesk),
            operation: "listAgents",
            summary: "Everybody who answers, by name.",
            answer: .object(.ok, APISchema.list(of: DeskResources.agent), "The agents."),
            respond: AgentCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/agents",
            access: .scope(.admin),
            operation: "addAgent",
            summary: "Adds an account; it opens once an admin has made its set-up link at /admin/users.",
            body: .object(AgentCalls.new),
            answer: .object(.created, DeskResources.agent, "The agent."),
            respond: AgentCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/agents/{id}",
            access: .scope(.readDesk),
            operation: "getAgent",
            summary: "One agent.",
            parameters: [.id("agent")],
            answer: .object(.ok, DeskResources.agent, "The agent."),
            respond: AgentCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/agents/{id}",
            access: .scope(.admin),
            operation: "changeAgent",
            summary: "Changes what an agent may do; the last admin stays one, and a token changes not its own account.",
            parameters: [.id("agent")],
            body: .object(AgentCalls.change),
            answer: .object(.ok, DeskResources.agent, "The agent as it is now."),
            respond: AgentCalls.update
        ),
        APIRoute(
            method: .post,
            path: "/agents/{id}/sign-out",
            access: .scope(.admin),
            operation: "signAgentOut",
            summary: "Ends all sessions of an agent; their tokens stay.",
            parameters: [.id("agent")],
            answer: .nothing("They are signed out."),
            respond: AgentCalls.signOut
        ),
        APIRoute(
            method: .get,
            path: "/teams",
            access: .scope(.readDesk),
            operation: "listTeams",
            summary: "All teams with their members, by name.",
            answer: .object(.ok, APISchema.list(of: DeskResources.team), "The teams."),
            respond: TeamCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/teams",
            access: .scope(.admin),
            operation: "addTeam",
            summary: "Adds a team with its members.",
            body: .object(TeamCalls.new),
            answer: .object(.created, DeskResources.team, "The team."),
            respond: TeamCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/teams/{id}",
            access: .scope(.readDesk),
            operation: "getTeam",
            summary: "One team with its members.",
            parameters: [.id("team")],
            answer: .object(.ok, DeskResources.team, "The team."),
            respond: TeamCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/teams/{id}",
            access: .scope(.admin),
            operation: "changeTeam",
            summary: "Changes a team; what is left out stays.",
            parameters: [.id("team")],
            body: .object(TeamCalls.change),
            answer: .object(.ok, DeskResources.team, "The team as it is now."),
            respond: TeamCalls.update
        ),
        APIRoute(
            method: .delete,
            path: "/teams/{id}",
            access: .scope(.admin),
            operation: "removeTeam",
            summary: "Gives a team's tickets to another one, or to none, and removes it; teams below it move up.",
            parameters: [
                .id("team"), .query("tickets_to", .id, "The team that gets its tickets; none when left out."),
            ],
            answer: .nothing("It is gone."),
            respond: TeamCalls.remove
        ),
    ]
}
