extension Migration {
    /// What agents put on tickets beside the thread, and what they keep for themselves.
    static let workspace = Migration(
        version: 16,
        statements: """
            -- Off the working lists: asleep until a time, or put away as spam.
            ALTER TABLE ticket ADD COLUMN shelf TEXT CHECK (shelf = 'snoozed' OR shelf = 'spam');
            ALTER TABLE ticket ADD COLUMN snoozedUntil INTEGER CHECK (snoozedUntil IS NULL OR shelf IS NOT NULL);
            ALTER TABLE ticket ADD COLUMN type TEXT CHECK (type <> '');
            ALTER TABLE ticket ADD COLUMN tags TEXT NOT NULL DEFAULT '[]' CHECK (tags = '[]' OR json_valid(tags));

            DROP INDEX ticketUnsolved;
            DROP INDEX ticketUnassigned;
            DROP INDEX ticketByAssignee;
            DROP INDEX ticketPending;
            DROP INDEX ticketSolved;
            CREATE INDEX ticketUnsolved ON ticket (updatedAt, id)
                WHERE mergedInto IS NULL AND shelf IS NULL AND status <> 'solved' AND status <> 'closed';
            CREATE INDEX ticketUnassigned ON ticket (updatedAt, id)
                WHERE mergedInto IS NULL AND shelf IS NULL AND assignee IS NULL AND status <> 'solved' AND status <> 'closed';
            CREATE INDEX ticketByAssignee ON ticket (assignee, updatedAt, id)
                WHERE assignee IS NOT NULL AND mergedInto IS NULL AND shelf IS NULL
                AND status <> 'solved' AND status <> 'closed';
            CREATE INDEX ticketByTeam ON ticket (team, updatedAt, id)
                WHERE team IS NOT NULL AND mergedInto IS NULL AND shelf IS NULL
                AND status <> 'solved' AND status <> 'closed';
            CREATE INDEX ticketPending ON ticket (updatedAt, id)
                WHERE mergedInto IS NULL AND shelf IS NULL AND status = 'pending';
            CREATE INDEX ticketSolved ON ticket (updatedAt, id)
                WHERE mergedInto IS NULL AND takenBack IS NULL AND shelf IS NULL AND status IN ('solved', 'closed');
            CREATE INDEX ticketShelved ON ticket (shelf, updatedAt, id) WHERE shelf IS NOT NULL AND mergedInto IS NULL;
            CREATE INDEX ticketSnoozedUntil ON ticket (snoozedUntil) WHERE snoozedUntil IS NOT NULL;

            -- How many tickets are on each shelf, in each team, with each assignee (0 is none) and in each status.
            DROP TRIGGER ticketIsCounted;
            DROP TRIGGER ticketIsRecounted;
            DROP TABLE ticketTally;
            CREATE TABLE ticketTally (
                shelf TEXT NOT NULL,
                team INTEGER NOT NULL,
                assignee INTEGER NOT NULL,
                status TEXT NOT NULL,
                count INTEGER NOT NULL,
                PRIMARY KEY (shelf, team, assignee, status)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO ticketTally
                SELECT ifnull(shelf, ''), ifnull(team, 0), ifnull(assignee, 0), status, count(*)
                FROM ticket WHERE mergedInto IS NULL AND takenBack IS NULL GROUP BY 1, 2, 3, 4;
            CREATE TRIGGER ticketIsCounted AFTER INSERT ON ticket WHEN NEW.mergedInto IS NULL
            BEGIN
                INSERT INTO ticketTally
                VALUES (ifnull(NEW.shelf, ''), ifnull(NEW.team, 0), ifnull(NEW.assignee, 0), NEW.status, 1)
                ON CONFLICT DO UPDATE SET count = count + 1;
            END;
            CREATE TRIGGER ticketIsRecounted
            AFTER UPDATE OF shelf, team, assignee, status, mergedInto, takenBack ON ticket
            BEGIN
                UPDATE ticketTally SET count = count - 1
                WHERE OLD.mergedInto IS NULL AND OLD.takenBack IS NULL AND shelf = ifnull(OLD.shelf, '') AND team = ifnull(OLD.team, 0)
                    AND assignee = ifnull(OLD.assignee, 0) AND status = OLD.status;
                INSERT INTO ticketTally
                SELECT ifnull(NEW.shelf, ''), ifnull(NEW.team, 0), ifnull(NEW.assignee, 0), NEW.status, 1
                WHERE NEW.mergedInto IS NULL AND NEW.takenBack IS NULL
                ON CONFLICT DO UPDATE SET count = count + 1;
            END;
            -- A customer who writes wakes their ticket.
            CREATE TRIGGER ticketIsWoken AFTER UPDATE OF lastInboundAt ON ticket
            WHEN NEW.shelf = 'snoozed' AND NEW.lastInboundAt IS NOT OLD.lastInboundAt
            BEGIN
                UPDATE ticket SET shelf = NULL, snoozedUntil = NULL WHERE id = NEW.id;
            END;

            CREATE TABLE ticketTag (
                tag TEXT NOT NULL CHECK (tag <> ''),
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                PRIMARY KEY (tag, ticket)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE tagTally (
                tag TEXT NOT NULL PRIMARY KEY,
                count INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER tagIsCounted AFTER INSERT ON ticketTag
            BEGIN
                INSERT INTO tagTally VALUES (NEW.tag, 1) ON CONFLICT DO UPDATE SET count = count + 1;
            END;
            CREATE TRIGGER tagIsRecounted AFTER DELETE ON ticketTag
            BEGIN UPDATE tagTally SET count = count - 1 WHERE tag = OLD.tag; END;

            CREATE TABLE ticketFollower (
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                agent INTEGER NOT NULL REFERENCES agent (id),
                PRIMARY KEY (ticket, agent)
            ) STRICT, WITHOUT ROWID;

            -- Tickets that agents were asked to look at, by the newest asking.
            CREATE TABLE attention (
                agent INTEGER NOT NULL REFERENCES agent (id),
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                at INTEGER NOT NULL,
                seenAt INTEGER,
                PRIMARY KEY (agent, ticket)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX attentionByTime ON attention (agent, at, ticket);
            CREATE INDEX attentionUnseen ON attention (agent) WHERE seenAt IS NULL;

            CREATE TABLE reminder (
                id INTEGER PRIMARY KEY,
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                agent INTEGER NOT NULL REFERENCES agent (id),
                at INTEGER NOT NULL,
                text TEXT NOT NULL,
                firedAt INTEGER
            ) STRICT;
            CREATE INDEX reminderDue ON reminder (at) WHERE firedAt IS NULL;
            CREATE INDEX reminderByTicket ON reminder (ticket) WHERE firedAt IS NULL;

            CREATE TABLE draft (
                agent INTEGER NOT NULL REFERENCES agent (id),
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                kind TEXT NOT NULL CHECK (kind = 'reply' OR kind = 'note'),
                text TEXT NOT NULL,
                copies TEXT NOT NULL,
                leg INTEGER,
                at INTEGER NOT NULL,
                PRIMARY KEY (agent, ticket, kind)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE macro (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE CHECK (name <> ''),
                definition TEXT NOT NULL CHECK (json_valid(definition))
            ) STRICT;

            CREATE TABLE savedView (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL CHECK (name <> ''),
                -- Null is for everybody.
                owner INTEGER REFERENCES agent (id),
                definition TEXT NOT NULL CHECK (json_valid(definition))
            ) STRICT;

            -- What was changed at once, so that it can be taken back at once.
            CREATE TABLE bulkChange (
                id INTEGER PRIMARY KEY,
                agent INTEGER NOT NULL REFERENCES agent (id),
                changes TEXT NOT NULL CHECK (json_valid(changes)),
                at INTEGER NOT NULL,
                undoneAt INTEGER
            ) STRICT;
            """
    )
}
