import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

@Suite struct ProtectionTests {
    @Test func `every page forbids foreign script and framing`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn(.admin)
        for path in [
            "/desk/login", "/desk/tickets", "/admin/users", "/desk/nowhere", "/healthz", "/help", "/help/sign-in",
            "/help/link?token=none", "/help/nowhere",
        ] {
            let answer = try await desk.get(path, as: agent)
            let policy = try #require(answer.header("Content-Security-Policy"))
            #expect(policy.contains("default-src 'none'"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(policy.contains("frame-src http://127.0.0.1:8081"))
            #expect(!policy.contains("unsafe"))
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("Referrer-Policy") == "same-origin")
            #expect(answer.header("Cache-Control") == "no-store")
            #expect(answer.header("Strict-Transport-Security") == nil)
            #expect(
                !answer.body.contains("<style") && !answer.body.contains(" style=") && !answer.body.contains(" onclick")
            )
        }
    }

    @Test func `https adds the host prefix, Secure and strict transport`() async throws {
        let desk = try TestDesk(publicURL: "https://desk.example")
        #expect(try await desk.get("/desk/login").header("Strict-Transport-Security")?.contains("max-age") == true)
        #expect(Cookies.session("t", isSecure: true) == "__Host-tributary=t; Path=/; HttpOnly; SameSite=Lax; Secure")
        #expect(Cookies.session("t", isSecure: false) == "tributary=t; Path=/; HttpOnly; SameSite=Lax")
    }

    @Test func `assets are kept forever under the name of their content`() async throws {
        let desk = try TestDesk()
        for asset in [DeskAssets.style, DeskAssets.icon] + DeskAssets.modules {
            let answer = try await desk.get(asset.path)
            #expect(answer.status == 200)
            #expect(answer.header("Cache-Control")?.contains("immutable") == true)
            #expect(answer.header("Content-Type") == asset.type)
        }
        #expect(try await desk.get("/desk/assets/style.000000000000.css").status == 404)
    }

    @Test(arguments: [
        ("10.1.2.3", ["203.0.113.9"], "203.0.113.9"),
        ("10.1.2.3", ["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
        ("10.1.2.3", ["203.0.113.9, 10.9.9.9"], "203.0.113.9"),
        ("10.1.2.3", ["203.0.113.9:4711"], "203.0.113.9"),
        ("10.1.2.3", ["[2001:db8::1]:443"], "2001:db8::1"),
        ("10.1.2.3", ["nonsense"], "10.1.2.3"),
        ("10.1.2.3", [], "10.1.2.3"),
        ("192.0.2.1", ["203.0.113.9"], "192.0.2.1"),
    ])
    func `only trusted proxies tell who asks`(_ peer: String, _ forwarded: [String], _ client: String) throws {
        let proxies = try TrustedProxies(["10.0.0.0/8", "fd00::/8"])
        #expect(proxies.client(peer: peer, forwardedFor: forwarded) == client)
    }

    @Test(arguments: ["10.0.0.0/33", "x", "", "10.0.0.0/-1", "::/129"])
    func `what is no network is refused`(_ text: String) {
        #expect(NetworkBlock(text) == nil)
    }

    @Test(arguments: [
        ("::ffff:10.0.0.0/104", "10.255.0.1", true), ("192.168.4.0/22", "192.168.7.255", true),
        ("192.168.4.0/22", "192.168.8.0", false), ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("0.0.0.0/0", "::1", false),
    ])
    func `a network holds its addresses`(_ network: String, _ address: String, _ isInside: Bool) throws {
        #expect(try #require(NetworkBlock(network)).contains(address) == isInside)
    }

    @Test func `figures are for the neighborhood`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let near = try await desk.get("/metrics")
        #expect(near.body.contains("tributary_arrivals_total{channel=\"mail\"} 1\n"))
        #expect(near.body.contains("tributary_deliveries{state=\"failed\"} 0\n"))
        #expect(try await desk.send(.get, "/metrics", peer: "203.0.113.5").status == 404)
    }

    @Test func `readiness ends when the desk drains or its storage is gone`() async throws {
        let desk = try TestDesk()
        #expect(try await desk.get("/readyz").status == 200)
        desk.site.drain()
        #expect(try await desk.get("/readyz").status == 503)
        #expect(try await desk.get("/healthz").status == 200)
        let other = try TestDesk()
        try await other.store.close()
        #expect(try await other.get("/readyz").status == 503)
    }
}
