extension Migration {
    /// Imports of people, and what each has added, so that it can be taken back.
    static let contactImport = Migration(
        version: 23,
        statements: """
            CREATE TABLE contactImport (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
                assertedBy TEXT NOT NULL,
                at INTEGER NOT NULL,
                undoneAt INTEGER
            ) STRICT;

            CREATE TABLE contactImportItem (
                import INTEGER NOT NULL REFERENCES contactImport (id),
                kind TEXT NOT NULL CHECK (kind = 'contact' OR kind = 'identity' OR kind = 'evidence'),
                -- The id of what was added; it may be gone by now.
                item INTEGER NOT NULL,
                PRIMARY KEY (import, kind, item)
            ) STRICT, WITHOUT ROWID;

            -- Taking an address back looks for messages from it.
            CREATE INDEX inboundBySender ON inboundMessage (sender);
            """
    )
}
