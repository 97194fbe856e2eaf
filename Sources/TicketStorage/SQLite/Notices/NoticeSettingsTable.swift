import DeskModel
import Foundation

/// How the desk tells, and the rooms it tells.
struct NoticeSettingsTable {
    private static let name = "notice-settings"

    let connection: Connection

    /// The settings; nothing is told that was not asked for.
    func settings() throws -> NoticeSettings {
        guard let text = try InstallationTable(connection: connection).value(Self.name) else { return NoticeSettings() }
        return try Self.read(text)
    }

    /// Sets the settings.
    func save(_ settings: NoticeSettings) throws {
        try InstallationTable(connection: connection).set(try Self.text(settings), named: Self.name)
    }

    /// The rooms, by name.
    func rooms() throws -> [NoticeRoom] {
        try connection.all("SELECT definition, sealed FROM noticeRoom ORDER BY name, id") { row in
            var room: NoticeRoom = try Self.read(try row.next())
            room.sealed = try row.next()
            return room
        }
    }

    /// Stores a room, unless it is one too many; what is sealed has a column of its own.
    func save(_ room: NoticeRoom) throws -> SavingResult {
        guard try !connection.exists("SELECT 1 FROM noticeRoom WHERE name = ?1 AND id <> ?2", room.name, room.id)
        else { return .nameTaken }
        let others = try connection.value("SELECT count(*) FROM noticeRoom WHERE id <> ?1", room.id, as: Int.self) ?? 0
        guard others < NoticeRoom.maximumCount else { return .full(NoticeRoom.maximumCount) }
        var bare = room
        bare.sealed = []
        try connection.run(
            """
            INSERT INTO noticeRoom (id, name, definition, sealed) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, definition = excluded.definition,
                sealed = excluded.sealed
            """,
            room.id,
            room.name,
            try Self.text(bare),
            room.sealed
        )
        return .done
    }

    /// Removes a room.
    func remove(_ id: NoticeRoomID) throws -> SavingResult {
        try connection.run("DELETE FROM noticeRoom WHERE id = ?1", id)
        return connection.changes > 0 ? .done : .unknown
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
            throw SQLiteFailure(code: 0, message: "unreadable settings of notices")
        }
    }
}
