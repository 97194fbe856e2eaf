import ChannelKit
import DeskModel
import MessageRouting
import Synchronization

/// Who looks at which ticket or types in it, told by open pages every few seconds and kept in memory.
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

    /// A ticket that somebody is at.
    struct Room: Sendable {
        let number: Int
        var people: [Person]
        /// Its talks on pages of ours.
        var talks: [ConversationPlace]
    }

    /// After how long without a word somebody counts as gone.
    static let life: Duration = .seconds(15)
    private static let maximumTickets = 20_000

    private let rooms = Mutex<[Int: Room]>([:])

    /// Notes what somebody does.
    ///
    /// - Parameters:
    ///   - person: who does what.
    ///   - number: the ticket.
    ///   - talks: its talks on pages of ours.
    /// - Returns: the ticket with everybody at it now, and whether they differ from before.
    func note(
        _ person: Person,
        at number: Int,
        talks: [ConversationPlace]
    ) -> (room: Room, isNews: Bool) {
        rooms.withLock { rooms in
            if rooms.count >= Self.maximumTickets { Self.tidy(&rooms, at: person.at) }
            let before = rooms[number]?.people ?? []
            var people = before.filter { $0.agent != person.agent && person.at.since($0.at) < Self.life }
            if person.doing != .gone { people.append(person) }
            people.sort { $0.agent < $1.agent }
            // Whoever leaves brings no talks along.
            let known = person.doing == .gone ? rooms[number]?.talks ?? [] : talks
            let room = Room(number: number, people: people, talks: known)
            rooms[number] = people.isEmpty ? nil : room
            let isNews =
                before.map { [$0.agent.description, $0.doing.rawValue] }
                != people.map { [$0.agent.description, $0.doing.rawValue] }
            return (room, isNews)
        }
    }

    /// The tickets that hold a talk, with who is at them.
    func audience(of talk: ConversationPlace, now: Timestamp) -> [Room] {
        rooms.withLock { rooms in
            rooms.values.compactMap { room -> Room? in
                guard room.talks.contains(talk) else { return nil }
                var present = room
                present.people = room.people.filter { now.since($0.at) < Self.life }
                return present.people.isEmpty ? nil : present
            }
        }
    }

    private static func tidy(_ rooms: inout [Int: Room], at now: Timestamp) {
        rooms = rooms.filter { _, room in room.people.contains { now.since($0.at) < life } }
    }

    /// People, and the customer, as pages read them.
    static func json(_ room: Room, _ customer: CustomerSigns?) -> String {
        let list = room.people.map { person in
            "{\"agent\":\(JSONText.quote(person.agent.description)),\"name\":\(JSONText.quote(person.name)),"
                + "\"typing\":\(person.doing == .typing)}"
        }
        let signs = customer.map { ",\"customer\":{\"here\":\($0.isHere),\"typing\":\($0.isTyping)}" } ?? ""
        return "{\"number\":\(room.number),\"people\":[\(list.joined(separator: ","))]\(signs)}"
    }
}
