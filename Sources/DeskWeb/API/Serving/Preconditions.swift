import HTTPTypes
import Hummingbird
import TicketStorage

/// Requests that are made for one representation: `If-None-Match` on reads, `If-Match` on changes (RFC 9110, section 13).
enum Preconditions {
    /// How often a change is tried while others change the set-up at the same moment.
    private static let attempts = 8

    /// Answers a request, if its conditions hold.
    static func respond(to exchange: APIExchange) async throws -> Response {
        let wanted = exchange.request.headers[values: .ifMatch].joined(separator: ",")
        guard !wanted.isEmpty, exchange.route.isConditional, !exchange.route.comparesVersion else {
            return try await answer(exchange)
        }
        guard let read = exchange.route.read else {
            throw APIProblem(.stale, "This address has no ETag; leave “If-Match” out.")
        }
        return try await change(exchange, ofWhat: read, is: wanted)
    }

    /// Answers a request; a read that brings nothing new is answered without a body.
    private static func answer(_ exchange: APIExchange) async throws -> Response {
        let response = try await exchange.route.respond(exchange)
        let known = exchange.request.headers[values: .ifNoneMatch].joined(separator: ",")
        guard exchange.route.isTagged, !known.isEmpty, response.status == .ok, let tag = response.headers[.eTag],
            EntityTag.fits(known, tag, .weak)
        else { return response }
        return Response(status: .notModified, headers: [.eTag: tag])
    }

    /// Makes a change while what it is made for is still so; the storage looks once more when it makes it.
    private static func change(
        _ exchange: APIExchange,
        ofWhat read: APIRoute,
        is wanted: String
    ) async throws -> Response {
        for _ in 0..<attempts {
            var change = exchange
            change.basis = try await exchange.store.setUpMark()
            let present = try await read.respond(exchange).headers[.eTag]
            guard let present, EntityTag.fits(wanted, present, .strong) else {
                throw APIProblem(.stale, "It is no longer what “If-Match” names. Read it again, then decide again.")
            }
            do {
                return try await answer(change)
            } catch is SetUpMoved {
                continue
            }
        }
        throw APIProblem.unavailable(retryAfter: 1)
    }
}

/// Something was set up otherwise between looking and changing; nothing was changed.
struct SetUpMoved: Error {}
