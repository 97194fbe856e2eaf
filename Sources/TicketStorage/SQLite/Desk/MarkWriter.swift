import ChannelKit
import DeskModel

/// Applies changes of what agents put on tickets.
struct MarkWriter {
    let context: WriteContext
    let change: DeskChange
    private var connection: Connection { context.connection }
    private var tickets: TicketWriter { TicketWriter(context: context) }
    private typealias Refusal = DeskChangeWriter.Refusal

    init(context: WriteContext, change: DeskChange) {
        self.context = context
        self.change = change
    }

    func apply(_ mark: TicketMark, to ticket: Ticket) throws {
        let marks = try MarkTable(connection: connection).marks(of: ticket.id)
        switch mark {
        case .snooze(let until): try snooze(ticket, marks, until)
        case .type(let type): try set(ticket, marks, type: type)
        case .fields(let changes): try set(ticket, changes)
        case .tags(let adding, let removing):
            try set(ticket, marks, tags: Set(marks.tags).union(Self.read(adding)).subtracting(removing))
        case .onlyTags(let tags): try set(ticket, marks, tags: Set(Self.read(tags)))
        case .follower(let agent, let isFollowing): try follow(ticket, agent, isFollowing)
        case .spam(let isSpam): try set(ticket, marks, isSpam: isSpam)
        case .mention(let agent, let note): try mention(agent, in: ticket, by: note)
        }
    }

    private func snooze(_ ticket: Ticket, _ marks: TicketMarks, _ until: Timestamp?) throws {
        guard marks.snoozedUntil != until else { return }
        if marks.isSpam { throw Refusal("ticket \(ticket.number) is put away as spam") }
        if let until {
            guard ticket.status.isUnsolved else { throw Refusal("ticket \(ticket.number) is solved already") }
            guard until > change.at else { throw Refusal("the time to sleep until must be in the future") }
        }
        try connection.run(
            "UPDATE ticket SET shelf = iif(?2 IS NULL, NULL, 'snoozed'), snoozedUntil = ?2 WHERE id = ?1",
            ticket.id,
            until
        )
        try note(.snoozed, ticket, Self.text(marks.snoozedUntil), Self.text(until))
    }

    private func set(_ ticket: Ticket, _ marks: TicketMarks, type: String?) throws {
        guard marks.type != type else { return }
        if let type, try !DesignTable(connection: connection).design().activeTypes.contains(type) {
            throw Refusal("there is no such type")
        }
        try connection.run("UPDATE ticket SET type = ?2 WHERE id = ?1", ticket.id, type)
        try note(.type, ticket, marks.type, type)
    }

    private func set(_ ticket: Ticket, _ changes: [FieldChange]) throws {
        do {
            let fields = FieldWriter(context: context)
            guard try fields.apply(changes, to: ticket.id, by: change.actor, at: change.at) else { return }
        } catch let refusal as FieldRefusal {
            throw Refusal(refusal.detail)
        }
        try tickets.touch(ticket.id, at: change.at)
    }

    private static func read(_ tags: [String]) -> [String] {
        tags.prefix(TicketMark.maximumTags).compactMap(TicketMark.normalizedTag)
    }

    private func set(_ ticket: Ticket, _ marks: TicketMarks, tags wanted: Set<String>) throws {
        let tags = wanted.sorted()
        guard tags != marks.tags else { return }
        guard tags.count <= TicketMark.maximumTags else {
            throw Refusal("a ticket has at most \(TicketMark.maximumTags) tags")
        }
        let new = Set(tags).subtracting(marks.tags)
        if let retired = try TagTable(connection: connection).retired(among: new.sorted()).first {
            throw Refusal("the tag \(retired) is retired")
        }
        for tag in Set(marks.tags).subtracting(tags) {
            try connection.run("DELETE FROM ticketTag WHERE tag = ?1 AND ticket = ?2", tag, ticket.id)
        }
        for tag in new {
            try connection.run("INSERT INTO ticketTag (tag, ticket) VALUES (?1, ?2)", tag, ticket.id)
        }
        try connection.run("UPDATE ticket SET tags = ?2 WHERE id = ?1", ticket.id, JSONText.list(tags))
        try note(.tags, ticket, marks.tags.joined(separator: ", "), tags.joined(separator: ", "))
    }

