import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Every route of the main origin against every kind of visitor; the list is the router's own.
@Suite struct RouteAccessTests {
    enum Visitor: CaseIterable, CustomTestStringConvertible {
        case nobody, readOnly, agent, admin

        var testDescription: String { "\(self)" }

        func may(_ access: Route.Access) -> Bool {
            switch access {
            case .anyone, .visitor: true
            case .reader: self != .nobody
            case .agent: self == .agent || self == .admin
            case .admin: self == .admin
            }
        }

        var role: AgentRole? {
            switch self {
            case .nobody: nil
            case .readOnly: .readOnly
            case .agent: .agent
            case .admin: .admin
            }
        }
    }

    @Test(arguments: Visitor.allCases)
    func `every route lets in exactly those it names`(_ visitor: Visitor) async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        for route in DeskRoutes.main {
            // Signing out ends the session; each route gets a fresh one.
            var who: TestAgent?
            if let role = visitor.role { who = try await desk.signIn(role) }
            let path = concrete(route, number: ticket.number)
            let answer =
                route.method == .get ? try await desk.get(path, as: who) : try await desk.post(path, as: who)
            let place = "\(visitor) \(route.method) \(route.path)"
            if visitor.may(route.access) {
                #expect(answer.status != 401 && answer.status != 403, "\(place): \(answer.status)")
                #expect(answer.status < 500, "\(place): \(answer.status)")
            } else if visitor == .nobody {
                let isSentToSignIn = answer.status == 303 && answer.location?.hasPrefix("/desk/login") == true
                #expect(isSentToSignIn || answer.status == 401, "\(place): \(answer.status)")
            } else {
                #expect(answer.status == 403, "\(place): \(answer.status)")
            }
        }
    }

    @Test func `every change needs the session's token`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let admin = try await desk.signIn(.admin)
        for route in DeskRoutes.main where route.method == .post && route.access != .anyone {
            let path = concrete(route, number: ticket.number)
            let answer = try await desk.post(path, as: admin, withToken: false)
            #expect(answer.status == 403, "\(route.path): \(answer.status)")
            let foreign = try await desk.post(path, [(FormToken.field, "wrong")], as: admin, withToken: false)
            #expect(foreign.status == 403, "\(route.path): \(foreign.status)")
        }
        #expect(try await desk.thread(ticket).ticket.version == ticket.version)
    }

    @Test(arguments: [
        ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Origin": "https://evil.example"],
        ["Origin": "null"], ["Origin": "http://127.0.0.1:8080.evil.example"],
    ])
    func `a change asked for by another site is refused although the token is right`(
        _ headers: [String: String]
    ) async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let path = "/desk/tickets/\(ticket.number)/notes"
        #expect(try await desk.post(path, [("note", "x")], as: agent, headers: headers).status == 403)
        #expect(try await desk.post("/desk/login", [("email", "a@b.example")], headers: headers).status == 403)
        #expect(try await desk.post(path, [("note", "x")], as: agent).status == 303)
    }

    @Test func `other methods are told which ones there are`() async throws {
        let desk = try TestDesk()
        let answer = try await desk.send(.delete, "/desk/login")
        #expect(answer.status == 405)
        #expect(answer.header("Allow") == "GET, POST")
        #expect(try await desk.get("/desk/nowhere").status == 404)
        #expect(try await desk.get("/desk/tickets/%2e%2e/x").status == 404)
        #expect(try await desk.send(.head, "/healthz").body.isEmpty)
    }

    @Test func `programs get problem details and people get pages`() async throws {
        let desk = try TestDesk()
        let json = try await desk.get("/desk/nowhere", headers: ["Accept": "application/json"])
        #expect(json.header("Content-Type") == "application/problem+json")
        #expect(json.body.contains(#""status":404"#))
        let page = try await desk.get("/desk/nowhere", headers: ["Accept-Language": "zh-CN,en;q=0.5"])
        #expect(page.body.contains("未找到"))
    }

    private func concrete(_ route: Route, number: Int) -> String {
        "/"
            + route.pattern.map { part in
                switch part {
                case ":number": String(number)
                case ":id", ":reply": "99"
                case ":name": "none"
                default: String(part)
                }
            }.joined(separator: "/")
    }
}
