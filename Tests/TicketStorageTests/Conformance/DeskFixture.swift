import ChannelKit
import DeskModel
import Testing
import TicketStorage

/// An empty store and the hands to fill it: mails that arrive, and an agent who answers.
struct DeskFixture: Sendable {
    let store: any TicketStore
    let ids: RecordIDSource
    let mail = ChannelID(rawValue: "mail")
    let start = Timestamp(seconds: 1_790_000_000)

    /// A time some seconds after the start.
    func at(_ seconds: Int64) -> Timestamp { Timestamp(rawValue: start.rawValue + seconds * 1000) }

    /// An arrival as an adapter hands it in.
    func arrival(
        _ externalID: String,
        body: [UInt8]? = nil,
        channel: ChannelID? = nil,
        recipients: [String] = ["desk@example.org"],
        at seconds: Int64 = 0
    ) -> RawArrival {
        RawArrival(
            channel: channel ?? mail,
            externalID: ExternalID(rawValue: externalID),
            receivedAt: at(seconds),
            mediaType: "message/rfc822",
            headers: [HeaderField("X-Test", "a \"quoted\"\nvalue")],
            verdict: .fetched,
            envelopeSender: "",
            envelopeRecipients: recipients,
            settingsVersion: "v1",
            body: body ?? Array(externalID.utf8)
        )
    }

    /// What a simple mail says.
    func envelope(
        _ externalID: String,
        from address: String = "ada@example.org",
        name: String = "Ada",
        subject: String = "Printer on fire",
        text: String = "It burns.",
        messageID: String? = nil,
        answers: [String] = [],
        conversation: String? = nil
    ) -> InboundEnvelope {
        let key = IdentityKey(kind: .email, value: address)
        return InboundEnvelope(
            externalID: ExternalID(rawValue: externalID),
            sender: EnvelopeSender(
                identity: key,
                address: address,
                name: name,
                authenticity: .verified(method: "dmarc")
            ),
            recipients: [
                EnvelopeRecipient(
                    identity: IdentityKey(kind: .email, value: "desk@example.org"),
                    address: "desk@example.org",
                    name: "The \"Desk\"",
                    role: .to
                )
            ],
            subject: subject,
            text: text,
            threading: ThreadingFacts(messageID: messageID, parentIDs: answers, conversationKey: conversation),
            replyRoute: ReplyRoute(target: key, address: address)
        )
    }

    /// Journals an arrival and gives the item for its one envelope.
    func item(
        _ envelope: InboundEnvelope,
        at seconds: Int64 = 0,
        blobs: [BlobBytes] = [],
        batch: String? = nil
    ) async throws -> RoutingItem {
        var raw = arrival(envelope.externalID.rawValue, at: seconds)
        raw.batch = batch
        let acceptance = try await store.journal([raw], cursor: nil, channel: mail)[0]
        return RoutingItem(
            arrival: ArrivalID(rawValue: acceptance.arrival),
            index: 0,
            count: 1,
            channel: mail,
            receivedAt: at(seconds),
            envelope: envelope,
            blobs: blobs
        )
    }

    /// Journals and routes a mail.
    @discardableResult
    func receive(
        _ envelope: InboundEnvelope,
        at seconds: Int64 = 0,
        batch: String? = nil
    ) async throws -> RoutingResult {
        let item = try await item(envelope, at: seconds, batch: batch)
        let decider = SimpleDecider(ids: ids)
        return try await store.ingest([item]) { try decider.decide($0, $1) }[0]
    }

    /// A ticket's thread.
    func thread(_ result: RoutingResult) async throws -> TicketThread? {
        guard let number = result.ticketNumber else { return nil }
        return try await store.thread(number: number)
    }

    /// An agent's reply on the newest leg of a ticket.
    func reply(
        in thread: TicketThread,
        text: String = "We are on our way.",
        messageID: String? = nil,
        parts: Int = 1,
        at seconds: Int64 = 10,
        purpose: OutboundReply.Purpose = .reply,
        notBefore: Timestamp? = nil
    ) throws -> PlannedReply {
        let leg = try firstOf(thread.legs)
        let reply = Reply(
            id: ids.next(at: at(seconds)),
            ticket: thread.ticket.id,
            purpose: purpose,
            author: .operator,
            leg: leg.id,
            channel: leg.channel,
            text: text,
            messageID: messageID,
            at: at(seconds)
        )
        let planned = (0..<parts).map {
            OutboundPart(
                index: $0,
                externalID: messageID.map { ExternalID(rawValue: $0) },
                destinations: [leg.route.address],
                mediaType: "message/rfc822",
                body: Array("\(text) \($0)".utf8)
            )
        }
        return PlannedReply(reply: reply, leg: leg, parts: planned, notBefore: notBefore ?? at(seconds))
    }

    /// Applies a change as the operator.
    @discardableResult
    func apply(
        _ action: DeskChange.Action,
        at seconds: Int64 = 10,
        expecting version: Int? = nil,
        key: String? = nil
    ) async throws -> ChangeResult {
        try await store.apply(
            DeskChange(action, actor: .operator, at: at(seconds), expectedVersion: version, idempotencyKey: key)
        )
    }

    /// A contact with one mail address, stored.
    func contact(_ name: String, _ address: String, at seconds: Int64 = 0) async throws -> ContactID {
        let id = ids.next(Contact.self, at: at(seconds))
        let identity = Identity(
            id: ids.next(at: at(seconds)),
            key: IdentityKey(kind: .email, value: address),
            address: address,
            contact: id,
            createdAt: at(seconds)
        )
        let contact = Contact(id: id, name: name, createdAt: at(seconds))
        let item = ContactImport(
            id: ids.next(at: at(seconds)),
            name: "list",
            actor: .operator,
            assertedBy: "operator",
            at: at(seconds)
        )
        let person = ImportedPerson(contact: contact, identities: [identity])
        let outcomes = try await store.importPeople([person], with: item)
        try #require(outcomes == [.added])
        return id
    }

    /// A merge of two contacts.
    func mergeEdge(_ from: ContactID, _ into: ContactID, at seconds: Int64 = 5) -> ContactMerge {
        ContactMerge(
            id: ids.next(at: at(seconds)),
            from: from,
            into: into,
            actor: .operator,
            evidence: [.words("because"), .onePerson("a@example.org", "b@example.org", assertedBy: "provider")],
            at: at(seconds)
        )
    }
}

/// A store gave nothing where something was needed.
struct NothingThere: Error {}

/// The first of a list, or an error that fails the test.
func firstOf<Item>(_ items: [Item]) throws -> Item {
    guard let first = items.first else { throw NothingThere() }
    return first
}