    private func follow(_ ticket: Ticket, _ agent: AgentID, _ isFollowing: Bool) throws {
        guard try connection.exists("SELECT 1 FROM agent WHERE id = ?1", agent) else {
            throw Refusal("there is no such agent")
        }
        if isFollowing {
            try connection.run(
                "INSERT INTO ticketFollower (ticket, agent) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                ticket.id,
                agent
            )
        } else {
            try connection.run("DELETE FROM ticketFollower WHERE ticket = ?1 AND agent = ?2", ticket.id, agent)
        }
        guard connection.changes > 0 else { return }
        try note(.follower, ticket, isFollowing ? nil : agent.description, isFollowing ? agent.description : nil)
    }

    /// Spam and its senders: what they send from now on waits in the intake, where it can be released.
    private func set(_ ticket: Ticket, _ marks: TicketMarks, isSpam: Bool) throws {
        guard marks.isSpam != isSpam else { return }
        try connection.run(
            "UPDATE ticket SET shelf = iif(?2, 'spam', NULL), snoozedUntil = NULL WHERE id = ?1",
            ticket.id,
            isSpam
        )
        try connection.run(
            """
            UPDATE identity SET isBlocked = ?2 WHERE isBlocked <> ?2 AND id IN (
                SELECT i.sender FROM message m JOIN inboundMessage i ON i.id = m.id
                WHERE m.ticket = ?1 AND i.sender IS NOT NULL)
            """,
            ticket.id,
            isSpam
        )
        try note(.spam, ticket, isSpam ? nil : "spam", isSpam ? "spam" : nil)
        try AuditTable(context: context)
            .add(
                AuditEntry(
                    actor: change.actor,
                    action: isSpam ? .ticketSpam : .ticketReleased,
                    object: "ticket:\(ticket.number)",
                    at: change.at
                )
            )
    }

    private func mention(_ agent: AgentID, in ticket: Ticket, by note: MessageID) throws {
        try AttentionTable(connection: connection).ask(agent, about: ticket.id, at: change.at)
        try tickets.note(
            .mention,
            in: ticket.id,
            by: change.actor,
            from: note.description,
            to: agent.description,
            at: change.at
        )
    }

    private func note(_ kind: TicketEvent.Kind, _ ticket: Ticket, _ from: String?, _ to: String?) throws {
        try tickets.note(kind, in: ticket.id, by: change.actor, from: from, to: to, at: change.at)
        try tickets.touch(ticket.id, at: change.at)
    }

    /// A time in an event: milliseconds since 1970, as everywhere in the store.
    static func text(_ time: Timestamp?) -> String? { time.map { String($0.rawValue) } }
}

/// Reads what agents put on tickets.
struct MarkTable {
    let connection: Connection

    /// The tags most in use, by name.
    func commonTags(limit: Int) throws -> [String] {
        try connection.all(
            """
            SELECT tag FROM tagTally WHERE count > 0 AND tag NOT IN (SELECT tag FROM retiredTag)
            ORDER BY count DESC, tag LIMIT ?1
            """,
            limit
        ) { try $0.next(String.self) }.sorted()
    }

    func marks(of ticket: TicketID) throws -> TicketMarks {
        try connection.first("SELECT shelf, snoozedUntil, type, tags FROM ticket WHERE id = ?1", ticket) { row in
            var marks = TicketMarks()
            marks.isSpam = try row.next(String?.self) == "spam"
            marks.snoozedUntil = try row.next()
            marks.type = try row.next()
            marks.tags = try JSONText.read(try row.next(String.self), as: String.self)
            return marks
        } ?? TicketMarks()
    }

    func followers(of ticket: TicketID) throws -> [AgentID] {
        try connection.all("SELECT agent FROM ticketFollower WHERE ticket = ?1", ticket) { try $0.next() }
    }
}

/// Tickets that agents were asked to look at.
struct AttentionTable {
    let connection: Connection

    func ask(_ agent: AgentID, about ticket: TicketID, at: Timestamp) throws {
        try connection.run(
            """
            INSERT INTO attention (agent, ticket, at, seenAt) VALUES (?1, ?2, ?3, NULL)
            ON CONFLICT DO UPDATE SET at = excluded.at, seenAt = NULL
            """,
            agent,
            ticket,
            at
        )
    }

    func see(_ ticket: TicketID, by agent: AgentID, at: Timestamp) throws {
        try connection.run(
            "UPDATE attention SET seenAt = ?3 WHERE agent = ?1 AND ticket = ?2 AND seenAt IS NULL",
            agent,
            ticket,
            at
        )
    }

    /// How many wait for an agent; counted up to 100.
    func unseenCount(of agent: AgentID) throws -> Int {
        try connection.value(
            "SELECT count(*) FROM (SELECT 1 FROM attention WHERE agent = ?1 AND seenAt IS NULL LIMIT 100)",
            agent,
            as: Int.self
        ) ?? 0
    }
}
