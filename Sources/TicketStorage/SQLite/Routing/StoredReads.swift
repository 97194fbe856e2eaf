import ChannelKit
import DeskModel

/// What deciders may ask, over any connection: the writer's inside a batch, or a reader's for a rehearsal.
struct StoredReads: RoutingReads {
    let connection: Connection
    let blobFolder: String
    private let last = LastIdentity()

    func identity(_ key: IdentityKey) throws -> Identity? {
        if last.key == key { return last.identity }
        last.identity = try PersonRow(connection: connection).identity(key)
        last.key = key
        return last.identity
    }

    func isAgent(_ key: IdentityKey) throws -> Bool {
        guard key.kind == .email else { return false }
        return try connection.exists("SELECT 1 FROM agent WHERE email = ?1 AND isEnabled = 1", key.value)
    }

    func contact(_ id: ContactID) throws -> Contact? { try PersonRow(connection: connection).contact(id) }

    func messages(known ids: [String]) throws -> [KnownMessageID] {
        var facts: [KnownMessageID] = []
        for id in ids where !id.isEmpty {
            let known = try connection.all(
                """
                SELECT i.origin, m.ticket FROM messageIdentifier i JOIN message m ON m.id = i.message
                JOIN ticket t ON t.id = m.ticket AND t.takenBack IS NULL
                WHERE i.identifier = ?1 ORDER BY i.message LIMIT 50
                """,
                id
            ) { KnownMessageID(id: id, origin: try $0.next(), ticket: try $0.next()) }
            var best: [TicketID: KnownMessageID.Origin] = [:]
            for fact in known { best[fact.ticket] = min(best[fact.ticket] ?? fact.origin, fact.origin) }
            facts += best.map { KnownMessageID(id: id, origin: $1, ticket: $0) }
                .sorted { ($0.origin, $0.ticket) < ($1.origin, $1.ticket) }
        }
        return facts
    }

    func ticket(_ id: TicketID) throws -> CandidateTicket? {
        guard let ticket = try TicketRow(connection: connection).resolved(id) else { return nil }
        return try candidate(ticket)
    }

    func ticket(number: Int) throws -> CandidateTicket? {
        guard let id = try TicketRow(connection: connection).id(number: number) else { return nil }
        return try ticket(id)
    }

    func ticket(channel: ChannelID, conversation key: String) throws -> CandidateTicket? {
        guard !key.isEmpty else { return nil }
        let written = try connection.value(
            """
            SELECT m.ticket FROM inboundMessage i JOIN message m ON m.id = i.id
            JOIN ticket t ON t.id = m.ticket AND t.takenBack IS NULL
            WHERE i.channel = ?1 AND i.conversation = ?2 ORDER BY i.id DESC LIMIT 1
            """,
            channel,
            key,
            as: TicketID.self
        )
        // A conversation that the desk began has no message from outside yet.
        let begun = try connection.value(
            """
            SELECT l.ticket FROM leg l JOIN ticket t ON t.id = l.ticket AND t.takenBack IS NULL
            WHERE l.channel = ?1 AND l.conversation = ?2 AND l.isRetired = 0 ORDER BY l.id DESC LIMIT 1
            """,
            channel,
            key,
            as: TicketID.self
        )
        guard let newest = [written, begun].compactMap({ $0 }).max() else { return nil }
        return try ticket(newest)
    }

    func unsolvedTickets(ofPerson person: ContactID, limit: Int) throws -> [CandidateTicket] {
        // By contact, so that the index gives the newest without sorting; a person is rarely more than one.
        let ids = try PersonRow(connection: connection).contacts(ofPerson: person).flatMap { contact in
            try connection.all(
                """
                SELECT id FROM ticket INDEXED BY ticketUnsolvedByContact
                WHERE contact = ?1 AND mergedInto IS NULL AND status <> 'solved' AND status <> 'closed'
                    AND shelf IS NOT 'spam'
                ORDER BY id DESC LIMIT ?2
                """,
                contact,
                limit
            ) { try $0.next(TicketID.self) }
        }
        return try ids.sorted(by: >).prefix(limit).compactMap(ticket)
    }

    func message(channel: ChannelID, externalID: ExternalID) throws -> MessageID? {
        try connection.value(
            "SELECT id FROM inboundMessage WHERE channel = ?1 AND externalID IN (?2, ?3)",
            channel,
            externalID,
            ErasedName.of(externalID),
            as: MessageID.self
        )
    }

