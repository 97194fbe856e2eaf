extension Migration {
    /// What happened to tickets, how they belong together, and what can be undone.
    static let desk = Migration(
        version: 6,
        statements: """
            CREATE TABLE ticketEvent (
                id INTEGER PRIMARY KEY,
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
                kind TEXT NOT NULL CHECK (kind = 'opened' OR kind = 'status' OR kind = 'assignee' OR kind = 'team'
                    OR kind = 'priority' OR kind = 'subject' OR kind = 'message' OR kind = 'reply'
                    OR kind = 'note' OR kind = 'split' OR kind = 'merged' OR kind = 'moved' OR kind = 'linked'
                    OR kind = 'undone' OR kind = 'delivery'),
                fromValue TEXT,
                toValue TEXT,
                at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX ticketEventByTicket ON ticketEvent (ticket);
            CREATE TRIGGER ticketEventStays BEFORE UPDATE ON ticketEvent
            BEGIN SELECT raise(ABORT, 'ticket events are only added'); END;
            CREATE TRIGGER ticketEventRemains BEFORE DELETE ON ticketEvent
            BEGIN SELECT raise(ABORT, 'ticket events are only added'); END;

            CREATE TABLE ticketLink (
                fromTicket INTEGER NOT NULL REFERENCES ticket (id),
                toTicket INTEGER NOT NULL REFERENCES ticket (id) CHECK (toTicket <> fromTicket),
                kind TEXT NOT NULL CHECK (kind = 'follow-up' OR kind = 'split' OR kind = 'related'),
                PRIMARY KEY (fromTicket, toTicket, kind)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX ticketLinkTo ON ticketLink (toTicket);

            CREATE TABLE undoableAction (
                id INTEGER PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind = 'split' OR kind = 'merge' OR kind = 'move'),
                fromTicket INTEGER NOT NULL REFERENCES ticket (id),
                toTicket INTEGER NOT NULL REFERENCES ticket (id) CHECK (toTicket <> fromTicket),
                -- What a merge must give back.
                fromStatus TEXT NOT NULL,
                actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
                at INTEGER NOT NULL,
                undoneAt INTEGER
            ) STRICT;
            CREATE INDEX undoableActionFrom ON undoableAction (fromTicket) WHERE undoneAt IS NULL;
            CREATE INDEX undoableActionTo ON undoableAction (toTicket) WHERE undoneAt IS NULL;

            CREATE TABLE movedMessage (
                action INTEGER NOT NULL REFERENCES undoableAction (id),
                message INTEGER NOT NULL REFERENCES message (id),
                -- The leg it had before; null when it had none.
                leg INTEGER REFERENCES leg (id),
                PRIMARY KEY (action, message)
            ) STRICT, WITHOUT ROWID;

            -- Answers to requests that named themselves, so that the same request again changes nothing.
            CREATE TABLE answeredChange (
                key TEXT NOT NULL PRIMARY KEY CHECK (key <> ''),
                ticket TEXT NOT NULL CHECK (ticket = '[]' OR json_valid(ticket)),
                at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            """
    )
}
