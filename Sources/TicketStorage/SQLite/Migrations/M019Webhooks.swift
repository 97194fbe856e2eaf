extension Migration {
    /// Programs that are told what happens: where, what of it, and how far each has come.
    static let webhooks = Migration(
        version: 19,
        statements: """
            CREATE TABLE webhookEndpoint (
                id INTEGER PRIMARY KEY,
                url TEXT NOT NULL CHECK (url <> ''),
                note TEXT NOT NULL,
                -- Event types with spaces between them; empty is every type.
                types TEXT NOT NULL,
                isEnabled INTEGER NOT NULL CHECK (isEnabled IN (0, 1)),
                -- Why Tributary itself switched it off; empty otherwise.
                problem TEXT NOT NULL,
                -- Which making of its secret is in force, and the one before while that still counts.
                secret INTEGER NOT NULL CHECK (secret > 0),
                olderSecret INTEGER CHECK (olderSecret < secret),
                -- Events up to this one are in its queue.
                lastEvent INTEGER NOT NULL,
                lastSuccessAt INTEGER,
                createdAt INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE webhookDelivery (
                id INTEGER PRIMARY KEY,
                endpoint INTEGER NOT NULL REFERENCES webhookEndpoint (id),
                -- Empty for a trial.
                event INTEGER REFERENCES ticketEvent (id),
                ticket INTEGER REFERENCES ticket (id),
                state TEXT NOT NULL CHECK (state = 'pending' OR state = 'delivered' OR state = 'failed'),
                attempts INTEGER NOT NULL,
                notBefore INTEGER NOT NULL,
                -- When it was put into the queue: last of all by a re-send.
                queuedAt INTEGER NOT NULL,
                UNIQUE (endpoint, event)
            ) STRICT;
            CREATE INDEX webhookDeliveryByEndpoint ON webhookDelivery (endpoint, id);
            CREATE INDEX webhookDeliveryDue ON webhookDelivery (notBefore) WHERE state = 'pending';
            CREATE INDEX webhookDeliveryOrder ON webhookDelivery (endpoint, ticket, id) WHERE state = 'pending';

            CREATE TABLE webhookAttempt (
                delivery INTEGER NOT NULL REFERENCES webhookDelivery (id),
                number INTEGER NOT NULL CHECK (number > 0),
                startedAt INTEGER NOT NULL,
                endedAt INTEGER NOT NULL,
                -- The HTTP status; empty when there was no answer.
                status INTEGER,
                detail TEXT NOT NULL,
                PRIMARY KEY (delivery, number)
            ) STRICT, WITHOUT ROWID;
            """
    )
}
