import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// What the law gives people a right to: a copy of what is held about them, and its erasure.
enum ContactPrivacyCalls {
    static let erasure = APIObject(
        "Erasure",
        "That a person is to be erased for good.",
        [.required("confirm", .choice(["erase"]), "The word “erase”: this cannot be undone.")]
    )

    static let report = APIObject(
        "ErasureReport",
        "What an erasure removes, and what it leaves.",
        [
            .required("contacts", .count, "How many contacts the person is made of."),
            .required("identities", .count, "How many addresses go, with their evidence and sign-ins."),
            .required("tickets", .items(.count), "The numbers of tickets whose skeletons stay; at most 1,000."),
            .required("messages", .count, "How many messages, replies and notes lose their words."),
            .required("attachments", .count, "How many attachments go."),
            .required("arrivals", .count, "How many raw arrivals lose their octets."),
            .required("foreign_messages", .count, "How many of other people's messages keep what they newly wrote."),
            .required("foreign_tickets", .count, "How many of other people's tickets lose words of this person."),
        ]
    )

    private static func json(_ report: ErasureReport) -> JSON {
        [
            "contacts": .integer(report.contacts), "identities": .integer(report.identities),
            "tickets": .array(report.tickets.map { .integer($0) }), "messages": .integer(report.messages),
            "attachments": .integer(report.attachments), "arrivals": .integer(report.arrivals),
            "foreign_messages": .integer(report.foreignMessages), "foreign_tickets": .integer(report.foreignTickets),
        ]
    }

    /// Answers `GET /contacts/{id}/export`.
    static func export(_ exchange: APIExchange) async throws -> Response {
        let profile = try await exchange.store.contact(try exchange.id(of: Contact.self)).orNotFound("contact")
        var response = try await ContactPrivacy.archive(
            of: profile.person.id,
            for: try exchange.actor,
            at: exchange.now,
            exchange.store
        )
        // Whatever is in it, it is octets: no browser is to make anything of it here.
        response.headers[.contentType] = "application/octet-stream"
        return response
    }

    /// Answers `GET /contacts/{id}/erasure`: what would go and what would stay.
    static func preview(_ exchange: APIExchange) async throws -> Response {
        let id = try exchange.id(of: Contact.self)
        return .json(json(try await exchange.store.erasurePreview(of: id).orNotFound("contact")))
    }

    /// Answers `POST /contacts/{id}/erasure`.
    static func erase(_ exchange: APIExchange) async throws -> Response {
        let id = try exchange.id(of: Contact.self)
        switch try await exchange.store.erase(id, actor: try exchange.actor, at: exchange.now) {
        case .unknown: throw APIProblem.notFound("contact")
        case .sending:
            throw APIProblem(.conflict, "A message to this person is being sent right now. Try again in a minute.")
        case .erased(let report):
            return try await exchange.remember(ServiceAnswer(status: 200, body: json(report).compact))
        }
    }
}
