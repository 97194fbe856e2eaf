import ChannelKit
import DeskModel

/// Takes a person's words, names, addresses and files out of every table, and leaves skeletons.
struct ErasureWriter {
    let context: WriteContext
    let blobFolder: String
    let scope: ErasureScope
    let actor: Actor
    let at: Timestamp
    private var connection: Connection { context.connection }
    private var contacts: String { JSONText.list(scope.contacts) }
    private var identities: String { JSONText.list(scope.identities.map(\.id)) }
    private var tickets: String { JSONText.list(scope.tickets) }
    private var legs: String { JSONText.list(scope.legs) }
    private var messages: String { JSONText.list(scope.messages) }
    private var foreign: String { JSONText.list(scope.foreign) }
    private var arrivals: String { JSONText.list(scope.arrivals) }

    init(context: WriteContext, blobFolder: String, scope: ErasureScope, actor: Actor, at: Timestamp) {
        self.context = context
        self.blobFolder = blobFolder
        self.scope = scope
        self.actor = actor
        self.at = at
    }

    /// Does it all, inside the transaction.
    func erase() throws {
        let blobs = try blobsToLeave() + uploadsNamingThem()
        try eraseArrivals()
        try eraseInbound()
        try shortenForeign()
        try eraseOutbound()
        try eraseTickets()
        try erasePerson()
        try eraseTraces()
        try eraseBlobs(blobs)
        try reindex()
        try InstallationTable(connection: connection).set("due", named: FileCleaning.name)
        context.wantsFileCleaning = true
        try context.noteErasure()
        let entry = AuditEntry(
            actor: actor,
            action: .contactErased,
            object: "contact:\(scope.contacts.first.map(\.description) ?? "")",
            detail: "\(scope.messages.count) messages, \(scope.tickets.count) tickets",
            at: at
        )
        try AuditTable(context: context).add(entry)
    }

    /// Runs a statement for each of the person's addresses: value, kind and namespace.
    private func forEachKey(_ sql: StaticString) throws {
        for key in scope.identities.map(\.key) { try connection.run(sql, key.value, key.kind, key.namespace) }
    }

    // MARK: - What came

    private func eraseArrivals() throws {
        try connection.run("DELETE FROM arrivalOctets WHERE arrival IN (SELECT value FROM json_each(?1))", arrivals)
        try connection.run("DELETE FROM waitingChange WHERE arrival IN (SELECT value FROM json_each(?1))", arrivals)
        let names = try connection.all(
            "SELECT id, externalID FROM arrival WHERE id IN (SELECT value FROM json_each(?1))",
            arrivals
        ) { (try $0.next(ArrivalID.self), try $0.next(ExternalID.self)) }
        for (id, name) in names {
            try connection.run(
                """
                UPDATE arrival SET externalID = ?2, headers = '[]', envelopeSender = NULL, envelopeRecipients = '[]',
                    reason = '', outcome = CASE outcome WHEN 'quarantined' THEN 'ignored' ELSE outcome END
                WHERE id = ?1
                """,
                id,
                ErasedName.of(name)
            )
        }
        let ignored = try connection.all(
            "SELECT channel, externalID FROM ignoredEnvelope WHERE arrival IN (SELECT value FROM json_each(?1))",
            arrivals
        ) { (try $0.next(ChannelID.self), try $0.next(ExternalID.self)) }
        for (channel, name) in ignored {
            try connection.run(
                "UPDATE OR REPLACE ignoredEnvelope SET externalID = ?3 WHERE channel = ?1 AND externalID = ?2",
                channel,
                name,
                ErasedName.of(name)
            )
        }
    }

