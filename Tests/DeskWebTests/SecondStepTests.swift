import ChannelKit
import DeskModel
import Testing
import TicketStorage

@testable import DeskWeb

@Suite struct SecondStepTests {
    private static let password = "seven quiet rivers meet"

    /// The SHA-1 vectors of RFC 6238, appendix B, with their last six digits.
    @Test(
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)]
    )
    func `codes are those of RFC 6238`(_ seconds: Int64, _ code: String) {
        let secret = Array("12345678901234567890".utf8)
        let now = Timestamp(seconds: seconds)
        #expect(TimeCode.code(secret, step: TimeCode.step(at: now)) == code)
        #expect(TimeCode.step(of: code, secret, at: now) == seconds / 30)
        #expect(TimeCode.step(of: code, secret, at: now.advanced(by: .seconds(30))) == seconds / 30)
        #expect(TimeCode.step(of: code, secret, at: now.advanced(by: .seconds(60))) == nil)
        #expect(TimeCode.step(of: String(code.dropLast()), secret, at: now) == nil)
    }

    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func `keys are written as RFC 4648 has it`(_ text: String, _ encoded: String) {
        #expect(Base32.encode(Array(text.utf8)) == encoded)
    }

    @Test(arguments: ["12345", "1234567", "12345a", "１２３４５６", "-12345", String(repeating: " ", count: 60)])
    func `what is no code is not compared`(_ typed: String) {
        #expect(TimeCode.read(typed) == nil)
        #expect(TimeCode.read("123 456") == "123456")
    }

    @Test func `a sealed secret opens for its account and key only`() throws {
        let keys = SecondStepKeys { Array(($0 + String(repeating: "k", count: 32)).utf8.prefix(32)) }
        let others = SecondStepKeys { Array(($0 + String(repeating: "x", count: 32)).utf8.prefix(32)) }
        let secret = TimeCode.makeSecret()
        let sealed = try keys.seal(secret, for: AgentID(rawValue: 1))
        #expect(keys.open(sealed, for: AgentID(rawValue: 1)) == secret)
        #expect(keys.open(sealed, for: AgentID(rawValue: 2)) == nil)
        #expect(others.open(sealed, for: AgentID(rawValue: 1)) == nil)
        #expect(Set(keys.makeRecoveryCodes()).count == 10)
        let digest = keys.digest(ofRecoveryCode: "abcd-efgh-jkmn", for: AgentID(rawValue: 1))
        #expect(digest == keys.digest(ofRecoveryCode: " ABCD EFGH JKMN", for: AgentID(rawValue: 1)))
        #expect(digest != keys.digest(ofRecoveryCode: "abcd-efgh-jkmn", for: AgentID(rawValue: 2)))
    }

    // MARK: - Over the pages

    private struct Enrolled {
        let agent: TestAgent
        let secret: [UInt8]
        let codes: [String]
    }

    /// An account that has turned the second step on.
    private func enroll(_ desk: TestDesk, _ role: AgentRole = .agent) async throws -> Enrolled {
        let first = try await desk.signIn(role)
        let hash = try await desk.site.passwords.hash(Self.password)
        try await desk.store.setPassword(first.agent.id, hash: hash, at: desk.clock.now)
        let agent = try await desk.signIn(again: first.agent, as: "first")
        #expect(try await desk.post("/desk/profile/second-step", [("password", "wrong")], as: agent).status == 422)
        #expect(try await desk.store.secondStep(of: agent.agent.id) == nil)
        let page = try await desk.post("/desk/profile/second-step", [("password", Self.password)], as: agent)
        let sealed = try #require(try await desk.store.secondStep(of: agent.agent.id)).sealed
        let secret = try #require(desk.site.secondStepKeys.open(sealed, for: agent.agent.id))
        #expect(page.body.contains("otpauth://totp/River%20Desk:"))
        #expect(page.body.contains("secret=\(Base32.encode(secret))&amp;issuer=River%20Desk"))
        #expect(page.body.contains("<svg class=\"qr\" role=\"img\""))
        #expect(sealed.count > secret.count && !sealed.starts(with: secret))
        let wrong = try await desk.post("/desk/profile/second-step/confirm", [("code", "12 34")], as: agent)
        #expect(wrong.status == 422)
        let code = TimeCode.code(secret, step: TimeCode.step(at: desk.clock.now))
        let done = try await desk.post("/desk/profile/second-step/confirm", [("code", code)], as: agent)
        let codes = done.body.matches(of: /<code>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})<\/code>/).map { String($0.1) }
        #expect(codes.count == 10)
        return Enrolled(agent: agent, secret: secret, codes: codes)
    }

    /// Goes through the first step and gives what stands for it.
    private func firstStep(_ desk: TestDesk, _ agent: Agent) async throws -> String {
        let form = [("email", agent.email), ("password", Self.password), ("next", "/desk/outbox")]
        let answer = try await desk.post("/desk/login", form)
        #expect(answer.status == 200 && answer.header("Set-Cookie") == nil)
        return String(try #require(answer.body.firstMatch(of: /name="step" value="([^"]+)"/)).1)
    }

    private func secondStep(_ desk: TestDesk, _ token: String, _ code: String) async throws -> Answer {
        try await desk.post("/desk/login/code", [("step", token), ("code", code), ("next", "/desk/outbox")])
    }

    @Test func `signing in takes a code, and each code once`() async throws {
        let desk = try TestDesk()
        let enrolled = try await enroll(desk)
        let agent = enrolled.agent.agent
        let used = TimeCode.code(enrolled.secret, step: TimeCode.step(at: desk.clock.now))
        let first = try await firstStep(desk, agent)
        #expect(try await secondStep(desk, first, used).status == 422, "the code that confirmed is used up")
        desk.clock.advance(by: .seconds(30))
        let code = TimeCode.code(enrolled.secret, step: TimeCode.step(at: desk.clock.now))
        let second = try await firstStep(desk, agent)
        let done = try await secondStep(desk, first, code)
        #expect(done.status == 303 && done.location == "/desk/outbox")
        let cookie = String(try #require(done.header("Set-Cookie")).prefix { $0 != ";" })
        #expect(try await desk.get("/desk/tickets", headers: ["Cookie": cookie]).status == 200)
        #expect(try await secondStep(desk, second, code).status == 422, "somebody who looked over the shoulder")
        #expect(try await secondStep(desk, first, code).location == "/desk/login", "the first step is used up")
        #expect(try await secondStep(desk, "no-such-token-at-all-0000", code).location == "/desk/login")
    }

    @Test func `of many with the same code one gets in`() async throws {
        let desk = try TestDesk()
        let enrolled = try await enroll(desk)
        desk.clock.advance(by: .seconds(30))
        let code = TimeCode.code(enrolled.secret, step: TimeCode.step(at: desk.clock.now))
        var tokens: [String] = []
        for _ in 0..<4 { tokens.append(try await firstStep(desk, enrolled.agent.agent)) }
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for token in tokens { group.addTask { try await secondStep(desk, token, code).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.filter { $0 == 303 }.count == 1)
    }

    @Test func `a recovery code works once, and is kept as a digest only`() async throws {
        let desk = try TestDesk()
        let enrolled = try await enroll(desk)
        let code = try #require(enrolled.codes.first)
        let first = try await firstStep(desk, enrolled.agent.agent)
        #expect(try await secondStep(desk, first, code.uppercased()).status == 303)
        let second = try await firstStep(desk, enrolled.agent.agent)
        #expect(try await secondStep(desk, second, code).status == 422)
        #expect(try await desk.store.secondStep(of: enrolled.agent.agent.id)?.recoveryCodes == 9)
        let log = try await desk.store.auditPage(AuditQuery()).items
        #expect(log.contains { $0.action == "second-step.recovery-code-used" })
        #expect(!log.contains { entry in enrolled.codes.contains { entry.detail.contains($0) } })
        #expect(try await desk.get("/desk/profile", as: enrolled.agent).body.contains(code) == false)
    }

    @Test func `guessing codes becomes slow although the password is right`() async throws {
        let desk = try TestDesk()
        let enrolled = try await enroll(desk)
        desk.clock.advance(by: .seconds(30))
        let right = TimeCode.code(enrolled.secret, step: TimeCode.step(at: desk.clock.now))
        let wrong = right == "000000" ? "000001" : "000000"
        for _ in 0..<5 {
            #expect(try await secondStep(desk, try await firstStep(desk, enrolled.agent.agent), wrong).status == 422)
        }
        let answer = try await secondStep(desk, try await firstStep(desk, enrolled.agent.agent), right)
        #expect(answer.status == 429 && answer.header("Retry-After") == "2")
    }

    @Test func `a new password by link does not go around it`() async throws {
        let desk = try TestDesk()
        let enrolled = try await enroll(desk)
        let token = "a-token-nobody-can-guess-at-all"
        try await desk.store.addToken(
            digest: TokenDigest.of(token),
            purpose: "set-up:\(enrolled.agent.agent.id)",
            expiresAt: desk.clock.now.advanced(by: .seconds(60))
        )
        let answer = try await desk.post("/desk/setup", [("token", token), ("password", "nine loud hills part ways")])
        #expect(answer.status == 200 && answer.header("Set-Cookie") == nil)
        #expect(answer.body.contains("name=\"step\""))
    }

    @Test func `it is turned off with the password, and reset by an admin`() async throws {
        let desk = try TestDesk()
        let enrolled = try await enroll(desk)
        let id = enrolled.agent.agent.id
        let off = "/desk/profile/second-step/off"
        #expect(try await desk.post(off, [("password", "wrong")], as: enrolled.agent).status == 422)
        #expect(try await desk.store.secondStep(of: id) != nil)
        #expect(try await desk.post(off, [("password", Self.password)], as: enrolled.agent).status == 303)
        #expect(try await desk.store.secondStep(of: id) == nil)
        let other = try await enroll(desk)
        let admin = try await desk.signIn(.admin)
        let reset = "/admin/users/\(other.agent.agent.id)/second-step/reset"
        #expect(try await desk.post(reset, as: admin).status == 303)
        #expect(try await desk.store.secondStep(of: other.agent.agent.id) == nil)
        #expect(try await desk.post("/admin/users/\(admin.agent.id)/second-step/reset", as: admin).status == 422)
        let actions = try await desk.store.auditPage(AuditQuery()).items.map(\.action)
        #expect(actions.contains("second-step.off") && actions.contains("second-step.reset"))
    }

    @Test func `a role that must have it sees nothing before it is set up`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let admin = try await desk.signIn(.admin)
        let agent = try await desk.signIn(.agent)
        #expect(
            try await desk.post("/admin/second-step", [("role", "agent"), ("role", "nobody")], as: admin).status == 303
        )
        #expect(try await desk.get("/desk/tickets", as: admin).status == 200)
        for path in ["/desk/tickets", "/desk/tickets/\(ticket.number)", "/desk/search?q=x", "/desk/events"] {
            let answer = try await desk.get(path, as: agent)
            #expect(answer.status == 303 && answer.location == "/desk/profile", "\(path)")
        }
        let note = try await desk.post("/desk/tickets/\(ticket.number)/notes", [("note", "x")], as: agent)
        #expect(note.location == "/desk/profile")
        #expect(try await desk.thread(ticket).entries.count == 1)
        #expect(try await desk.get("/desk/profile", as: agent).body.contains("Your role needs it"))
        let enrolled = try await enroll(desk)
        #expect(try await desk.get("/desk/tickets", as: enrolled.agent).status == 200)
    }

    // MARK: - Sessions

    @Test func `sessions are listed, and ended one by one or all but this`() async throws {
        let desk = try TestDesk()
        let here = try await desk.signIn()
        let phone = try await desk.signIn(
            again: here.agent,
            as: "phone",
            userAgent: "Mozilla/5.0 (iPhone) Safari/604.1"
        )
        let tablet = try await desk.signIn(again: here.agent, as: "tablet")
        let foreign = try await desk.signIn()
        let page = try await desk.get("/desk/profile", as: here).body
        #expect(page.contains("Safari · iPhone") && page.contains("192.0.2.7") && page.contains("this one"))
        let path = "/desk/profile/sessions"
        _ = try await desk.post(path, [("session", foreign.signedIn.session.reference)], as: here)
        #expect(try await desk.get("/desk/tickets", as: foreign).status == 200)
        _ = try await desk.post(path, [("session", phone.signedIn.session.reference)], as: here)
        #expect(try await desk.get("/desk/tickets", as: phone).status == 303)
        #expect(try await desk.get("/desk/tickets", as: tablet).status == 200)
        _ = try await desk.post(path, as: here)
        #expect(try await desk.get("/desk/tickets", as: tablet).status == 303)
        #expect(try await desk.get("/desk/tickets", as: here).status == 200)
        let admin = try await desk.signIn(.admin)
        #expect(try await desk.get("/admin/users/\(here.agent.id)", as: admin).status == 200)
        _ = try await desk.post("/admin/users/\(here.agent.id)/sessions", as: admin)
        #expect(try await desk.get("/desk/tickets", as: here).status == 303)
        #expect(try await desk.store.auditPage(AuditQuery(action: "session.ended")).items.count == 3)
    }

    @Test(
        arguments: [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge · Windows"
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/18 Safari/605.1.15",
                "Safari · macOS"
            ),
            ("something of its own", "something of its own"), ("", nil),
        ] as [(String, String?)]
    )
    func `browsers are called what people call them`(_ long: String, _ short: String?) {
        #expect(DeviceName.of(long) == short)
    }
}
