import ChannelKit
import DeskModel

extension AuditedChange {
    /// Puts a branding in force.
    func save(_ branding: Branding, logo: BlobBytes?) throws {
        if let logo { try BlobTable(context: context).put(logo, at: at) }
        try connection.run(
            """
            INSERT INTO branding (id, name, lightAccent, darkAccent, logo) VALUES (1, ?1, ?2, ?3, ?4)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, lightAccent = excluded.lightAccent,
                darkAccent = excluded.darkAccent, logo = excluded.logo
            """,
            branding.name,
            branding.lightAccent,
            branding.darkAccent,
            branding.logo
        )
        let colors = [branding.lightAccent, branding.darkAccent].map { $0?.rawValue ?? "–" }.joined(separator: " ")
        try note(
            .brandingChanged,
            "branding",
            "\(branding.name) \(colors) \(branding.logo.map { String($0.rawValue.prefix(12)) } ?? "–")"
        )
    }

    /// Sets how the desk tells.
    func save(_ settings: NoticeSettings) throws {
        try NoticeSettingsTable(connection: connection).save(settings)
        try note(.noticeSettingsSaved, "notices")
    }

    /// Adds or replaces a room.
    func save(_ room: NoticeRoom) throws -> SavingResult {
        let result = try NoticeSettingsTable(connection: connection).save(room)
        guard result == .done else { return result }
        try note(.noticeRoomSaved, "notice-room:\(room.id)", "\(room.name) (\(room.provider.rawValue))")
        return .done
    }

    /// Removes a room.
    func remove(_ id: NoticeRoomID) throws -> SavingResult {
        let result = try NoticeSettingsTable(connection: connection).remove(id)
        guard result == .done else { return result }
        try note(.noticeRoomRemoved, "notice-room:\(id)")
        return .done
    }

    /// Adds or replaces a macro; whether its name is nobody else's.
    func save(_ macro: Macro) throws -> Bool {
        guard try MacroTable(connection: connection).save(macro) else { return false }
        try note(.macroSaved, macro.name)
        return true
    }

    /// Removes a macro.
    func remove(_ id: MacroID) throws {
        try MacroTable(connection: connection).remove(id)
        try note(.macroRemoved, "macro:\(id)")
    }
}
