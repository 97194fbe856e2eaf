extension Migration {
    /// Tickets, their legs and messages.
    static let tickets = Migration(
        version: 4,
        statements: """
            CREATE TABLE ticket (
                id INTEGER PRIMARY KEY,
                number INTEGER NOT NULL UNIQUE CHECK (number > 0),
                subject TEXT NOT NULL,
                status TEXT NOT NULL CHECK (status = 'new' OR status = 'open' OR status = 'pending' OR status = 'on-hold'
                    OR status = 'solved' OR status = 'closed'),
                priority TEXT NOT NULL CHECK (priority = 'low' OR priority = 'normal' OR priority = 'high' OR priority = 'urgent'),
                contact INTEGER NOT NULL REFERENCES contact (id),
                channel TEXT NOT NULL CHECK (channel <> ''),
                assignee INTEGER REFERENCES agent (id),
                team INTEGER REFERENCES team (id),
                mergedInto INTEGER REFERENCES ticket (id)
                    CHECK (mergedInto IS NULL OR (mergedInto <> id AND status = 'closed')),
                createdAt INTEGER NOT NULL,
                updatedAt INTEGER NOT NULL,
                version INTEGER NOT NULL CHECK (version > 0),
                -- What a line of a list shows, so that a list reads tickets only.
                preview TEXT NOT NULL,
                messageCount INTEGER NOT NULL CHECK (messageCount >= 0),
                lastInboundAt INTEGER,
                deliveryProblems INTEGER NOT NULL CHECK (deliveryProblems >= 0),
                hasUnverifiedSender INTEGER NOT NULL CHECK (hasUnverifiedSender IN (0, 1))
            ) STRICT;
            CREATE INDEX ticketUnsolved ON ticket (updatedAt, id)
                WHERE mergedInto IS NULL AND status <> 'solved' AND status <> 'closed';
            CREATE INDEX ticketUnassigned ON ticket (updatedAt, id)
                WHERE mergedInto IS NULL AND assignee IS NULL AND status <> 'solved' AND status <> 'closed';
            CREATE INDEX ticketByAssignee ON ticket (assignee, updatedAt, id)
                WHERE assignee IS NOT NULL AND mergedInto IS NULL
                AND status <> 'solved' AND status <> 'closed';
            CREATE INDEX ticketPending ON ticket (updatedAt, id) WHERE mergedInto IS NULL AND status = 'pending';
            CREATE INDEX ticketSolved ON ticket (updatedAt, id)
                WHERE mergedInto IS NULL AND status IN ('solved', 'closed');
            CREATE INDEX ticketByContact ON ticket (contact, id, mergedInto);
            CREATE INDEX ticketUnsolvedByContact ON ticket (contact, id)
                WHERE mergedInto IS NULL AND status <> 'solved' AND status <> 'closed';
            CREATE INDEX ticketMerged ON ticket (mergedInto) WHERE mergedInto IS NOT NULL;

            -- How many tickets are in each status for each assignee (0 is nobody); merged ones are not counted.
            CREATE TABLE ticketTally (
                assignee INTEGER NOT NULL,
                status TEXT NOT NULL,
                count INTEGER NOT NULL,
                PRIMARY KEY (assignee, status)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER ticketIsCounted AFTER INSERT ON ticket WHEN NEW.mergedInto IS NULL
            BEGIN
                INSERT INTO ticketTally VALUES (ifnull(NEW.assignee, 0), NEW.status, 1)
                ON CONFLICT DO UPDATE SET count = count + 1;
            END;
            CREATE TRIGGER ticketIsRecounted AFTER UPDATE OF assignee, status, mergedInto ON ticket
            BEGIN
                UPDATE ticketTally SET count = count - 1
                WHERE OLD.mergedInto IS NULL AND assignee = ifnull(OLD.assignee, 0) AND status = OLD.status;
                INSERT INTO ticketTally SELECT ifnull(NEW.assignee, 0), NEW.status, 1
                WHERE NEW.mergedInto IS NULL
                ON CONFLICT DO UPDATE SET count = count + 1;
            END;

            CREATE TABLE leg (
                id INTEGER PRIMARY KEY,
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                channel TEXT NOT NULL CHECK (channel <> ''),
                routeChannel TEXT,
                -- All three null when no reply is possible.
                targetKind TEXT CHECK (targetKind = 'email' OR targetKind = 'phone' OR targetKind = 'handle'),
                targetNamespace TEXT,
                targetValue TEXT,
                address TEXT NOT NULL,
                conversation TEXT,
                openUntil INTEGER,
                recipientName TEXT NOT NULL,
                lastInboundAt INTEGER NOT NULL,
                -- Set when all its messages were moved away: nobody shall reply on it by mistake.
                isRetired INTEGER NOT NULL CHECK (isRetired IN (0, 1)),
                CHECK ((targetKind IS NULL) = (targetValue IS NULL)),
                CHECK ((targetKind IS NULL) = (targetNamespace IS NULL))
            ) STRICT;
            CREATE INDEX legByTicket ON leg (ticket);
            CREATE INDEX legByConversation ON leg (channel, conversation) WHERE conversation IS NOT NULL;

            -- What inbound messages, replies and notes share: the ticket they are in.
            CREATE TABLE message (
                id INTEGER PRIMARY KEY,
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                kind TEXT NOT NULL CHECK (kind = 'inbound' OR kind = 'reply' OR kind = 'automatic' OR kind = 'note'),
                at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX messageByTicket ON message (ticket, id);
            CREATE INDEX messageAutomatic ON message (ticket) WHERE kind = 'automatic';

            CREATE TABLE inboundMessage (
                id INTEGER PRIMARY KEY REFERENCES message (id),
                channel TEXT NOT NULL,
                externalID TEXT NOT NULL CHECK (externalID <> ''),
                arrival INTEGER NOT NULL REFERENCES arrival (id),
                sender INTEGER REFERENCES identity (id),
                contact INTEGER NOT NULL REFERENCES contact (id),
                senderName TEXT NOT NULL,
                senderAddress TEXT NOT NULL,
                verifiedBy TEXT,
                unverifiedReason TEXT CHECK ((unverifiedReason IS NULL) <> (verifiedBy IS NULL)),
                automatic TEXT CHECK (automatic = 'autoReply' OR automatic = 'bounce' OR automatic = 'deliveryNotice'
                    OR automatic = 'feedbackReport' OR automatic = 'bulk' OR automatic = 'ownEcho'),
                leg INTEGER REFERENCES leg (id),
                messageID TEXT CHECK (messageID <> ''),
                conversation TEXT CHECK (conversation <> ''),
                occurredAt INTEGER,
                subject TEXT,
                rule TEXT NOT NULL CHECK (rule <> ''),
                evidence TEXT NOT NULL CHECK (evidence = '[]' OR json_valid(evidence)),
                recipients TEXT NOT NULL CHECK (recipients = '[]' OR json_valid(recipients)),
                mentionedIDs TEXT NOT NULL CHECK (mentionedIDs = '[]' OR json_valid(mentionedIDs)),
                fields TEXT NOT NULL CHECK (fields = '[]' OR json_valid(fields)),
                warnings TEXT NOT NULL CHECK (warnings = '[]' OR json_valid(warnings)),
                text TEXT NOT NULL,
                -- Null when it equals the text.
                newText TEXT,
                quotedText TEXT,
                html TEXT,
                UNIQUE (channel, externalID)
            ) STRICT;
            CREATE INDEX inboundByConversation ON inboundMessage (channel, conversation, id)
                WHERE conversation IS NOT NULL;

            CREATE TABLE messageRevision (
                message INTEGER NOT NULL REFERENCES inboundMessage (id),
                number INTEGER NOT NULL CHECK (number > 0),
                subject TEXT,
                text TEXT NOT NULL,
                newText TEXT,
                quotedText TEXT,
                html TEXT,
                warnings TEXT NOT NULL CHECK (warnings = '[]' OR json_valid(warnings)),
                PRIMARY KEY (message, number)
            ) STRICT;

            CREATE TABLE reply (
                id INTEGER PRIMARY KEY REFERENCES message (id),
                purpose TEXT NOT NULL CHECK (purpose = 'reply' OR purpose = 'acknowledgment' OR purpose = 'notice'),
                author TEXT NOT NULL CHECK (author = 'operator' OR author GLOB '[a-z]*:?*'),
                leg INTEGER NOT NULL REFERENCES leg (id),
                channel TEXT NOT NULL CHECK (channel <> ''),
                messageID TEXT CHECK (messageID <> ''),
                mentionedIDs TEXT NOT NULL CHECK (mentionedIDs = '[]' OR json_valid(mentionedIDs)),
                text TEXT NOT NULL
            ) STRICT;

            CREATE TABLE note (
                id INTEGER PRIMARY KEY REFERENCES message (id),
                author TEXT NOT NULL CHECK (author = 'operator' OR author GLOB '[a-z]*:?*'),
                text TEXT NOT NULL
            ) STRICT;

            CREATE TABLE attachment (
                id INTEGER PRIMARY KEY,
                message INTEGER NOT NULL REFERENCES message (id),
                position INTEGER NOT NULL CHECK (position >= 0),
                -- 0 is the reading in force; an earlier one carries its revision's number.
                revision INTEGER NOT NULL CHECK (revision >= 0),
                name TEXT NOT NULL,
                contentType TEXT NOT NULL,
                size INTEGER NOT NULL CHECK (size >= 0),
                blob TEXT NOT NULL REFERENCES blob (digest),
                contentID TEXT,
                isInline INTEGER NOT NULL CHECK (isInline IN (0, 1)),
                UNIQUE (message, revision, position)
            ) STRICT;
            CREATE INDEX attachmentByBlob ON attachment (blob);

            -- Ids that tie messages together; never an empty one.
            CREATE TABLE messageIdentifier (
                identifier TEXT NOT NULL CHECK (identifier <> ''),
                message INTEGER NOT NULL REFERENCES message (id),
                origin TEXT NOT NULL CHECK (origin = 'sent' OR origin = 'received' OR origin = 'mentioned'),
                PRIMARY KEY (identifier, message)
            ) STRICT, WITHOUT ROWID;

            -- Who wrote in a ticket, or was written to.
            CREATE TABLE ticketParticipant (
                ticket INTEGER NOT NULL REFERENCES ticket (id),
                value TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind = 'email' OR kind = 'phone' OR kind = 'handle'),
                namespace TEXT NOT NULL,
                PRIMARY KEY (ticket, value, kind, namespace)
            ) STRICT, WITHOUT ROWID;

            -- What became of each envelope of an arrival.
            CREATE TABLE routingResult (
                arrival INTEGER NOT NULL REFERENCES arrival (id),
                envelope INTEGER NOT NULL CHECK (envelope >= 0),
                outcome TEXT NOT NULL CHECK (outcome = 'opened' OR outcome = 'appended' OR outcome = 'duplicate' OR outcome = 'ignored'
                    OR outcome = 'quarantined'),
                ticket INTEGER REFERENCES ticket (id),
                message INTEGER REFERENCES inboundMessage (id),
                contact INTEGER REFERENCES contact (id),
                rule TEXT NOT NULL CHECK (rule <> ''),
                PRIMARY KEY (arrival, envelope)
            ) STRICT, WITHOUT ROWID;

            -- Envelopes that became no message, so that they too are taken once.
            CREATE TABLE ignoredEnvelope (
                channel TEXT NOT NULL,
                externalID TEXT NOT NULL CHECK (externalID <> ''),
                arrival INTEGER NOT NULL REFERENCES arrival (id),
                PRIMARY KEY (channel, externalID)
            ) STRICT, WITHOUT ROWID;
            """
    )
}
