import DeskModel
import TicketStorage

/// What an endpoint was sent, as programs see it.
enum WebhookDeliveryResource {
    static let schema = APIObject(
        "WebhookDelivery",
        "An event on its way to an endpoint.",
        [
            .required("id", .id, "The delivery's id."),
            .required("message", .words, "What names it to the endpoint: its `webhook-id`."),
            .required("type", .words, "The event's type; `webhook.trial` for a trial."),
            .required("event", .nullable(.id), "The event; null for a trial."),
            .required("ticket", .nullable(.count), "The ticket's number; null for a trial."),
            .required("state", .choice(WebhookDeliveryState.allCases.map(\.rawValue)), "How it stands."),
            .required("queued_at", .time, "When it was put into the queue."),
            .required("not_before", .time, "When it is tried next, while it is pending."),
            .required("attempts", .items(.object(attempt)), "What was tried, oldest first."),
        ]
    )

    private static let attempt = APIObject(
        "WebhookAttempt",
        "One attempt at a delivery.",
        [
            .required("number", .count, "The number, from 1."),
            .required("started_at", .time, "When it began."),
            .required("ended_at", .time, "When it ended."),
            .required("status", .nullable(.count), "The HTTP status; null when there was no answer."),
            .required("detail", .words, "What happened, or the beginning of the answer."),
        ]
    )

    static func json(_ record: WebhookDeliveryRecord) -> JSON {
        let delivery = record.delivery
        return [
            "id": .id(delivery.id), "message": .text(WebhookMessage.id(of: delivery)),
            "type": .text(WebhookMessage.type(of: delivery)), "event": .id(orNull: delivery.event?.event.id),
            "ticket": .integer(orNull: delivery.event?.number), "state": .text(delivery.state.rawValue),
            "queued_at": .time(delivery.queuedAt), "not_before": .time(delivery.notBefore),
            "attempts": .array(record.attempts.map(json)),
        ]
    }

    private static func json(_ attempt: WebhookAttempt) -> JSON {
        [
            "number": .integer(attempt.number), "started_at": .time(attempt.startedAt),
            "ended_at": .time(attempt.endedAt), "status": .integer(orNull: attempt.status),
            "detail": .text(attempt.detail),
        ]
    }
}
