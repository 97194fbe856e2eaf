import ChannelKit
import DeskModel

/// Reads messages.
struct MessageRow {
    let connection: Connection

    /// An inbound message.
    func inbound(_ id: MessageID) throws -> InboundMessage? {
        let attachments = try attachments(of: id)
        let message = try connection.first(
            """
            SELECT m.ticket, i.channel, i.externalID, i.arrival, i.sender, i.contact, i.senderName, i.senderAddress,
                i.verifiedBy, i.unverifiedReason, i.recipients, i.subject, i.text, i.newText, i.quotedText, i.html,
                i.fields, i.automatic, i.leg, i.messageID, i.mentionedIDs, i.rule, i.evidence, i.warnings,
                i.occurredAt, m.at, i.isColleague, i.editedAt, i.deletedAt
            FROM inboundMessage i JOIN message m ON m.id = i.id WHERE i.id = ?1
            """,
            id
        ) { row in
            var message = try Self.decodeInbound(&row, id, attachments)
            message.isColleague = try row.next()
            message.editedAt = try row.next()
            message.deletion = try row.next(Timestamp?.self).map { MessageDeletion(at: $0, by: "") }
            return message
        }
        guard var message, message.editedAt != nil || message.deletion != nil else { return message }
        try addChanges(to: &message)
        return message
    }

    private func addChanges(to message: inout InboundMessage) throws {
        message.versions = try connection.all(
            """
            SELECT coalesce(newText, text), writtenAt FROM messageRevision
            WHERE message = ?1 AND writtenAt IS NOT NULL ORDER BY writtenAt, number
            """,
            message.id
        ) { MessageVersion(text: try $0.next(), writtenAt: try $0.next()) }
        let changes = try connection.all(
            "SELECT kind = 'deletion', madeBy, rule, evidence FROM messageChange WHERE message = ?1 ORDER BY number",
            message.id
        ) { row in
            (
                isDeletion: try row.next(Bool.self), by: try row.next(String.self),
                trace: DecisionTrace(rule: try row.next(), evidence: try JSONText.read(try row.next()))
            )
        }
        message.changes = changes.map(\.trace)
        if let deletion = changes.last(where: \.isDeletion) { message.deletion?.by = deletion.by }
    }

    private static func decodeInbound(
        _ row: inout ResultRow,
        _ id: MessageID,
        _ attachments: [AttachmentRecord]
    ) throws -> InboundMessage {
        let ticket = try row.next(TicketID.self)
        let channel = try row.next(ChannelID.self)
        let externalID = try row.next(ExternalID.self)
        let arrival = try row.next(ArrivalID.self)
        let sender = try row.next(IdentityID?.self)
        let contact = try row.next(ContactID.self)
        let senderName = try row.next(String.self)
        let senderAddress = try row.next(String.self)
        let verifiedBy = try row.next(String?.self)
        let unverifiedReason = try row.next(String?.self)
        let recipients = try JSONText.read(try row.next(), as: EnvelopeRecipient.self)
        let subject = try row.next(String?.self)
        let text = try row.next(String.self)
        return InboundMessage(
            id: id,
            ticket: ticket,
            channel: channel,
            externalID: externalID,
            arrival: arrival,
            sender: sender,
            contact: contact,
            senderName: senderName,
            senderAddress: senderAddress,
            authenticity: verifiedBy.map { .verified(method: $0) } ?? .unverified(reason: unverifiedReason ?? ""),
            recipients: recipients,
            subject: subject,
            text: text,
            newText: try row.next(String?.self) ?? text,
            quotedText: try row.next(),
            html: try row.next(),
            attachments: attachments,
            fields: try JSONText.read(try row.next()),
            automatic: try row.next(),
            leg: try row.next(),
            messageID: try row.next(),
            mentionedIDs: try JSONText.read(try row.next()),
            decision: DecisionTrace(rule: try row.next(), evidence: try JSONText.read(try row.next())),
            warnings: try JSONText.read(try row.next()),
            occurredAt: try row.next(),
            at: try row.next()
        )
    }

    /// A reply.
    func reply(_ id: MessageID) throws -> Reply? {
        let attachments = try attachments(of: id)
        return try connection.first(
            """
            SELECT m.ticket, r.purpose, r.author, r.leg, r.channel, r.text, r.messageID, r.mentionedIDs,
                ifnull(c.open, '[]'), ifnull(c.hidden, '[]'), m.at
            FROM reply r JOIN message m ON m.id = r.id LEFT JOIN replyCopies c ON c.reply = r.id WHERE r.id = ?1
            """,
            id
        ) { row in
            Reply(
                id: id,
                ticket: try row.next(),
                purpose: try row.next(),
                author: try row.next(),
                leg: try row.next(),
                channel: try row.next(),
                text: try row.next(),
                attachments: attachments,
                messageID: try row.next(),
                mentionedIDs: try JSONText.read(try row.next()),
                copies: try JSONText.read(try row.next()),
                hiddenCopies: try JSONText.read(try row.next()),
                at: try row.next()
            )
        }
    }

    /// A note.
    func note(_ id: MessageID) throws -> Note? {
        try connection.first(
            "SELECT m.ticket, n.author, n.text, m.at FROM note n JOIN message m ON m.id = n.id WHERE n.id = ?1",
            id
        ) { row in
            Note(id: id, ticket: try row.next(), author: try row.next(), text: try row.next(), at: try row.next())
        }
    }

    /// The attachments of a message's reading in force.
    func attachments(of message: MessageID) throws -> [AttachmentRecord] {
        try connection.all(
            """
            SELECT id, name, contentType, size, blob, contentID, isInline
            FROM attachment WHERE message = ?1 AND revision = 0 ORDER BY position
            """,
            message,
            row: Self.decodeAttachment
        )
    }

    /// An attachment.
    func attachment(_ id: RecordID<AttachmentRecord>) throws -> AttachmentRecord? {
        try connection.first(
            "SELECT id, name, contentType, size, blob, contentID, isInline FROM attachment WHERE id = ?1",
            id,
            row: Self.decodeAttachment
        )
    }

    private static func decodeAttachment(_ row: inout ResultRow) throws -> AttachmentRecord {
        AttachmentRecord(
            id: try row.next(),
            name: try row.next(),
            contentType: try row.next(),
            size: try row.next(),
            blob: try row.next(),
            contentID: try row.next(),
            isInline: try row.next()
        )
    }
}
