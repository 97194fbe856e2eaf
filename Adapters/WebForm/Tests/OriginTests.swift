import ChannelKit
import Testing

@testable import WebFormAdapter

struct OriginTests {
    private static let allowed: [String: SettingValue] = ["allowed_origins": .list([.text("https://www.example.com/")])]

    @Test(arguments: [
        ([HeaderField]([]), true),
        ([HeaderField("Sec-Fetch-Site", "same-origin"), HeaderField("Origin", "http://localhost:1")], true),
        ([HeaderField("Sec-Fetch-Site", "none")], true),
        ([HeaderField("Sec-Fetch-Site", "cross-site")], false),
        ([HeaderField("Sec-Fetch-Site", "same-site")], false),
        ([HeaderField("Origin", "https://desk.example.org")], true),
        ([HeaderField("Origin", "https://desk.example.org:443")], true),
        ([HeaderField("Origin", "http://localhost:8080"), HeaderField("Host", "localhost:8080")], true),
        ([HeaderField("Origin", "http://localhost:8081"), HeaderField("Host", "localhost:8080")], false),
        ([HeaderField("Origin", "https://evil.example")], false),
        ([HeaderField("Origin", "null")], false),
        ([HeaderField("Origin", "https://desk.example.org.evil.example")], false),
        ([HeaderField("Origin", "https://www.example.com"), HeaderField("Sec-Fetch-Site", "cross-site")], true),
        ([HeaderField("Origin", "http://www.example.com"), HeaderField("Sec-Fetch-Site", "cross-site")], false),
        ([HeaderField("Origin", "https://WWW.example.com"), HeaderField("Sec-Fetch-Site", "cross-site")], false),
    ])
    func `a submission comes from our page or an allowed one`(_ headers: [HeaderField], _ isTaken: Bool) async throws {
        let outcome = try await FormSample(Self.allowed).submit(FormSample.complete, headers: headers)
        if isTaken { _ = try outcome.arrival() } else { #expect(try outcome.answer().status == 403) }
    }

    @Test func `a page of a strange site gets back nothing that was typed`() async throws {
        let headers = [HeaderField("Origin", "https://evil.example")]
        let answer = try await FormSample().submit(FormSample.complete, headers: headers).answer()
        #expect(!answer.text.contains("ada@example.org"))
    }

    @Test func `a preflight is answered to allowed origins alone`() async throws {
        let sample = try FormSample(Self.allowed)
        func preflight(_ origin: String) async throws -> WebAnswer {
            try await sample.adapter.serve(
                WebRequest(
                    method: "OPTIONS",
                    path: "form",
                    headers: [HeaderField("Origin", origin), HeaderField("Access-Control-Request-Method", "POST")],
                    receivedAt: FormSample.start
                )
            ).answer()
        }
        let granted = try await preflight("https://www.example.com")
        #expect(granted.status == 204)
        #expect(granted.headers.first(named: "Access-Control-Allow-Origin") == "https://www.example.com")
        #expect(granted.headers.first(named: "Access-Control-Max-Age") == "600")
        #expect(granted.headers.first(named: "Access-Control-Allow-Credentials") == nil)
        for stranger in ["https://evil.example", "https://www.example.com.evil.example", "null", ""] {
            let answer = try await preflight(stranger)
            #expect(answer.headers.first(named: "Access-Control-Allow-Origin") == nil)
            #expect(answer.headers.first(named: "Vary") == "Origin")
        }
    }

    @Test func `the page says who may frame it`() async throws {
        let policy =
            try await FormSample(Self.allowed).get("form").headers.first(named: "Content-Security-Policy") ?? ""
        #expect(policy.hasSuffix("frame-ancestors 'self' https://www.example.com"))
        #expect(!policy.contains("unsafe"))
        let alone = try await FormSample().get("form").headers.first(named: "Content-Security-Policy") ?? ""
        #expect(alone.hasSuffix("frame-ancestors 'self'"))
    }

    @Test func `the embedding script may be loaded by other sites and the others may not`() async throws {
        let sample = try FormSample()
        let policy = "Cross-Origin-Resource-Policy"
        #expect(try await sample.get("embed.js").headers.first(named: policy) == "cross-origin")
        #expect(try await sample.get("form.js").headers.first(named: policy) == "same-origin")
    }

    @Test(arguments: [
        "www.example.com", "https://", "https://a.example/path", "ftp://a.example", "https://a b.example",
    ])
    func `an allowed origin is scheme, host and port`(_ origin: String) throws {
        #expect(throws: SettingProblem.self) { try FormSample(["allowed_origins": .list([.text(origin)])]) }
    }
}
