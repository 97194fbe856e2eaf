extension Migration {
    /// Customers who are signed in at the portal.
    static let portal = Migration(
        version: 8,
        statements: """
            CREATE TABLE customerSession (
                digest TEXT NOT NULL PRIMARY KEY CHECK (digest <> ''),
                -- What was proven; the person behind it is looked up each time.
                identity INTEGER NOT NULL REFERENCES identity (id),
                formSecret TEXT NOT NULL CHECK (formSecret <> ''),
                createdAt INTEGER NOT NULL,
                lastUsedAt INTEGER NOT NULL,
                expiresAt INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX customerSessionByIdentity ON customerSession (identity);
            """
    )
}
