import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Every address of the desk, made from the routers' own lists, against everybody who may ask.
@Suite struct AuthorizationMatrixTests {
    /// Who asks.
    enum Visitor: Sendable, Hashable, CustomTestStringConvertible {
        case nobody
        case customer
        case account(AgentRole)
        case token(APIScope)
        /// A token with all scopes, of an account of that role.
        case tokenOf(AgentRole)

        static let all: [Visitor] =
            [.nobody, .customer] + AgentRole.allCases.map { .account($0) } + APIScope.allCases.map { .token($0) }
            + AgentRole.allCases.map { .tokenOf($0) }

        var testDescription: String { "\(self)" }
    }

    /// What is expected.
    enum Outcome: Sendable, Hashable {
        /// The handler answers, whatever it says.
        case answered
        /// Sent to that sign-in page, or told that a sign-in is needed.
        case sentToSignIn(String)
        /// Known, but not allowed.
        case forbidden
        /// Not known.
        case unauthenticated
    }

    /// The table: who may what, on pages.
    static func expected(_ visitor: Visitor, _ access: Route.Access) -> Outcome {
        let role: AgentRole? = if case .account(let role) = visitor { role } else { nil }
        switch access {
        case .anyone, .visitor, .portal: return .answered
        case .customer: return visitor == .customer ? .answered : .sentToSignIn("/help/sign-in")
        case .account, .reader: return role == nil ? .sentToSignIn("/desk/login") : .answered
        case .agent:
            guard let role else { return .sentToSignIn("/desk/login") }
            return role == .readOnly ? .forbidden : .answered
        case .admin:
            guard let role else { return .sentToSignIn("/desk/login") }
            return role == .admin ? .answered : .forbidden
        }
    }

    /// The table: who may what, over the API.
    static func expected(_ visitor: Visitor, _ access: APIRoute.Access) -> Outcome {
        if access == .anyone { return .answered }
        let scopes: Set<APIScope>
        switch visitor {
        case .nobody, .customer, .account: return .unauthenticated
        case .token(let scope): scopes = [scope]
        case .tokenOf(.admin): scopes = Set(APIScope.allCases)
        case .tokenOf(.supervisor), .tokenOf(.agent):
            scopes = [.readTickets, .writeTickets, .readContacts, .writeContacts, .readDesk]
        case .tokenOf(.readOnly): scopes = [.readTickets, .readContacts, .readDesk]
        }
        switch access {
        case .anyone, .token: return .answered
        case .scope(let scope): return scopes.contains(scope) ? .answered : .forbidden
        }
    }

    @Test(arguments: Visitor.all)
    func `every page lets in exactly whom the table names`(_ visitor: Visitor) async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        // The stream of events does not end by itself; it has tests of its own.
        for route in DeskRoutes.main where route.path != "/desk/events" {
            let path = Self.concrete(route.pattern.map(String.init), mark: ":", number: ticket.number)
            // Signing out ends the session; each route gets a fresh one.
            let answer = try await ask(desk, route.method, path, visitor)
            expect(answer, Self.expected(visitor, route.access), "\(visitor) \(route.method) \(route.path)")
        }
    }

    @Test(arguments: Visitor.all)
    func `every call lets in exactly whom the table names`(_ visitor: Visitor) async throws {
        let desk = try TestDesk(apiRequestsPerMinute: 100_000)
        let ticket = try await desk.receive()
        for route in APIRoutes.all {
            let segments = route.path.split(separator: "/").map(String.init)
            let path = "/api/v1" + Self.concrete(segments, mark: "{", number: ticket.number)
            let answer = try await ask(desk, route.method, path, visitor)
            expect(answer, Self.expected(visitor, route.access), "\(visitor) \(route.method) \(route.path)")
        }
    }

    private func ask(
        _ desk: TestDesk,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ visitor: Visitor
    ) async throws -> Answer {
        var headers: [String: String] = [:]
        var who: (any TestVisitor)?
        switch visitor {
        case .nobody: break
        case .customer: who = try await desk.signInCustomer()
        case .account(let role): who = try await desk.signIn(role)
        case .token(let scope): headers["Authorization"] = "Bearer \(try await desk.program([scope]).text)"
        case .tokenOf(let role):
            let agent = try await desk.signIn(role).agent.id
            headers["Authorization"] = "Bearer \(try await desk.program(as: .agent(agent)).text)"
        }
        if path.hasPrefix("/api/") || method == .get {
            return try await desk.send(method, path, as: who, headers: headers)
        }
        return try await desk.post(path, as: who, headers: headers)
    }

    private func expect(_ answer: Answer, _ outcome: Outcome, _ place: String) {
        #expect(answer.status < 500, "\(place): \(answer.status)")
        switch outcome {
        case .answered: #expect(![401, 403].contains(answer.status), "\(place): \(answer.status)")
        case .sentToSignIn(let door):
            let isSent = answer.status == 303 && answer.location?.hasPrefix(door) == true
            #expect(isSent || answer.status == 401, "\(place): \(answer.status) \(answer.location ?? "")")
        case .forbidden: #expect(answer.status == 403, "\(place): \(answer.status)")
        case .unauthenticated: #expect(answer.status == 401, "\(place): \(answer.status)")
        }
    }

    private static func concrete(_ parts: [String], mark: Character, number: Int) -> String {
        "/"
            + parts.map { part in
                guard part.first == mark else { return part }
                return part.contains("number") ? String(number) : part.contains("name") ? "none" : "99"
            }.joined(separator: "/")
    }
}
