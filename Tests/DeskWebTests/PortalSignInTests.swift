import ChannelKit
import DeskModel
import Foundation
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Signing in at the portal by a one-time link.
@Suite struct PortalSignInTests {
    private static let address = "grace@customer.example"

    @Test func `a link is sent to a known address, and signs in once`() async throws {
        let desk = try TestDesk()
        try await desk.receive(Letter(isVerified: false))
        let link = try await link(desk, next: "/help/requests/1")
        // Programs that look at mail open the link as often as they like.
        for _ in 0..<3 {
            let page = try await desk.get(link)
            #expect(page.status == 200 && page.body.contains("<button") && page.header("Set-Cookie") == nil)
        }
        let answer = try await follow(link, desk)
        #expect(answer.status == 303 && answer.location == "/help/requests/1")
        let cookie = try #require(answer.header("Set-Cookie"))
        #expect(cookie.hasPrefix("tributary-help=") && cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Lax"))
        let own = try await desk.get("/help/requests/1", headers: ["Cookie": String(cookie.prefix { $0 != ";" })])
        #expect(own.status == 200 && own.body.contains("The pump hums since Monday."))
        #expect(try await follow(link, desk).status == 410)
        #expect(try await desk.get(link).status == 410)
    }

    @Test func `signing in proves the address`() async throws {
        let desk = try TestDesk()
        try await desk.receive(Letter(isVerified: false))
        #expect(try await desk.identity(Self.address).isVerified == false)
        _ = try await follow(try await link(desk), desk)
        let identity = try await desk.identity(Self.address)
        #expect(identity.isVerified)
        let profile = try #require(try await desk.store.contact(identity.contact))
        let evidence = try #require(profile.evidence.first { $0.method == "one-time-link" })
        #expect(evidence.isVerified && evidence.identity == identity.id && evidence.tiedTo == nil)
    }

