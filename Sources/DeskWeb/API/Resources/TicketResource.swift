import ChannelKit
import DeskModel
import TicketStorage

/// A ticket as programs see it: only what its version counts, so that version and representation change together.
enum TicketResource {
    static let statuses = APISchema.choice(TicketStatus.allCases.map(\.rawValue))
    static let priorities = APISchema.choice(TicketPriority.allCases.map(\.rawValue))

    private static let fields: [APIField] = [
        .required("id", .id, "The id."),
        .required("number", .count, "The number people use."),
        .required("subject", .words, "What it is about."),
        .required("status", statuses, "Where it stands."),
        .required("priority", priorities, "How urgent it is."),
        .required("contact", .id, "The contact it was opened for."),
        .required("channel", .words, "The channel that opened it."),
        .required("assignee", .nullable(.id), "The agent who answers it."),
        .required("team", .nullable(.id), "The team it belongs to."),
        .required("created_at", .time, "When it was opened."),
        .required("updated_at", .time, "When anything about it changed last."),
        .required("version", .count, "Counts changes; the ETag is this number in quotes."),
    ]

    static let schema = APIObject("Ticket", "One matter of one contact, over any number of channels.", fields)

    private static let fieldValue = APIObject(
        "FieldValue",
        "The value of a ticket's field.",
        [.required("key", .words, "The field's key."), .required("value", .words, "The value.")]
    )

    static let full = APIObject(
        "NumberedTicket",
        "A ticket by number.",
        fields + [
            .required("merged_into", .nullable(.count), "The number of the ticket it was merged into."),
            .required("type", .nullable(.words), "What kind of matter it is, by the type's key."),
            .required("tags", .items(.words), "Its tags, by name."),
            .required(
                "snoozed_until",
                .nullable(.time),
                "Until when it is off the working lists; null when it is not."
            ),
            .required("spam", .boolean, "Whether it was put away as spam."),
            .required("fields", .items(.object(fieldValue)), "The values of its fields, in the fields' order."),
        ]
    )

    static let line = APIObject(
        "TicketLine",
        "A ticket as a line of a list.",
        fields + [
            .required("contact_name", .words, "The name of the person it is for, or their address."),
            .required("assignee_name", .nullable(.words), "The name of its assignee."),
            .required("preview", .words, "The beginning of its newest message."),
            .required("message_count", .count, "How many messages it has."),
            .required("delivery_problem", .boolean, "Whether a delivery failed, is held or uncertain."),
            .required(
                "unverified_sender",
                .boolean,
                "Whether its newest message claims a known address without proof."
            ),
        ]
    )

    static let found = APIObject(
        "FoundTicket",
        "A ticket that was found.",
        [
            .required("ticket", .object(line), "The ticket."),
            .required("excerpt", .words, "A piece of the text around the match."),
        ]
    )

    static func json(_ ticket: Ticket) -> JSON {
        [
            "id": .id(ticket.id), "number": .integer(ticket.number), "subject": .text(ticket.subject),
            "status": .text(ticket.status.rawValue), "priority": .text(ticket.priority.rawValue),
            "contact": .id(ticket.contact), "channel": .text(ticket.channel.rawValue),
            "assignee": .id(orNull: ticket.assignee), "team": .id(orNull: ticket.team),
            "created_at": .time(ticket.createdAt), "updated_at": .time(ticket.updatedAt),
            "version": .integer(ticket.version),
        ]
    }

    static func full(_ ticket: NumberedTicket) -> JSON {
        json(ticket.ticket).adding([
            ("merged_into", .integer(orNull: ticket.mergedInto)), ("type", .text(orNull: ticket.marks.type)),
            ("tags", .array(ticket.marks.tags.map { .text($0) })),
            ("snoozed_until", .time(orNull: ticket.marks.snoozedUntil)), ("spam", .boolean(ticket.marks.isSpam)),
            ("fields", .array(ticket.fields.map { ["key": .text($0.key), "value": .text($0.value)] })),
        ])
    }

    static func line(_ summary: TicketSummary) -> JSON {
        json(summary.ticket).adding([
            ("contact_name", .text(summary.contactName)),
            ("assignee_name", .text(orNull: summary.assigneeName)),
            ("preview", .text(summary.preview)),
            ("message_count", .integer(summary.messageCount)),
            ("delivery_problem", .boolean(summary.hasDeliveryProblem)),
            ("unverified_sender", .boolean(summary.hasUnverifiedSender)),
        ])
    }

    static func found(_ hit: SearchHit) -> JSON {
        ["ticket": line(hit.ticket), "excerpt": .text(hit.excerpt)]
    }

    /// The strong entity tag of a ticket.
    static func entityTag(_ ticket: Ticket) -> String { "\"\(ticket.version)\"" }

    /// Where a ticket is found.
    static func path(_ number: Int) -> String { "/api/v1/tickets/\(number)" }
}

extension JSON {
    /// The object with further members.
    func adding(_ more: [(String, JSON)]) -> JSON {
        .object(members + more.map { Member(name: $0.0, value: $0.1) })
    }
}
