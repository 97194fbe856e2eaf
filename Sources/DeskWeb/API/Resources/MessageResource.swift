import ChannelKit
import DeskModel
import TicketStorage

/// Messages of a ticket as programs see them.
enum MessageResource {
    static let attachment = APIObject(
        "Attachment",
        "A file in a message.",
        [
            .required("id", .id, "The id; `GET /attachments/{id}` gives the bytes."),
            .required("name", .words, "The file name."),
            .required("content_type", .words, "The media type as its sender declared it."),
            .required("size", .count, "The number of bytes."),
            .required("inline", .boolean, "Whether it is part of the text."),
        ]
    )

    static let sender = APIObject(
        "Sender",
        "Who sent a message, as written.",
        [
            .required("name", .words, "The name."),
            .required("address", .words, "The address."),
            .required("verified", .boolean, "Whether it is proven."),
        ]
    )

    static let schema = APIObject(
        "Message",
        "A message, reply or note in a ticket.",
        [
            .required("id", .id, "The id."),
            .required(
                "direction",
                .choice(["inbound", "outbound", "note"]),
                "From the customer, to them, or internal."
            ),
            .required("channel", .nullable(.words), "The channel it came or leaves by."),
            .required("leg", .nullable(.id), "The leg a reply to it goes by, or that it leaves by."),
            .required("author", .object(ActorResource.schema), "Who wrote it."),
            .required("sender", .nullable(.object(sender)), "Who sent it; for inbound messages."),
            .required("subject", .nullable(.words), "Its own subject line."),
            .required("text", .words, "What was newly written."),
            .required("quoted", .nullable(.words), "What it quotes."),
            .required("automatic", .boolean, "Whether no person wrote it."),
            .required("rule", .nullable(.words), "The rule that put it into this ticket."),
            .required("attachments", .items(.object(attachment)), "Files that go along."),
            .required("deliveries", .items(.object(DeliveryResource.schema)), "How its parts are on their way."),
            .required("at", .time, "When it came or was written."),
        ]
    )

    static let leg = APIObject(
        "Leg",
        "Where a reply can go.",
        [
            .required("id", .id, "The id."),
            .required("channel", .words, "The channel a reply leaves by."),
            .required("address", .words, "Where it goes."),
            .required("recipient", .words, "The name of the person there."),
            .required("open_until", .nullable(.time), "Until when the provider takes a free reply."),
            .required("last_inbound_at", .time, "When the person last wrote on it."),
        ]
    )

    static func json(_ entry: ThreadEntry) -> JSON {
        switch entry {
        case .inbound(let message): json(message)
        case .reply(let reply, let deliveries): json(reply, deliveries)
        case .note(let note): json(note)
        }
    }

    static func id(_ entry: ThreadEntry) -> MessageID {
        switch entry {
        case .inbound(let message): message.id
        case .reply(let reply, _): reply.id
        case .note(let note): note.id
        }
    }

    private static func json(_ message: InboundMessage) -> JSON {
        [
            "id": .id(message.id), "direction": "inbound", "channel": .text(message.channel.rawValue),
            "leg": .id(orNull: message.leg), "author": ActorResource.json(.contact(message.contact)),
            "sender": [
                "name": .text(message.senderName), "address": .text(message.senderAddress),
                "verified": .boolean(message.authenticity.isVerified),
            ],
            "subject": .text(orNull: message.subject), "text": .text(message.newText),
            "quoted": .text(orNull: message.quotedText), "automatic": .boolean(message.automatic != nil),
            "rule": .text(message.decision.rule), "attachments": .array(message.attachments.map(json)),
            "deliveries": [], "at": .time(message.at),
        ]
    }

    private static func json(_ reply: Reply, _ deliveries: [DeliveryRecord]) -> JSON {
        [
            "id": .id(reply.id), "direction": "outbound", "channel": .text(reply.channel.rawValue),
            "leg": .id(reply.leg), "author": ActorResource.json(reply.author), "sender": .null, "subject": .null,
            "text": .text(reply.text), "quoted": .null, "automatic": .boolean(reply.purpose != .reply), "rule": .null,
            "attachments": .array(reply.attachments.map(json)),
            "deliveries": .array(deliveries.map(DeliveryResource.json)), "at": .time(reply.at),
        ]
    }

    private static func json(_ note: Note) -> JSON {
        [
            "id": .id(note.id), "direction": "note", "channel": .null, "leg": .null,
            "author": ActorResource.json(note.author), "sender": .null, "subject": .null, "text": .text(note.text),
            "quoted": .null, "automatic": false, "rule": .null, "attachments": [], "deliveries": [],
            "at": .time(note.at),
        ]
    }

    static func json(_ file: AttachmentRecord) -> JSON {
        [
            "id": .id(file.id), "name": .text(file.name), "content_type": .text(file.contentType),
            "size": .integer(file.size), "inline": .boolean(file.isInline),
        ]
    }

    static func json(_ leg: Leg) -> JSON {
        [
            "id": .id(leg.id), "channel": .text(leg.channel.rawValue), "address": .text(leg.route.address),
            "recipient": .text(leg.recipientName), "open_until": .time(orNull: leg.route.openUntil),
            "last_inbound_at": .time(leg.lastInboundAt),
        ]
    }
}

/// Deliveries as programs see them.
enum DeliveryResource {
    static let states = APISchema.choice(DeliveryState.allCases.map(\.rawValue))

    static let attempt = APIObject(
        "DeliveryAttempt",
        "One try at a delivery.",
        [
            .required("number", .count, "The number, from 1."),
            .required("started_at", .time, "When it began."),
            .required("ended_at", .nullable(.time), "When its outcome was known."),
            .required("outcome", .nullable(.words), "`sent`, `later`, `never`, `unknown`, `blocked` or `interrupted`."),
            .required("answer", .words, "The other side's words, or why it failed."),
        ]
    )

    static let schema = APIObject(
        "Delivery",
        "One part of a reply on its way to one place.",
        [
            .required("id", .id, "The id."),
            .required("reply", .id, "The reply it is part of."),
            .required("channel", .words, "The channel."),
            .required("to", .items(.words), "Where it goes."),
            .required("state", states, "How it stands."),
            .required("reason", .words, "Why it stands so; empty when there is nothing to say."),
            .required("may_repeat", .boolean, "Whether the recipient may get it twice."),
            .required("not_before", .time, "Not before this."),
            .required("created_at", .time, "When it was put into the outbox."),
            .required("attempts", .items(.object(attempt)), "The tries so far."),
        ]
    )

    static func json(_ record: DeliveryRecord) -> JSON {
        let delivery = record.delivery
        return [
            "id": .id(delivery.id), "reply": .id(delivery.reply), "channel": .text(delivery.channel.rawValue),
            "to": .array(delivery.part.destinations.map { .text($0) }), "state": .text(delivery.state.rawValue),
            "reason": .text(delivery.reason.english), "may_repeat": .boolean(delivery.mayRepeat),
            "not_before": .time(delivery.notBefore), "created_at": .time(delivery.createdAt),
            "attempts": .array(
                record.attempts.map { attempt in
                    [
                        "number": .integer(attempt.number), "started_at": .time(attempt.startedAt),
                        "ended_at": .time(orNull: attempt.endedAt), "outcome": .text(orNull: attempt.outcome),
                        "answer": .text(attempt.answer.english),
                    ]
                }
            ),
        ]
    }
}
