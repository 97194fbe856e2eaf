import ChannelKit
import DeskModel
import MessageText

/// Stores tickets and what a list shows of them.
struct TicketWriter {
    /// The longest preview, in characters.
    private static let previewLength = 200

    let context: WriteContext
    private var connection: Connection { context.connection }

    init(context: WriteContext) { self.context = context }

    /// The number of the next ticket.
    func nextNumber() throws -> Int {
        try connection.value("SELECT ifnull(max(number), 0) + 1 FROM ticket", as: Int.self) ?? 1
    }

    /// Stores a new ticket, and what a list shows of its first message when a customer's opens it.
    func open(_ ticket: Ticket, with message: InboundMessage? = nil) throws {
        let isCustomers = message.map { $0.automatic == nil && !$0.isColleague } ?? false
        try connection.run(
            """
            INSERT INTO ticket (id, number, subject, status, priority, contact, channel, assignee, team, mergedInto,
                createdAt, updatedAt, version, preview, messageCount, lastInboundAt, deliveryProblems,
                hasUnverifiedSender)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 0, ?17)
            """,
            ticket.id,
            ticket.number,
            ticket.subject,
            ticket.status,
            ticket.priority,
            ticket.contact,
            ticket.channel,
            ticket.assignee,
            ticket.team,
            ticket.mergedInto,
            ticket.createdAt,
            ticket.updatedAt,
            ticket.version,
            message.map(Self.preview) ?? "",
            message == nil ? 0 : 1,
            isCustomers ? message?.at : nil,
            try message.map(isDoubtful) ?? false
        )
    }

    /// Notes a customer's message in its ticket's line; what a machine or a colleague sent changes neither order nor preview.
    ///
    /// What asks for nothing, as the record of a call that was answered, does not either.
    func noteInbound(_ message: InboundMessage, isWork: Bool, status: TicketStatus?) throws {
        if message.automatic == nil, !message.isColleague, isWork {
            try connection.run(
                """
                UPDATE ticket SET messageCount = messageCount + 1, version = version + 1, preview = ?2,
                    lastInboundAt = max(ifnull(lastInboundAt, ?3), ?3), updatedAt = max(updatedAt, ?3),
                    hasUnverifiedSender = ?4
                WHERE id = ?1
                """,
                message.ticket,
                Self.preview(of: message),
                message.at,
                try isDoubtful(message)
            )
        } else {
            try connection.run(
                """
                UPDATE ticket SET messageCount = messageCount + 1, version = version + 1,
                    preview = iif(messageCount = 0, ?2, preview)
                WHERE id = ?1
                """,
                message.ticket,
                Self.preview(of: message)
            )
        }
        if let status { try setStatus(of: message.ticket, to: status) }
    }

    /// The number of a ticket.
    func number(of ticket: TicketID) throws -> Int? {
        try connection.value("SELECT number FROM ticket WHERE id = ?1", ticket, as: Int.self)
    }

    private static func preview(of message: InboundMessage) -> String {
        preview(of: message.newText.isEmpty ? message.text : message.newText)
    }

    /// Notes a reply or note in its ticket's line.
    func noteOwn(_ text: String, in ticket: TicketID, at: Timestamp) throws {
        try connection.run(
            """
            UPDATE ticket SET messageCount = messageCount + 1, version = version + 1, preview = ?2,
                updatedAt = max(updatedAt, ?3)
            WHERE id = ?1
            """,
            ticket,
            Self.preview(of: text),
            at
        )
    }

    /// Notes an automatic message: it is part of the thread and nothing else.
    func noteAutomatic(in ticket: TicketID) throws {
        try connection.run(
            "UPDATE ticket SET messageCount = messageCount + 1, version = version + 1 WHERE id = ?1",
            ticket
        )
    }

    /// Sets the status.
    func setStatus(of ticket: TicketID, to status: TicketStatus) throws {
        try connection.run("UPDATE ticket SET status = ?2 WHERE id = ?1 AND status <> ?2", ticket, status)
    }

    /// Counts one more change of a ticket and moves it to the top of its lists.
    func touch(_ ticket: TicketID, at: Timestamp) throws {
        try connection.run(
            "UPDATE ticket SET version = version + 1, updatedAt = max(updatedAt, ?2) WHERE id = ?1",
            ticket,
            at
        )
    }

    /// Adds an event.
    func add(_ event: TicketEvent) throws {
        try connection.run(
            """
            INSERT INTO ticketEvent (id, ticket, actor, kind, fromValue, toValue, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            event.id,
            event.ticket,
            event.actor,
            event.kind,
            event.from,
            event.to,
            event.at
        )
        context.news.append(.event(event))
    }

    /// Adds an event of a kind with a new id.
    func note(
        _ kind: TicketEvent.Kind,
        in ticket: TicketID,
        by actor: Actor,
        from: String? = nil,
        to: String? = nil,
        at: Timestamp
    ) throws {
        let id = context.ids.next(TicketEvent.self, at: at)
        try add(TicketEvent(id: id, ticket: ticket, actor: actor, kind: kind, from: from, to: to, at: at))
    }

    /// Adds a link, once.
    func add(_ link: TicketLink) throws {
        try connection.run(
            "INSERT INTO ticketLink (fromTicket, toTicket, kind) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            link.from,
            link.to,
            link.kind
        )
    }

    /// Counts a ticket's deliveries that an agent must know of.
    func recountDeliveryProblems(of ticket: TicketID) throws {
        try connection.run(
            """
            UPDATE ticket SET deliveryProblems = (
                SELECT count(*) FROM message m JOIN delivery d ON d.reply = m.id
                WHERE m.ticket = ?1 AND m.kind IN ('reply', 'automatic')
                    AND d.state IN ('failed', 'held', 'uncertain')
            ) WHERE id = ?1
            """,
            ticket
        )
    }

    /// Whether a message from an unproven sender claims an address that was proven before.
    private func isDoubtful(_ message: InboundMessage) throws -> Bool {
        guard !message.authenticity.isVerified, let sender = message.sender else { return false }
        return try connection.exists("SELECT 1 FROM identity WHERE id = ?1 AND isVerified = 1", sender)
    }

    /// The beginning of a text in one line.
    static func preview(of text: String) -> String { Excerpt.line(of: text, maximumLength: previewLength) }
}