    private func eraseInbound() throws {
        try connection.run("DELETE FROM messageRevision WHERE message IN (SELECT value FROM json_each(?1))", messages)
        try connection.run(
            "UPDATE messageChange SET madeBy = '', evidence = '[]' WHERE message IN (SELECT value FROM json_each(?1))",
            messages
        )
        let names = try connection.all(
            "SELECT id, externalID FROM inboundMessage WHERE id IN (SELECT value FROM json_each(?1))",
            messages
        ) { (try $0.next(MessageID.self), try $0.next(ExternalID.self)) }
        for (id, name) in names {
            try connection.run(
                """
                UPDATE inboundMessage SET externalID = ?2, sender = NULL, senderName = '', senderAddress = '',
                    unverifiedReason = CASE WHEN unverifiedReason IS NULL THEN NULL ELSE '' END, messageID = NULL,
                    conversation = NULL, subject = NULL, evidence = '[]', recipients = '[]', mentionedIDs = '[]',
                    fields = '[]', warnings = '[]', text = ?3, newText = NULL, quotedText = NULL, html = NULL
                WHERE id = ?1
                """,
                id,
                ErasedName.of(name),
                ErasedMark.text
            )
        }
        try connection.run("DELETE FROM attachment WHERE message IN (SELECT value FROM json_each(?1))", messages)
        try connection.run("DELETE FROM messageIdentifier WHERE message IN (SELECT value FROM json_each(?1))", messages)
    }

    /// What other people quoted goes; what they newly wrote is theirs.
    private func shortenForeign() throws {
        try connection.run("DELETE FROM messageRevision WHERE message IN (SELECT value FROM json_each(?1))", foreign)
        try connection.run(
            """
            UPDATE inboundMessage SET text = ifnull(newText, text), newText = NULL, quotedText = NULL, html = NULL,
                subject = NULL, recipients = '[]', evidence = '[]', warnings = '[]', leg = NULL
            WHERE id IN (SELECT value FROM json_each(?1))
            """,
            foreign
        )
    }

    // MARK: - What left

    private func eraseOutbound() throws {
        try connection.run(
            """
            UPDATE reply SET text = ?2, messageID = NULL, mentionedIDs = '[]'
            WHERE id IN (SELECT value FROM json_each(?1))
            """,
            messages,
            ErasedMark.text
        )
        try connection.run(
            "UPDATE note SET text = ?2 WHERE id IN (SELECT value FROM json_each(?1))",
            messages,
            ErasedMark.text
        )
        try connection.run("DELETE FROM replyCopies WHERE reply IN (SELECT value FROM json_each(?1))", messages)
        try connection.run(
            """
            UPDATE outboundPart SET destinations = '[]', origin = NULL, blob = NULL, bytes = x''
            WHERE delivery IN (SELECT id FROM delivery WHERE reply IN (SELECT value FROM json_each(?1)))
            """,
            messages
        )
        try connection.run(
            """
            UPDATE deliveryAttempt SET answer = ''
            WHERE delivery IN (SELECT id FROM delivery WHERE reply IN (SELECT value FROM json_each(?1)))
            """,
            messages
        )
        try connection.run(
            """
            UPDATE delivery SET externalID = NULL, receiptID = NULL, reason = '',
                state = CASE WHEN state IN ('queued', 'deferred', 'held', 'uncertain') THEN 'canceled' ELSE state END
            WHERE reply IN (SELECT value FROM json_each(?1))
            """,
            messages
        )
        try connection.run(
            """
            UPDATE leg SET targetKind = NULL, targetNamespace = NULL, targetValue = NULL, address = '',
                conversation = NULL, recipientName = '', audience = NULL, isRetired = 1
            WHERE id IN (SELECT value FROM json_each(?1))
            """,
            legs
        )
        try forEachKey("DELETE FROM automaticReply WHERE value = ?1 AND kind = ?2 AND namespace = ?3")
    }

    // MARK: - Tickets

