import ChannelKit
import DeskModel

/// Takes messages from one ticket to another with everything that follows them.
///
/// Ids, attachments, deliveries and index entries hang on the message and follow by themselves. Legs belong to tickets: a
/// message that is moved goes by the leg of its new ticket that leads the same way, made when there is none.
struct MessageMoving {
    let context: WriteContext
    let at: Timestamp
    private var connection: Connection { context.connection }

    init(context: WriteContext, at: Timestamp) {
        self.context = context
        self.at = at
    }

    /// The messages of a ticket, oldest first.
    func messages(of ticket: TicketID) throws -> [MessageID] {
        try connection.all("SELECT id FROM message WHERE ticket = ?1 ORDER BY id", ticket) { try $0.next() }
    }

    /// Moves messages and notes for an action which, and by which leg they went before; without one, there is no way back.
    func move(_ messages: [MessageID], from: TicketID, to: TicketID, noting action: ActionID?) throws {
        for message in messages {
            let leg = try leg(of: message)
            if let action {
                try connection.run(
                    "INSERT INTO movedMessage (action, message, leg) VALUES (?1, ?2, ?3)",
                    action,
                    message,
                    leg
                )
            }
            try place(message, in: to, by: try leg.map { try counterpart(of: $0, in: to) })
        }
        try refresh(from)
        try refresh(to)
    }

    /// Gives back what an action moved, as far as it still is where it was moved to.
    func giveBack(action: ActionID, from: TicketID, to: TicketID) throws {
        let moved = try connection.all(
            """
            SELECT v.message, v.leg FROM movedMessage v JOIN message m ON m.id = v.message
            WHERE v.action = ?1 AND m.ticket = ?2 ORDER BY v.message
            """,
            action,
            from
        ) { (try $0.next(MessageID.self), try $0.next(LegID?.self)) }
        for (message, leg) in moved {
            // The leg may have gone to a third ticket since; then the way is found anew.
            try place(message, in: to, by: try leg.map { try counterpart(of: $0, in: to) })
        }
        try refresh(from)
        try refresh(to)
    }

    private func place(_ message: MessageID, in ticket: TicketID, by leg: LegID?) throws {
        try connection.run("UPDATE message SET ticket = ?2 WHERE id = ?1", message, ticket)
        try connection.run("UPDATE task SET ticket = ?2 WHERE message = ?1", message, ticket)
        guard let leg else { return }
        try connection.run("UPDATE inboundMessage SET leg = ?2 WHERE id = ?1", message, leg)
        try connection.run("UPDATE reply SET leg = ?2 WHERE id = ?1", message, leg)
        try connection.run("UPDATE delivery SET leg = ?2 WHERE reply = ?1", message, leg)
    }

    private func leg(of message: MessageID) throws -> LegID? {
        try connection.value(
            "SELECT leg FROM inboundMessage WHERE id = ?1 UNION ALL SELECT leg FROM reply WHERE id = ?1",
            message,
            as: LegID?.self
        ) ?? nil
    }

    /// The leg of a ticket that leads where another leg leads; made when there is none.
    private func counterpart(of id: LegID, in ticket: TicketID) throws -> LegID {
        let legs = LegRow(connection: connection)
        guard let leg = try legs.leg(id) else { return id }
        if leg.ticket == ticket { return id }
        let known = try legs.leg(
            ticket: ticket,
            channel: leg.channel,
            target: leg.route.target,
            conversation: leg.route.conversationKey
        )
        if let known { return known.id }
        var copy = leg
        copy.id = context.ids.next(at: at)
        copy.ticket = ticket
        try legs.save(copy)
        return copy.id
    }

    /// Works out anew what follows from a ticket's messages.
    private func refresh(_ ticket: TicketID) throws {
        try refreshLegs(of: ticket)
        try refreshParticipants(of: ticket)
        try refreshLine(of: ticket)
        try SearchQueue(context: context).mark(ticket: ticket)
    }

    /// A leg that no message goes by any more is retired, so that nobody replies to somebody who is not in the ticket.
    private func refreshLegs(of ticket: TicketID) throws {
        try connection.run(
            """
            UPDATE leg SET
                isRetired = NOT EXISTS (
                    SELECT 1 FROM message m LEFT JOIN inboundMessage i ON i.id = m.id LEFT JOIN reply r ON r.id = m.id
                    WHERE m.ticket = ?1 AND (i.leg = leg.id OR r.leg = leg.id)
                ),
                lastInboundAt = ifnull((
                    SELECT max(m.at) FROM message m JOIN inboundMessage i ON i.id = m.id
                    WHERE m.ticket = ?1 AND i.leg = leg.id
                ), lastInboundAt)
            WHERE ticket = ?1
            """,
            ticket
        )
    }

    private func refreshParticipants(of ticket: TicketID) throws {
        try connection.run("DELETE FROM ticketParticipant WHERE ticket = ?1", ticket)
        try connection.run(
            """
            INSERT INTO ticketParticipant (ticket, value, kind, namespace)
            SELECT ?1, p.value, p.kind, p.namespace
            FROM message m JOIN inboundMessage i ON i.id = m.id JOIN identity p ON p.id = i.sender
            WHERE m.ticket = ?1
            UNION
            SELECT ?1, l.targetValue, l.targetKind, l.targetNamespace
            FROM message m JOIN reply r ON r.id = m.id JOIN leg l ON l.id = r.leg
            WHERE m.ticket = ?1 AND m.kind = 'reply' AND l.targetValue IS NOT NULL
            """,
            ticket
        )
    }

    /// Works out anew what a list shows of a ticket.
    func refreshLine(of ticket: TicketID) throws {
        let newest = try connection.value(
            """
            SELECT iif(i.deletedAt IS NULL, coalesce(i.newText, i.text, r.text, n.text), '…') FROM message m
            LEFT JOIN inboundMessage i ON i.id = m.id
            LEFT JOIN reply r ON r.id = m.id
            LEFT JOIN note n ON n.id = m.id
            WHERE m.ticket = ?1 AND m.kind <> 'automatic' AND i.automatic IS NULL AND ifnull(i.isColleague, 0) = 0
            ORDER BY m.at DESC, m.id DESC LIMIT 1
            """,
            ticket,
            as: String.self
        )
        try connection.run(
            """
            UPDATE ticket SET preview = ?2,
                messageCount = (SELECT count(*) FROM message WHERE ticket = ?1),
                lastInboundAt = (
                    SELECT max(m.at) FROM message m JOIN inboundMessage i ON i.id = m.id
                    WHERE m.ticket = ?1 AND i.automatic IS NULL AND i.isColleague = 0
                ),
                hasUnverifiedSender = ifnull((
                    SELECT i.unverifiedReason IS NOT NULL AND ifnull(p.isVerified, 0)
                    FROM message m JOIN inboundMessage i ON i.id = m.id LEFT JOIN identity p ON p.id = i.sender
                    WHERE m.ticket = ?1 AND i.automatic IS NULL AND i.isColleague = 0
                    ORDER BY m.at DESC, m.id DESC LIMIT 1
                ), 0)
            WHERE id = ?1
            """,
            ticket,
            TicketWriter.preview(of: newest ?? "")
        )
        try TicketWriter(context: context).recountDeliveryProblems(of: ticket)
    }
}
