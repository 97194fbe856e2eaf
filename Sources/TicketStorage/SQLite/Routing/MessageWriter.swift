import ChannelKit
import DeskModel

/// Stores inbound messages and what every kind of message shares.
struct MessageWriter {
    /// How many ids that a message merely mentions are kept.
    static let maximumMentions = 40
    /// The longest id that is kept, in bytes: a header line's length.
    private static let maximumIdentifierLength = 998

    /// How a message is filed.
    enum Kind: String, SQLText {
        case inbound
        case reply
        case automatic
        case note
    }

    let context: WriteContext
    private var connection: Connection { context.connection }

    init(context: WriteContext) { self.context = context }

    /// Files a message in a ticket; what it says is stored by its kind's own writer.
    func file(_ id: MessageID, in ticket: TicketID, as kind: Kind, at: Timestamp) throws {
        try connection.run(
            "INSERT INTO message (id, ticket, kind, at) VALUES (?1, ?2, ?3, ?4)",
            id,
            ticket,
            kind,
            at
        )
        try SearchQueue(context: context).mark(message: id)
    }

    /// Stores an inbound message with everything that follows it.
    func add(_ message: InboundMessage, conversation: String?) throws {
        try file(message.id, in: message.ticket, as: .inbound, at: message.at)
        try insert(message, conversation: conversation)
        try add(message.attachments, to: message.id)
        if let id = message.messageID { try add(identifier: id, origin: .received, of: message.id) }
        for id in message.mentionedIDs.prefix(Self.maximumMentions) {
            try add(identifier: id, origin: .mentioned, of: message.id)
        }
        if let sender = message.sender { try addParticipant(sender, to: message.ticket) }
    }

    private func insert(_ message: InboundMessage, conversation: String?) throws {
        var verifiedBy: String?
        var unverifiedReason: String?
        switch message.authenticity {
        case .verified(let method): verifiedBy = method
        case .unverified(let reason): unverifiedReason = reason
        }
        try connection.run(
            """
            INSERT INTO inboundMessage (id, channel, externalID, arrival, sender, contact, senderName, senderAddress,
                verifiedBy, unverifiedReason, automatic, leg, messageID, conversation, occurredAt, subject, rule,
                evidence, recipients, mentionedIDs, fields, warnings, text, newText, quotedText, html, isColleague)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                ?22, ?23, ?24, ?25, ?26, ?27)
            """,
            message.id,
            message.channel,
            message.externalID,
            message.arrival,
            message.sender,
            message.contact,
            message.senderName,
            message.senderAddress,
            verifiedBy,
            unverifiedReason,
            message.automatic,
            message.leg,
            Self.unlessEmpty(message.messageID),
            Self.unlessEmpty(conversation),
            message.occurredAt,
            message.subject,
            message.decision.rule,
            JSONText.list(message.decision.evidence),
            JSONText.list(message.recipients),
            JSONText.list(message.mentionedIDs),
            JSONText.list(message.fields),
            JSONText.list(message.warnings),
            message.text,
            message.newText == message.text ? nil : message.newText,
            message.quotedText,
            message.html,
            message.isColleague
        )
    }

    /// Stores a message's attachments as those of the reading in force.
    func add(_ attachments: [AttachmentRecord], to message: MessageID) throws {
        for (position, attachment) in attachments.enumerated() {
            try connection.run(
                """
                INSERT INTO attachment (id, message, position, revision, name, contentType, size, blob, contentID,
                    isInline)
                VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9)
                """,
                attachment.id,
                message,
                position,
                attachment.name,
                attachment.contentType,
                attachment.size,
                attachment.blob,
                attachment.contentID,
                attachment.isInline
            )
        }
    }

    /// Stores an id that ties messages together.
    ///
    /// Empty and overlong ones are left out; the best origin wins.
    func add(identifier: String, origin: KnownMessageID.Origin, of message: MessageID) throws {
        guard !identifier.isEmpty, identifier.utf8.count <= Self.maximumIdentifierLength else { return }
        try connection.run(
            """
            INSERT INTO messageIdentifier (identifier, message, origin) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET origin = excluded.origin WHERE origin = 'mentioned'
            """,
            identifier,
            message,
            origin
        )
    }

    /// Notes that an identity takes part in a ticket.
    func addParticipant(_ identity: IdentityID, to ticket: TicketID) throws {
        try connection.run(
            """
            INSERT INTO ticketParticipant (ticket, value, kind, namespace)
            SELECT ?2, value, kind, namespace FROM identity WHERE id = ?1
            ON CONFLICT DO NOTHING
            """,
            identity,
            ticket
        )
    }

    /// Notes that an address takes part in a ticket.
    func addParticipant(_ key: IdentityKey, to ticket: TicketID) throws {
        try connection.run(
            """
            INSERT INTO ticketParticipant (ticket, value, kind, namespace) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO NOTHING
            """,
            ticket,
            key.value,
            key.kind,
            key.namespace
        )
    }

    /// The text, unless it is empty: an empty id never matches anything.
    static func unlessEmpty(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return text
    }
}
