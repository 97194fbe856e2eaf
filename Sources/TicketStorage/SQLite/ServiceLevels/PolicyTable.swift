import ChannelKit
import DeskModel
import Foundation

/// Business hours and policies: their definitions are JSON, what queries need of them has columns.
struct PolicyTable {
    private static let edition = "service-level-edition"

    let connection: Connection

    /// All business hours, by name.
    func hours() throws -> [BusinessHours] {
        try connection.all("SELECT definition FROM businessHours ORDER BY name, id") { try Self.read(try $0.next()) }
    }

    /// All policies in their order.
    func policies() throws -> [SLAPolicy] {
        try connection.all("SELECT definition FROM slaPolicy ORDER BY position, id") { try Self.read(try $0.next()) }
    }

    /// Whether a policy is on.
    func hasPolicyInForce() throws -> Bool { try connection.exists("SELECT 1 FROM slaPolicy WHERE isEnabled = 1") }

    /// Counts changes of policies and hours.
    func edition() throws -> Int {
        try InstallationTable(connection: connection).value(Self.edition).flatMap { Int($0) } ?? 0
    }

    /// Stores hours.
    func save(_ hours: BusinessHours) throws -> SavingResult {
        guard try !connection.exists("SELECT 1 FROM businessHours WHERE name = ?1 AND id <> ?2", hours.name, hours.id)
        else { return .nameTaken }
        try connection.run(
            """
            INSERT INTO businessHours (id, name, definition) VALUES (?1, ?2, ?3)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, definition = excluded.definition
            """,
            hours.id,
            hours.name,
            try Self.text(hours)
        )
        try countEdition()
        return .done
    }

    /// Removes hours that no policy uses.
    func remove(_ id: BusinessHoursID) throws -> SavingResult {
        guard try !connection.exists("SELECT 1 FROM slaPolicy WHERE hours = ?1", id) else { return .inUse }
        try connection.run("DELETE FROM businessHours WHERE id = ?1", id)
        return connection.changes > 0 ? .done : .unknown
    }

    /// Stores a policy.
    func save(_ policy: SLAPolicy) throws -> SavingResult {
        guard try connection.exists("SELECT 1 FROM businessHours WHERE id = ?1", policy.hours) else { return .unknown }
        guard try !connection.exists("SELECT 1 FROM slaPolicy WHERE name = ?1 AND id <> ?2", policy.name, policy.id)
        else { return .nameTaken }
        let wasInForce = try hasPolicyInForce()
        try connection.run(
            """
            INSERT INTO slaPolicy (id, name, position, isEnabled, hours, definition) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position,
                isEnabled = excluded.isEnabled, hours = excluded.hours, definition = excluded.definition
            """,
            policy.id,
            policy.name,
            policy.position,
            policy.isEnabled,
            policy.hours,
            try Self.text(policy)
        )
        if policy.isEnabled, !wasInForce {
            try FollowerTable(connection: connection).moveToNewest(ClockTable.follower)
        }
        try countEdition()
        return .done
    }

    /// Removes a policy.
    func remove(_ id: SLAPolicyID) throws -> SavingResult {
        try connection.run("DELETE FROM slaPolicy WHERE id = ?1", id)
        guard connection.changes > 0 else { return .unknown }
        try countEdition()
        return .done
    }

    private func countEdition() throws {
        try InstallationTable(connection: connection).set("\(try edition() + 1)", named: Self.edition)
    }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func read<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw SQLiteFailure(code: 0, message: "unreadable definition of a service level")
        }
    }
}

/// How far workers that follow ticket events have come.
struct FollowerTable {
    let connection: Connection

    /// The last event a worker has taken; nil when it has not begun.
    func place(of name: String) throws -> RecordID<TicketEvent>? {
        try connection.value("SELECT place FROM follower WHERE name = ?1", name, as: RecordID<TicketEvent>.self)
    }

    /// Notes how far a worker has come.
    func move(_ name: String, to place: RecordID<TicketEvent>) throws {
        try connection.run(
            "INSERT INTO follower (name, place) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET place = excluded.place",
            name,
            place
        )
    }

    /// Lets a worker begin behind what has happened up to now.
    func moveToNewest(_ name: String) throws {
        let newest = try connection.value("SELECT ifnull(max(id), 0) FROM ticketEvent", as: Int64.self) ?? 0
        try move(name, to: RecordID(rawValue: newest))
    }
}
