import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import TicketStorage

/// Answers programs: finds the call, lets in whose token may make it, checks the request against the call's shape.
///
/// It knows no cookies, and no other site's pages may read its answers: nothing speaks of other origins.
struct APIResponder: Sendable {
    /// The largest JSON body, in bytes.
    static let maximumBody = 1 << 20

    let site: DeskSite

    /// Whether a path is the API's.
    static func serves(_ path: String) -> Bool { path.hasPrefix("/api/") || path == "/api" }

    /// Answers a request.
    func respond(to request: Request, from remoteAddress: String, logger: Logger) async -> Response {
        var standing: APIThrottle.Standing?
        var response: Response
        do {
            response = try await answer(request, remoteAddress, logger, &standing)
        } catch {
            response = problem(error, request, logger).response
        }
        if let standing {
            for (name, value) in site.apiThrottle.fields(standing) { response.headers[name] = value }
        }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(
        _ request: Request,
        _ remoteAddress: String,
        _ logger: Logger,
        _ standing: inout APIThrottle.Standing?
    ) async throws -> Response {
        guard let path = RequestPath.parts(of: request.uri.path), path.starts(with: ["api", "v1"]) else {
            throw APIProblem(.notFound, "There is nothing at this address; calls begin with /api/v1.")
        }
        let matches = APIRoutes.all.compactMap { route in route.match(path.dropFirst(2)).map { (route, $0) } }
        // An address that a call names word by word is that call's: `outbox/pause` is no delivery by the name of "pause".
        guard let fewest = matches.map(\.1.count).min() else {
            throw APIProblem(.notFound, "There is nothing at this address.")
        }
        let here = matches.filter { $0.1.count == fewest }
        if request.method == .options { return Response(status: .noContent, headers: [.allow: Self.allowed(here)]) }
        let method = request.method == .head ? .get : request.method
        guard let (route, parameters) = here.first(where: { $0.0.method == method }) else {
            var problem = APIProblem(.methodNotAllowed, "This address takes \(Self.allowed(here)).")
            problem.headers[.allow] = Self.allowed(here)
            throw problem
        }
        let now = site.services.now()
        let caller = try await admit(request, to: route, remoteAddress, now, &standing)
        let query = FormValues(urlEncoded: Array((request.uri.query ?? "").utf8.prefix(16_384)))
        try RequestCheck.check(parameters, query, for: route)
        let octets = try await RequestCheck.octets(of: request, for: route, maximumFile: site.settings.maximumBodyBytes)
        let body = try RequestCheck.body(octets, for: route)
        var name: NamedRequest?
        if route.method == .post, let caller {
            name = try NamedAnswers.name(of: request, path: request.uri.path, octets: octets, token: caller, site)
        }
        if let name, let earlier = try await site.services.store.answer(to: name) {
            return try NamedAnswers.response(to: earlier)
        }
        let exchange = APIExchange(
            site: site,
            route: route,
            request: request,
            parameters: parameters,
            query: query,
            body: body,
            octets: octets,
            caller: caller,
            name: name,
            now: now,
            logger: logger
        )
        return try await TicketScope.of(caller?.agent).respond { try await Preconditions.respond(to: exchange) }
    }

    /// Whose token a request comes with, when it may make the call.
    private func admit(
        _ request: Request,
        to route: APIRoute,
        _ remoteAddress: String,
        _ now: Timestamp,
        _ standing: inout APIThrottle.Standing?
    ) async throws -> HeldToken? {
        if route.access == .anyone { return nil }
        let store = site.services.store
        var held: HeldToken?
        if let text = BearerToken.text(in: request.headers) {
            held = try await BearerToken.holder(of: text, at: now, store)
        }
        let subject =
            held.map { APIThrottle.Subject.token($0.token.id) }
            ?? .network(PortalThrottle.octets(of: remoteAddress))
        let count = site.apiThrottle.count(subject, at: now)
        standing = count
        guard count.isAllowed else {
            var problem = APIProblem(.tooMany, "At most \(site.apiThrottle.perMinute) requests a minute are taken.")
            problem.headers[.retryAfter] = "\(count.seconds)"
            throw problem
        }
        guard let held else {
            let isMissing = request.headers[.authorization] == nil
            var problem = APIProblem(
                .unauthenticated,
                isMissing
                    ? "Send “Authorization: Bearer …” with a token from /admin/tokens."
                    : "The token is unknown, expired or revoked, or its agent's account is disabled."
            )
            problem.headers[.wwwAuthenticate] =
                "Bearer realm=\"Tributary\"\(isMissing ? "" : ", error=\"invalid_token\"")"
            throw problem
        }
        if case .scope(let scope) = route.access, !held.token.scopes.contains(scope) {
            var problem = APIProblem(.forbidden, "This call needs a token with the scope \(scope.rawValue).")
            problem.headers[.wwwAuthenticate] =
                "Bearer realm=\"Tributary\", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""
            throw problem
        }
        try await store.noteUse(of: held.token, at: now)
        return held
    }

    private func problem(_ error: any Error, _ request: Request, _ logger: Logger) -> APIProblem {
        if let known = APIProblem(error) { return known }
        logger.error(
            "An API request failed",
            metadata: [
                "method": "\(request.method)", "path": "\(request.uri.path.prefix(200))",
                "error": "\(type(of: error))", "detail": "\(String(describing: error).prefix(500))",
            ]
        )
        return APIProblem(.unexpected, "That was our fault. The operator finds the details in the log.")
    }

    private static func allowed(_ routes: [(APIRoute, [String: String])]) -> String {
        let methods = routes.map(\.0.method.rawValue)
        return (methods + (methods.contains("GET") ? ["HEAD"] : []) + ["OPTIONS"]).joined(separator: ", ")
    }
}
