extension Migration {
    /// What is to be done for tickets, and imports that can be taken back as a whole.
    static let tasks = Migration(
        version: 11,
        statements: """
            CREATE TABLE task (
                id INTEGER PRIMARY KEY,
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                kind TEXT NOT NULL CHECK (kind = 'call-back' OR kind = 'to-do'),
                title TEXT NOT NULL,
                -- Whom it is about; all three null when nobody.
                targetKind TEXT CHECK (targetKind = 'email' OR targetKind = 'phone' OR targetKind = 'handle'),
                targetNamespace TEXT,
                targetValue TEXT,
                dueAt INTEGER,
                assignee INTEGER REFERENCES agent (id),
                -- What asked for it; null when an agent added it.
                message INTEGER REFERENCES message (id),
                createdBy TEXT NOT NULL CHECK (createdBy = 'operator' OR createdBy GLOB '[a-z]*:?*'),
                createdAt INTEGER NOT NULL,
                doneBy TEXT CHECK (doneBy = 'operator' OR doneBy GLOB '[a-z]*:?*'),
                doneAt INTEGER,
                -- The message that settled it; null when somebody said so.
                settledBy INTEGER REFERENCES message (id),
                canceledAt INTEGER,
                CHECK ((targetKind IS NULL) = (targetValue IS NULL)),
                CHECK ((targetKind IS NULL) = (targetNamespace IS NULL)),
                CHECK ((doneBy IS NULL) = (doneAt IS NULL)),
                CHECK (doneAt IS NULL OR canceledAt IS NULL)
            ) STRICT;
            CREATE INDEX taskByTicket ON task (ticket);
            CREATE INDEX taskByMessage ON task (message) WHERE message IS NOT NULL;
            CREATE INDEX taskBySettlement ON task (settledBy) WHERE settledBy IS NOT NULL;
            CREATE INDEX taskDue ON task (dueAt, id) WHERE doneAt IS NULL AND canceledAt IS NULL;
            CREATE INDEX taskOpenByTarget ON task (targetValue)
                WHERE targetValue IS NOT NULL AND doneAt IS NULL AND canceledAt IS NULL;

            -- Files whose arrivals can be taken back together.
            CREATE TABLE intakeBatch (
                id INTEGER PRIMARY KEY,
                channel TEXT NOT NULL CHECK (channel <> ''),
                name TEXT NOT NULL CHECK (name <> ''),
                startedAt INTEGER NOT NULL,
                takenBackBy TEXT CHECK (takenBackBy = 'operator' OR takenBackBy GLOB '[a-z]*:?*'),
                takenBackAt INTEGER,
                CHECK ((takenBackBy IS NULL) = (takenBackAt IS NULL))
            ) STRICT;
            CREATE UNIQUE INDEX intakeBatchInForce ON intakeBatch (channel, name) WHERE takenBackAt IS NULL;
            ALTER TABLE arrival ADD COLUMN batch INTEGER REFERENCES intakeBatch (id);
            CREATE INDEX arrivalByBatch ON arrival (batch, id) WHERE batch IS NOT NULL;

            -- The room whose members all read what goes by the leg.
            ALTER TABLE leg ADD COLUMN audience TEXT;

            -- Whether a colleague wrote it: somebody of the desk, never a customer.
            ALTER TABLE inboundMessage ADD COLUMN isColleague INTEGER NOT NULL DEFAULT 0 CHECK (isColleague IN (0, 1));

            -- The batch with which a ticket was taken back; it is closed then and in no list.
            ALTER TABLE ticket ADD COLUMN takenBack INTEGER REFERENCES intakeBatch (id);
            CREATE INDEX ticketTakenBack ON ticket (takenBack) WHERE takenBack IS NOT NULL;
            DROP INDEX ticketSolved;
            CREATE INDEX ticketSolved ON ticket (updatedAt, id)
                WHERE mergedInto IS NULL AND takenBack IS NULL AND status IN ('solved', 'closed');
            DROP TRIGGER ticketIsRecounted;
            CREATE TRIGGER ticketIsRecounted AFTER UPDATE OF assignee, status, mergedInto, takenBack ON ticket
            BEGIN
                UPDATE ticketTally SET count = count - 1
                WHERE OLD.mergedInto IS NULL AND OLD.takenBack IS NULL AND assignee = ifnull(OLD.assignee, 0)
                    AND status = OLD.status;
                INSERT INTO ticketTally SELECT ifnull(NEW.assignee, 0), NEW.status, 1
                WHERE NEW.mergedInto IS NULL AND NEW.takenBack IS NULL
                ON CONFLICT DO UPDATE SET count = count + 1;
            END;
            """
    )
}
