import ChannelKit
import DeskModel

extension JSON {
    /// A record's id.
    static func id<Record>(_ id: RecordID<Record>) -> JSON { .text(id.description) }

    /// A record's id, or `null` where there is none.
    static func id<Record>(orNull id: RecordID<Record>?) -> JSON { id.map { .id($0) } ?? .null }

    /// A time after RFC 3339, in UTC and to the millisecond.
    static func time(_ time: Timestamp) -> JSON { .text(APITime.text(time)) }

    /// A time, or `null` where there is none.
    static func time(orNull time: Timestamp?) -> JSON { time.map { .time($0) } ?? .null }
}

/// Times as programs read them.
enum APITime {
    /// A time after RFC 3339, in UTC and to the millisecond.
    static func text(_ time: Timestamp) -> String {
        let day = CivilDay(seconds: time.seconds)
        let parts = [day.month, day.day, day.hour, day.minute, day.second].map { $0 < 10 ? "0\($0)" : "\($0)" }
        let millisecond = Int(time.rawValue - time.seconds * 1_000)
        let fraction = String(1_000 + millisecond).dropFirst()
        let year = String(repeating: "0", count: max(0, 4 - String(day.year).count)) + String(day.year)
        return "\(year)-\(parts[0])-\(parts[1])T\(parts[2]):\(parts[3]):\(parts[4]).\(fraction)Z"
    }
}

/// Who did something, as programs see it.
enum ActorResource {
    static let schema = APIObject(
        "Actor",
        "Who did something.",
        [
            .required("kind", .choice(["agent", "contact", "service", "system", "operator"]), "What kind of actor."),
            .required("id", .nullable(.id), "The agent's or the contact's id."),
            .required("name", .nullable(.words), "The service's name, or the rule by which Tributary acted."),
        ]
    )

    static func json(_ actor: Actor) -> JSON {
        switch actor {
        case .agent(let id): ["kind": "agent", "id": .id(id), "name": .null]
        case .contact(let id): ["kind": "contact", "id": .id(id), "name": .null]
        case .service(let name): ["kind": "service", "id": .null, "name": .text(name)]
        case .system(let rule): ["kind": "system", "id": .null, "name": .text(rule)]
        case .operator: ["kind": "operator", "id": .null, "name": .null]
        }
    }
}
