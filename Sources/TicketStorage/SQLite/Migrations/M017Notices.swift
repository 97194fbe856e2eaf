extension Migration {
    /// Notices, how agents want them, the rooms that hear of them, and what leaves for both.
    static let notices = Migration(
        version: 17,
        statements: """
            CREATE TABLE notice (
                id INTEGER PRIMARY KEY,
                agent INTEGER NOT NULL REFERENCES agent (id),
                kind TEXT NOT NULL CHECK (kind <> ''),
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                cause TEXT NOT NULL CHECK (cause <> ''),
                actor TEXT CHECK (actor IS NULL OR actor = 'operator' OR actor GLOB '[a-z]*:?*'),
                excerpt TEXT NOT NULL,
                at INTEGER NOT NULL,
                readAt INTEGER,
                -- An agent is told of a cause once.
                UNIQUE (agent, ticket, cause)
            ) STRICT;
            CREATE INDEX noticeByAgent ON notice (agent, id);
            CREATE INDEX noticeUnread ON notice (agent) WHERE readAt IS NULL;

            CREATE TABLE noticeChoice (
                agent INTEGER NOT NULL REFERENCES agent (id),
                kind TEXT NOT NULL CHECK (kind <> ''),
                inPage INTEGER NOT NULL CHECK (inPage IN (0, 1)),
                byMail INTEGER NOT NULL CHECK (byMail IN (0, 1)),
                PRIMARY KEY (agent, kind)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE noticeRoom (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE CHECK (name <> ''),
                definition TEXT NOT NULL CHECK (json_valid(definition)),
                -- The robot's address and secret, encrypted under the installation's key ring.
                sealed BLOB NOT NULL
            ) STRICT;

            CREATE TABLE noticeDelivery (
                id INTEGER PRIMARY KEY,
                key TEXT NOT NULL UNIQUE CHECK (key <> ''),
                agent INTEGER REFERENCES agent (id),
                room INTEGER REFERENCES noticeRoom (id) ON DELETE CASCADE,
                channel TEXT CHECK ((channel IS NULL) = (agent IS NULL)),
                externalID TEXT,
                destinations TEXT NOT NULL,
                origin TEXT,
                mediaType TEXT NOT NULL,
                body BLOB NOT NULL,
                state TEXT NOT NULL CHECK (state <> ''),
                attempts INTEGER NOT NULL CHECK (attempts >= 0),
                epoch INTEGER,
                notBefore INTEGER NOT NULL,
                createdAt INTEGER NOT NULL,
                reason TEXT NOT NULL,
                CHECK ((agent IS NULL) <> (room IS NULL))
            ) STRICT;
            CREATE INDEX noticeDeliveryDue ON noticeDelivery (notBefore, id) WHERE state IN ('queued', 'deferred');
            CREATE INDEX noticeDeliverySending ON noticeDelivery (epoch) WHERE state = 'sending';
            CREATE INDEX noticeDeliveryByRoom ON noticeDelivery (room, notBefore) WHERE room IS NOT NULL;
            CREATE INDEX noticeDeliveryByAgent ON noticeDelivery (agent, createdAt) WHERE agent IS NOT NULL;

            -- Notices to customers by key, so that each leaves once.
            CREATE TABLE customerNotice (
                key TEXT NOT NULL PRIMARY KEY CHECK (key <> ''),
                reply INTEGER NOT NULL REFERENCES reply (id)
            ) STRICT, WITHOUT ROWID;

            -- Agents' answers by mail, until they are worked off.
            CREATE TABLE staffMail (
                arrival INTEGER NOT NULL REFERENCES arrival (id),
                envelope INTEGER NOT NULL CHECK (envelope >= 0),
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                number INTEGER NOT NULL,
                agent INTEGER NOT NULL,
                sender TEXT NOT NULL,
                isProven INTEGER NOT NULL CHECK (isProven IN (0, 1)),
                text TEXT NOT NULL,
                at INTEGER NOT NULL,
                isDone INTEGER NOT NULL CHECK (isDone IN (0, 1)),
                PRIMARY KEY (arrival, envelope)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX staffMailOpen ON staffMail (arrival, envelope) WHERE isDone = 0;
            """
    )
}
