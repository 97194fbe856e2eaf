extension Migration {
    /// Tokens that were made with others, and end with them.
    static let tokenMakers = Migration(
        version: 31,
        statements: """
            ALTER TABLE apiToken ADD COLUMN maker INTEGER REFERENCES apiToken (id);
            CREATE INDEX apiTokenByMaker ON apiToken (maker) WHERE maker IS NOT NULL;
            """
    )
}
