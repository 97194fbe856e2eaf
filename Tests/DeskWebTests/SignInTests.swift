import ChannelKit
import DeskModel
import Foundation
import Testing
import TicketStorage

@testable import DeskWeb

@Suite struct SignInTests {
    private static let password = "seven quiet rivers meet"

    private func account(_ desk: TestDesk, isEnabled: Bool = true) async throws -> Agent {
        let who = try await desk.signIn(.agent)
        let hash = try await desk.site.passwords.hash(Self.password)
        try await desk.store.setPassword(who.agent.id, hash: hash, at: desk.clock.now)
        if !isEnabled { try await desk.store.setEnabled(who.agent.id, false, actor: .operator, at: desk.clock.now) }
        return who.agent
    }

    private func cookie(_ answer: Answer) throws -> String {
        String(try #require(answer.header("Set-Cookie")).prefix { $0 != ";" })
    }

    @Test func `the right password opens a fresh session`() async throws {
        let desk = try TestDesk()
        let agent = try await account(desk)
        let form = [("email", agent.email.uppercased()), ("password", Self.password), ("next", "/desk/outbox")]
        let planted = "tributary=planted-by-somebody-else"
        let answer = try await desk.post("/desk/login", form, headers: ["Cookie": planted])
        #expect(answer.status == 303 && answer.location == "/desk/outbox")
        let cookie = try cookie(answer)
        #expect(cookie != planted)
        #expect(try await desk.get("/desk/tickets", headers: ["Cookie": cookie]).status == 200)
        #expect(try await desk.get("/desk/tickets", headers: ["Cookie": planted]).status == 303)
    }

    @Test(arguments: ["https://evil.example/", "//evil.example", "/desk/\\evil", "javascript:1", "/other"])
    func `signing in leads to no other site`(_ next: String) async throws {
        let desk = try TestDesk()
        let agent = try await account(desk)
        let form = [("email", agent.email), ("password", Self.password), ("next", next)]
        #expect(try await desk.post("/desk/login", form).location == "/desk/tickets")
    }

    @Test func `wrong, unknown, unready and disabled look the same`() async throws {
        let desk = try TestDesk()
        let agent = try await account(desk)
        let disabled = try await account(desk, isEnabled: false)
        let unready = try await desk.signIn(.agent).agent
        let tries = [
            (agent.email, "wrong password here"), ("nobody@desk.example", Self.password),
            (unready.email, Self.password),
            (disabled.email, Self.password),
        ]
        for (email, password) in tries {
            let answer = try await desk.post("/desk/login", [("email", email), ("password", password)])
            #expect(answer.status == 422)
            #expect(answer.body.contains("do not fit together"))
            #expect(answer.header("Set-Cookie") == nil)
        }
    }

    @Test func `guessing becomes slow, and the owner is let in from elsewhere`() async throws {
        let throttle = SignInThrottle()
        let now = TestDesk.start
        for _ in 0..<4 { throttle.failed(account: "a", address: "1.1.1.1", at: now) }
        #expect(throttle.wait(account: "a", address: "1.1.1.1", at: now) == nil)
        throttle.failed(account: "a", address: "1.1.1.1", at: now)
        #expect(throttle.wait(account: "a", address: "1.1.1.1", at: now) == 2)
        throttle.failed(account: "a", address: "1.1.1.1", at: now)
        #expect(throttle.wait(account: "a", address: "1.1.1.1", at: now) == 4)
        #expect(throttle.wait(account: "a", address: "2.2.2.2", at: now) == nil)
        #expect(throttle.wait(account: "a", address: "1.1.1.1", at: now.advanced(by: .seconds(4))) == nil)
        for _ in 0..<60 { throttle.failed(account: "a", address: "1.1.1.1", at: now) }
        #expect(throttle.wait(account: "a", address: "1.1.1.1", at: now) == 900)
        #expect(throttle.wait(account: "a", address: "2.2.2.2", at: now) != nil)
        throttle.succeeded(account: "a", address: "2.2.2.2")
        #expect(throttle.wait(account: "a", address: "2.2.2.2", at: now) == nil)
    }

    @Test func `a throttled try is not even checked`() async throws {
        let desk = try TestDesk()
        let agent = try await account(desk)
        for _ in 0..<6 {
            desk.site.signInThrottle.failed(account: agent.email, address: "127.0.0.1", at: desk.clock.now)
        }
        let answer = try await desk.post("/desk/login", [("email", agent.email), ("password", Self.password)])
        #expect(answer.status == 429 && answer.header("Retry-After") == "4")
    }

    @Test func `a session ends without use, at its age, and on signing out`() async throws {
        let desk = try TestDesk()
        let idle = try await desk.signIn()
        desk.clock.advance(by: .seconds(3_601))
        #expect(try await desk.get("/desk/tickets", as: idle).status == 303)
        let used = try await desk.signIn()
        for _ in 0..<23 {
            desk.clock.advance(by: .seconds(1_800))
            #expect(try await desk.get("/desk/tickets", as: used).status == 200)
        }
        desk.clock.advance(by: .seconds(1_801))
        #expect(try await desk.get("/desk/tickets", as: used).status == 303)
        let leaving = try await desk.signIn()
        let answer = try await desk.post("/desk/logout", as: leaving)
        #expect(answer.header("Set-Cookie")?.contains("Max-Age=0") == true)
        #expect(try await desk.get("/desk/tickets", as: leaving).status == 303)
    }

    @Test func `whoever does not exist costs a whole hash`() async throws {
        let hashing = PasswordHashing()
        #expect(try await hashing.verify("nobody has this one", against: nil) == false)
        let hash = try await hashing.hash("one two three four")
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try await hashing.verify("one two three four", against: hash))
        #expect(try await hashing.verify("one two three five", against: hash) == false)
    }

