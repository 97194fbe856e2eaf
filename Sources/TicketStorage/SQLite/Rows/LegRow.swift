import ChannelKit
import DeskModel

/// Reads and writes legs.
struct LegRow {
    let connection: Connection

    /// The leg with an id.
    func leg(_ id: LegID) throws -> Leg? {
        try connection.first(
            """
            SELECT id, ticket, channel, routeChannel, targetKind, targetNamespace, targetValue, address, conversation,
                openUntil, audience, recipientName, lastInboundAt
            FROM leg WHERE id = ?1
            """,
            id,
            row: Self.decode
        )
    }

    /// The legs of a ticket that a reply can be made on, the one last written on first.
    func legs(of ticket: TicketID) throws -> [Leg] {
        try connection.all(
            """
            SELECT id, ticket, channel, routeChannel, targetKind, targetNamespace, targetValue, address, conversation,
                openUntil, audience, recipientName, lastInboundAt
            FROM leg WHERE ticket = ?1 AND isRetired = 0 ORDER BY lastInboundAt DESC, id DESC
            """,
            ticket,
            row: Self.decode
        )
    }

    /// The leg to an address that was last written on, among the tickets of the contact that holds it.
    func newest(to target: IdentityKey, contact: ContactID) throws -> Leg? {
        try connection.first(
            """
            SELECT l.id, l.ticket, l.channel, l.routeChannel, l.targetKind, l.targetNamespace, l.targetValue, l.address,
                l.conversation, l.openUntil, l.audience, l.recipientName, l.lastInboundAt
            FROM ticket t JOIN leg l ON l.ticket = t.id
            WHERE t.contact = ?1 AND l.isRetired = 0
                AND l.targetValue = ?2 AND l.targetKind = ?3 AND l.targetNamespace = ?4
            ORDER BY l.lastInboundAt DESC, l.id DESC LIMIT 1
            """,
            contact,
            target.value,
            target.kind,
            target.namespace,
            row: Self.decode
        )
    }

    /// The leg of a ticket that goes a certain way.
    func leg(
        ticket: TicketID,
        channel: ChannelID,
        target: IdentityKey?,
        conversation: String?
    ) throws -> Leg? {
        // Sorted here: a ticket has few legs, and a sorter would cost more than the query.
        let legs = try connection.all(
            """
            SELECT isRetired, id, ticket, channel, routeChannel, targetKind, targetNamespace, targetValue, address,
                conversation, openUntil, audience, recipientName, lastInboundAt
            FROM leg WHERE ticket = ?1 AND channel = ?2 AND targetValue IS ?3 AND targetKind IS ?4 AND targetNamespace IS ?5
                AND conversation IS ?6
            """,
            ticket,
            channel,
            target?.value,
            target?.kind,
            target?.namespace,
            conversation
        ) { row in (rank: try row.next(Bool.self) ? 0 : 1, leg: try Self.decode(&row)) }
        let best = legs.max { ($0.rank, $0.leg.lastInboundAt, $0.leg.id) < ($1.rank, $1.leg.lastInboundAt, $1.leg.id) }
        return best?.leg
    }

    /// Adds a leg, or refreshes the one with its id.
    func save(_ leg: Leg) throws {
        try connection.run(
            """
            INSERT INTO leg (id, ticket, channel, routeChannel, targetKind, targetNamespace, targetValue, address,
                conversation, openUntil, recipientName, lastInboundAt, isRetired, audience)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, ?13)
            ON CONFLICT (id) DO UPDATE SET address = excluded.address, openUntil = excluded.openUntil,
                recipientName = excluded.recipientName, audience = excluded.audience, isRetired = 0,
                lastInboundAt = max(lastInboundAt, excluded.lastInboundAt)
            """,
            leg.id,
            leg.ticket,
            leg.channel,
            leg.route.channel,
            leg.route.target?.kind,
            leg.route.target?.namespace,
            leg.route.target?.value,
            leg.route.address,
            leg.route.conversationKey,
            leg.route.openUntil,
            leg.recipientName,
            leg.lastInboundAt,
            leg.route.audience
        )
    }

    private static func decode(_ row: inout ResultRow) throws -> Leg {
        let id = try row.next(LegID.self)
        let ticket = try row.next(TicketID.self)
        let channel = try row.next(ChannelID.self)
        let routeChannel = try row.next(ChannelID?.self)
        let kind = try row.next(IdentityKind?.self)
        let namespace = try row.next(String?.self)
        let value = try row.next(String?.self)
        var target: IdentityKey?
        if let kind, let namespace, let value {
            target = IdentityKey(kind: kind, namespace: namespace, value: value)
        }
        return Leg(
            id: id,
            ticket: ticket,
            channel: channel,
            route: ReplyRoute(
                channel: routeChannel,
                target: target,
                address: try row.next(),
                conversationKey: try row.next(),
                openUntil: try row.next(),
                audience: try row.next()
            ),
            recipientName: try row.next(),
            lastInboundAt: try row.next()
        )
    }
}
