extension Migration {
    /// The full-text index, fed behind the commits.
    ///
    /// A row's id is the id of the message, ticket or contact it stands for. The words are prepared by `SearchText`; they
    /// are stored, since SQLite 3.40 cannot delete from an index that does not hold them.
    static let search = Migration(
        version: 7,
        statements: """
            CREATE VIRTUAL TABLE searchText USING fts5 (
                heading, body, person, tokenize = 'unicode61 remove_diacritics 2'
            );

            -- What the index does not hold yet, or holds in an older version.
            CREATE TABLE searchPending (
                id INTEGER PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind = 'message' OR kind = 'ticket' OR kind = 'contact'),
                version INTEGER NOT NULL
            ) STRICT;
            """
    )
}
