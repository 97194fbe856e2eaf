import ChannelKit
import Foundation
import Synchronization
import Testing

@testable import Consents

/// A consent that is kept, renewed and lost.
@Suite struct ChannelConsentTests {
    private let place = TemporaryPlace()
    private let provider = ProviderFake()
    private let clock = Clock()
    private let channel = ChannelID(rawValue: "mail")
    private var folder: SealedFolder { SealedFolder(path: place.path, key: Array(repeating: 7, count: 32)) }

    private final class Clock: Sendable {
        private let time = Mutex(Timestamp(seconds: 1_800_000_000))
        var now: Timestamp { time.withLock { $0 } }
        func pass(_ seconds: Int64) { time.withLock { $0 = $0.advanced(by: .seconds(seconds)) } }
    }

    private let request = ConsentRequest(
        authorizationURL: "https://id.example/authorize",
        tokenURL: "https://id.example/token",
        deviceURL: "https://id.example/device",
        clientID: "client",
        clientSecret: Secret("hush"),
        scopes: ["mail"],
        account: "desk@example.org"
    )

    private func consent() -> ChannelConsent {
        let clock = clock
        return ChannelConsent(
            channel: channel,
            folder: folder,
            transport: provider,
            now: { clock.now },
            log: { _, _ in }
        )
    }

    private func answer(access: String, refresh: String?, expires: Int = 3600, more: String = "") {
        let refresh = refresh.map { #","refresh_token":"\#($0)""# } ?? ""
        provider.answer(
            #"{"access_token":"\#(access)","token_type":"Bearer","expires_in":\#(expires)\#(refresh)\#(more)}"#
        )
    }

    private func given(_ consent: ChannelConsent, more: String = "") throws {
        let body = #"{"access_token":"A1","expires_in":3600,"refresh_token":"R1"\#(more)}"#
        let answer = try TokenAnswer(ProviderAnswer(status: 200, body: Array(body.utf8)))
        try consent.keep(ConsentGrant(answer, for: request, at: clock.now))
    }

    private func token(_ consent: ChannelConsent, insteadOf refused: String? = nil) async throws -> String {
        try await consent.accessToken(for: request, insteadOf: refused.map { Secret($0) }).reveal()
    }

    @Test func `a consent to less than is needed is none`() async throws {
        let consent = consent()
        try given(consent)
        var wider = request
        wider.scopes.append("send")
        #expect(consent.standing(for: wider) == .missing)
        await #expect(throws: ConsentFailure.self) { try await consent.accessToken(for: wider, insteadOf: nil) }
        #expect(consent.standing(for: request) == .good)
    }

    @Test func `a token is used while it is good, and renewed before it ends, with the newest refresh token`()
        async throws
    {
        let consent = consent()
        try given(consent)
        #expect(try await token(consent) == "A1")
        #expect(provider.asked.isEmpty)
        clock.pass(3600 - 299)
        answer(access: "A2", refresh: "R2")
        #expect(try await token(consent) == "A2")
        #expect(provider.asked.first?["refresh_token"] == "R1")
        #expect(provider.asked.first?["client_secret"] == "hush")
        clock.pass(3600)
        answer(access: "A3", refresh: nil)
        #expect(try await token(consent) == "A3")
        #expect(provider.asked.last?["refresh_token"] == "R2")
        // Another process reads what this one sealed: the rotated token is not lost.
        clock.pass(3600)
        answer(access: "A4", refresh: "R4")
        #expect(try await token(self.consent()) == "A4")
        #expect(provider.asked.last?["refresh_token"] == "R2")
    }

    @Test func `many who wait have it renewed once`() async throws {
        let consent = consent()
        try given(consent)
        clock.pass(3600)
        answer(access: "A2", refresh: "R2")
        let tokens = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await token(consent) } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(tokens == ["A2"])
        #expect(provider.asked.count == 1)
    }

    @Test func `a token that was refused is replaced, one that was replaced already is not again`() async throws {
        let consent = consent()
        try given(consent)
        answer(access: "A2", refresh: nil)
        #expect(try await token(consent, insteadOf: "A1") == "A2")
        #expect(try await token(consent, insteadOf: "A1") == "A2")
        #expect(provider.asked.count == 1)
    }

