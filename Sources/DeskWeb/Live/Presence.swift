import ChannelKit
import DeskModel
import Synchronization

/// Who looks at which ticket or types in it; told by open pages every few seconds and kept in memory.
final class Presence: Sendable {
    /// What somebody does at a ticket.
    enum Doing: String, Sendable {
        case looking
        case typing
        case gone
    }

    /// Somebody at a ticket.
    struct Person: Sendable, Hashable {
        let agent: AgentID
        let name: String
        var doing: Doing
        var at: Timestamp
    }

    /// After how long without a word somebody counts as gone.
    static let life: Duration = .seconds(15)
    private static let maximumTickets = 20_000

    private let tickets = Mutex<[Int: [Person]]>([:])

    /// Notes what somebody does.
    ///
    /// - Returns: everybody at the ticket now, and whether that differs from before.
    func note(_ person: Person, at number: Int) -> (people: [Person], isNews: Bool) {
        tickets.withLock { tickets in
            if tickets.count >= Self.maximumTickets { Self.tidy(&tickets, at: person.at) }
            let before = tickets[number] ?? []
            var people = before.filter { $0.agent != person.agent && person.at.since($0.at) < Self.life }
            if person.doing != .gone { people.append(person) }
            people.sort { $0.agent < $1.agent }
            tickets[number] = people.isEmpty ? nil : people
            let isNews =
                before.map { [$0.agent.description, $0.doing.rawValue] }
                != people.map { [$0.agent.description, $0.doing.rawValue] }
            return (people, isNews)
        }
    }

    /// Everybody at a ticket.
    func people(at number: Int, now: Timestamp) -> [Person] {
        tickets.withLock { ($0[number] ?? []).filter { now.since($0.at) < Self.life } }
    }

    private static func tidy(_ tickets: inout [Int: [Person]], at now: Timestamp) {
        tickets = tickets.filter { _, people in people.contains { now.since($0.at) < life } }
    }

    /// People as pages read them.
    static func json(_ number: Int, _ people: [Person]) -> String {
        let list = people.map { person in
            "{\"agent\":\(JSONText.quote(person.agent.description)),\"name\":\(JSONText.quote(person.name)),"
                + "\"typing\":\(person.doing == .typing)}"
        }
        return "{\"number\":\(number),\"people\":[\(list.joined(separator: ","))]}"
    }
}
