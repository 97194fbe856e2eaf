import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// What routes ask of those whom the authorization matrix lets in.
@Suite struct RouteAccessTests {
    @Test func `every change needs the session's token`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let admin = try await desk.signIn(.admin)
        let customer = try await desk.signInCustomer()
        for route in DeskRoutes.main where route.method == .post && route.access != .anyone {
            let path = concrete(route, number: ticket.number)
            let who: any TestVisitor = [.customer, .portal].contains(route.access) ? customer : admin
            let answer = try await desk.post(path, as: who, withToken: false)
            #expect(answer.status == 403, "\(route.path): \(answer.status)")
            let foreign = try await desk.post(path, [(FormToken.field, "wrong")], as: who, withToken: false)
            #expect(foreign.status == 403, "\(route.path): \(foreign.status)")
        }
        #expect(try await desk.thread(ticket).ticket.version == ticket.version)
    }

    @Test func `what is not there keeps a signed-in agent's language and navigation, and tells a stranger nothing`()
        async throws
    {
        let desk = try TestDesk()
        let agent = try await desk.signIn(language: "zh-Hans")
        for path in ["/desk/nowhere", "/desk/tickets/4711", "/admin/users"] {
            let answer = try await desk.get(path, as: agent)
            #expect([403, 404].contains(answer.status), "\(path)")
            #expect(answer.body.contains("<header class=\"rail\">") && answer.body.contains("返回工单列表"), "\(path)")
        }
        let stranger = try await desk.get("/desk/nowhere")
        #expect(stranger.status == 404 && !stranger.body.contains("class=\"rail\""))
    }

    @Test func `to a customer somebody else's request is as absent as one that never was`() async throws {
        let desk = try TestDesk()
        let own = try await desk.receive()
        let foreign = try await desk.receive(Letter(from: "mallory@other.example", name: "Mallory"))
        let customer = try await desk.signInCustomer()
        let routes = DeskRoutes.main.filter { $0.access == .customer && $0.pattern.contains(":number") }
        #expect(routes.count >= 4)
        for route in routes {
            func ask(_ number: Int) async throws -> Answer {
                let path = concrete(route, number: number)
                return route.method == .get
                    ? try await desk.get(path, as: customer)
                    : try await desk.post(path, [("text", "x"), ("key", "key-of-a-form")], as: customer)
            }
            let absent = try await ask(4_711)
            let other = try await ask(foreign.number)
            #expect(absent.status == 404, "\(route.path)")
            #expect(other.status == 404, "\(route.path)")
            #expect(other.body == absent.body && other.headers == absent.headers, "\(route.path)")
            #expect(try await ask(own.number).status < 400, "\(route.path)")
        }
        #expect(try await desk.thread(foreign).ticket.version == foreign.version)
        #expect(try await desk.thread(foreign).entries.count == 1)
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
        for open in ["/desk/login", "/help/sign-in", "/help/link", "/help/follow", "/help/language"] {
            #expect(try await desk.post(open, [("email", "a@b.example")], headers: headers).status == 403)
        }
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
                case ":id", ":reply", ":leg": "99"
                case ":name": "none"
                default: String(part)
                }
            }.joined(separator: "/")
    }
}
