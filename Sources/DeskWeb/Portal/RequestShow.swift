import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /help/requests/:number`: one request; absent ones and other people's are not there.
enum RequestShow {
    static func show(_ exchange: Exchange) async throws -> Response {
        let request = try await exchange.request()
        // The number of a merged request leads to where its messages are.
        guard request.number == (try exchange.number()) else { return .seeOther("/help/requests/\(request.number)") }
        return answer(request, exchange, isAwaiting: exchange.query["sent"] != nil)
    }

    /// The page, again after something that did not go through.
    static func answer(
        _ request: CustomerRequest,
        _ exchange: Exchange,
        isAwaiting: Bool = false,
        draft: String = "",
        problem: String? = nil,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let words = exchange.words
        let page = RequestPage(
            request: request,
            takesMessages: exchange.site.services.portal != nil,
            isAwaiting: isAwaiting,
            draft: draft,
            problem: problem
        )
        return exchange.portalPage(
            "#\(request.number) \(words.requestSubject(request.subject))",
            .elsewhere,
            status: status,
            content: page.html(exchange.frame)
        )
    }
}

extension Exchange {
    /// Who is signed in at the portal.
    var requester: Customer {
        get throws {
            guard let customer else { throw PageProblem.signInNeeded }
            return customer.customer
        }
    }

    /// The request in the path, when it is the signed-in customer's.
    ///
    /// - Throws: ``PageProblem/notFound``, for an absent request as for somebody else's.
    func request() async throws -> CustomerRequest {
        let customer = try requester
        let number = try number()
        guard let request = try await store.request(number: number, of: customer.identity.id, at: now) else {
            throw PageProblem.notFound
        }
        return request
    }

    /// What names a form's submission, so that sending it twice changes once; bound to the session.
    var requestKey: String? {
        guard let customer, let key = form["key"], (8...100).contains(key.utf8.count) else { return nil }
        return TokenDigest.of("\(customer.session.digest)/\(key)")
    }
}
