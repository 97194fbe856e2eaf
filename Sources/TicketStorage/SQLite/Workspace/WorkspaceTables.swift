import ChannelKit
import DeskModel
import Foundation

/// Words that agents have not sent yet.
struct DraftTable {
    let connection: Connection

    func drafts(of ticket: TicketID, by agent: AgentID) throws -> [Draft] {
        try connection.all(
            "SELECT kind, text, copies, leg, at FROM draft WHERE agent = ?1 AND ticket = ?2",
            agent,
            ticket
        ) { row in
            Draft(
                agent: agent,
                ticket: ticket,
                kind: try row.next(),
                text: try row.next(),
                copies: try row.next(),
                leg: try row.next(),
                at: try row.next()
            )
        }
    }

    func keep(_ draft: Draft) throws {
        guard draft.text.contains(where: { !$0.isWhitespace }) else {
            return try connection.run(
                "DELETE FROM draft WHERE agent = ?1 AND ticket = ?2 AND kind = ?3",
                draft.agent,
                draft.ticket,
                draft.kind
            )
        }
        try connection.run(
            """
            INSERT INTO draft (agent, ticket, kind, text, copies, leg, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT DO UPDATE SET text = excluded.text, copies = excluded.copies, leg = excluded.leg, at = excluded.at
            """,
            draft.agent,
            draft.ticket,
            draft.kind,
            draft.text,
            draft.copies,
            draft.leg,
            draft.at
        )
    }
}

extension Draft.Kind: SQLText {}

/// Words and changes that agents use often.
struct MacroTable {
    let connection: Connection

    func macros() throws -> [Macro] {
        try connection.all("SELECT id, name, definition FROM macro ORDER BY name COLLATE NOCASE, id") { row in
            Macro(id: try row.next(), name: try row.next(), definition: try JSONColumn.read(try row.next()))
        }
    }

    func save(_ macro: Macro) throws -> Bool {
        guard
            try !connection.exists("SELECT 1 FROM macro WHERE name = ?1 AND id <> ?2", macro.name, macro.id)
        else { return false }
        try connection.run(
            """
            INSERT INTO macro (id, name, definition) VALUES (?1, ?2, ?3)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, definition = excluded.definition
            """,
            macro.id,
            macro.name,
            try JSONColumn.text(macro.definition)
        )
        return true
    }

    func remove(_ id: MacroID) throws { try connection.run("DELETE FROM macro WHERE id = ?1", id) }
}

/// Lists of tickets by conditions that agents chose.
struct SavedViewTable {
    let connection: Connection

    func views(for agent: AgentID) throws -> [SavedView] {
        try connection.all(
            """
            SELECT id, name, owner, definition FROM savedView WHERE owner IS NULL OR owner = ?1
            ORDER BY name COLLATE NOCASE, id LIMIT 100
            """,
            agent
        ) { row in
            SavedView(
                id: try row.next(),
                name: try row.next(),
                owner: try row.next(),
                definition: try JSONColumn.read(try row.next())
            )
        }
    }

    /// Every view there is.
    func all() throws -> [SavedView] {
        try connection.all("SELECT id, name, owner, definition FROM savedView ORDER BY id") { row in
            SavedView(
                id: try row.next(),
                name: try row.next(),
                owner: try row.next(),
                definition: try JSONColumn.read(try row.next())
            )
        }
    }

    func save(_ view: SavedView) throws {
        try connection.run(
            """
            INSERT INTO savedView (id, name, owner, definition) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, owner = excluded.owner, definition = excluded.definition
            """,
            view.id,
            view.name,
            view.owner,
            try JSONColumn.text(view.definition)
        )
    }

    func remove(_ id: SavedViewID) throws { try connection.run("DELETE FROM savedView WHERE id = ?1", id) }
}

/// A value that is stored as one column of JSON.
enum JSONColumn {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func read<Value: Decodable>(_ text: String) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw StorageError.corrupt("a definition cannot be read")
        }
    }
}
