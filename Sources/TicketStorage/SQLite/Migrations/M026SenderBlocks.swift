extension Migration {
    /// Senders who are blocked before they ever wrote, what bounces are matched by, whom replies go to in copy, agents' files by mail.
    static let senderBlocks = Migration(
        version: 26,
        statements: """
            CREATE TABLE senderBlock (
                id INTEGER PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind = 'address' OR kind = 'domain'),
                value TEXT NOT NULL CHECK (value <> ''),
                actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
                at INTEGER NOT NULL,
                UNIQUE (kind, value)
            ) STRICT;
            -- Senders whose address is known are blocked there.
            CREATE INDEX identityBlocked ON identity (id) WHERE isBlocked = 1;

            -- Envelope senders that belong to one part alone have a plus; they come back in whatever case.
            CREATE INDEX outboundPartByOrigin ON outboundPart (origin COLLATE NOCASE) WHERE origin GLOB '*+*';
            CREATE INDEX noticeDeliveryByOrigin ON noticeDelivery (origin COLLATE NOCASE) WHERE origin GLOB '*+*';
            CREATE INDEX noticeDeliveryByExternalID ON noticeDelivery (externalID) WHERE externalID IS NOT NULL;

            -- Whom a reply goes to in copy; replies without copies have no row.
            CREATE TABLE replyCopies (
                reply INTEGER PRIMARY KEY REFERENCES reply (id),
                open TEXT NOT NULL CHECK (open = '[]' OR json_valid(open)),
                hidden TEXT NOT NULL CHECK (hidden = '[]' OR json_valid(hidden))
            ) STRICT;
            ALTER TABLE staffMail ADD COLUMN attachments TEXT NOT NULL DEFAULT '[]'
                CHECK (attachments = '[]' OR json_valid(attachments));
            """
    )
}
