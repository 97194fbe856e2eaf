extension Migration {
    /// How the desk presents itself to customers.
    static let branding = Migration(
        version: 13,
        statements: """
            CREATE TABLE branding (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                name TEXT NOT NULL,
                lightAccent TEXT CHECK (lightAccent GLOB '#[0-9a-f]*'),
                darkAccent TEXT CHECK (darkAccent GLOB '#[0-9a-f]*'),
                logo TEXT REFERENCES blob (digest)
            ) STRICT;
            """
    )
}
