import ChannelKit
import Crypto
import DeskModel
import TicketStorage

@testable import DeskWeb

/// What a customer sends, for tests.
struct Letter: Sendable {
    var from = "grace@customer.example"
    var name = "Grace Customer"
    var subject = "The pump hums"
    var text = "The pump hums since Monday. See https://example.org/pump."
    var quoted: String?
    var html: String?
    var isVerified = true
    /// Why it is not proven; words of an adapter's own where none is given.
    var doubt: SenderDoubt?
    /// By which rule it came to its ticket.
    var rule = "new-matter"
    /// What the rule saw; a sentence of an earlier version where nothing is given.
    var evidence: [Evidence]?
    var files: [(name: String, type: String, octets: [UInt8], contentID: String?)] = []
    var fields: [EnvelopeField] = []
    /// The conversation it is part of, on a channel that has such.
    var conversation: String?

    func item(
        arrival: ArrivalID,
        channel: ChannelID,
        name external: String,
        ids: RecordIDSource,
        now: Timestamp
    )
        -> RoutingItem
    {
        let blobs = files.map { file in
            BlobBytes(
                digest: BlobDigest(rawValue: Hexadecimal.encode(SHA256.hash(data: file.octets))),
                bytes: file.octets
            )
        }
        let records = zip(files, blobs).map { file, blob in
            AttachmentRecord(
                id: ids.next(at: now),
                name: file.name,
                contentType: file.type,
                size: file.octets.count,
                blob: blob.digest,
                contentID: file.contentID,
                isInline: file.contentID != nil
            )
        }
        let key = IdentityKey(kind: .email, value: from)
        return RoutingItem(
            arrival: arrival,
            index: 0,
            count: 1,
            channel: channel,
            receivedAt: now,
            envelope: InboundEnvelope(
                externalID: ExternalID(rawValue: external),
                sender: EnvelopeSender(identity: key, address: from, name: name),
                subject: subject,
                text: text,
                replyRoute: ReplyRoute(target: key, address: from, conversationKey: conversation)
            ),
            attachments: records,
            blobs: blobs
        )
    }

    /// A new contact for an unknown address, and a new ticket unless one is given.
    func decision(
        _ item: RoutingItem,
        _ reads: any RoutingReads,
        into ticket: Ticket?,
        ids: RecordIDSource,
        now: Timestamp
    ) throws -> RoutingDecision {
        let key = IdentityKey(kind: .email, value: from)
        let known = try reads.identity(key)
        let contact = known?.contact ?? ids.next(at: now)
        let identity =
            known
            ?? Identity(
                id: ids.next(at: now),
                key: key,
                address: from,
                contact: contact,
                isVerified: isVerified,
                createdAt: now
            )
        let home =
            try ticket
            ?? Ticket(
                id: ids.next(at: now),
                number: reads.nextTicketNumber(),
                subject: subject,
                contact: contact,
                channel: item.channel,
                createdAt: now
            )
        let leg =
            try reads.leg(ticket: home.id, channel: item.channel, target: key, conversation: conversation)
            ?? Leg(
                id: ids.next(at: now),
                ticket: home.id,
                channel: item.channel,
                route: ReplyRoute(
                    channel: item.channel,
                    target: key,
                    address: from,
                    conversationKey: conversation
                ),
                recipientName: name,
                lastInboundAt: now
            )
        let message = InboundMessage(
            id: ids.next(at: now),
            ticket: home.id,
            channel: item.channel,
            externalID: item.envelope.externalID,
            arrival: item.arrival,
            sender: identity.id,
            contact: contact,
            senderName: name,
            senderAddress: from,
            authenticity: isVerified
                ? .verified(method: "dmarc") : doubt.map { .unproven($0) } ?? .unverified(reason: "no DKIM \(name)"),
            recipients: [EnvelopeRecipient(identity: nil, address: "help@desk.example \(name)", role: .to)],
            subject: subject,
            text: text,
            newText: text,
            quotedText: quoted,
            html: html,
            attachments: item.attachments,
            fields: fields,
            leg: leg.id,
            messageID: item.envelope.externalID.rawValue,
            decision: DecisionTrace(rule: rule, evidence: evidence ?? [.words("The address of \(name) is new.")]),
            warnings: [.verbatim("Guessed the charset of \(name)")],
            at: now
        )
        return RoutingDecision(
            placement: ticket == nil ? .open(home, message) : .append(message, status: nil),
            trace: message.decision,
            newContact: known == nil ? Contact(id: contact, name: name, createdAt: now) : nil,
            newIdentities: known == nil ? [identity] : [],
            leg: leg,
            events: [
                TicketEvent(
                    id: ids.next(at: now),
                    ticket: home.id,
                    actor: .contact(contact),
                    kind: ticket == nil ? .opened : .message,
                    to: ticket == nil ? item.channel.rawValue : message.id.description,
                    at: now
                )
            ]
        )
    }
}
