CREATE TABLE agent (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE CHECK (email <> ''),
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role = 'admin' OR role = 'supervisor' OR role = 'agent' OR role = 'read-only'),
    isEnabled INTEGER NOT NULL CHECK (isEnabled IN (0, 1)),
    language TEXT,
    passwordHash TEXT,
    createdAt INTEGER NOT NULL
) STRICT;

CREATE TABLE answeredChange (
    key TEXT NOT NULL PRIMARY KEY CHECK (key <> ''),
    ticket TEXT NOT NULL CHECK (ticket = '[]' OR json_valid(ticket)),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE INDEX arrivalByOutcome ON arrival (outcome, id, channel)
    WHERE outcome <> 'opened' AND outcome <> 'appended';

CREATE TABLE arrivalOctets (
    arrival INTEGER PRIMARY KEY REFERENCES arrival (id),
    blob TEXT REFERENCES blob (digest),
    bytes BLOB CHECK ((bytes IS NULL) <> (blob IS NULL))
) STRICT;

CREATE INDEX arrivalOctetsByBlob ON arrivalOctets (blob) WHERE blob IS NOT NULL;

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

CREATE TRIGGER auditEntryRemains BEFORE DELETE ON auditEntry
BEGIN SELECT raise(ABORT, 'audit entries are only added'); END;

CREATE TRIGGER auditEntryStays BEFORE UPDATE ON auditEntry
BEGIN SELECT raise(ABORT, 'audit entries are only added'); END;

CREATE TABLE auditEntry (
    id INTEGER PRIMARY KEY,
    actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
    action TEXT NOT NULL CHECK (action <> ''),
    object TEXT NOT NULL,
    detail TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE automaticReply (
    value TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'email' OR kind = 'phone' OR kind = 'handle'),
    namespace TEXT NOT NULL,
    at INTEGER NOT NULL,
    reply INTEGER NOT NULL REFERENCES reply (id),
    PRIMARY KEY (value, kind, namespace, at, reply)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE channelHold (
    channel TEXT NOT NULL PRIMARY KEY CHECK (channel <> ''),
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE channelIntake (
    channel TEXT NOT NULL PRIMARY KEY,
    journaled INTEGER NOT NULL CHECK (journaled > 0),
    lastAt INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    -- The contact at the end of the active merges; kept right by whoever adds or undoes one.
    person INTEGER NOT NULL REFERENCES contact (id),
    createdAt INTEGER NOT NULL
) STRICT;

CREATE INDEX contactByPerson ON contact (person);

CREATE INDEX personByName ON contact (name COLLATE NOCASE, id) WHERE person = id;

CREATE TABLE contactMerge (
    id INTEGER PRIMARY KEY,
    fromContact INTEGER NOT NULL REFERENCES contact (id),
    intoContact INTEGER NOT NULL REFERENCES contact (id) CHECK (intoContact <> fromContact),
    actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
    evidence TEXT NOT NULL CHECK (evidence = '[]' OR json_valid(evidence)),
    at INTEGER NOT NULL,
    undoneAt INTEGER
) STRICT;

CREATE INDEX contactMergeFrom ON contactMerge (fromContact);

CREATE INDEX contactMergeInto ON contactMerge (intoContact);

CREATE TABLE customerSession (
    digest TEXT NOT NULL PRIMARY KEY CHECK (digest <> ''),
    -- What was proven; the person behind it is looked up each time.
    identity INTEGER NOT NULL REFERENCES identity (id),
    formSecret TEXT NOT NULL CHECK (formSecret <> ''),
    createdAt INTEGER NOT NULL,
    lastUsedAt INTEGER NOT NULL,
    expiresAt INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX customerSessionByIdentity ON customerSession (identity);

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

CREATE INDEX deliveryBlocking ON delivery (leg, id)
    WHERE (state = 'queued' OR state = 'sending' OR state = 'deferred' OR state = 'uncertain' OR state = 'held');

CREATE INDEX deliveryByExternalID ON delivery (externalID) WHERE externalID IS NOT NULL;

CREATE INDEX deliveryByReceiptID ON delivery (receiptID) WHERE receiptID IS NOT NULL;

CREATE INDEX deliveryByState ON delivery (state, id);

CREATE INDEX deliveryDue ON delivery (channel, notBefore, id) WHERE state IN ('queued', 'deferred');

CREATE INDEX deliverySending ON delivery (epoch) WHERE state = 'sending';

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

CREATE TABLE deliveryTally (
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (channel, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE identity (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind = 'email' OR kind = 'phone' OR kind = 'handle'),
    namespace TEXT NOT NULL,
    value TEXT NOT NULL CHECK (value <> ''),
    address TEXT NOT NULL,
    contact INTEGER NOT NULL REFERENCES contact (id),
    isVerified INTEGER NOT NULL CHECK (isVerified IN (0, 1)),
    isShared INTEGER NOT NULL CHECK (isShared IN (0, 1)),
    undeliverableSince INTEGER,
    isBlocked INTEGER NOT NULL CHECK (isBlocked IN (0, 1)),
    createdAt INTEGER NOT NULL,
    UNIQUE (value, kind, namespace)
) STRICT;

CREATE INDEX identityByContact ON identity (contact);

CREATE TABLE identityEvidence (
    id INTEGER PRIMARY KEY,
    identity INTEGER NOT NULL REFERENCES identity (id),
    -- All three empty when the evidence is about the one identity alone.
    tiedKind TEXT NOT NULL CHECK (tiedKind = '' OR tiedKind = 'email' OR tiedKind = 'phone' OR tiedKind = 'handle'),
    tiedNamespace TEXT NOT NULL,
    tiedValue TEXT NOT NULL CHECK ((tiedValue = '') = (tiedKind = '')),
    method TEXT NOT NULL CHECK (method <> ''),
    assertedBy TEXT NOT NULL,
    isVerified INTEGER NOT NULL CHECK (isVerified IN (0, 1)),
    at INTEGER NOT NULL,
    -- The same thing asserted again says nothing new.
    UNIQUE (identity, method, assertedBy, isVerified, tiedValue, tiedKind, tiedNamespace)
) STRICT;

CREATE TABLE ignoredEnvelope (
    channel TEXT NOT NULL,
    externalID TEXT NOT NULL CHECK (externalID <> ''),
    arrival INTEGER NOT NULL REFERENCES arrival (id),
    PRIMARY KEY (channel, externalID)
) STRICT, WITHOUT ROWID;

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
    html TEXT, editedAt INTEGER, deletedAt INTEGER,
    UNIQUE (channel, externalID)
) STRICT;

CREATE INDEX inboundByConversation ON inboundMessage (channel, conversation, id)
    WHERE conversation IS NOT NULL;

CREATE TABLE installation (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE intakeCursor (
    channel TEXT NOT NULL,
    stream TEXT NOT NULL,
    value TEXT NOT NULL CHECK (length(value) <= 65536),
    PRIMARY KEY (channel, stream)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX legByConversation ON leg (channel, conversation) WHERE conversation IS NOT NULL;

CREATE INDEX legByTicket ON leg (ticket);

CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    kind TEXT NOT NULL CHECK (kind = 'inbound' OR kind = 'reply' OR kind = 'automatic' OR kind = 'note'),
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX messageAutomatic ON message (ticket) WHERE kind = 'automatic';

CREATE INDEX messageByTicket ON message (ticket, id);

CREATE TABLE messageChange (
    message INTEGER NOT NULL REFERENCES inboundMessage (id),
    number INTEGER NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind = 'edit' OR kind = 'deletion'),
    arrival INTEGER NOT NULL REFERENCES arrival (id),
    -- Empty when it was the sender.
    madeBy TEXT NOT NULL,
    madeAt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    rule TEXT NOT NULL CHECK (rule <> ''),
    evidence TEXT NOT NULL CHECK (evidence = '[]' OR json_valid(evidence)),
    PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE messageIdentifier (
    identifier TEXT NOT NULL CHECK (identifier <> ''),
    message INTEGER NOT NULL REFERENCES message (id),
    origin TEXT NOT NULL CHECK (origin = 'sent' OR origin = 'received' OR origin = 'mentioned'),
    PRIMARY KEY (identifier, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE messageRevision (
    message INTEGER NOT NULL REFERENCES inboundMessage (id),
    number INTEGER NOT NULL CHECK (number > 0),
    subject TEXT,
    text TEXT NOT NULL,
    newText TEXT,
    quotedText TEXT,
    html TEXT,
    warnings TEXT NOT NULL CHECK (warnings = '[]' OR json_valid(warnings)), writtenAt INTEGER,
    PRIMARY KEY (message, number)
) STRICT;

CREATE TABLE movedMessage (
    action INTEGER NOT NULL REFERENCES undoableAction (id),
    message INTEGER NOT NULL REFERENCES message (id),
    -- The leg it had before; null when it had none.
    leg INTEGER REFERENCES leg (id),
    PRIMARY KEY (action, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    id INTEGER PRIMARY KEY REFERENCES message (id),
    author TEXT NOT NULL CHECK (author = 'operator' OR author GLOB '[a-z]*:?*'),
    text TEXT NOT NULL
) STRICT;

CREATE TABLE oneTimeToken (
    digest TEXT NOT NULL PRIMARY KEY CHECK (digest <> ''),
    purpose TEXT NOT NULL CHECK (purpose <> ''),
    expiresAt INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outboundPart (
    delivery INTEGER PRIMARY KEY REFERENCES delivery (id),
    destinations TEXT NOT NULL CHECK (destinations = '[]' OR json_valid(destinations)),
    origin TEXT,
    mediaType TEXT NOT NULL,
    blob TEXT REFERENCES blob (digest),
    bytes BLOB CHECK ((bytes IS NULL) <> (blob IS NULL))
) STRICT;

CREATE INDEX outboundPartByBlob ON outboundPart (blob) WHERE blob IS NOT NULL;

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

CREATE TABLE searchPending (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind = 'message' OR kind = 'ticket' OR kind = 'contact'),
    version INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE searchText USING fts5 (
    heading, body, person, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE session (
    digest TEXT NOT NULL PRIMARY KEY CHECK (digest <> ''),
    agent INTEGER NOT NULL REFERENCES agent (id),
    formSecret TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    lastUsedAt INTEGER NOT NULL,
    expiresAt INTEGER NOT NULL,
    userAgent TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessionByAgent ON session (agent);

CREATE TABLE suggestion (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('contacts', 'tickets')),
    one INTEGER NOT NULL,
    other INTEGER NOT NULL CHECK (other <> one),
    score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    evidence TEXT NOT NULL CHECK (evidence = '[]' OR json_valid(evidence)),
    outcome TEXT NOT NULL CHECK (outcome = 'open' OR outcome = 'accepted' OR outcome = 'dismissed'),
    at INTEGER NOT NULL,
    UNIQUE (kind, one, other)
) STRICT;

CREATE INDEX suggestionByOther ON suggestion (kind, other);

CREATE TABLE team (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    parent INTEGER REFERENCES team (id) CHECK (parent <> id)
) STRICT;

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

CREATE INDEX ticketByAssignee ON ticket (assignee, updatedAt, id)
    WHERE assignee IS NOT NULL AND mergedInto IS NULL
    AND status <> 'solved' AND status <> 'closed';

CREATE INDEX ticketByContact ON ticket (contact, id, mergedInto);

CREATE INDEX ticketMerged ON ticket (mergedInto) WHERE mergedInto IS NOT NULL;

CREATE INDEX ticketPending ON ticket (updatedAt, id) WHERE mergedInto IS NULL AND status = 'pending';

CREATE INDEX ticketSolved ON ticket (updatedAt, id)
    WHERE mergedInto IS NULL AND status IN ('solved', 'closed');

CREATE INDEX ticketUnassigned ON ticket (updatedAt, id)
    WHERE mergedInto IS NULL AND assignee IS NULL AND status <> 'solved' AND status <> 'closed';

CREATE INDEX ticketUnsolved ON ticket (updatedAt, id)
    WHERE mergedInto IS NULL AND status <> 'solved' AND status <> 'closed';

CREATE INDEX ticketUnsolvedByContact ON ticket (contact, id)
    WHERE mergedInto IS NULL AND status <> 'solved' AND status <> 'closed';

CREATE TRIGGER ticketEventRemains BEFORE DELETE ON ticketEvent
BEGIN SELECT raise(ABORT, 'ticket events are only added'); END;

CREATE TRIGGER ticketEventStays BEFORE UPDATE ON ticketEvent
BEGIN SELECT raise(ABORT, 'ticket events are only added'); END;

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

CREATE TABLE ticketLink (
    fromTicket INTEGER NOT NULL REFERENCES ticket (id),
    toTicket INTEGER NOT NULL REFERENCES ticket (id) CHECK (toTicket <> fromTicket),
    kind TEXT NOT NULL CHECK (kind = 'follow-up' OR kind = 'split' OR kind = 'related'),
    PRIMARY KEY (fromTicket, toTicket, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX ticketLinkTo ON ticketLink (toTicket);

CREATE TABLE ticketParticipant (
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    value TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'email' OR kind = 'phone' OR kind = 'handle'),
    namespace TEXT NOT NULL,
    PRIMARY KEY (ticket, value, kind, namespace)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticketTally (
    assignee INTEGER NOT NULL,
    status TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (assignee, status)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE waitingChange (
    channel TEXT NOT NULL,
    messageID TEXT NOT NULL CHECK (messageID <> ''),
    arrival INTEGER NOT NULL REFERENCES arrival (id),
    envelope INTEGER NOT NULL CHECK (envelope >= 0),
    change TEXT NOT NULL CHECK (json_valid(change)),
    at INTEGER NOT NULL,
    PRIMARY KEY (channel, messageID, arrival, envelope)
) STRICT, WITHOUT ROWID;

CREATE INDEX waitingChangeByAge ON waitingChange (at);