    private func eraseTickets() throws {
        let writer = TicketWriter(context: context)
        let states = try connection.all(
            "SELECT id, status FROM ticket WHERE id IN (SELECT value FROM json_each(?1))",
            tickets
        ) { (try $0.next(TicketID.self), try $0.next(TicketStatus.self)) }
        for (id, status) in states {
            if status != .closed {
                try writer.setStatus(of: id, to: .closed)
                try writer.note(.status, in: id, by: actor, from: status.rawValue, to: "closed", at: at)
            }
            try writer.note(.erased, in: id, by: actor, at: at)
            try writer.touch(id, at: at)
        }
        try connection.run(
            "UPDATE ticket SET subject = ?2, preview = ?2 WHERE id IN (SELECT value FROM json_each(?1))",
            tickets,
            ErasedMark.text
        )
        // A line of a list shows the newest message.
        try connection.run(
            """
            UPDATE ticket SET preview = ?2
            WHERE id IN (SELECT ticket FROM message WHERE id IN (SELECT value FROM json_each(?1)))
            """,
            messages,
            ErasedMark.text
        )
        try connection.run(
            """
            UPDATE ticketEvent SET fromValue = NULL, toValue = NULL WHERE ticket IN (SELECT value FROM json_each(?1))
                AND kind NOT IN ('status', 'assignee', 'team', 'priority', 'type', 'snoozed', 'spam', 'message', 'reply')
            """,
            tickets
        )
        try connection.run("DELETE FROM draft WHERE ticket IN (SELECT value FROM json_each(?1))", tickets)
        try connection.run("DELETE FROM ticketFieldValue WHERE ticket IN (SELECT value FROM json_each(?1))", tickets)
        try connection.run("UPDATE reminder SET text = '' WHERE ticket IN (SELECT value FROM json_each(?1))", tickets)
        try connection.run(
            """
            UPDATE task SET title = ?2, targetKind = NULL, targetNamespace = NULL, targetValue = NULL
            WHERE ticket IN (SELECT value FROM json_each(?1))
            """,
            tickets,
            ErasedMark.text
        )
        try connection.run("DELETE FROM ticketParticipant WHERE ticket IN (SELECT value FROM json_each(?1))", tickets)
        try forEachKey("DELETE FROM ticketParticipant WHERE value = ?1 AND kind = ?2 AND namespace = ?3")
        for key in scope.identities.map(\.key) {
            try connection.run(
                """
                UPDATE task SET title = ?4, targetKind = NULL, targetNamespace = NULL, targetValue = NULL
                WHERE targetValue = ?1 AND targetKind = ?2 AND targetNamespace = ?3
                """,
                key.value,
                key.kind,
                key.namespace,
                ErasedMark.text
            )
        }
    }

    // MARK: - The person

    private func erasePerson() throws {
        try connection.run(
            "DELETE FROM customerSession WHERE identity IN (SELECT value FROM json_each(?1))",
            identities
        )
        try connection.run(
            "DELETE FROM identityEvidence WHERE identity IN (SELECT value FROM json_each(?1))",
            identities
        )
        try forEachKey("DELETE FROM identityEvidence WHERE tiedValue = ?1 AND tiedKind = ?2 AND tiedNamespace = ?3")
        // A colleague's or another contact's message may name one of them as its sender.
        try connection.run(
            "UPDATE inboundMessage SET sender = NULL WHERE sender IN (SELECT value FROM json_each(?1))",
            identities
        )
        try connection.run("DELETE FROM identity WHERE id IN (SELECT value FROM json_each(?1))", identities)
        try connection.run(
            "UPDATE contact SET name = ?2, erasedAt = ?3 WHERE id IN (SELECT value FROM json_each(?1))",
            contacts,
            ErasedMark.text,
            at
        )
        try connection.run(
            """
            UPDATE contactMerge SET evidence = '[]' WHERE fromContact IN (SELECT value FROM json_each(?1))
                OR intoContact IN (SELECT value FROM json_each(?1))
            """,
            contacts
        )
        try connection.run(
            """
            DELETE FROM suggestion WHERE (kind = 'contacts' AND (one IN (SELECT value FROM json_each(?1))
                    OR other IN (SELECT value FROM json_each(?1))))
                OR (kind = 'tickets' AND (one IN (SELECT value FROM json_each(?2))
                    OR other IN (SELECT value FROM json_each(?2))))
            """,
            contacts,
            tickets
        )
    }

