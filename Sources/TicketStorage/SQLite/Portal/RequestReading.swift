import ChannelKit
import DeskModel

/// Reads tickets as their customers may see them.
struct RequestReading {
    /// How many tickets are looked at for one page.
    private static let maximumLooks = 500

    let connection: Connection
    let viewer: Viewer
    let now: Timestamp
    /// The viewer's identities, for queries.
    private let identities: String
    private let contacts: String

    init(connection: Connection, viewer: Viewer, now: Timestamp) {
        self.connection = connection
        self.viewer = viewer
        self.now = now
        identities = JSONText.list(viewer.identities.map(\.id))
        contacts = JSONText.list(viewer.contacts)
    }

    // MARK: - The list

    /// A page of the viewer's requests, the newest first.
    func page(after: PageCursor?, limit: Int) throws -> Page<CustomerRequestSummary> {
        let limit = min(max(limit, 1), 200)
        let start = after.flatMap { Int64($0.rawValue) } ?? .max
        let candidates = try connection.all(
            """
            SELECT id, number, subject, status, createdAt FROM ticket
            WHERE contact IN (SELECT value FROM json_each(?1)) AND mergedInto IS NULL AND takenBack IS NULL AND id < ?2
            ORDER BY id DESC LIMIT ?3
            """,
            contacts,
            start,
            Self.maximumLooks
        ) { row in
            (
                id: try row.next(TicketID.self), number: try row.next(Int.self), subject: try row.next(String.self),
                status: try row.next(TicketStatus.self), openedAt: try row.next(Timestamp.self)
            )
        }
        var items: [(id: TicketID, summary: CustomerRequestSummary)] = []
        for candidate in candidates {
            // Only what is shown counts: a note must not move a request's time.
            guard let last = try headings(of: candidate.id).last(where: \.isShown) else { continue }
            let summary = CustomerRequestSummary(
                number: candidate.number,
                subject: candidate.subject,
                status: candidate.status,
                openedAt: candidate.openedAt,
                lastAt: last.at
            )
            items.append((candidate.id, summary))
            if items.count > limit { break }
        }
        var next: TicketID?
        if items.count > limit {
            next = items[limit - 1].id
        } else if candidates.count == Self.maximumLooks {
            next = candidates.last?.id
        }
        return Page(
            items: items.prefix(limit).map(\.summary),
            next: next.map { PageCursor(rawValue: $0.description) }
        )
    }

    // MARK: - One request

    /// The request with a number; nil for an absent one and for somebody else's, by the same query.
    func request(number: Int) throws -> CustomerRequest? {
        let id = try connection.value(
            """
            WITH RECURSIVE place (id, contact, mergedInto) AS (
                SELECT id, contact, mergedInto FROM ticket WHERE number = ?1
                UNION SELECT t.id, t.contact, t.mergedInto FROM place p JOIN ticket t ON t.id = p.mergedInto
            )
            SELECT p.id FROM place p JOIN ticket t ON t.id = p.id
            WHERE p.mergedInto IS NULL AND t.takenBack IS NULL AND p.contact IN (SELECT value FROM json_each(?2))
            """,
            number,
            contacts,
            as: TicketID.self
        )
        guard let id, let ticket = try TicketRow(connection: connection).ticket(id) else { return nil }
        let headings = try headings(of: id)
        guard headings.contains(where: \.isShown) else { return nil }
        return CustomerRequest(
            ticket: ticket.id,
            number: ticket.number,
            subject: ticket.subject,
            status: ticket.status,
            openedAt: ticket.createdAt,
            version: ticket.version,
            entries: try headings.compactMap(entry),
            ways: try ways(of: id)
        )
    }

    /// The legs that lead to the viewer.
    private func ways(of ticket: TicketID) throws -> [Leg] {
        let own = Set(viewer.identities.map(\.key))
        let legs = try LegRow(connection: connection).legs(of: ticket).filter { leg in
            leg.route.target.map(own.contains) == true
        }
        let isFirst = { (leg: Leg) in leg.route.target == viewer.identity.key }
        return legs.filter(isFirst) + legs.filter { !isFirst($0) }
    }

    // MARK: - Messages

    /// A message that concerns the viewer, before it is read.
    private struct Heading {
        let id: MessageID
        let kind: MessageWriter.Kind
        let at: Timestamp
        let isProven: Bool
        /// Whether it is shown without proof: it opened a ticket, or came with the ticket's signed reply address.
        let isAdmitted: Bool

        /// Whether what it says is shown, rather than that it came.
        var isShown: Bool { kind == .reply || isProven || isAdmitted }
    }

    /// The viewer's messages and the answers to them, oldest first.
    ///
    /// Words are the viewer's when one of their identities sent them, and proven when that sender was. An answer is shown
    /// when it went to one of their identities and has left, or is about to and can no longer be taken back unseen.
    private func headings(of ticket: TicketID) throws -> [Heading] {
        try connection.all(
            """
            SELECT m.id, m.kind, m.at, i.verifiedBy IS NOT NULL,
                i.rule = 'reply-token' OR EXISTS (SELECT 1 FROM routingResult o
                    WHERE o.arrival = i.arrival AND o.message = i.id AND o.outcome = 'opened')
            FROM message m JOIN inboundMessage i ON i.id = m.id
            WHERE m.ticket = ?1 AND m.kind = 'inbound' AND i.automatic IS NULL AND i.deletedAt IS NULL
                AND i.sender IN (SELECT value FROM json_each(?2))
            UNION ALL
            SELECT m.id, m.kind, m.at, 1, 0
            FROM message m JOIN reply r ON r.id = m.id JOIN leg l ON l.id = r.leg
            WHERE m.ticket = ?1 AND m.kind = 'reply'
                AND EXISTS (SELECT 1 FROM identity y
                    WHERE y.value = l.targetValue AND y.kind = l.targetKind AND y.namespace = l.targetNamespace
                        AND y.id IN (SELECT value FROM json_each(?2)))
                AND EXISTS (SELECT 1 FROM delivery d
                    WHERE d.reply = r.id AND d.state <> 'canceled' AND NOT (d.state = 'queued' AND d.notBefore > ?3))
            ORDER BY 3, 1
            """,
            ticket,
            identities,
            now
        ) { row in
            Heading(
                id: try row.next(),
                kind: try row.next(),
                at: try row.next(),
                isProven: try row.next(),
                isAdmitted: try row.next()
            )
        }
    }

    private func entry(_ heading: Heading) throws -> CustomerRequestEntry? {
        guard heading.isShown else { return .withheld(at: heading.at) }
        let messages = MessageRow(connection: connection)
        guard heading.kind == .reply else {
            return try messages.inbound(heading.id).map { message in
                .own(
                    CustomerRequestEntry.OwnWords(
                        id: message.id,
                        at: message.at,
                        text: message.newText,
                        files: message.attachments,
                        isProven: heading.isProven
                    )
                )
            }
        }
        return try messages.reply(heading.id).map { reply in
            var author: String?
            if case .agent(let id) = reply.author {
                author = try AccountTable(connection: connection).agent(id)?.name
            }
            return .answer(
                CustomerRequestEntry.DeskAnswer(
                    id: reply.id,
                    at: reply.at,
                    author: author,
                    text: reply.text,
                    files: reply.attachments
                )
            )
        }
    }
}
