import DeskModel
import HTTPTypes

extension APIRoutes {
    /// What came in and what leaves.
    static let running: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/intake",
            access: .scope(.readDesk),
            operation: "listIntake",
            summary: "What came in, newest first.",
            parameters: [
                .query("outcome", DeskResources.outcomes, "Only what became this."),
                .query("channel", .line(maximum: 64), "Only what came by this channel."),
            ] + APIParameter.paging,
            answer: .object(.ok, APISchema.page(of: DeskResources.arrival), "A page of the journal."),
            respond: RunningCalls.intake
        ),
        APIRoute(
            method: .post,
            path: "/intake/{id}/requeue",
            access: .scope(.writeTickets),
            operation: "requeueArrival",
            summary: "Releases a quarantined arrival into the queue.",
            parameters: [.id("arrival")],
            answer: .nothing("It is routed again."),
            respond: RunningCalls.requeue
        ),
        APIRoute(
            method: .get,
            path: "/outbox",
            access: .scope(.readDesk),
            operation: "listOutbox",
            summary: "Deliveries, newest first.",
            parameters: [.query("state", DeliveryResource.states, "Only deliveries that stand so.")]
                + APIParameter.paging,
            answer: .object(.ok, APISchema.page(of: DeliveryResource.schema), "A page of deliveries."),
            respond: RunningCalls.outbox
        ),
        APIRoute(
            method: .get,
            path: "/outbox/{id}",
            access: .scope(.readDesk),
            operation: "getDelivery",
            summary: "A delivery with its attempts.",
            parameters: [.id("delivery")],
            answer: .object(.ok, DeliveryResource.schema, "The delivery."),
            respond: RunningCalls.delivery
        ),
        APIRoute(
            method: .post,
            path: "/outbox/{id}/retry",
            access: .scope(.writeTickets),
            operation: "retryDelivery",
            summary: "Queues a failed, held, uncertain or deferred delivery again.",
            parameters: [.id("delivery")],
            answer: .nothing("It is sent again."),
            respond: RunningCalls.retry
        ),
        APIRoute(
            method: .post,
            path: "/outbox/{id}/cancel",
            access: .scope(.writeTickets),
            operation: "cancelDelivery",
            summary: "Takes back a delivery that was not sent.",
            parameters: [.id("delivery")],
            answer: .nothing("It is not sent."),
            respond: RunningCalls.cancel
        ),
        APIRoute(
            method: .post,
            path: "/outbox/pause",
            access: .scope(.admin),
            operation: "pauseOutbox",
            summary: "Stops all sending.",
            answer: .nothing("Nothing is sent."),
            respond: RunningCalls.pause
        ),
        APIRoute(
            method: .post,
            path: "/outbox/resume",
            access: .scope(.admin),
            operation: "resumeOutbox",
            summary: "Starts sending again.",
            answer: .nothing("What waits is sent."),
            respond: RunningCalls.start
        ),
    ]
}
