import DeskModel

/// Notes what was done to the installation; entries are only ever added.
struct AuditTable {
    let context: WriteContext

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
