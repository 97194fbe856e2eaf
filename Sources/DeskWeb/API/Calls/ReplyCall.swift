import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// `POST /tickets/{number}/replies`: words that are sent to the customer.
enum ReplyCall {
    static let schema = APIObject(
        "NewReply",
        "Words that are sent to the customer.",
        [
            .required("text", .paragraphs(maximum: 50_000), "The words."),
            .optional("leg", .id, "The leg it leaves by; the one last written on unless said otherwise."),
            .optional("status", TicketResource.statuses, "The ticket's status from then on."),
            .optional("copies", .list(.line(maximum: 320), maximum: 20), "Mail addresses in copy."),
            .optional(
                "attachments",
                .list(.line(maximum: 2_000), maximum: 20),
                "Files that go along, by the reference that `POST /attachments` gave."
            ),
            .optional(
                "hold_seconds",
                .integer(0...86_400),
                "How long it can be taken back before it leaves; 0 by itself."
            ),
        ]
    )

    static let made = APIObject(
        "MadeReply",
        "A reply that is on its way.",
        [
            .required("id", .id, "The reply's id."),
            .required("leaves_at", .time, "Not before this."),
            .required("ticket", .object(TicketResource.schema), "The ticket as it is now."),
        ]
    )

    static func send(_ exchange: APIExchange) async throws -> Response {
        _ = try await exchange.changeableTicket()
        let thread = try await exchange.thread()
        let body = exchange.body
        let draft = ReplyDraft(
            author: try exchange.author,
            text: body["text"]?.text ?? "",
            leg: try exchange.id(in: "leg"),
            copies: body["copies"]?.elements.compactMap(\.text) ?? [],
            attachments: try await AttachmentCalls.files(named: body["attachments"]?.elements ?? [], exchange),
            holdFor: .seconds(body["hold_seconds"]?.integer ?? 0)
        )
        var planned = try exchange.site.services.replies.plan(draft, in: thread, at: exchange.now)
        planned.reply.author = try exchange.actor
        let reply = planned
        let status = body["status"]?.text.flatMap(TicketStatus.init)
        let response = try await exchange.apply(
            .reply(reply, status: status),
            version: try exchange.expectedVersion()
        ) { ticket in
            TicketWords.made(
                [("id", .id(reply.reply.id)), ("leaves_at", .time(reply.notBefore))],
                in: ticket,
                at: "\(TicketResource.path(ticket.number))/messages/\(reply.reply.id)"
            )
        }
        exchange.site.services.wakeOutbox()
        return response
    }
}
