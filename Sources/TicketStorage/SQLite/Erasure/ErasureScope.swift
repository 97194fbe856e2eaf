import ChannelKit
import DeskModel

/// Everything that belongs to a person, found before any of it is touched.
///
/// What is found is named by id, so that finding and erasing are apart and a preview tells exactly what erasing does.
struct ErasureScope {
    /// The contacts the person is made of.
    let contacts: [ContactID]
    let identities: [Identity]
    /// Tickets of the person, merged ones included.
    let tickets: [TicketID]
    /// Legs by which the person is reached, or that are in their tickets.
    let legs: [LegID]
    /// Messages whose words go: what the person wrote anywhere, what was written to them, and what agents noted in their tickets.
    let messages: [MessageID]
    /// What other people wrote in the person's tickets: it keeps what they newly wrote.
    let foreign: [MessageID]
    /// The arrivals behind all of these, and those that became no message.
    let arrivals: [ArrivalID]
    /// Those of them that were found by reading them.
    let naming: NamingArrivals

    /// Finds what belongs to the person of a contact; nil when there is no such contact.
    ///
    /// With arrivals that were found before, only those that came since are read.
    init?(
        of contact: ContactID,
        _ connection: Connection,
        blobFolder: String,
        since known: NamingArrivals? = nil
    ) throws {
        let people = PersonRow(connection: connection)
        guard let person = try people.contact(contact)?.person else { return nil }
        contacts = try people.contacts(ofPerson: person)
        identities = try contacts.flatMap(people.identities)
        let persons = JSONText.list(contacts)
        tickets = try connection.all(
            "SELECT id FROM ticket WHERE contact IN (SELECT value FROM json_each(?1)) ORDER BY id",
            persons
        ) { try $0.next() }
        let own = JSONText.list(tickets)
        legs = try connection.all(
            """
            SELECT id FROM leg WHERE ticket IN (SELECT value FROM json_each(?1))
            UNION
            SELECT l.id FROM identity i JOIN leg l
                ON l.targetValue = i.value AND l.targetKind = i.kind AND l.targetNamespace = i.namespace
            WHERE i.contact IN (SELECT value FROM json_each(?2))
            """,
            own,
            persons
        ) { try $0.next() }
        messages = try connection.all(
            """
            SELECT i.id FROM inboundMessage i WHERE i.contact IN (SELECT value FROM json_each(?2))
            UNION
            SELECT m.id FROM message m WHERE m.ticket IN (SELECT value FROM json_each(?1)) AND m.kind <> 'inbound'
            UNION
            SELECT r.id FROM leg l JOIN message m ON m.ticket = l.ticket JOIN reply r ON r.id = m.id AND r.leg = l.id
            WHERE l.id IN (SELECT value FROM json_each(?3))
            """,
            own,
            persons,
            JSONText.list(legs)
        ) { try $0.next() }
        foreign = try connection.all(
            """
            SELECT m.id FROM message m JOIN inboundMessage i ON i.id = m.id
            WHERE m.ticket IN (SELECT value FROM json_each(?1)) AND i.contact NOT IN (SELECT value FROM json_each(?2))
            """,
            own,
            persons
        ) { try $0.next() }
        let behind = try connection.all(
            """
            SELECT arrival FROM inboundMessage WHERE id IN (SELECT value FROM json_each(?1))
            UNION SELECT arrival FROM messageChange WHERE message IN (SELECT value FROM json_each(?1))
            UNION SELECT arrival FROM routingResult WHERE outcome IN ('duplicate', 'ignored', 'quarantined')
                AND (message IN (SELECT value FROM json_each(?1)) OR contact IN (SELECT value FROM json_each(?3)))
            UNION SELECT id FROM arrival WHERE outcome <> 'opened' AND outcome <> 'appended'
                AND outcome IN ('ignored', 'quarantined', 'duplicate')
                AND lower(envelopeSender) IN (SELECT value FROM json_each(?2))
            """,
            JSONText.list(messages + foreign),
            JSONText.list(Self.addresses(of: identities)),
            persons
        ) { try $0.next(ArrivalID.self) }
        naming = try NamingArrivals(
            of: Self.addresses(of: identities),
            since: known,
            connection,
            blobFolder: blobFolder
        )
        arrivals = Set(behind + naming.found).sorted { $0.rawValue < $1.rawValue }
    }

    /// The person's mail addresses and telephone numbers, as they are kept and as they were written, in lower case.
    ///
    /// A handle is somebody's in its own namespace only, and a common word elsewhere: texts are not searched for it.
    var addresses: [String] { Self.addresses(of: identities) }

    private static func addresses(of identities: [Identity]) -> [String] {
        identities.filter { $0.key.kind != .handle }
            .flatMap { [$0.key.value.lowercased(), $0.address.lowercased()] }.filter { !$0.isEmpty }
    }

    /// Whether something for the person is on its way out at this moment.
    func isBeingSent(_ connection: Connection) throws -> Bool {
        try connection.exists(
            "SELECT 1 FROM delivery WHERE reply IN (SELECT value FROM json_each(?1)) AND state = 'sending'",
            JSONText.list(messages)
        )
    }

    /// What erasing removes and leaves.
    func report(_ connection: Connection) throws -> ErasureReport {
        let attachments = try connection.value(
            "SELECT count(*) FROM attachment WHERE message IN (SELECT value FROM json_each(?1))",
            JSONText.list(messages),
            as: Int.self
        )
        let numbers = try connection.all(
            "SELECT number FROM ticket WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY number LIMIT 1000",
            JSONText.list(tickets)
        ) { try $0.next(Int.self) }
        let elsewhere = try connection.value(
            """
            SELECT count(DISTINCT ticket) FROM message WHERE id IN (SELECT value FROM json_each(?1))
                AND ticket NOT IN (SELECT value FROM json_each(?2))
            """,
            JSONText.list(messages),
            JSONText.list(tickets),
            as: Int.self
        )
        return ErasureReport(
            contacts: contacts.count,
            identities: identities.count,
            tickets: numbers,
            messages: messages.count,
            attachments: attachments ?? 0,
            arrivals: arrivals.count,
            foreignMessages: foreign.count,
            foreignTickets: elsewhere ?? 0
        )
    }
}
