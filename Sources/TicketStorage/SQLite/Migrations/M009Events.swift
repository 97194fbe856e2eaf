extension Migration {
    /// Ticket events of any kind: what a kind may be is the program's to know, so a new one needs no new table.
    static let events = Migration(
        version: 9,
        statements: """
            CREATE TABLE newTicketEvent (
                id INTEGER PRIMARY KEY,
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
                kind TEXT NOT NULL CHECK (kind <> ''),
                fromValue TEXT,
                toValue TEXT,
                at INTEGER NOT NULL
            ) STRICT;
            INSERT INTO newTicketEvent SELECT id, ticket, actor, kind, fromValue, toValue, at FROM ticketEvent;
            DROP TABLE ticketEvent;
            ALTER TABLE newTicketEvent RENAME TO ticketEvent;
            CREATE INDEX ticketEventByTicket ON ticketEvent (ticket);
            CREATE TRIGGER ticketEventStays BEFORE UPDATE ON ticketEvent
            BEGIN SELECT raise(ABORT, 'ticket events are only added'); END;
            CREATE TRIGGER ticketEventRemains BEFORE DELETE ON ticketEvent
            BEGIN SELECT raise(ABORT, 'ticket events are only added'); END;
            """
    )
}
