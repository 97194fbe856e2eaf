import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import TicketStorage

/// What Hummingbird makes for each request.
struct DeskRequestContext: InitializableFromSource, Sendable {
    /// The address of the other end of the connection.
    let peer: String
    let logger: Logger
    /// Whether the request came over a connection, which can be watched for its end.
    let hasConnection: Bool

    init(source: ApplicationRequestContextSource) {
        hasConnection = true
        peer = source.channel.remoteAddress?.ipAddress ?? "0.0.0.0"
        logger = source.logger
    }

    /// For a request that was made in memory.
    init(peer: String, logger: Logger) {
        hasConnection = false
        self.peer = peer
        self.logger = logger
    }
}

/// Answers every request to one origin: finds the route, lets in who may, reads the body, protects the answer.
struct DeskResponder: HTTPResponder {
    typealias Context = DeskRequestContext

    let site: DeskSite
    let routes: RouteTable
    let protection: PageProtection
    /// Whether requests to `/channels/…` are answered here.
    let servesChannels: Bool

    @Sendable func respond(to request: Request, context: DeskRequestContext) async throws -> Response {
        let accepted = ContinuousClock.now
        let remoteAddress = site.proxies.client(
            peer: context.peer,
            forwardedFor: request.headers[values: .forwardedFor]
        )
        // Providers' calls take the short way: no cookies, no pages, no session.
        if servesChannels, request.uri.path.hasPrefix("/channels/") {
            return protection.protect(
                await ChannelEndpoint(site: site).respond(to: request, from: remoteAddress, logger: context.logger)
            )
        }
        if servesChannels, APIResponder.serves(request.uri.path) {
            return protection.protect(
                await APIResponder(site: site).respond(to: request, from: remoteAddress, logger: context.logger)
            )
        }
        var response: Response
        do {
            try await site.brand.read(from: site.services.store)
            response = try await page(
                request,
                line: context.hasConnection ? request.body : nil,
                remoteAddress: remoteAddress,
                logger: context.logger
            )
        } catch {
            // What the storage could not do, more reads would not help.
            let reader =
                error is PageProblem
                ? await reader(of: request, remoteAddress: remoteAddress, logger: context.logger) : nil
            response = ErrorPage(site: site, request: request, logger: context.logger, reader: reader).answer(to: error)
        }
        if request.method == .head { response = response.createHeadResponse() }
        if response.isPage, ServerTiming.isTold(at: request.uri.path) {
            response.headers[.serverTiming] = ServerTiming.value(of: .now - accepted)
        }
        return protection.protect(response)
    }

    private func page(
        _ request: Request,
        line: RequestBody?,
        remoteAddress: String,
        logger: Logger
    ) async throws -> Response {
        guard let path = RequestPath.parts(of: request.uri.path) else { throw PageProblem.notFound }
        let method = request.method == .head ? .get : request.method
        let route: Route
        let parameters: [String: String]
        switch routes.match(method, path) {
        case .none: throw PageProblem.notFound
        case .otherMethods(let allowed): throw PageProblem.methodNotAllowed(allowed: allowed)
        case .route(let found, let names): (route, parameters) = (found, names)
        }
        let now = site.services.now()
        let (signedIn, customer) = try await session(request.headers, for: route, at: now)
        if method != .get, RequestSource.isForeign(request.headers, site: site, authority: request.head.authority) {
            throw PageProblem.foreignForm
        }
        try admit(signedIn, customer, to: route)
        if signedIn?.session.secondStep == .missing, [.reader, .agent, .admin].contains(route.access) {
            return .seeOther("/desk/profile")
        }
        let submitted = try await submission(of: request, route: route)
        if method != .get, let token = signedIn?.formToken ?? customer?.formToken,
            !FormToken.accepts(submitted.values[FormToken.field], expected: token)
        {
            throw PageProblem.foreignForm
        }
        let exchange = Exchange(
            site: site,
            method: method,
            path: path,
            target: String(request.uri.string.prefix(1_000)),
            parameters: parameters,
            query: FormValues(urlEncoded: Array((request.uri.query ?? "").utf8.prefix(16_384))),
            headers: request.headers,
            form: submitted.values,
            files: submitted.files,
            line: line,
            remoteAddress: remoteAddress,
            now: now,
            words: words(for: request.headers, signedIn: signedIn),
            signedIn: signedIn,
            customer: customer,
            logger: logger
        )
        return try await TicketScope.of(signedIn?.agent).respond { try await route.respond(exchange) }
    }

