import DeskModel

/// Notes what was done to the installation; entries are only ever added.
struct AuditTable {
    let context: WriteContext

    /// The newest entry.
    func newest() throws -> RecordID<AuditEntry>? { try Self.newest(in: context.connection) }

    /// The newest entry.
    static func newest(in connection: Connection) throws -> RecordID<AuditEntry>? {
        try connection.value("SELECT id FROM auditEntry ORDER BY id DESC LIMIT 1", as: RecordID<AuditEntry>.self)
    }

    /// Adds an entry.
    func add(_ entry: AuditEntry) throws {
        try context.connection.run(
            "INSERT INTO auditEntry (id, actor, action, object, detail, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            context.ids.next(AuditEntry.self, at: entry.at),
            entry.actor,
            entry.action,
            entry.object,
            entry.detail,
            entry.at
        )
    }
}
