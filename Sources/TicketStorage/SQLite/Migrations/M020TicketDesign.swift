extension Migration {
    /// What admins design about tickets: fields with their values, types, request forms, and tags that are out of use.
    static let ticketDesign = Migration(
        version: 20,
        statements: """
            CREATE TABLE ticketField (
                id INTEGER PRIMARY KEY,
                key TEXT NOT NULL UNIQUE CHECK (key <> '' AND length(key) <= 40),
                kind TEXT NOT NULL CHECK (kind IN ('text', 'multiline', 'number', 'date', 'select', 'checkbox')),
                position INTEGER NOT NULL,
                isRetired INTEGER NOT NULL CHECK (isRetired IN (0, 1)),
                definition TEXT NOT NULL CHECK (json_valid(definition))
            ) STRICT;

            CREATE TABLE ticketFieldValue (
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                field INTEGER NOT NULL REFERENCES ticketField (id),
                value TEXT NOT NULL CHECK (value <> ''),
                PRIMARY KEY (ticket, field)
            ) STRICT, WITHOUT ROWID;

            -- The types of the admins' own; those of the product are in the program.
            CREATE TABLE ticketType (
                key TEXT NOT NULL PRIMARY KEY CHECK (key <> '' AND length(key) <= 40),
                english TEXT NOT NULL,
                chinese TEXT NOT NULL,
                position INTEGER NOT NULL,
                isRetired INTEGER NOT NULL CHECK (isRetired IN (0, 1)),
                CHECK (english <> '' OR chinese <> '')
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE requestForm (
                id INTEGER PRIMARY KEY,
                position INTEGER NOT NULL,
                isOpen INTEGER NOT NULL CHECK (isOpen IN (0, 1)),
                definition TEXT NOT NULL CHECK (json_valid(definition))
            ) STRICT;

            -- Tags that tickets keep but no longer get.
            CREATE TABLE retiredTag (
                tag TEXT NOT NULL PRIMARY KEY CHECK (tag <> ''),
                at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            """
    )
}