    func message(channel: ChannelID, messageID: String) throws -> InboundMessage? {
        guard !messageID.isEmpty else { return nil }
        let id = try connection.value(
            """
            SELECT i.id FROM messageIdentifier k JOIN inboundMessage i ON i.id = k.message
            WHERE k.identifier = ?2 AND k.origin = 'received' AND i.channel = ?1 AND i.messageID = ?2
            ORDER BY i.id DESC LIMIT 1
            """,
            channel,
            messageID,
            as: MessageID.self
        )
        return try id.flatMap(MessageRow(connection: connection).inbound)
    }

    func waitingChanges(channel: ChannelID, messageID: String) throws -> [WaitingChange] {
        try WaitingChangeTable(connection: connection).changes(of: messageID, channel: channel)
    }

    func leg(ticket: TicketID, channel: ChannelID, target: IdentityKey, conversation: String?) throws -> Leg? {
        try LegRow(connection: connection)
            .leg(ticket: ticket, channel: channel, target: target, conversation: conversation)
    }

    func openCallBacks(to target: IdentityKey) throws -> [TicketTask] {
        try TaskTable(connection: connection).openCallBacks(to: target)
    }

    func deliveries(externalID: String) throws -> [Delivery] {
        guard !externalID.isEmpty else { return [] }
        let ids = try connection.all(
            """
            SELECT id FROM delivery WHERE externalID = ?1
            UNION SELECT id FROM delivery WHERE receiptID = ?1
            ORDER BY id DESC LIMIT 20
            """,
            externalID
        ) { try $0.next(DeliveryID.self) }
        let rows = DeliveryRow(connection: connection, blobFolder: blobFolder)
        return try ids.compactMap(rows.delivery)
    }

    func brandName() throws -> String {
        try connection.value("SELECT name FROM branding", as: String.self) ?? ""
    }

    func agent(_ key: IdentityKey) throws -> AgentID? {
        guard key.kind == .email else { return nil }
        return try connection.value(
            "SELECT id FROM agent WHERE email = ?1 AND isEnabled = 1",
            key.value,
            as: AgentID.self
        )
    }

    func senderBlock(on key: IdentityKey) throws -> SenderBlock? {
        try SenderBlockTable(connection: connection).block(on: key)
    }

    func deliveries(origin: String) throws -> [Delivery] {
        let ids = try connection.all(
            """
            SELECT delivery FROM outboundPart WHERE origin = ?1 COLLATE NOCASE AND origin GLOB '*+*'
            ORDER BY delivery DESC LIMIT 20
            """,
            origin
        ) { try $0.next(DeliveryID.self) }
        let rows = DeliveryRow(connection: connection, blobFolder: blobFolder)
        return try ids.compactMap(rows.delivery)
    }

    func noticeMail(messageID: String?, origin: String?) throws -> NoticeMailID? {
        try NoticeDeliveryTable(connection: connection).mail(messageID: messageID, origin: origin)
    }

    func team(named name: String) throws -> TeamID? {
        try connection.value("SELECT id FROM team WHERE name = ?1", name, as: TeamID.self)
    }

    func inboundMessage(_ id: MessageID) throws -> InboundMessage? {
        try MessageRow(connection: connection).inbound(id)
    }

    func automaticReplies(to target: IdentityKey, since: Timestamp) throws -> Int {
        try connection.value(
            "SELECT count(*) FROM automaticReply WHERE value = ?1 AND kind = ?2 AND namespace = ?3 AND at >= ?4",
            target.value,
            target.kind,
            target.namespace,
            since,
            as: Int.self
        ) ?? 0
    }

    func nextTicketNumber() throws -> Int {
        try connection.value("SELECT ifnull(max(number), 0) + 1 FROM ticket", as: Int.self) ?? 1
    }

    private func candidate(_ ticket: Ticket) throws -> CandidateTicket {
        let participants = try connection.all(
            "SELECT kind, namespace, value FROM ticketParticipant WHERE ticket = ?1 LIMIT 500",
            ticket.id
        ) { IdentityKey(kind: try $0.next(), namespace: try $0.next(), value: try $0.next()) }
        let found = try connection.first(
            "SELECT c.person, t.lastInboundAt FROM ticket t JOIN contact c ON c.id = t.contact WHERE t.id = ?1",
            ticket.id
        ) { (try $0.next(ContactID.self), try $0.next(Timestamp?.self)) }
        return CandidateTicket(
            ticket: ticket,
            person: found?.0 ?? ticket.contact,
            participants: participants,
            lastInboundAt: found?.1
        )
    }
}

/// The identity asked for last.
///
/// Deciders ask for a sender's again and again, and nothing is written while they decide.
private final class LastIdentity {
    var key: IdentityKey?
    var identity: Identity?
}
