/// The installation's own values by name.
struct InstallationTable {
    let connection: Connection

    /// A value; nil when it is not set.
    func value(_ name: String) throws -> String? {
        try connection.value("SELECT value FROM installation WHERE name = ?1", name, as: String.self)
    }

    /// Sets a value, or takes it away.
    func set(_ value: String?, named name: String) throws {
        if let value {
            try connection.run(
                "INSERT INTO installation (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
                name,
                value
            )
        } else {
            try connection.run("DELETE FROM installation WHERE name = ?1", name)
        }
    }
}
