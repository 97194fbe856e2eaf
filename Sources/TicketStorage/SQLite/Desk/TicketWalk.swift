import ChannelKit
import DeskModel

/// Reads the tickets of a large view in an order of its own, from an index that has that order.
///
/// Views of unsolved tickets can be read by waiting and by urgency, every view by age. What an index holds beside the view is
/// passed over; the reader bounds how much it looks through.
struct TicketWalk {
    /// A ticket on the way.
    struct Step {
        let place: TicketListReading.Place
        /// What it is ordered by, as in ``ChosenTickets``: smaller comes first.
        let key: Int64
        /// Whether the view may hold it, as far as the index tells.
        let isWanted: Bool
    }

    /// Urgency takes the bits above the 2^42 milliseconds that times need until the year 2109.
    static let urgencyShift: Int64 = 42

    let connection: Connection
    let query: TicketQuery

    /// A walk; nil where there is no index for the view and order.
    init?(_ query: TicketQuery, _ connection: Connection) {
        guard query.person == nil, query.view != .mentions else { return nil }
        switch query.order {
        case .changed: return nil
        case .newest: break
        case .waiting, .priority: guard Self.working.contains(query.view) else { return nil }
        }
        self.query = query
        self.connection = connection
    }

    /// Views of tickets that are worked on.
    private static let working: Set<TicketView> = [.mine, .unassigned, .team, .unsolved, .pending]

    /// The next tickets behind a key and an id; fewer than asked for at the end.
    func steps(behind key: Int64, _ id: Int64, limit: Int) throws -> [Step] {
        switch query.order {
        case .changed: []
        case .waiting: try waiting(behind: key, id, limit)
        case .newest: try newest(behind: .max - key, limit)
        case .priority: try urgent(behind: key, id, limit)
        }
    }

    private func waiting(behind updatedAt: Int64, _ id: Int64, _ limit: Int) throws -> [Step] {
        try connection.all(
            """
            SELECT updatedAt, id FROM ticket INDEXED BY ticketUnsolved
            WHERE mergedInto IS NULL AND shelf IS NULL AND status <> 'solved' AND status <> 'closed'
                AND (updatedAt, id) > (?1, ?2)
            ORDER BY updatedAt, id LIMIT ?3
            """,
            updatedAt,
            id,
            limit
        ) { row in
            let place: TicketListReading.Place = (try row.next(), try row.next())
            return Step(place: place, key: place.updatedAt.rawValue, isWanted: true)
        }
    }

    /// Ids are given in order.
    private func newest(behind id: Int64, _ limit: Int) throws -> [Step] {
        try connection.all(
            """
            SELECT updatedAt, id, status, shelf, mergedInto IS NULL AND takenBack IS NULL FROM ticket
            WHERE id < ?1 ORDER BY id DESC LIMIT ?2
            """,
            id,
            limit
        ) { row in
            let place: TicketListReading.Place = (try row.next(), try row.next())
            let (status, shelf) = (try row.next(TicketStatus.self), try row.next(String?.self))
            let isListed = try row.next(Bool.self)
            return Step(
                place: place,
                key: .max - place.id.rawValue,
                isWanted: isListed && isWanted(status, on: shelf)
            )
        }
    }

    private func isWanted(_ status: TicketStatus, on shelf: String?) -> Bool {
        switch query.view {
        case .snoozed, .spam: shelf == query.view.rawValue
        case .all: shelf != "spam"
        case .solved: shelf == nil && !status.isUnsolved
        default: shelf == nil && status.isUnsolved
        }
    }

    /// One urgency after the other, each from the longest waiting on.
    private func urgent(behind key: Int64, _ id: Int64, _ limit: Int) throws -> [Step] {
        var steps: [Step] = []
        let priorities = Array(TicketPriority.allCases.reversed())
        var rank = Int(key >> Self.urgencyShift)
        var place = (updatedAt: key & (1 << Self.urgencyShift - 1), id: id)
        while rank < priorities.count, steps.count < limit {
            steps += try connection.all(
                """
                SELECT updatedAt, id FROM ticket INDEXED BY ticketByPriority
                WHERE mergedInto IS NULL AND shelf IS NULL AND status <> 'solved' AND status <> 'closed'
                    AND priority = ?4 AND (updatedAt, id) > (?1, ?2)
                ORDER BY updatedAt, id LIMIT ?3
                """,
                place.updatedAt,
                place.id,
                limit - steps.count,
                priorities[rank]
            ) { row in
                let place: TicketListReading.Place = (try row.next(), try row.next())
                return Step(
                    place: place,
                    key: Int64(rank) << Self.urgencyShift + place.updatedAt.rawValue,
                    isWanted: true
                )
            }
            rank += 1
            place = (.min, .min)
        }
        return steps
    }
}
