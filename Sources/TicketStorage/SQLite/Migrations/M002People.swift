extension Migration {
    /// Contacts, their identities, why those are believed, and merges.
    static let people = Migration(
        version: 2,
        statements: """
            CREATE TABLE contact (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                -- The contact at the end of the active merges; kept right by whoever adds or undoes one.
                person INTEGER NOT NULL REFERENCES contact (id),
                createdAt INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX contactByPerson ON contact (person);
            CREATE INDEX personByName ON contact (name COLLATE NOCASE, id) WHERE person = id;

            CREATE TABLE identity (
                id INTEGER PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind = 'email' OR kind = 'phone' OR kind = 'handle'),
                namespace TEXT NOT NULL,
                value TEXT NOT NULL CHECK (value <> ''),
                address TEXT NOT NULL,
                contact INTEGER NOT NULL REFERENCES contact (id),
                isVerified INTEGER NOT NULL CHECK (isVerified IN (0, 1)),
                isShared INTEGER NOT NULL CHECK (isShared IN (0, 1)),
                undeliverableSince INTEGER,
                isBlocked INTEGER NOT NULL CHECK (isBlocked IN (0, 1)),
                createdAt INTEGER NOT NULL,
                UNIQUE (value, kind, namespace)
            ) STRICT;
            CREATE INDEX identityByContact ON identity (contact);

            CREATE TABLE identityEvidence (
                id INTEGER PRIMARY KEY,
                identity INTEGER NOT NULL REFERENCES identity (id),
                -- All three empty when the evidence is about the one identity alone.
                tiedKind TEXT NOT NULL CHECK (tiedKind = '' OR tiedKind = 'email' OR tiedKind = 'phone' OR tiedKind = 'handle'),
                tiedNamespace TEXT NOT NULL,
                tiedValue TEXT NOT NULL CHECK ((tiedValue = '') = (tiedKind = '')),
                method TEXT NOT NULL CHECK (method <> ''),
                assertedBy TEXT NOT NULL,
                isVerified INTEGER NOT NULL CHECK (isVerified IN (0, 1)),
                at INTEGER NOT NULL,
                -- The same thing asserted again says nothing new.
                UNIQUE (identity, method, assertedBy, isVerified, tiedValue, tiedKind, tiedNamespace)
            ) STRICT;

            CREATE TABLE contactMerge (
                id INTEGER PRIMARY KEY,
                fromContact INTEGER NOT NULL REFERENCES contact (id),
                intoContact INTEGER NOT NULL REFERENCES contact (id) CHECK (intoContact <> fromContact),
                actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
                evidence TEXT NOT NULL CHECK (evidence = '[]' OR json_valid(evidence)),
                at INTEGER NOT NULL,
                undoneAt INTEGER
            ) STRICT;
            CREATE INDEX contactMergeFrom ON contactMerge (fromContact);
            CREATE INDEX contactMergeInto ON contactMerge (intoContact);

            CREATE TABLE suggestion (
                id INTEGER PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind IN ('contacts', 'tickets')),
                one INTEGER NOT NULL,
                other INTEGER NOT NULL CHECK (other <> one),
                score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
                evidence TEXT NOT NULL CHECK (evidence = '[]' OR json_valid(evidence)),
                outcome TEXT NOT NULL CHECK (outcome = 'open' OR outcome = 'accepted' OR outcome = 'dismissed'),
                at INTEGER NOT NULL,
                UNIQUE (kind, one, other)
            ) STRICT;
            CREATE INDEX suggestionByOther ON suggestion (kind, other);
            """
    )
}
