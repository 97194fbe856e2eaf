extension Migration {
    /// What lets programs in, and what their requests were answered.
    static let api = Migration(
        version: 18,
        statements: """
            CREATE TABLE apiToken (
                id INTEGER PRIMARY KEY,
                digest TEXT NOT NULL UNIQUE CHECK (digest <> ''),
                prefix TEXT NOT NULL CHECK (prefix <> ''),
                name TEXT NOT NULL CHECK (name <> ''),
                -- Scopes with spaces between them.
                scopes TEXT NOT NULL,
                -- Empty when the program acts for itself.
                agent INTEGER REFERENCES agent (id),
                createdAt INTEGER NOT NULL,
                expiresAt INTEGER,
                lastUsedAt INTEGER,
                revokedAt INTEGER
            ) STRICT;
            CREATE INDEX apiTokenByPrefix ON apiToken (prefix);

            CREATE TABLE apiAnswer (
                token INTEGER NOT NULL REFERENCES apiToken (id),
                key TEXT NOT NULL CHECK (key <> ''),
                fingerprint TEXT NOT NULL,
                status INTEGER NOT NULL,
                location TEXT,
                entityTag TEXT,
                body TEXT NOT NULL,
                at INTEGER NOT NULL,
                PRIMARY KEY (token, key)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX apiAnswerByAge ON apiAnswer (at);
            """
    )
}