    @Test(
        arguments: [
            ("short", .tooShort), ("elevenchars", .tooShort), ("passwordpassword", .tooCommon),
            ("Passw0rd1234", .tooCommon),
            ("123456789012", .tooCommon), ("aaaaaaaaaaaaaa", .tooCommon), ("abcdefghijklmn", .tooCommon),
            ("1qaz2wsx3edc", .tooCommon), ("graceagent2026", nil), ("grace1234567", .tooCommon),
            ("welcome2026!!", .tooCommon),
            ("seven quiet rivers meet", nil), ("正确的马电池订书钉真的很长", nil), ("Tr0ub4dor&3xyz", nil),
        ] as [(String, PasswordRules.Problem?)]
    )
    func `what everybody would try is no password`(_ password: String, _ problem: PasswordRules.Problem?) {
        #expect(PasswordRules.problem(with: password, personal: ["grace@desk.example", "River Desk"]) == problem)
    }

    @Test func `a set-up link works once`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn(.agent).agent
        let token = "a-token-nobody-can-guess-at-all"
        try await desk.store.addToken(
            digest: TokenDigest.of(token),
            purpose: "set-up:\(agent.id)",
            expiresAt: desk.clock.now.advanced(by: .seconds(60))
        )
        #expect(try await desk.get("/desk/setup?token=\(token)").body.contains(agent.email))
        let weak = try await desk.post("/desk/setup", [("token", token), ("password", "passwordpassword")])
        #expect(weak.status == 422)
        let done = try await desk.post("/desk/setup", [("token", token), ("password", Self.password)])
        #expect(done.status == 303)
        #expect(try await desk.get("/desk/tickets", headers: ["Cookie": try cookie(done)]).status == 200)
        #expect(try await desk.post("/desk/setup", [("token", token), ("password", Self.password)]).status == 410)
        #expect(try await desk.get("/desk/setup?token=\(token)").status == 410)
    }

    @Test func `the first admin is made by their link, and other tokens open nothing`() async throws {
        let desk = try TestDesk()
        let expiry = desk.clock.now.advanced(by: .seconds(60))
        let token = "first-admin-token-for-tests"
        let other = "a-token-for-another-purpose"
        try await desk.store.addToken(digest: TokenDigest.of(token), purpose: "set-up-first-admin", expiresAt: expiry)
        try await desk.store.addToken(digest: TokenDigest.of(other), purpose: "follow:1", expiresAt: expiry)
        #expect(try await desk.get("/desk/setup?token=\(other)").status == 410)
        let form = [("token", token), ("name", "Root"), ("password", Self.password)]
        #expect(try await desk.post("/desk/setup", form + [("email", "nonsense")]).status == 422)
        #expect(try await desk.post("/desk/setup", form + [("email", "Root@Desk.example")]).status == 303)
        let account = try #require(try await desk.store.account(email: "root@desk.example"))
        #expect(account.agent.role == .admin && account.passwordHash != nil)
        desk.clock.advance(by: .seconds(61))
        #expect(try await desk.get("/desk/setup?token=\(other)").status == 410)
    }

    @Test func `an admin adds an account, sees its link once, and cannot lock themselves out`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let form = [("name", "Bo"), ("email", "Bo@Desk.example"), ("role", "agent")]
        let added = try await desk.post("/admin/users", form, as: admin)
        #expect(added.body.contains("http://127.0.0.1:8080/desk/setup?token=token-"))
        #expect(try await desk.get("/admin/users", as: admin).body.contains("/desk/setup?token") == false)
        #expect(try await desk.post("/admin/users", form, as: admin).status == 422)
        let own = "/admin/users/\(admin.agent.id)/enabled"
        #expect(try await desk.post(own, [("enabled", "no")], as: admin).status == 422)
        let bo = try #require(try await desk.store.account(email: "bo@desk.example")).agent
        #expect(try await desk.post("/admin/users/\(bo.id)/enabled", [("enabled", "no")], as: admin).status == 303)
        #expect(try await desk.store.account(email: "bo@desk.example")?.agent.isEnabled == false)
    }

    @Test func `the accounts stand under headings, with buttons for what can be done`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let other = try await desk.signIn(.agent)
        let page = try await desk.get("/admin/users", as: admin).body
        let names = ["Name", "Role", "Actions"].map { "<th scope=\"col\">\($0)</th>" }.joined()
        #expect(page.contains(names))
        let renewal = try #require(page.components(separatedBy: "/admin/users/\(other.agent.id)/link").last)
        #expect(renewal.prefix(300).contains("<button class=\"small\">New set-up link</button>"))
    }
}
