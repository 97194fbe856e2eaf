import HTTPTypes
import Hummingbird

/// One address with what it does and who may ask it.
///
/// Whatever has no route is not there.
struct Route: Sendable {
    /// Who may ask.
    enum Access: String, Sendable, CaseIterable {
        /// Anybody; no session is looked up.
        case anyone
        /// Anybody; whoever is signed in is known.
        case visitor
        /// Anybody; whoever is signed in at the portal is known.
        case portal
        /// Customers who are signed in at the portal.
        case customer
        /// Every account that is signed in, even one that has still to set up its second step.
        case account
        /// Every account that is signed in.
        case reader
        /// Accounts that may change tickets.
        case agent
        /// Accounts that run the desk.
        case admin
    }

    /// What body is read before the handler runs.
    enum Body: Sendable, Hashable {
        /// None; what comes is not read.
        case none
        /// A form of at most that many bytes.
        case form(maximum: Int)
        /// A form with files, as large as the desk takes.
        case upload
    }

    let method: HTTPRequest.Method
    /// Parts of the path; those that begin with `:` stand for anything.
    let pattern: [Substring]
    let access: Access
    let body: Body
    let respond: @Sendable (Exchange) async throws -> Response

    /// A page or file.
    static func get(
        _ path: String,
        _ access: Access,
        _ respond: @escaping @Sendable (Exchange) async throws -> Response
    ) -> Route {
        Route(.get, path, access, .none, respond)
    }

    /// A change, by a form.
    static func post(
        _ path: String,
        _ access: Access,
        _ respond: @escaping @Sendable (Exchange) async throws -> Response
    ) -> Route {
        Route(.post, path, access, .form(maximum: 1 << 20), respond)
    }

    /// A change, by a form of another size.
    static func post(
        _ path: String,
        _ access: Access,
        _ body: Body,
        _ respond: @escaping @Sendable (Exchange) async throws -> Response
    ) -> Route {
        Route(.post, path, access, body, respond)
    }

    private init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ access: Access,
        _ body: Body,
        _ respond: @escaping @Sendable (Exchange) async throws -> Response
    ) {
        self.method = method
        self.pattern = path.split(separator: "/")
        self.access = access
        self.body = body
        self.respond = respond
    }

    /// The pattern as text, for lists and tests.
    var path: String { "/" + pattern.joined(separator: "/") }

    /// What the pattern's names stand for in a path; nil when it does not fit.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == pattern.count else { return nil }
        var parameters: [String: String] = [:]
        for (part, wanted) in zip(path, pattern) {
            if wanted.first == ":" {
                parameters[String(wanted.dropFirst())] = part
            } else if wanted != part {
                return nil
            }
        }
        return parameters
    }
}

/// Finds the route of a request.
struct RouteTable: Sendable {
    private let routes: [String: [Route]]

    /// Creates a table; earlier routes go before later ones.
    init(_ routes: [Route]) {
        self.routes = Dictionary(grouping: routes) { $0.pattern.first.map(String.init) ?? "" }
    }

    /// What became of looking for a route.
    enum Match {
        case route(Route, [String: String])
        case otherMethods([String])
        case none
    }

    func match(_ method: HTTPRequest.Method, _ path: [String]) -> Match {
        var allowed: [String] = []
        for route in routes[path.first ?? ""] ?? [] {
            guard let parameters = route.match(path) else { continue }
            if route.method == method { return .route(route, parameters) }
            allowed.append(route.method.rawValue)
        }
        return allowed.isEmpty ? .none : .otherMethods(allowed)
    }
}
