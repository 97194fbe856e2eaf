extension Migration {
    /// The installation's own values, its staff and what they did to it.
    static let installation = Migration(
        version: 1,
        statements: """
            CREATE TABLE installation (
                name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
                value TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE agent (
                id INTEGER PRIMARY KEY,
                email TEXT NOT NULL UNIQUE CHECK (email <> ''),
                name TEXT NOT NULL,
                role TEXT NOT NULL CHECK (role = 'admin' OR role = 'supervisor' OR role = 'agent' OR role = 'read-only'),
                isEnabled INTEGER NOT NULL CHECK (isEnabled IN (0, 1)),
                language TEXT,
                passwordHash TEXT,
                createdAt INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE team (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE CHECK (name <> ''),
                parent INTEGER REFERENCES team (id) CHECK (parent <> id)
            ) STRICT;

            CREATE TABLE session (
                digest TEXT NOT NULL PRIMARY KEY CHECK (digest <> ''),
                agent INTEGER NOT NULL REFERENCES agent (id),
                formSecret TEXT NOT NULL,
                createdAt INTEGER NOT NULL,
                lastUsedAt INTEGER NOT NULL,
                expiresAt INTEGER NOT NULL,
                userAgent TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX sessionByAgent ON session (agent);

            CREATE TABLE oneTimeToken (
                digest TEXT NOT NULL PRIMARY KEY CHECK (digest <> ''),
                purpose TEXT NOT NULL CHECK (purpose <> ''),
                expiresAt INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE auditEntry (
                id INTEGER PRIMARY KEY,
                actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
                action TEXT NOT NULL CHECK (action <> ''),
                object TEXT NOT NULL,
                detail TEXT NOT NULL,
                at INTEGER NOT NULL
            ) STRICT;
            CREATE TRIGGER auditEntryStays BEFORE UPDATE ON auditEntry
            BEGIN SELECT raise(ABORT, 'audit entries are only added'); END;
            CREATE TRIGGER auditEntryRemains BEFORE DELETE ON auditEntry
            BEGIN SELECT raise(ABORT, 'audit entries are only added'); END;
            """
    )
}
