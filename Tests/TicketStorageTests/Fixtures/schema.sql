CREATE TABLE agent (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE CHECK (email <> ''),
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role = 'admin' OR role = 'supervisor' OR role = 'agent' OR role = 'read-only'),
    isEnabled INTEGER NOT NULL CHECK (isEnabled IN (0, 1)),
    language TEXT,
    passwordHash TEXT,
    createdAt INTEGER NOT NULL
, isLimited INTEGER NOT NULL DEFAULT 0 CHECK (isLimited IN (0, 1))) STRICT;

CREATE TABLE answeredChange (
    key TEXT NOT NULL PRIMARY KEY CHECK (key <> ''),
    ticket TEXT NOT NULL CHECK (ticket = '[]' OR json_valid(ticket)),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE apiAnswer (
    token INTEGER NOT NULL REFERENCES apiToken (id),
    key TEXT NOT NULL CHECK (key <> ''),
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    entityTag TEXT,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (token, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX apiAnswerByAge ON apiAnswer (at);

CREATE TABLE apiToken (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE CHECK (digest <> ''),
    prefix TEXT NOT NULL CHECK (prefix <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    -- Scopes with spaces between them.
    scopes TEXT NOT NULL,
    -- Empty when the program acts for itself.
    agent INTEGER REFERENCES agent (id),
    createdAt INTEGER NOT NULL,
    expiresAt INTEGER,
    lastUsedAt INTEGER,
    revokedAt INTEGER
, maker INTEGER REFERENCES apiToken (id)) STRICT;

CREATE INDEX apiTokenByMaker ON apiToken (maker) WHERE maker IS NOT NULL;

CREATE INDEX apiTokenByPrefix ON apiToken (prefix);

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
    reason TEXT NOT NULL, batch INTEGER REFERENCES intakeBatch (id),
    UNIQUE (channel, externalID)
) STRICT;

CREATE INDEX arrivalByBatch ON arrival (batch, id) WHERE batch IS NOT NULL;

CREATE INDEX arrivalByOutcome ON arrival (outcome, id, channel)
    WHERE outcome <> 'opened' AND outcome <> 'appended';

CREATE TABLE arrivalOctets (
    arrival INTEGER PRIMARY KEY REFERENCES arrival (id),
    blob TEXT REFERENCES blob (digest),
    bytes BLOB CHECK ((bytes IS NULL) <> (blob IS NULL))
) STRICT;

CREATE INDEX arrivalOctetsByBlob ON arrivalOctets (blob) WHERE blob IS NOT NULL;

CREATE VIEW arrivalUnseen AS
    SELECT a.id AS agent, r.arrival AS arrival FROM agent a JOIN routingResult r
    JOIN ticket t ON t.id = ifnull((SELECT m.ticket FROM message m WHERE m.id = r.message), r.ticket)
    WHERE NOT EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = a.id AND s.ticket = t.id);

CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE CHECK (slug <> ''),
    category INTEGER REFERENCES knowledgeCategory (id),
    position INTEGER NOT NULL,
    revision INTEGER NOT NULL CHECK (revision > 0),
    -- The revision that readers see; null while the article is a draft.
    published INTEGER CHECK (published BETWEEN 1 AND revision),
    helpful INTEGER NOT NULL CHECK (helpful >= 0),
    unhelpful INTEGER NOT NULL CHECK (unhelpful >= 0),
    createdAt INTEGER NOT NULL,
    updatedAt INTEGER NOT NULL
) STRICT;

CREATE INDEX articleByCategory ON article (category, position, id);

CREATE INDEX articleByChange ON article (updatedAt, id);

CREATE INDEX articleByUse ON article (helpful - unhelpful, id) WHERE published IS NOT NULL;

CREATE TABLE articleOpinion (
    article INTEGER NOT NULL REFERENCES article (id),
    voter TEXT NOT NULL CHECK (voter <> ''),
    isHelpful INTEGER NOT NULL CHECK (isHelpful IN (0, 1)),
    at INTEGER NOT NULL,
    PRIMARY KEY (article, voter)
) STRICT, WITHOUT ROWID;

CREATE TABLE articlePicture (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (id),
    name TEXT NOT NULL,
    blob TEXT NOT NULL REFERENCES blob (digest)
) STRICT;

CREATE INDEX articlePictureByArticle ON articlePicture (article);

CREATE INDEX articlePictureByBlob ON articlePicture (blob);

CREATE TABLE articleRevision (
    article INTEGER NOT NULL REFERENCES article (id),
    number INTEGER NOT NULL CHECK (number > 0),
    actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
    at INTEGER NOT NULL,
    PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE articleSearch USING fts5 (heading, body, tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE articleText (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL,
    number INTEGER NOT NULL,
    language TEXT NOT NULL CHECK (language <> ''),
    title TEXT NOT NULL CHECK (title <> ''),
    body TEXT NOT NULL,
    UNIQUE (article, number, language),
    FOREIGN KEY (article, number) REFERENCES articleRevision (article, number)
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

CREATE TABLE attention (
    agent INTEGER NOT NULL REFERENCES agent (id),
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    at INTEGER NOT NULL,
    seenAt INTEGER,
    PRIMARY KEY (agent, ticket)
) STRICT, WITHOUT ROWID;

CREATE INDEX attentionByTime ON attention (agent, at, ticket);

CREATE INDEX attentionUnseen ON attention (agent) WHERE seenAt IS NULL;

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

CREATE INDEX auditEntryByAction ON auditEntry (action, at, id);

CREATE INDEX auditEntryByActor ON auditEntry (actor, at, id);

CREATE INDEX auditEntryByActorAndAction ON auditEntry (actor, action, at, id);

CREATE INDEX auditEntryByTime ON auditEntry (at, id);

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

CREATE TABLE branding (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    lightAccent TEXT CHECK (lightAccent GLOB '#[0-9a-f]*'),
    darkAccent TEXT CHECK (darkAccent GLOB '#[0-9a-f]*'),
    logo TEXT REFERENCES blob (digest)
) STRICT;

CREATE TABLE bulkChange (
    id INTEGER PRIMARY KEY,
    agent INTEGER NOT NULL REFERENCES agent (id),
    changes TEXT NOT NULL CHECK (json_valid(changes)),
    at INTEGER NOT NULL,
    undoneAt INTEGER
) STRICT;

CREATE TABLE businessHours (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    definition TEXT NOT NULL CHECK (json_valid(definition))
) STRICT;

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
, erasedAt INTEGER) STRICT;

CREATE INDEX contactByPerson ON contact (person);

CREATE INDEX personByName ON contact (name COLLATE NOCASE, id) WHERE person = id;

CREATE TABLE contactImport (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
    assertedBy TEXT NOT NULL,
    at INTEGER NOT NULL,
    undoneAt INTEGER
) STRICT;

CREATE TABLE contactImportItem (
    import INTEGER NOT NULL REFERENCES contactImport (id),
    kind TEXT NOT NULL CHECK (kind = 'contact' OR kind = 'identity' OR kind = 'evidence'),
    -- The id of what was added; it may be gone by now.
    item INTEGER NOT NULL,
    PRIMARY KEY (import, kind, item)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE customerNotice (
    key TEXT NOT NULL PRIMARY KEY CHECK (key <> ''),
    reply INTEGER NOT NULL REFERENCES reply (id)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE erasedPlace (
    segment INTEGER NOT NULL,
    position INTEGER NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (segment, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE follower (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    place INTEGER NOT NULL
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

CREATE INDEX identityBlocked ON identity (id) WHERE isBlocked = 1;

CREATE INDEX identityByContact ON identity (contact);

CREATE INDEX identityByDomain ON identity (substr(value, instr(value, '@') + 1), id) WHERE kind = 'email';

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
    html TEXT, editedAt INTEGER, deletedAt INTEGER, isColleague INTEGER NOT NULL DEFAULT 0 CHECK (isColleague IN (0, 1)),
    UNIQUE (channel, externalID)
) STRICT;

CREATE INDEX inboundByContact ON inboundMessage (contact);

CREATE INDEX inboundByConversation ON inboundMessage (channel, conversation, id)
    WHERE conversation IS NOT NULL;

CREATE INDEX inboundBySender ON inboundMessage (sender);

CREATE TABLE installation (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE intakeCursor (
    channel TEXT NOT NULL,
    stream TEXT NOT NULL,
    value TEXT NOT NULL CHECK (length(value) <= 65536),
    PRIMARY KEY (channel, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE knowledgeCategory (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE CHECK (slug <> ''),
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE knowledgeCategoryTitle (
    category INTEGER NOT NULL REFERENCES knowledgeCategory (id),
    language TEXT NOT NULL CHECK (language <> ''),
    title TEXT NOT NULL CHECK (title <> ''),
    PRIMARY KEY (category, language)
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
    isRetired INTEGER NOT NULL CHECK (isRetired IN (0, 1)), audience TEXT,
    CHECK ((targetKind IS NULL) = (targetValue IS NULL)),
    CHECK ((targetKind IS NULL) = (targetNamespace IS NULL))
) STRICT;

CREATE INDEX legByConversation ON leg (channel, conversation) WHERE conversation IS NOT NULL;

CREATE INDEX legByTicket ON leg (ticket);

CREATE TABLE macro (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    definition TEXT NOT NULL CHECK (json_valid(definition))
) STRICT;

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

CREATE INDEX noticeDeliveryByAgent ON noticeDelivery (agent, createdAt) WHERE agent IS NOT NULL;

CREATE INDEX noticeDeliveryByExternalID ON noticeDelivery (externalID) WHERE externalID IS NOT NULL;

CREATE INDEX noticeDeliveryByOrigin ON noticeDelivery (origin COLLATE NOCASE) WHERE origin GLOB '*+*';

CREATE INDEX noticeDeliveryByRoom ON noticeDelivery (room, notBefore) WHERE room IS NOT NULL;

CREATE INDEX noticeDeliveryDue ON noticeDelivery (notBefore, id) WHERE state IN ('queued', 'deferred');

CREATE INDEX noticeDeliverySending ON noticeDelivery (epoch) WHERE state = 'sending';

CREATE TABLE noticeRoom (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    definition TEXT NOT NULL CHECK (json_valid(definition)),
    -- The robot's address and secret, encrypted under the installation's key ring.
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE oneTimeToken (
    digest TEXT NOT NULL PRIMARY KEY CHECK (digest <> ''),
    purpose TEXT NOT NULL CHECK (purpose <> ''),
    expiresAt INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organization (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    isVIP INTEGER NOT NULL CHECK (isVIP IN (0, 1))
) STRICT;

CREATE TABLE organizationDomain (
    domain TEXT NOT NULL PRIMARY KEY CHECK (domain <> ''),
    organization INTEGER NOT NULL REFERENCES organization (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX organizationDomainByOrganization ON organizationDomain (organization);

CREATE TABLE outboundPart (
    delivery INTEGER PRIMARY KEY REFERENCES delivery (id),
    destinations TEXT NOT NULL CHECK (destinations = '[]' OR json_valid(destinations)),
    origin TEXT,
    mediaType TEXT NOT NULL,
    blob TEXT REFERENCES blob (digest),
    bytes BLOB CHECK ((bytes IS NULL) <> (blob IS NULL))
) STRICT;

CREATE INDEX outboundPartByBlob ON outboundPart (blob) WHERE blob IS NOT NULL;

CREATE INDEX outboundPartByOrigin ON outboundPart (origin COLLATE NOCASE) WHERE origin GLOB '*+*';

CREATE TABLE recoveryCode (
    agent INTEGER NOT NULL REFERENCES agent (id),
    digest TEXT NOT NULL CHECK (digest <> ''),
    PRIMARY KEY (agent, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE reminder (
    id INTEGER PRIMARY KEY,
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    agent INTEGER NOT NULL REFERENCES agent (id),
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    firedAt INTEGER
) STRICT;

CREATE INDEX reminderByTicket ON reminder (ticket) WHERE firedAt IS NULL;

CREATE INDEX reminderDue ON reminder (at) WHERE firedAt IS NULL;

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

CREATE TABLE replyCopies (
    reply INTEGER PRIMARY KEY REFERENCES reply (id),
    open TEXT NOT NULL CHECK (open = '[]' OR json_valid(open)),
    hidden TEXT NOT NULL CHECK (hidden = '[]' OR json_valid(hidden))
) STRICT;

CREATE TABLE requestForm (
    id INTEGER PRIMARY KEY,
    position INTEGER NOT NULL,
    isOpen INTEGER NOT NULL CHECK (isOpen IN (0, 1)),
    definition TEXT NOT NULL CHECK (json_valid(definition))
) STRICT;

CREATE TABLE retiredTag (
    tag TEXT NOT NULL PRIMARY KEY CHECK (tag <> ''),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE savedView (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    -- Null is for everybody.
    owner INTEGER REFERENCES agent (id),
    definition TEXT NOT NULL CHECK (json_valid(definition))
) STRICT;

CREATE TABLE searchPending (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind = 'message' OR kind = 'ticket' OR kind = 'contact'),
    version INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE searchText USING fts5 (
    heading, body, person, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE secondStep (
    agent INTEGER PRIMARY KEY REFERENCES agent (id),
    -- The shared secret, sealed with a key of the key ring.
    sealed BLOB NOT NULL,
    -- Null until the first code was given.
    confirmedAt INTEGER,
    -- The newest time step that was used; neither it nor an earlier one is taken again.
    lastStep INTEGER NOT NULL
) STRICT;

CREATE TABLE secondStepRole (
    role TEXT NOT NULL PRIMARY KEY CHECK (role = 'admin' OR role = 'supervisor' OR role = 'agent'
        OR role = 'read-only')
) STRICT, WITHOUT ROWID;

CREATE TABLE senderBlock (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind = 'address' OR kind = 'domain'),
    value TEXT NOT NULL CHECK (value <> ''),
    actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
    at INTEGER NOT NULL,
    UNIQUE (kind, value)
) STRICT;

CREATE TABLE session (
    digest TEXT NOT NULL PRIMARY KEY CHECK (digest <> ''),
    agent INTEGER NOT NULL REFERENCES agent (id),
    formSecret TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    lastUsedAt INTEGER NOT NULL,
    expiresAt INTEGER NOT NULL,
    userAgent TEXT NOT NULL
, address TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

CREATE INDEX sessionByAgent ON session (agent);

CREATE TABLE slaPolicy (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    position INTEGER NOT NULL,
    isEnabled INTEGER NOT NULL CHECK (isEnabled IN (0, 1)),
    hours INTEGER NOT NULL REFERENCES businessHours (id),
    definition TEXT NOT NULL CHECK (json_valid(definition))
) STRICT;

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
    isDone INTEGER NOT NULL CHECK (isDone IN (0, 1)), attachments TEXT NOT NULL DEFAULT '[]'
    CHECK (attachments = '[]' OR json_valid(attachments)),
    PRIMARY KEY (arrival, envelope)
) STRICT, WITHOUT ROWID;

CREATE INDEX staffMailOpen ON staffMail (arrival, envelope) WHERE isDone = 0;

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

CREATE TABLE tagTally (
    tag TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE INDEX taskByMessage ON task (message) WHERE message IS NOT NULL;

CREATE INDEX taskBySettlement ON task (settledBy) WHERE settledBy IS NOT NULL;

CREATE INDEX taskByTicket ON task (ticket);

CREATE INDEX taskDue ON task (dueAt, id) WHERE doneAt IS NULL AND canceledAt IS NULL;

CREATE INDEX taskOpenByTarget ON task (targetValue)
    WHERE targetValue IS NOT NULL AND doneAt IS NULL AND canceledAt IS NULL;

CREATE TABLE team (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    parent INTEGER REFERENCES team (id) CHECK (parent <> id)
) STRICT;

CREATE TABLE teamMember (
    team INTEGER NOT NULL REFERENCES team (id),
    agent INTEGER NOT NULL REFERENCES agent (id),
    PRIMARY KEY (agent, team)
) STRICT, WITHOUT ROWID;

CREATE TABLE teamReach (
    agent INTEGER NOT NULL REFERENCES agent (id),
    team INTEGER NOT NULL REFERENCES team (id),
    PRIMARY KEY (agent, team)
) STRICT, WITHOUT ROWID;

CREATE VIEW teamReachMade AS
    WITH RECURSIVE reach (agent, team) AS (
        SELECT agent, team FROM teamMember
        UNION SELECT r.agent, t.id FROM reach r JOIN team t ON t.parent = r.team
    )
    SELECT agent, team FROM reach;

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

CREATE TRIGGER ticketIsWoken AFTER UPDATE OF lastInboundAt ON ticket
WHEN NEW.shelf = 'snoozed' AND NEW.lastInboundAt IS NOT OLD.lastInboundAt
BEGIN
    UPDATE ticket SET shelf = NULL, snoozedUntil = NULL WHERE id = NEW.id;
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
, takenBack INTEGER REFERENCES intakeBatch (id), shelf TEXT CHECK (shelf = 'snoozed' OR shelf = 'spam'), snoozedUntil INTEGER CHECK (snoozedUntil IS NULL OR shelf IS NOT NULL), type TEXT CHECK (type <> ''), tags TEXT NOT NULL DEFAULT '[]' CHECK (tags = '[]' OR json_valid(tags))) STRICT;

CREATE INDEX ticketByAssignee ON ticket (assignee, updatedAt, id)
    WHERE assignee IS NOT NULL AND mergedInto IS NULL AND shelf IS NULL
    AND status <> 'solved' AND status <> 'closed';

CREATE INDEX ticketByContact ON ticket (contact, id, mergedInto);

CREATE INDEX ticketByPriority ON ticket (priority, updatedAt, id)
    WHERE mergedInto IS NULL AND shelf IS NULL AND status <> 'solved' AND status <> 'closed';

CREATE INDEX ticketByTeam ON ticket (team, updatedAt, id)
    WHERE team IS NOT NULL AND mergedInto IS NULL AND shelf IS NULL
    AND status <> 'solved' AND status <> 'closed';

CREATE INDEX ticketMerged ON ticket (mergedInto) WHERE mergedInto IS NOT NULL;

CREATE INDEX ticketOfTeam ON ticket (team) WHERE team IS NOT NULL;

CREATE INDEX ticketPending ON ticket (updatedAt, id)
    WHERE mergedInto IS NULL AND shelf IS NULL AND status = 'pending';

CREATE INDEX ticketShelved ON ticket (shelf, updatedAt, id) WHERE shelf IS NOT NULL AND mergedInto IS NULL;

CREATE INDEX ticketSnoozedUntil ON ticket (snoozedUntil) WHERE snoozedUntil IS NOT NULL;

CREATE INDEX ticketSolved ON ticket (updatedAt, id)
    WHERE mergedInto IS NULL AND takenBack IS NULL AND shelf IS NULL AND status IN ('solved', 'closed');

CREATE INDEX ticketTakenBack ON ticket (takenBack) WHERE takenBack IS NOT NULL;

CREATE INDEX ticketUnassigned ON ticket (updatedAt, id)
    WHERE mergedInto IS NULL AND shelf IS NULL AND assignee IS NULL AND status <> 'solved' AND status <> 'closed';

CREATE INDEX ticketUnsolved ON ticket (updatedAt, id)
    WHERE mergedInto IS NULL AND shelf IS NULL AND status <> 'solved' AND status <> 'closed';

CREATE INDEX ticketUnsolvedByContact ON ticket (contact, id)
    WHERE mergedInto IS NULL AND status <> 'solved' AND status <> 'closed';

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

CREATE INDEX ticketClockToTell ON ticketClock (warnAt, ticket) WHERE warnAt IS NOT NULL AND isTold = 0;

CREATE INDEX ticketClockUnderWay ON ticketClock (edition, ticket) WHERE endedAt IS NULL;

CREATE TABLE ticketDue (
    ticket INTEGER PRIMARY KEY REFERENCES ticket (id),
    target TEXT NOT NULL,
    dueAt INTEGER NOT NULL,
    warnAt INTEGER NOT NULL
) STRICT;

CREATE INDEX ticketDueByTime ON ticketDue (dueAt, ticket);

CREATE INDEX ticketDueByWarning ON ticketDue (warnAt);

CREATE TRIGGER ticketEventRemains BEFORE DELETE ON ticketEvent
BEGIN SELECT raise(ABORT, 'ticket events are only added'); END;

CREATE TRIGGER ticketEventStays BEFORE UPDATE ON ticketEvent
WHEN NEW.id IS NOT OLD.id OR NEW.ticket IS NOT OLD.ticket OR NEW.actor IS NOT OLD.actor
    OR NEW.kind IS NOT OLD.kind OR NEW.at IS NOT OLD.at
    OR NEW.fromValue IS NOT NULL OR NEW.toValue IS NOT NULL
BEGIN SELECT raise(ABORT, 'ticket events are only added'); END;

CREATE TABLE "ticketEvent" (
    id INTEGER PRIMARY KEY,
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
    kind TEXT NOT NULL CHECK (kind <> ''),
    fromValue TEXT,
    toValue TEXT,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX ticketEventByTicket ON ticketEvent (ticket);

CREATE TABLE ticketField (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE CHECK (key <> '' AND length(key) <= 40),
    kind TEXT NOT NULL CHECK (kind IN ('text', 'multiline', 'number', 'date', 'select', 'checkbox')),
    position INTEGER NOT NULL,
    isRetired INTEGER NOT NULL CHECK (isRetired IN (0, 1)),
    definition TEXT NOT NULL CHECK (json_valid(definition))
) STRICT;

CREATE TABLE ticketFieldValue (
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    field INTEGER NOT NULL REFERENCES ticketField (id),
    value TEXT NOT NULL CHECK (value <> ''),
    PRIMARY KEY (ticket, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticketFollower (
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    agent INTEGER NOT NULL REFERENCES agent (id),
    PRIMARY KEY (ticket, agent)
) STRICT, WITHOUT ROWID;

CREATE INDEX ticketFollowerByAgent ON ticketFollower (agent, ticket);

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

CREATE VIEW ticketSeen AS
    SELECT a.id AS agent, t.id AS ticket FROM agent a JOIN ticket t
    WHERE t.team IS NULL OR t.assignee = a.id
        OR EXISTS (SELECT 1 FROM teamReach r WHERE r.agent = a.id AND r.team = t.team)
        OR EXISTS (SELECT 1 FROM ticketFollower f WHERE f.ticket = t.id AND f.agent = a.id)
        OR EXISTS (SELECT 1 FROM attention x WHERE x.agent = a.id AND x.ticket = t.id)
        OR EXISTS (SELECT 1 FROM ticketTeam o JOIN teamReach r ON r.team = o.team
            WHERE o.ticket = t.id AND r.agent = a.id);

CREATE VIEW ticketShared AS
    SELECT m.agent AS agent, o.ticket AS ticket
    FROM teamMember m JOIN ticketTeam o ON o.team = m.team JOIN ticket t ON t.id = o.ticket
    WHERE NOT EXISTS (SELECT 1 FROM teamMember n WHERE n.agent = m.agent AND n.team = t.team);

CREATE TRIGGER tagIsCounted AFTER INSERT ON ticketTag
BEGIN
    INSERT INTO tagTally VALUES (NEW.tag, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER tagIsRecounted AFTER DELETE ON ticketTag
BEGIN UPDATE tagTally SET count = count - 1 WHERE tag = OLD.tag; END;

CREATE TABLE ticketTag (
    tag TEXT NOT NULL CHECK (tag <> ''),
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    PRIMARY KEY (tag, ticket)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticketTally (
    shelf TEXT NOT NULL,
    team INTEGER NOT NULL,
    assignee INTEGER NOT NULL,
    status TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (shelf, team, assignee, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticketTeam (
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    team INTEGER NOT NULL REFERENCES team (id),
    PRIMARY KEY (ticket, team)
) STRICT, WITHOUT ROWID;

CREATE INDEX ticketTeamByTeam ON ticketTeam (team, ticket);

CREATE TABLE ticketType (
    key TEXT NOT NULL PRIMARY KEY CHECK (key <> '' AND length(key) <= 40),
    english TEXT NOT NULL,
    chinese TEXT NOT NULL,
    position INTEGER NOT NULL,
    isRetired INTEGER NOT NULL CHECK (isRetired IN (0, 1)),
    CHECK (english <> '' OR chinese <> '')
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
