import ChannelKit
import DeskModel

/// Ticket fields and types as admins designed them.
struct DesignTable {
    let connection: Connection

    func design() throws -> TicketDesign { TicketDesign(fields: try fields(), types: try types()) }

    private func fields() throws -> [TicketField] {
        try connection.all(
            "SELECT id, key, kind, position, isRetired, definition FROM ticketField ORDER BY position, id"
        ) { row in
            TicketField(
                id: try row.next(),
                key: try row.next(),
                kind: try row.next(),
                position: try row.next(),
                isRetired: try row.next(),
                definition: try JSONColumn.read(try row.next())
            )
        }
    }

    private func types() throws -> [CustomTicketType] {
        try connection.all(
            "SELECT key, english, chinese, position, isRetired FROM ticketType ORDER BY position, key"
        ) { row in
            CustomTicketType(
                key: try row.next(),
                name: BilingualText(english: try row.next(), chinese: try row.next()),
                position: try row.next(),
                isRetired: try row.next()
            )
        }
    }

    /// Adds or changes a field.
    ///
    /// - Returns: whether the key is its own, and there is room.
    func save(_ field: TicketField) throws -> Bool {
        guard try !connection.exists("SELECT 1 FROM ticketField WHERE key = ?1 AND id <> ?2", field.key, field.id)
        else { return false }
        try connection.run(
            "UPDATE ticketField SET position = ?2, isRetired = ?3, definition = ?4 WHERE id = ?1",
            field.id,
            field.position,
            field.isRetired,
            try JSONColumn.text(field.definition)
        )
        if connection.changes > 0 { return true }
        let count = try connection.value("SELECT count(*) FROM ticketField", as: Int.self) ?? 0
        guard count < TicketField.maximumCount else { return false }
        try connection.run(
            "INSERT INTO ticketField (id, key, kind, position, isRetired, definition) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            field.id,
            field.key,
            field.kind,
            field.position,
            field.isRetired,
            try JSONColumn.text(field.definition)
        )
        return true
    }

    /// Adds or changes a type.
    ///
    /// - Returns: whether it is none of the product's, and there is room.
    func save(_ type: CustomTicketType) throws -> Bool {
        guard !BuiltInTicketType.all.contains(type.key) else { return false }
        let isNew = try !connection.exists("SELECT 1 FROM ticketType WHERE key = ?1", type.key)
        let count = try connection.value("SELECT count(*) FROM ticketType", as: Int.self) ?? 0
        guard !isNew || count < CustomTicketType.maximumCount else { return false }
        try connection.run(
            """
            INSERT INTO ticketType (key, english, chinese, position, isRetired) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET english = excluded.english, chinese = excluded.chinese,
                position = excluded.position, isRetired = excluded.isRetired
            """,
            type.key,
            type.name.english,
            type.name.chinese,
            type.position,
            type.isRetired
        )
        return true
    }
}

extension TicketField.Kind: SQLText {}

/// The values of tickets' fields.
struct FieldValueTable {
    let connection: Connection

    func values(of ticket: TicketID) throws -> [TicketFieldID: String] {
        let rows = try connection.all("SELECT field, value FROM ticketFieldValue WHERE ticket = ?1", ticket) { row in
            (try row.next(TicketFieldID.self), try row.next(String.self))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// The values by the fields' keys, in the fields' order.
    func keyedValues(of ticket: TicketID) throws -> [TicketFieldValue] {
        try connection.all(
            """
            SELECT f.key, v.value FROM ticketFieldValue v JOIN ticketField f ON f.id = v.field
            WHERE v.ticket = ?1 ORDER BY f.position, f.id
            """,
            ticket
        ) { TicketFieldValue(key: try $0.next(), value: try $0.next()) }
    }

    /// Whether a ticket's field has a value, whatever the case; fields of text need hold it only.
    func holds(_ condition: FieldCondition, of ticket: TicketID) throws -> Bool {
        let found = try connection.first(
            """
            SELECT f.kind, v.value FROM ticketField f JOIN ticketFieldValue v ON v.ticket = ?1 AND v.field = f.id
            WHERE f.key = ?2
            """,
            ticket,
            condition.key
        ) { row in (kind: try row.next(TicketField.Kind.self), value: try row.next(String.self).lowercased()) }
        guard let found else { return false }
        let wanted = condition.value.lowercased()
        return switch found.kind {
        case .text, .multiline: found.value.contains(wanted)
        case .number, .date, .select, .checkbox: found.value == wanted
        }
    }

    /// Sets or takes away a value.
    func set(_ value: String?, of field: TicketFieldID, on ticket: TicketID) throws {
        guard let value else {
            return try connection.run(
                "DELETE FROM ticketFieldValue WHERE ticket = ?1 AND field = ?2",
                ticket,
                field
            )
        }
        try connection.run(
            """
            INSERT INTO ticketFieldValue (ticket, field, value) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET value = excluded.value
            """,
            ticket,
            field,
            value
        )
    }
}