    @Test func `of many who use a link at once exactly one is signed in`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let link = try await link(desk)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<24 { group.addTask { try await follow(link, desk).status } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 303 } == 1)
        #expect(statuses.count { $0 == 410 } == 23)
    }

    @Test func `a link ends after twenty minutes, and with another one that is used`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        try await desk.withLinks {
            let late = try await nextLink(desk)
            desk.clock.advance(by: .seconds(1_199))
            #expect(try await desk.get(late).status == 200)
            desk.clock.advance(by: .seconds(1))
            #expect(try await desk.get(late).status == 410)
            #expect(try await follow(late, desk).status == 410)
            let first = try await nextLink(desk)
            let second = try await nextLink(desk)
            #expect(try await follow(second, desk).status == 303)
            #expect(try await follow(first, desk).status == 410)
        }
    }

    @Test func `what a link carries is nowhere on the disk`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let link = try await link(desk)
        let token = Array(try token(of: link).utf8)
        let files = FileManager.default
        for name in try files.subpathsOfDirectory(atPath: desk.folder) {
            guard let octets = files.contents(atPath: "\(desk.folder)/\(name)") else { continue }
            #expect(octets.firstRange(of: Data(token)) == nil, "\(name)")
        }
    }

    @Test func `an unknown address gets the same answer, and no link`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let (known, unknown, nonsense) = try await desk.withLinks {
            let unknown = try await ask("nobody@customer.example", desk)
            let nonsense = try await ask("no address at all", desk)
            let known = try await ask(Self.address, desk)
            try await desk.waitForSent(1)
            return (known, unknown, nonsense)
        }
        #expect(known.status == 200)
        #expect(known.body == unknown.body && known.headers == unknown.headers)
        #expect(known.body == nonsense.body && known.headers == nonsense.headers)
        #expect(desk.sent.all.map(\.destinations) == [[Self.address]])
    }

    @Test func `the answer is given without looking anything up`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let before = try await ask(Self.address, desk)
        // Nothing that depends on what is stored can be told by the time of an answer that needs no store.
        try await desk.store.close()
        let after = try await ask(Self.address, desk)
        let unknown = try await ask("nobody@customer.example", desk)
        #expect(after.status == 200 && after.body == before.body && unknown.body == before.body)
    }

    @Test func `an address gets three links in a quarter of an hour`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let answers = try await desk.withLinks {
            var answers: [Answer] = []
            for _ in 0..<5 { answers.append(try await ask(Self.address, desk)) }
            try await desk.waitForSent(3)
            desk.clock.advance(by: .seconds(901))
            answers.append(try await ask(Self.address.uppercased(), desk))
            try await desk.waitForSent(4)
            return answers
        }
        #expect(Set(answers.map(\.body)).count == 1)
    }

    @Test func `one network asks twenty times in a quarter of an hour`() async throws {
        let desk = try TestDesk()
        for number in 0..<20 { #expect(try await ask("a\(number)@b.example", desk).status == 200) }
        let answer = try await ask("a20@b.example", desk)
        #expect(answer.status == 429 && answer.header("Retry-After") == "900")
        #expect(PortalThrottle.network(of: "2001:db8:1:2::5") == PortalThrottle.network(of: "2001:db8:1:2:ffff::9"))
        #expect(PortalThrottle.network(of: "2001:db8:1:2::5") != PortalThrottle.network(of: "2001:db8:1:3::5"))
        #expect(PortalThrottle.network(of: "192.0.2.1") != PortalThrottle.network(of: "192.0.2.2"))
    }

    @Test func `a set-up link of the desk opens nothing here and stays good`() async throws {
        let desk = try TestDesk()
        let token = "set-up-token-of-twenty-and-more"
        let expiry = desk.clock.now.advanced(by: .seconds(600))
        try await desk.store.addToken(digest: TokenDigest.of(token), purpose: "set-up-first-admin", expiresAt: expiry)
        #expect(try await desk.get("/help/link?token=\(token)").status == 410)
        #expect(try await desk.post("/help/link", [("token", token)]).status == 410)
        #expect(try await desk.get("/desk/setup?token=\(token)").status == 200)
        try await desk.receive()
        let link = try await link(desk)
        let mixed = try await desk.get("/desk/setup?token=\(try self.token(of: link))")
        #expect(!mixed.body.contains("type=\"password\""))
        #expect(try await desk.get(link).status == 200)
    }

    @Test(arguments: [SenderBlock.Kind.address, .domain])
    func `a blocked sender gets no link, and is told no more than a stranger`(_ kind: SenderBlock.Kind) async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let session = try await desk.signInCustomer()
        let link = try await link(desk)
        #expect(try await desk.get("/help/requests", as: session).status == 200)
        let unknown = try await ask("nobody@customer.example", desk)
        let block = SenderBlock(
            id: desk.ids.next(at: desk.clock.now),
            kind: kind,
            value: kind == .domain ? "customer.example" : Self.address,
            by: .operator,
            at: desk.clock.now
        )
        #expect(try await desk.store.block(block, actor: .operator, at: desk.clock.now))
        // What they had opens nothing any more, as if it had never been.
        #expect(try await desk.get("/help/requests", as: session).status == 303)
        #expect(try await desk.get(link).status == 410)
        #expect(try await follow(link, desk).status == 410)
        let asked = try await ask(Self.address, desk)
        #expect(asked.status == unknown.status && asked.body == unknown.body)
        let key = IdentityKey(kind: .email, value: Self.address)
        #expect(try await desk.store.signInTarget(of: key) == nil)
    }

    @Test func `agents' and customers' sessions open nothing of each other`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn(.admin)
        let customer = try await desk.signInCustomer()
        let token = { (visitor: any TestVisitor) in visitor.cookie.drop { $0 != "=" }.dropFirst() }
        let asCustomer = ["Cookie": "tributary-help=\(token(agent))"]
        let asAgent = ["Cookie": "tributary=\(token(customer))"]
        #expect(try await desk.get("/help/requests/\(ticket.number)", headers: asCustomer).status == 303)
        #expect(try await desk.get("/desk/tickets/\(ticket.number)", headers: asAgent).status == 303)
    }

    @Test func `a session ends without use, at its age, and on signing out`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let idle = try await desk.signInCustomer()
        desk.clock.advance(by: .seconds(24 * 3_600))
        #expect(try await desk.get("/help/requests", as: idle).status == 303)
        let used = try await desk.signInCustomer()
        for _ in 0..<7 {
            #expect(try await desk.get("/help/requests", as: used).status == 200)
            desk.clock.advance(by: .seconds(24 * 3_600 - 1))
        }
        #expect(try await desk.get("/help/requests", as: used).status == 200)
        desk.clock.advance(by: .seconds(7))
        #expect(try await desk.get("/help/requests", as: used).status == 303)
        let leaving = try await desk.signInCustomer()
        let answer = try await desk.post("/help/sign-out", as: leaving)
        #expect(answer.location == "/help" && answer.header("Set-Cookie")?.contains("Max-Age=0") == true)
        #expect(try await desk.get("/help/requests", as: leaving).status == 303)
    }

    @Test func `signing in ends the session the browser had`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let before = try await desk.signInCustomer()
        let link = try await link(desk)
        let answer = try await desk.post(
            "/help/link",
            [("token", try token(of: link))],
            headers: ["Cookie": before.cookie]
        )
        #expect(answer.status == 303)
        #expect(try await desk.get("/help/requests", as: before).status == 303)
    }

    @Test func `https adds the host prefix and Secure`() {
        #expect(
            Cookies.customer("t", isSecure: true)
                == "__Host-tributary-help=t; Path=/; HttpOnly; SameSite=Lax; Secure"
        )
    }

    @Test(arguments: [
        "https://evil.example/help/requests", "//evil.example", "/help/../desk", "/desk/tickets", "/help/requests\\x",
        "/helpx",
    ])
    func `a link comes back to a request and nowhere else`(_ next: String) async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let answer = try await desk.post(
            "/help/link",
            [("token", try token(of: try await link(desk, next: next))), ("next", next)]
        )
        #expect(answer.location == "/help/requests")
    }

    @Test func `nothing is sent while sending is paused or the channel is held`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let identity = try await desk.identity(Self.address)
        let target = try #require(try await desk.store.signInTarget(of: identity.id))
        let way = try #require(SignInWay(target, in: desk.services.directory))
        let links = desk.site.signInLinks
        try await desk.store.setHold(.verbatim("refused"), channel: ChannelID(rawValue: "mail"), at: desk.clock.now)
        await #expect(throws: SignInLinks.Problem.self) {
            try await links.send(to: identity, by: way, language: .english, next: nil)
        }
        try await desk.store.setHold(nil, channel: ChannelID(rawValue: "mail"), at: desk.clock.now)
        try await desk.store.setOutboxPaused(true, actor: .operator, at: desk.clock.now)
        await #expect(throws: SignInLinks.Problem.self) {
            try await links.send(to: identity, by: way, language: .english, next: nil)
        }
        #expect(desk.sent.all.isEmpty)
    }

    @Test func `an agent has a link sent by a leg and never sees it`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn(.agent)
        let leg = try #require(try await desk.thread(ticket).legs.first)
        let path = "/desk/tickets/\(ticket.number)/legs/\(leg.id)/sign-in-link"
        let answer = try await desk.post(path, as: agent)
        #expect(answer.status == 303)
        let text = try #require(desk.sent.texts.first)
        let link = try #require(Self.link(in: text))
        #expect(try await follow(link, desk).location == "/help/requests/\(ticket.number)")
        let page = try await desk.get("/desk/tickets/\(ticket.number)", as: agent)
        #expect(!page.body.contains(try token(of: link)))
        let foreign = try await desk.receive(Letter(from: "refused@customer.example"))
        let otherLeg = try #require(try await desk.thread(foreign).legs.first)
        #expect(
            try await desk.post("/desk/tickets/\(ticket.number)/legs/\(otherLeg.id)/sign-in-link", as: agent).status
                == 404
        )
        let refused = try await desk.post(
            "/desk/tickets/\(foreign.number)/legs/\(otherLeg.id)/sign-in-link",
            as: agent
        )
        #expect(refused.status == 422 && refused.body.contains("There is no such mailbox."))
    }

    // MARK: - Following a form's request

    @Test func `whoever sent a form has a link sent to the address they gave`() async throws {
        let desk = try TestDesk(submissionPatience: .seconds(60))
        let answer = try await desk.withRouter { try await desk.post("/channels/form/lead", [("a", "b")]) }
        #expect(answer.status == 303)
        let cookie = try #require(answer.header("Set-Cookie"))
        #expect(cookie.contains("; Path=/help; HttpOnly; SameSite=Lax; Max-Age=3600"))
        let headers = ["Cookie": String(cookie.prefix { $0 != ";" })]
        let page = try await desk.get("/help/follow", headers: headers)
        #expect(page.status == 200 && !page.body.contains("visitor@example.org"))
        let asked = try await desk.withLinks {
            let asked = try await desk.post("/help/follow", headers: headers)
            try await desk.waitForSent(1)
            return asked
        }
        #expect(asked.status == 200)
        #expect(desk.sent.all.map(\.destinations) == [["visitor@example.org"]])
        desk.clock.advance(by: .seconds(3_600))
        #expect(try await desk.post("/help/follow", headers: headers).location == "/help/sign-in")
    }

    @Test(arguments: ["", "1", "1.9999999999", "1.9999999999.", "1.9999999999.AAAA", "x.y.z"])
    func `a made-up cookie has nothing sent`(_ value: String) async throws {
        let desk = try TestDesk()
        let headers = ["Cookie": "tributary-follow=\(value)"]
        #expect(try await desk.get("/help/follow", headers: headers).location == "/help/sign-in")
        #expect(try await desk.post("/help/follow", headers: headers).location == "/help/sign-in")
    }

    // MARK: - Parts

    private func ask(_ address: String, _ desk: TestDesk, next: String? = nil) async throws -> Answer {
        try await desk.post("/help/sign-in", [("address", address)] + (next.map { [("next", $0)] } ?? []))
    }

    /// The path of the one link that a test asks for.
    private func link(_ desk: TestDesk, next: String? = nil) async throws -> String {
        try await desk.withLinks { try await nextLink(desk, next: next) }
    }

    /// The path of the link in the mail that follows asking for one, while links are being sent.
    private func nextLink(_ desk: TestDesk, next: String? = nil) async throws -> String {
        let before = desk.sent.all.count
        #expect(try await ask(Self.address, desk, next: next).status == 200)
        try await desk.waitForSent(before + 1)
        let text = try #require(desk.sent.texts.last)
        return try #require(Self.link(in: text))
    }

    private static func link(in text: String) -> String? {
        text.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http://127.0.0.1:8080/help/link") }
            .map { String($0.dropFirst("http://127.0.0.1:8080".count)) }
    }

    private func token(of link: String) throws -> String {
        try #require(FormValues(urlEncoded: Array(link.drop { $0 != "?" }.dropFirst().utf8))["token"])
    }

    private func follow(_ link: String, _ desk: TestDesk) async throws -> Answer {
        let fields = FormValues(urlEncoded: Array(link.drop { $0 != "?" }.dropFirst().utf8)).pairs
        return try await desk.post("/help/link", fields.map { ($0.name, $0.value) })
    }
}
