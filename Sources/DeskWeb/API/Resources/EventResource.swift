import DeskModel
import TicketStorage

/// Events as programs see them: in the stream, in pages, and in webhooks.
enum EventResource {
    static let schema = APIObject(
        "Event",
        "Something that happened to a ticket.",
        [
            .required("id", .id, "The id; ids grow, and never change."),
            .required("type", .words, "What happened, such as `ticket.opened` or `ticket.status`."),
            .required("ticket", .count, "The ticket's number."),
            .required("actor", .object(ActorResource.schema), "Who did it."),
            .required("from", .nullable(.words), "The value before."),
            .required("to", .nullable(.words), "The value after; a message's id for messages, replies and notes."),
            .required("at", .time, "When."),
        ]
    )

    /// Every type there is.
    static let types = TicketEvent.Kind.allCases.map(\.webhookType)

    static func json(_ numbered: NumberedEvent) -> JSON {
        let event = numbered.event
        return [
            "id": .id(event.id), "type": .text(event.kind.webhookType), "ticket": .integer(numbered.number),
            "actor": ActorResource.json(event.actor), "from": .text(orNull: event.from), "to": .text(orNull: event.to),
            "at": .time(event.at),
        ]
    }
}
