import ChannelKit
import DeskModel
import MessageRouting
import TicketStorage

/// What the desk is made of, as programs see it.
enum DeskResources {
    static let agent = APIObject(
        "Agent",
        "Somebody who answers, or who runs the desk.",
        [
            .required("id", .id, "The id."),
            .required("name", .words, "The name customers and colleagues see."),
            .required("email", .words, "The mail address they sign in with."),
            .required("role", .choice(AgentRole.allCases.map(\.rawValue)), "What they may do."),
            .required("limited", .boolean, "Whether they see the tickets of their teams only."),
            .required("enabled", .boolean, "Whether they may sign in."),
        ]
    )

    static let team = APIObject(
        "Team",
        "A group of agents.",
        [
            .required("id", .id, "The id."),
            .required("name", .words, "The name."),
            .required("parent", .nullable(.id), "The team it is part of."),
            .required("members", .items(.id), "The agents in it."),
        ]
    )

    private static let webhookAddress = APIObject(
        "WebhookAddress",
        "An address that a channel's provider calls.",
        [
            .required("address", .words, "The address."),
            .required(
                "purpose",
                .choice(WebhookPlace.Purpose.allCases.map(\.rawValue)),
                "What the provider calls it for: all it has to tell, customers' messages, or news of replies."
            ),
        ]
    )

    static let channel = APIObject(
        "Channel",
        "A configured way in or out.",
        [
            .required("id", .words, "The channel's name."),
            .required("replies", .boolean, "Whether replies leave by it."),
            .required("intake", .items(.words), "How messages come in."),
            .required(
                "condition",
                .nullable(.choice(["connecting", "ready", "failing", "blocked"])),
                "How its line is doing; null when it has none."
            ),
            .required("problem", .nullable(.words), "What is wrong with its line."),
            .required("held", .nullable(.words), "Why its replies are held."),
            .required("journaled", .count, "Arrivals of all times."),
            .required("waiting", .count, "Arrivals not routed yet."),
            .required("quarantined", .count, "Arrivals an agent must look at."),
            .required("last_arrival_at", .nullable(.time), "When the last one came."),
            .required("webhook_addresses", .items(.object(webhookAddress)), "What to paste at the provider."),
            .required("page_address", .nullable(.words), "Where customers find its page."),
            .required("testable", .boolean, "Whether its connection can be tested."),
        ]
    )

    static let outcomes = APISchema.choice(IntakeOutcome.allCases.map(\.rawValue))

    static let arrival = APIObject(
        "Arrival",
        "Something that came in, as the journal has it.",
        [
            .required("id", .id, "The id."),
            .required("channel", .words, "Its channel."),
            .required("external_id", .words, "What names it within its channel."),
            .required("received_at", .time, "When it came."),
            .required("size", .count, "The number of octets."),
            .required("outcome", outcomes, "What became of it."),
            .required("reason", .words, "Why it is quarantined; empty otherwise."),
            .required("tickets", .items(.count), "The numbers of the tickets it led to."),
        ]
    )

    static let tokenHolder = APIObject(
        "TokenHolder",
        "What a token is and who it acts for.",
        [
            .required("token", .id, "The token's id."),
            .required("name", .words, "The token's name."),
            .required("scopes", .items(.words), "What it may do."),
            .required("agent", .nullable(.object(agent)), "The agent it acts for; null for a service."),
            .required("expires_at", .nullable(.time), "When it ends."),
        ]
    )

    static func json(_ agent: Agent) -> JSON {
        [
            "id": .id(agent.id), "name": .text(agent.name), "email": .text(agent.email),
            "role": .text(agent.role.rawValue), "limited": .boolean(agent.isLimited),
            "enabled": .boolean(agent.isEnabled),
        ]
    }

    static func json(_ team: Team, _ members: Set<AgentID>) -> JSON {
        [
            "id": .id(team.id), "name": .text(team.name), "parent": .id(orNull: team.parent),
            "members": .array(members.sorted { $0.rawValue < $1.rawValue }.map { .id($0) }),
        ]
    }

    static func json(
        _ channel: ActiveChannel,
        _ health: ChannelHealth.Entry?,
        _ hold: Wording?,
        _ counts: IntakeCounts?
    ) -> JSON {
        let ways = AdapterAbilities.Intake.allCases.filter(channel.abilities.intake.contains)
        return [
            "id": .text(channel.id.rawValue), "replies": .boolean(channel.abilities.replies),
            "intake": .array(ways.map { .text($0.rawValue) }),
            "condition": .text(orNull: health?.condition.line.rawValue),
            "problem": .text(orNull: health?.condition.problem?.english), "held": .text(orNull: hold?.english),
            "journaled": .integer(counts?.journaled ?? 0), "waiting": .integer(counts?.waiting ?? 0),
            "quarantined": .integer(counts?.quarantined ?? 0), "last_arrival_at": .time(orNull: counts?.lastAt),
        ]
    }

    static func json(_ arrival: IntakeSummary) -> JSON {
        [
            "id": .id(arrival.id), "channel": .text(arrival.channel.rawValue),
            "external_id": .text(arrival.externalID.rawValue), "received_at": .time(arrival.receivedAt),
            "size": .integer(arrival.size), "outcome": .text(arrival.outcome.rawValue),
            "reason": .text(arrival.reason?.said.english ?? ""),
            "tickets": .array(arrival.results.compactMap(\.ticketNumber).map { .integer($0) }),
        ]
    }

    static func json(_ held: HeldToken) -> JSON {
        [
            "token": .id(held.token.id), "name": .text(held.token.name),
            "scopes": .array(held.token.scopes.map(\.rawValue).sorted().map { .text($0) }),
            "agent": held.agent.map(json) ?? .null, "expires_at": .time(orNull: held.token.expiresAt),
        ]
    }
}
