import ChannelKit
import DeskModel

/// Changes tags wherever they are: on tickets, in macros and in saved views.
struct TagWriter {
    let context: WriteContext
    let actor: Actor
    let at: Timestamp
    private var connection: Connection { context.connection }

    init(context: WriteContext, actor: Actor, at: Timestamp) {
        self.context = context
        self.actor = actor
        self.at = at
    }

    /// Gives some of the tickets that have a tag another one in its place.
    ///
    /// Their places in the lists stay: nothing happened to the matter.
    ///
    /// - Returns: how many tickets were changed; fewer than the limit when there are no more.
    func rename(_ tag: String, to target: String, limit: Int) throws -> Int {
        let tickets = try connection.all("SELECT ticket FROM ticketTag WHERE tag = ?1 LIMIT ?2", tag, limit) {
            try $0.next(TicketID.self)
        }
        for ticket in tickets {
            let before = try MarkTable(connection: connection).marks(of: ticket).tags
            let after = Set(before).subtracting([tag]).union([target]).sorted()
            try connection.run("DELETE FROM ticketTag WHERE tag = ?1 AND ticket = ?2", tag, ticket)
            try connection.run(
                "INSERT INTO ticketTag (tag, ticket) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                target,
                ticket
            )
            try connection.run(
                "UPDATE ticket SET tags = ?2, version = version + 1 WHERE id = ?1",
                ticket,
                JSONText.list(after)
            )
            try TicketWriter(context: context).note(
                .tags,
                in: ticket,
                by: actor,
                from: before.joined(separator: ", "),
                to: after.joined(separator: ", "),
                at: at
            )
        }
        return tickets.count
    }

    /// Renames a tag in macros and saved views, which are few, and takes the old name out of the list of retired ones.
    func renameInDefinitions(_ tag: String, to target: String) throws {
        let macros = MacroTable(connection: connection)
        for var macro in try macros.macros() where macro.definition.tags.contains(tag) {
            macro.definition.tags = Set(macro.definition.tags).subtracting([tag]).union([target]).sorted()
            _ = try macros.save(macro)
        }
        let views = SavedViewTable(connection: connection)
        for var view in try views.all() where view.definition.filter.tag == tag {
            view.definition.filter.tag = target
            try views.save(view)
        }
        try connection.run("DELETE FROM retiredTag WHERE tag = ?1", tag)
        try AuditTable(context: context)
            .add(AuditEntry(actor: actor, action: .tagRenamed, object: "tag:\(tag)", detail: "to \(target)", at: at))
    }

    /// Takes a tag out of use, or back into it.
    func set(_ tag: String, isRetired: Bool) throws {
        if isRetired {
            try connection.run("INSERT INTO retiredTag (tag, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING", tag, at)
        } else {
            try connection.run("DELETE FROM retiredTag WHERE tag = ?1", tag)
        }
        guard connection.changes > 0 else { return }
        let action: AuditAction = isRetired ? .tagRetired : .tagRestored
        try AuditTable(context: context).add(AuditEntry(actor: actor, action: action, object: "tag:\(tag)", at: at))
    }
}

/// Reads tags and how they are used.
struct TagTable {
    let connection: Connection

    func tags(limit: Int) throws -> [TagUse] {
        let used = try connection.all(
            """
            SELECT t.tag, t.count, r.tag IS NOT NULL FROM tagTally t LEFT JOIN retiredTag r ON r.tag = t.tag
            WHERE t.count > 0 ORDER BY t.count DESC, t.tag LIMIT ?1
            """,
            min(max(limit, 1), 1_000),
            row: Self.decode
        )
        let unused = try connection.all(
            """
            SELECT r.tag, 0, 1 FROM retiredTag r LEFT JOIN tagTally t ON t.tag = r.tag
            WHERE ifnull(t.count, 0) <= 0 ORDER BY r.tag LIMIT ?1
            """,
            min(max(limit, 1), 1_000),
            row: Self.decode
        )
        return (used + unused).sorted { $0.tag < $1.tag }
    }

    private static func decode(_ row: inout ResultRow) throws -> TagUse {
        TagUse(tag: try row.next(), count: try row.next(), isRetired: try row.next())
    }

    /// The tags among some that are out of use.
    func retired(among tags: some Sequence<String>) throws -> [String] {
        try tags.filter { try connection.exists("SELECT 1 FROM retiredTag WHERE tag = ?1", $0) }
    }
}
