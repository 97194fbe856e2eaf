import ChannelKit
import DeskModel

/// Request forms as admins designed them.
struct FormTable {
    let connection: Connection

    func forms() throws -> [RequestForm] {
        try connection.all("SELECT id, position, isOpen, definition FROM requestForm ORDER BY position, id") { row in
            RequestForm(
                id: try row.next(),
                position: try row.next(),
                isOpen: try row.next(),
                definition: try JSONColumn.read(try row.next())
            )
        }
    }

    /// Adds or changes a form.
    ///
    /// - Returns: whether there was room for it.
    func save(_ form: RequestForm) throws -> Bool {
        let isNew = try !connection.exists("SELECT 1 FROM requestForm WHERE id = ?1", form.id)
        let count = try connection.value("SELECT count(*) FROM requestForm", as: Int.self) ?? 0
        guard !isNew || count < RequestForm.maximumCount else { return false }
        try connection.run(
            """
            INSERT INTO requestForm (id, position, isOpen, definition) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (id) DO UPDATE SET position = excluded.position, isOpen = excluded.isOpen,
                definition = excluded.definition
            """,
            form.id,
            form.position,
            form.isOpen,
            try JSONColumn.text(form.definition)
        )
        return true
    }

    /// Removes a form and tells what it was called; nil when there was none.
    func remove(_ id: RequestFormID) throws -> BilingualText? {
        let form = try forms().first { $0.id == id }
        try connection.run("DELETE FROM requestForm WHERE id = ?1", id)
        return form?.definition.title
    }
}
