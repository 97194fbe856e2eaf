import ChannelKit
import DeskModel

/// Stores replies together with what leaves for them.
struct ReplyWriter {
    let context: WriteContext
    private var connection: Connection { context.connection }

    init(context: WriteContext) { self.context = context }

    /// Stores a reply and its deliveries, so that both exist or neither.
    func add(_ planned: PlannedReply) throws {
        let reply = planned.reply
        try saveLeg(planned.leg)
        let messages = MessageWriter(context: context)
        let isAutomatic = reply.purpose != .reply
        try messages.file(reply.id, in: reply.ticket, as: isAutomatic ? .automatic : .reply, at: reply.at)
        try connection.run(
            """
            INSERT INTO reply (id, purpose, author, leg, channel, messageID, mentionedIDs, text)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            reply.id,
            reply.purpose,
            reply.author,
            reply.leg,
            reply.channel,
            MessageWriter.unlessEmpty(reply.messageID),
            JSONText.list(reply.mentionedIDs),
            reply.text
        )
        if !reply.copies.isEmpty || !reply.hiddenCopies.isEmpty {
            try connection.run(
                "INSERT INTO replyCopies (reply, open, hidden) VALUES (?1, ?2, ?3)",
                reply.id,
                JSONText.list(reply.copies),
                JSONText.list(reply.hiddenCopies)
            )
        }
        try messages.add(reply.attachments, to: reply.id)
        if let id = reply.messageID { try messages.add(identifier: id, origin: .sent, of: reply.id) }
        for part in planned.parts { try add(part, of: planned) }
        if let target = planned.leg.route.target {
            if isAutomatic {
                try noteAutomatic(reply, to: target)
            } else {
                try messages.addParticipant(target, to: reply.ticket)
            }
        }
        let tickets = TicketWriter(context: context)
        if isAutomatic {
            try tickets.noteAutomatic(in: reply.ticket)
        } else {
            try tickets.noteOwn(reply.text, in: reply.ticket, at: reply.at)
        }
    }

    /// A leg that is known stays as it is: its facts come from the customer's side.
    private func saveLeg(_ leg: Leg) throws {
        if try connection.exists("SELECT 1 FROM leg WHERE id = ?1", leg.id) { return }
        try LegRow(connection: connection).save(leg)
    }

    private func add(_ part: OutboundPart, of planned: PlannedReply) throws {
        let reply = planned.reply
        let id = context.ids.next(Delivery.self, at: reply.at)
        let externalID = MessageWriter.unlessEmpty(part.externalID?.rawValue)
        try connection.run(
            """
            INSERT INTO delivery (id, reply, leg, channel, partIndex, externalID, receiptID, state, attempts, epoch,
                mayRepeat, notBefore, createdAt, reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, 'queued', 0, NULL, 0, ?7, ?8, '')
            """,
            id,
            reply.id,
            reply.leg,
            reply.channel,
            part.index,
            externalID,
            planned.notBefore,
            reply.at
        )
        var blob: BlobDigest?
        if part.body.count > PreparedArrival.inlineSize {
            let digest = BlobTable.digest(of: part.body)
            try BlobTable(context: context).put(BlobBytes(digest: digest, bytes: part.body), at: reply.at)
            blob = digest
        }
        try connection.run(
            """
            INSERT INTO outboundPart (delivery, destinations, origin, mediaType, blob, bytes)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """,
            id,
            JSONText.list(part.destinations),
            part.origin,
            part.mediaType,
            blob,
            blob == nil ? part.body : nil
        )
        if let externalID {
            try MessageWriter(context: context).add(identifier: externalID, origin: .sent, of: reply.id)
        }
    }

    private func noteAutomatic(_ reply: Reply, to target: IdentityKey) throws {
        try connection.run(
            "INSERT INTO automaticReply (value, kind, namespace, at, reply) VALUES (?1, ?2, ?3, ?4, ?5)",
            target.value,
            target.kind,
            target.namespace,
            reply.at,
            reply.id
        )
    }
}