    /// The agent who asked for a page of the workspace, and what stands beside it; nil where nobody is signed in, or where the
    /// storage does not tell.
    private func reader(
        of request: Request,
        remoteAddress: String,
        logger: Logger
    ) async -> (exchange: Exchange, chrome: Chrome)? {
        let path = RequestPath.parts(of: request.uri.path) ?? []
        let now = site.services.now()
        guard path.first == "desk" || path.first == "admin",
            let signedIn = try? await Sessions(site: site).signedIn(request.headers, at: now),
            signedIn.session.secondStep != .missing
        else { return nil }
        let exchange = Exchange(
            site: site,
            method: .get,
            path: path,
            target: "",
            parameters: [:],
            query: FormValues(),
            headers: request.headers,
            form: FormValues(),
            files: [],
            line: nil,
            remoteAddress: remoteAddress,
            now: now,
            words: words(for: request.headers, signedIn: signedIn),
            signedIn: signedIn,
            customer: nil,
            logger: logger
        )
        guard let chrome = try? await TicketScope.of(signedIn.agent).read({ try await exchange.chrome(.elsewhere) })
        else {
            return nil
        }
        return (exchange, chrome)
    }

    /// Whose session a route works with: an agent's, a customer's, or none.
    private func session(
        _ headers: HTTPFields,
        for route: Route,
        at now: Timestamp
    ) async throws -> (SignedIn?, SignedInCustomer?) {
        switch route.access {
        case .anyone: (nil, nil)
        case .visitor, .account, .reader, .agent, .admin:
            (try await Sessions(site: site).signedIn(headers, at: now), nil)
        case .portal, .customer: (nil, try await CustomerSessions(site: site).signedIn(headers, at: now))
        }
    }

    private func admit(_ signedIn: SignedIn?, _ customer: SignedInCustomer?, to route: Route) throws {
        switch route.access {
        case .anyone, .visitor, .portal: return
        case .customer: guard customer != nil else { throw PageProblem.signInNeeded }
        case .account: guard signedIn != nil else { throw PageProblem.signInNeeded }
        case .reader, .agent, .admin:
            guard let role = signedIn?.agent.role else { throw PageProblem.signInNeeded }
            if route.access == .agent, !role.mayChangeTickets { throw PageProblem.forbidden }
            if route.access == .admin, role != .admin { throw PageProblem.forbidden }
        }
    }

    private func submission(
        of request: Request,
        route: Route
    ) async throws -> (values: FormValues, files: [SubmittedFile]) {
        let type = request.headers[.contentType] ?? ""
        switch route.body {
        case .none: return (FormValues(), [])
        case .form(let maximum):
            let body = try await RequestOctets.collect(request, upTo: maximum)
            return (FormValues(urlEncoded: body.readableBytesView), [])
        case .upload:
            let body = try await RequestOctets.collect(request, upTo: site.settings.maximumBodyBytes)
            guard let boundary = MultipartForm.boundary(of: type) else {
                return (FormValues(urlEncoded: body.readableBytesView), [])
            }
            return try MultipartForm.read(Array(buffer: body), boundary: boundary)
        }
    }

    /// The language: chosen by hand, else the account's, else the browser's, else the desk's.
    private func words(for headers: HTTPFields, signedIn: SignedIn?) -> Words {
        Words(
            language: Cookies.value("lang", in: headers).flatMap { Language(tag: $0) }
                ?? signedIn?.agent.language.flatMap { Language(tag: $0) }
                ?? headers[.acceptLanguage].flatMap { Language.preferred(in: $0) }
                ?? Language(tag: site.settings.language)
                ?? .english
        )
    }
}

/// The path of a request, taken apart.
enum RequestPath {
    /// The decoded parts; nil when it is not fit for one.
    ///
    /// Dots that climb are no parts of ours.
    static func parts(of path: String) -> [String]? {
        guard path.utf8.count <= 2_048 else { return nil }
        var parts: [String] = []
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            guard let decoded = PercentCoding.decodePath(part), decoded != "..", decoded != "." else { return nil }
            parts.append(decoded)
        }
        return parts
    }
}

/// The body of a request, bounded.
enum RequestOctets {
    /// Reads the whole body.
    ///
    /// - Throws: ``PageProblem/tooLarge`` before anything is read when the request says so itself.
    static func collect(_ request: Request, upTo maximum: Int) async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > maximum {
            throw PageProblem.tooLarge
        }
        do {
            return try await request.body.collect(upTo: maximum)
        } catch is NIOTooManyBytesError {
            throw PageProblem.tooLarge
        }
    }
}

extension HTTPField.Name {
    /// Who asked, as proxies tell.
    static let forwardedFor = HTTPField.Name.make("X-Forwarded-For")

    /// A name that is known to be one.
    static func make(_ name: StaticString) -> HTTPField.Name {
        guard let made = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is no field name") }
        return made
    }
}
