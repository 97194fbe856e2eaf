import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Senders whose messages are put aside.
enum BlockedSenderCalls {
    static let new = APIObject(
        "NewBlockedSender",
        "A sender to be blocked.",
        [.required("sender", .line(maximum: 320), "A mail address, or a domain with all addresses of it and below it.")]
    )

    static let schema = APIObject(
        "BlockedSender",
        "A sender whose messages are put aside.",
        [
            .required("id", .id, "The id."),
            .required("kind", .choice(["address", "domain"]), "What is blocked."),
            .required("sender", .words, "The address or domain, normalized."),
            .required(
                "since",
                .time,
                "Since when; for a sender of a ticket that was marked as spam, when they were first heard of."
            ),
        ]
    )

    static func json(_ block: SenderBlock) -> JSON {
        [
            "id": .id(block.id), "kind": .text(block.kind.rawValue), "sender": .text(block.value),
            "since": .time(block.at),
        ]
    }

    /// Answers `GET /blocked-senders`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.senderBlocks(limit: BlockedSenderPages.maximumCount), json)
    }

    /// Answers `POST /blocked-senders`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        guard let sender = BlockedSender.read(exchange.body["sender"]?.text ?? "") else {
            throw APIProblem.invalid("/sender", "this is no mail address and no domain such as example.org")
        }
        let actor = try exchange.actor
        let block = SenderBlock(
            id: exchange.ids.next(at: exchange.now),
            kind: sender.kind,
            value: sender.value,
            by: actor,
            at: exchange.now
        )
        return try await exchange.change(.block(block, actor: actor, at: exchange.now)) { outcome in
            guard case .other(.done) = outcome else { return ContactCalls.nothing(outcome) }
            return ServiceAnswer(status: 201, location: nil, body: json(block).compact)
        }
    }

    /// Answers `DELETE /blocked-senders/{id}`.
    static func release(_ exchange: APIExchange) async throws -> Response {
        let id = try exchange.known(\.id, in: try await exchange.store.senderBlocks(limit: .max), "block").id
        let change = ServiceChange.release(id, actor: try exchange.actor, at: exchange.now)
        return try await exchange.change(change) { ContactCalls.nothing($0) }
    }
}
