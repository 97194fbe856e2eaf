extension Migration {
    /// What leaves: deliveries in order for each leg, their bytes and their attempts.
    static let outbox = Migration(
        version: 5,
        statements: """
            CREATE TABLE delivery (
                id INTEGER PRIMARY KEY,
                -- Only a reply can be delivered: a note has no row there.
                reply INTEGER NOT NULL REFERENCES reply (id),
                leg INTEGER NOT NULL REFERENCES leg (id),
                channel TEXT NOT NULL CHECK (channel <> ''),
                partIndex INTEGER NOT NULL CHECK (partIndex >= 0),
                externalID TEXT CHECK (externalID <> ''),
                receiptID TEXT CHECK (receiptID <> ''),
                state TEXT NOT NULL CHECK (state = 'queued' OR state = 'sending' OR state = 'deferred' OR state = 'sent'
                    OR state = 'delivered' OR state = 'read' OR state = 'uncertain' OR state = 'held'
                    OR state = 'failed' OR state = 'canceled'),
                attempts INTEGER NOT NULL CHECK (attempts >= 0),
                -- The run of the process that made the last attempt.
                epoch INTEGER,
                mayRepeat INTEGER NOT NULL CHECK (mayRepeat IN (0, 1)),
                notBefore INTEGER NOT NULL,
                createdAt INTEGER NOT NULL,
                reason TEXT NOT NULL,
                UNIQUE (reply, partIndex),
                CHECK (state <> 'sending' OR (epoch IS NOT NULL AND attempts > 0))
            ) STRICT;
            CREATE INDEX deliveryDue ON delivery (channel, notBefore, id) WHERE state IN ('queued', 'deferred');
            CREATE INDEX deliverySending ON delivery (epoch) WHERE state = 'sending';
            CREATE INDEX deliveryBlocking ON delivery (leg, id)
                WHERE (state = 'queued' OR state = 'sending' OR state = 'deferred' OR state = 'uncertain' OR state = 'held');
            CREATE INDEX deliveryByState ON delivery (state, id);
            CREATE INDEX deliveryByExternalID ON delivery (externalID) WHERE externalID IS NOT NULL;
            CREATE INDEX deliveryByReceiptID ON delivery (receiptID) WHERE receiptID IS NOT NULL;

            CREATE TABLE outboundPart (
                delivery INTEGER PRIMARY KEY REFERENCES delivery (id),
                destinations TEXT NOT NULL CHECK (destinations = '[]' OR json_valid(destinations)),
                origin TEXT,
                mediaType TEXT NOT NULL,
                blob TEXT REFERENCES blob (digest),
                bytes BLOB CHECK ((bytes IS NULL) <> (blob IS NULL))
            ) STRICT;
            CREATE INDEX outboundPartByBlob ON outboundPart (blob) WHERE blob IS NOT NULL;

            CREATE TABLE deliveryAttempt (
                delivery INTEGER NOT NULL REFERENCES delivery (id),
                number INTEGER NOT NULL CHECK (number > 0),
                epoch INTEGER NOT NULL,
                startedAt INTEGER NOT NULL,
                endedAt INTEGER,
                outcome TEXT CHECK (outcome = 'sent' OR outcome = 'later' OR outcome = 'never' OR outcome = 'unknown'
                    OR outcome = 'blocked' OR outcome = 'interrupted'),
                answer TEXT NOT NULL,
                PRIMARY KEY (delivery, number),
                CHECK ((endedAt IS NULL) = (outcome IS NULL))
            ) STRICT, WITHOUT ROWID;

            -- How many deliveries each channel has in each state.
            CREATE TABLE deliveryTally (
                channel TEXT NOT NULL,
                state TEXT NOT NULL,
                count INTEGER NOT NULL,
                PRIMARY KEY (channel, state)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER deliveryIsCounted AFTER INSERT ON delivery
            BEGIN
                INSERT INTO deliveryTally VALUES (NEW.channel, NEW.state, 1)
                ON CONFLICT DO UPDATE SET count = count + 1;
            END;
            CREATE TRIGGER deliveryIsRecounted AFTER UPDATE OF state ON delivery WHEN NEW.state <> OLD.state
            BEGIN
                UPDATE deliveryTally SET count = count - 1 WHERE channel = OLD.channel AND state = OLD.state;
                INSERT INTO deliveryTally VALUES (NEW.channel, NEW.state, 1)
                ON CONFLICT DO UPDATE SET count = count + 1;
            END;

            CREATE TABLE channelHold (
                channel TEXT NOT NULL PRIMARY KEY CHECK (channel <> ''),
                reason TEXT NOT NULL,
                at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            -- Automatic messages by the identity they went to, so that loops are seen without a scan.
            CREATE TABLE automaticReply (
                value TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind = 'email' OR kind = 'phone' OR kind = 'handle'),
                namespace TEXT NOT NULL,
                at INTEGER NOT NULL,
                reply INTEGER NOT NULL REFERENCES reply (id),
                PRIMARY KEY (value, kind, namespace, at, reply)
            ) STRICT, WITHOUT ROWID;
            """
    )
}
