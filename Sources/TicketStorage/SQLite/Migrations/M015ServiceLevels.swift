extension Migration {
    /// Business hours, service-level policies and the clocks of tickets.
    static let serviceLevels = Migration(
        version: 15,
        statements: """
            CREATE TABLE businessHours (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE CHECK (name <> ''),
                definition TEXT NOT NULL CHECK (json_valid(definition))
            ) STRICT;

            CREATE TABLE slaPolicy (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE CHECK (name <> ''),
                position INTEGER NOT NULL,
                isEnabled INTEGER NOT NULL CHECK (isEnabled IN (0, 1)),
                hours INTEGER NOT NULL REFERENCES businessHours (id),
                definition TEXT NOT NULL CHECK (json_valid(definition))
            ) STRICT;

            CREATE TABLE ticketClock (
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                target TEXT NOT NULL CHECK (target = 'firstResponse' OR target = 'nextResponse' OR target = 'resolution'),
                policy INTEGER NOT NULL,
                allowed INTEGER NOT NULL CHECK (allowed > 0),
                warningPercent INTEGER NOT NULL,
                used INTEGER NOT NULL CHECK (used >= 0),
                startedAt INTEGER NOT NULL,
                runningSince INTEGER,
                dueAt INTEGER CHECK (dueAt IS NULL OR runningSince IS NOT NULL),
                warnAt INTEGER CHECK (warnAt IS NULL OR runningSince IS NOT NULL),
                breachedAt INTEGER,
                endedAt INTEGER CHECK (endedAt IS NULL OR runningSince IS NULL),
                -- The policies' edition it was set by.
                edition INTEGER NOT NULL,
                -- Whether somebody was told that it warns.
                isTold INTEGER NOT NULL CHECK (isTold IN (0, 1)),
                PRIMARY KEY (ticket, target)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX ticketClockUnderWay ON ticketClock (edition, ticket) WHERE endedAt IS NULL;
            CREATE INDEX ticketClockToTell ON ticketClock (warnAt, ticket) WHERE warnAt IS NOT NULL AND isTold = 0;

            -- The clock of a ticket that ends first, so that lists read one row a ticket.
            CREATE TABLE ticketDue (
                ticket INTEGER PRIMARY KEY REFERENCES ticket (id),
                target TEXT NOT NULL,
                dueAt INTEGER NOT NULL,
                warnAt INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX ticketDueByTime ON ticketDue (dueAt, ticket);
            CREATE INDEX ticketDueByWarning ON ticketDue (warnAt);

            -- How far workers that follow ticket events have come.
            CREATE TABLE follower (
                name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
                place INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            """
    )
}