    @Test func `a consent that is over says what to do, without asking again and again`() async throws {
        let consent = consent()
        #expect(consent.standing(for: request) == .missing)
        let none = await #expect(throws: ConsentFailure.self) { try await token(consent) }
        #expect(
            none
                == .missing(
                    advice: Wording(
                        "Nobody has consented to signing in. Run: tributary channels login mail",
                        "尚无人授权登录。请运行：tributary channels login mail"
                    )
                )
        )
        try given(consent)
        clock.pass(3600)
        provider.answer(#"{"error":"invalid_grant","error_description":"Token has been revoked."}"#, status: 400)
        for _ in 0..<3 {
            let lost = await #expect(throws: ConsentFailure.self) { try await token(consent) }
            guard case .missing(let advice) = lost else {
                Issue.record("\(String(describing: lost))")
                return
            }
            #expect(advice.english.contains("revoked"))
            #expect(advice.english.contains("tributary channels login mail"))
        }
        #expect(provider.asked.count == 1)
        #expect(self.consent().standing(for: request) == .refused("invalid_grant, Token has been revoked."))
    }

    @Test(arguments: [
        ("{\"error\":\"invalid_client\"}", 401), ("<html>busy</html>", 503), ("{}", 200),
        ("{\"access_token\":\"a\\nb\"}", 200),
    ]) func `trouble that may pass leaves the consent as it is`(_ body: String, _ status: Int) async throws {
        let consent = consent()
        try given(consent)
        clock.pass(3600)
        provider.answer(body, status: status)
        let failure = await #expect(throws: ConsentFailure.self) { try await token(consent) }
        guard case .unreachable = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        answer(access: "A2", refresh: "R2")
        #expect(try await token(consent) == "A2")
    }

    @Test func `a consent that will end is told of two weeks before`() async throws {
        let consent = consent()
        try given(consent, more: #","refresh_token_expires_in":"2592000""#)
        #expect(consent.standing(for: request) == .good)
        clock.pass(17 * 86_400)
        #expect(consent.standing(for: request) == .ending(Timestamp(seconds: 1_800_000_000 + 2_592_000)))
    }

    @Test func `a consent given for something else is none`() throws {
        let consent = consent()
        try given(consent)
        var other = request
        other.clientID = "another"
        #expect(consent.standing(for: other) == .missing)
    }

    @Test func `a browser is sent with a challenge, and only its own answer is taken`() async throws {
        let consent = consent()
        let clock = clock
        let login = ConsentLogin(request: request, transport: provider, consent: consent, now: { clock.now })
        let address = login.authorizationAddress(port: 4711)
        let query = FormText.pairs(in: address.split(separator: "?")[1])
        #expect(query["redirect_uri"] == "http://127.0.0.1:4711/")
        #expect(query["code_challenge_method"] == "S256")
        #expect(query["scope"] == "mail")
        await #expect(throws: ConsentLogin.Failure.self) {
            try await login.finish(RedirectAnswer(pairs: ["state": "forged", "code": "c"]), port: 4711)
        }
        #expect(provider.asked.isEmpty)
        answer(access: "A1", refresh: "R1")
        try await login.finish(RedirectAnswer(pairs: ["state": query["state"] ?? "", "code": "c"]), port: 4711)
        let asked = try #require(provider.asked.first)
        #expect(CodeChallenge(verifier: asked["code_verifier"] ?? "").challenge == query["code_challenge"])
        #expect(try await token(consent) == "A1")
    }

    @Test func `a device is waited for until its code is typed`() async throws {
        let consent = consent()
        let clock = clock
        let login = ConsentLogin(request: request, transport: provider, consent: consent, now: { clock.now })
        provider.answer(
            #"{"device_code":"D","user_code":"ABCD-EFGH","verification_uri":"https://id.example/d","expires_in":60,"interval":1}"#
        )
        let code = try await login.deviceCode()
        #expect(code.userCode == "ABCD-EFGH")
        provider.answer(#"{"error":"authorization_pending"}"#, status: 400)
        answer(access: "A1", refresh: "R1")
        try await login.finish(code)
        #expect(try await token(consent) == "A1")
    }

    @Test(
        arguments: [
            ("GET /?code=a&state=b HTTP/1.1\r\n", ["code": "a", "state": "b"]), ("POST /?code=a HTTP/1.1\r\n", [:]),
            ("GET /favicon.ico HTTP/1.1\r\n", [:]), ("GET /?code=a&code=b HTTP/1.1\r\n", ["code": ""]), ("", [:]),
        ] as [(String, [String: String])]
    )
    func `only the address that the browser was sent back to is read`(_ head: String, _ pairs: [String: String]) {
        #expect(RedirectListener.query(in: head) == pairs)
    }

    /// RFC 7636, appendix B.
    @Test func `a challenge is the digest of its secret`() {
        let challenge = CodeChallenge(verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        #expect(challenge.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }
}