    /// Copies of words outside the thread: notices, agents' answers by mail, answers that are kept for repeated requests.
    private func eraseTraces() throws {
        let touched = JSONText.list(
            try connection.all(
                """
                SELECT ticket FROM message WHERE id IN (SELECT value FROM json_each(?1))
                UNION SELECT value FROM json_each(?2)
                """,
                messages,
                tickets
            ) { try $0.next(TicketID.self) }
        )
        try connection.run("UPDATE notice SET excerpt = '' WHERE ticket IN (SELECT value FROM json_each(?1))", touched)
        try connection.run(
            """
            UPDATE staffMail SET sender = '', text = '', attachments = '[]', isDone = 1
            WHERE ticket IN (SELECT value FROM json_each(?1)) OR arrival IN (SELECT value FROM json_each(?2))
            """,
            touched,
            arrivals
        )
        // Those that have left hold no words any more.
        try connection.run(
            """
            UPDATE noticeDelivery SET body = x'', destinations = '[]', reason = '', state = 'canceled'
            WHERE state IN ('queued', 'deferred') AND EXISTS (
                SELECT 1 FROM json_each(?1) WHERE instr(noticeDelivery.key, ':' || value || ':') > 0)
            """,
            touched
        )
        for named in [tickets, messages, contacts] {
            try connection.run(
                """
                DELETE FROM answeredChange
                WHERE EXISTS (SELECT 1 FROM json_each(?1) WHERE instr(answeredChange.ticket, value) > 0)
                """,
                named
            )
            try connection.run(
                """
                DELETE FROM apiAnswer
                WHERE EXISTS (SELECT 1 FROM json_each(?1) WHERE instr(apiAnswer.body, value) > 0)
                """,
                named
            )
        }
    }

    // MARK: - Bytes

    private func blobsToLeave() throws -> [BlobDigest] {
        try connection.all(
            """
            SELECT blob FROM attachment WHERE message IN (SELECT value FROM json_each(?1))
            UNION SELECT blob FROM arrivalOctets WHERE arrival IN (SELECT value FROM json_each(?2)) AND blob IS NOT NULL
            UNION SELECT p.blob FROM delivery d JOIN outboundPart p ON p.delivery = d.id
                WHERE d.reply IN (SELECT value FROM json_each(?1)) AND p.blob IS NOT NULL
            """,
            messages,
            arrivals
        ) { try $0.next() }
    }

    /// Files that were uploaded for something and belong to nothing yet, such as a list of people, may name the person too.
    private func uploadsNamingThem() throws -> [BlobDigest] {
        let uploads = try connection.all(
            """
            SELECT digest FROM blob WHERE NOT EXISTS (SELECT 1 FROM attachment WHERE blob = digest)
                AND NOT EXISTS (SELECT 1 FROM arrivalOctets WHERE blob = digest)
                AND NOT EXISTS (SELECT 1 FROM outboundPart WHERE blob = digest)
                AND NOT EXISTS (SELECT 1 FROM articlePicture WHERE blob = digest)
                AND NOT EXISTS (SELECT 1 FROM branding WHERE logo = digest)
            """
        ) { try $0.next(BlobDigest.self) }
        let mention = AddressMention(scope.addresses)
        let reading = BlobReading(connection: connection, folder: blobFolder)
        return try uploads.filter { digest in
            try reading.bytes(digest).map(mention.isIn) ?? false
        }
    }

    /// Lets go of blobs that nobody else refers to; those in segment files are overwritten behind the commit.
    private func eraseBlobs(_ digests: [BlobDigest]) throws {
        for digest in digests {
            let place = try connection.first(
                "SELECT segment, position, size FROM blob WHERE digest = ?1 AND segment IS NOT NULL",
                digest
            ) { (try $0.next(Int.self), try $0.next(Int64.self), try $0.next(Int.self)) }
            try BlobTidying.remove([digest], context)
            guard connection.changes > 0, let (segment, position, size) = place else { continue }
            try connection.run(
                "INSERT OR REPLACE INTO erasedPlace (segment, position, size) VALUES (?1, ?2, ?3)",
                segment,
                position,
                size
            )
        }
    }

    /// Takes the words out of the index now; what is left is indexed anew behind the commit.
    private func reindex() throws {
        let table = SearchTable(connection: connection)
        let queue = SearchQueue(context: context)
        for id in scope.messages + scope.foreign {
            try table.remove(id.rawValue)
            try queue.mark(message: id)
        }
        for id in scope.tickets {
            try table.remove(id.rawValue)
            try queue.mark(ticket: id)
        }
        for id in scope.contacts {
            try table.remove(id.rawValue)
            try queue.mark(contact: id)
        }
    }
}
