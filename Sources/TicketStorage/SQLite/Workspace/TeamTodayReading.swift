import ChannelKit
import DeskModel

/// Reads how the desk stands: sums of the tally, and the few tickets that wait longest.
struct TeamTodayReading {
    private static let oldestCount = 10

    let connection: Connection

    func today() throws -> TeamToday {
        var today = TeamToday(statuses: [:], unassigned: 0, snoozed: 0, oldest: [], loads: [], teams: [:])
        var loads: [AgentID: TeamToday.Load] = [:]
        let lines = try TallyReading(connection: connection).lines()
            .filter { $0.shelf != "spam" && $0.status.isUnsolved }
        for line in lines {
            var load = loads[line.assignee] ?? TeamToday.Load(agent: line.assignee, statuses: [:], snoozed: 0)
            if line.shelf == "snoozed" {
                today.snoozed += line.count
                load.snoozed += line.count
            } else {
                today.statuses[line.status, default: 0] += line.count
                load.statuses[line.status, default: 0] += line.count
                if line.assignee.rawValue == 0 { today.unassigned += line.count }
                if line.team.rawValue != 0 { today.teams[line.team, default: 0] += line.count }
            }
            loads[line.assignee] = load
        }
        loads[AgentID(rawValue: 0)] = nil
        today.loads = loads.values.sorted { ($0.waiting, $1.agent) > ($1.waiting, $0.agent) }
        today.oldest = try oldest().compactMap(TicketListReading(connection: connection).summary)
        return today
    }

    private func oldest() throws -> [TicketID] {
        try connection.all(
            """
            SELECT id FROM ticket INDEXED BY ticketUnsolved
            WHERE mergedInto IS NULL AND shelf IS NULL AND status <> 'solved' AND status <> 'closed'
                AND status <> 'pending' AND status <> 'on-hold'
                AND (?2 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?2 AND s.ticket = ticket.id))
            ORDER BY updatedAt, id LIMIT ?1
            """,
            Self.oldestCount,
            connection.viewer
        ) { try $0.next() }
    }
}
