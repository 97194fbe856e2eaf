extension Migration {
    /// What senders do to their messages after sending them.
    static let changes = Migration(
        version: 10,
        statements: """
            ALTER TABLE inboundMessage ADD COLUMN editedAt INTEGER;
            ALTER TABLE inboundMessage ADD COLUMN deletedAt INTEGER;

            -- When the sender wrote these words; null where the same words were only read anew.
            ALTER TABLE messageRevision ADD COLUMN writtenAt INTEGER;

            -- What was done to a message, and why it was taken so.
            CREATE TABLE messageChange (
                message INTEGER NOT NULL REFERENCES inboundMessage (id),
                number INTEGER NOT NULL CHECK (number > 0),
                kind TEXT NOT NULL CHECK (kind = 'edit' OR kind = 'deletion'),
                arrival INTEGER NOT NULL REFERENCES arrival (id),
                -- Empty when it was the sender.
                madeBy TEXT NOT NULL,
                madeAt INTEGER NOT NULL,
                at INTEGER NOT NULL,
                rule TEXT NOT NULL CHECK (rule <> ''),
                evidence TEXT NOT NULL CHECK (evidence = '[]' OR json_valid(evidence)),
                PRIMARY KEY (message, number)
            ) STRICT, WITHOUT ROWID;

            -- Changes that came before their messages.
            CREATE TABLE waitingChange (
                channel TEXT NOT NULL,
                messageID TEXT NOT NULL CHECK (messageID <> ''),
                arrival INTEGER NOT NULL REFERENCES arrival (id),
                envelope INTEGER NOT NULL CHECK (envelope >= 0),
                change TEXT NOT NULL CHECK (json_valid(change)),
                at INTEGER NOT NULL,
                PRIMARY KEY (channel, messageID, arrival, envelope)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX waitingChangeByAge ON waitingChange (at);
            """
    )
}
