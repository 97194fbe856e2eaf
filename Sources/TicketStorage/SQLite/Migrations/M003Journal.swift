extension Migration {
    /// Bytes by digest, the journal of what came in, and what became of it.
    static let journal = Migration(
        version: 3,
        statements: """
            CREATE TABLE blob (
                id INTEGER PRIMARY KEY,
                digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
                size INTEGER NOT NULL CHECK (size >= 0),
                -- Either where the bytes are in the segment files, or the bytes.
                segment INTEGER CHECK (segment > 0),
                position INTEGER CHECK (position >= 0),
                createdAt INTEGER NOT NULL,
                bytes BLOB,
                CHECK ((segment IS NULL) = (position IS NULL) AND (segment IS NULL) <> (bytes IS NULL)),
                CHECK (bytes IS NULL OR length(bytes) = size)
            ) STRICT;
            CREATE INDEX blobBySegment ON blob (segment, position) WHERE segment IS NOT NULL;

            CREATE TABLE arrival (
                id INTEGER PRIMARY KEY,
                channel TEXT NOT NULL CHECK (channel <> ''),
                externalID TEXT NOT NULL CHECK (externalID <> ''),
                receivedAt INTEGER NOT NULL,
                mediaType TEXT NOT NULL,
                headers TEXT NOT NULL CHECK (headers = '[]' OR json_valid(headers)),
                verdict TEXT NOT NULL
                    CHECK (verdict = 'unauthenticated' OR verdict = 'signed' OR verdict = 'fetched'
                    OR verdict = 'operatorSupplied'),
                envelopeSender TEXT,
                envelopeRecipients TEXT NOT NULL CHECK (envelopeRecipients = '[]' OR json_valid(envelopeRecipients)),
                settingsVersion TEXT NOT NULL,
                size INTEGER NOT NULL CHECK (size >= 0),
                crashes INTEGER NOT NULL CHECK (crashes >= 0),
                isReleased INTEGER NOT NULL DEFAULT 0 CHECK (isReleased IN (0, 1)),
                outcome TEXT NOT NULL
                    CHECK (outcome = 'accepted' OR outcome = 'opened' OR outcome = 'appended' OR outcome = 'duplicate'
                    OR outcome = 'ignored' OR outcome = 'quarantined'),
                reason TEXT NOT NULL,
                UNIQUE (channel, externalID)
            ) STRICT;
            -- What waits, and what somebody may look for; nearly everything else is in a ticket.
            CREATE INDEX arrivalByOutcome ON arrival (outcome, id, channel)
                WHERE outcome <> 'opened' AND outcome <> 'appended';

            -- Apart from the arrival, so that noting its outcome does not rewrite them.
            CREATE TABLE arrivalOctets (
                arrival INTEGER PRIMARY KEY REFERENCES arrival (id),
                blob TEXT REFERENCES blob (digest),
                bytes BLOB CHECK ((bytes IS NULL) <> (blob IS NULL))
            ) STRICT;
            CREATE INDEX arrivalOctetsByBlob ON arrivalOctets (blob) WHERE blob IS NOT NULL;

            CREATE TABLE channelIntake (
                channel TEXT NOT NULL PRIMARY KEY,
                journaled INTEGER NOT NULL CHECK (journaled > 0),
                lastAt INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE intakeCursor (
                channel TEXT NOT NULL,
                stream TEXT NOT NULL,
                value TEXT NOT NULL CHECK (length(value) <= 65536),
                PRIMARY KEY (channel, stream)
            ) STRICT, WITHOUT ROWID;
            """
    )
}
