import ChannelKit
import ProviderKit
import Testing

@testable import SocialWebhookAdapter

/// The handshake and the signature of WhatsApp, Messenger and Instagram.
@Suite struct MetaGateTests {
    private static let secret = "the-app-secret"
    private static let older = "the-app-secret-before"

    static let providers: [String] = ["whatsapp", "messenger", "instagram"]

    private func provider(_ name: String) throws -> any MessageProvider {
        let type = try #require(SocialWebhookAdapter.providers.first { $0.name == name })
        return try type.init(
            channel: ProviderTrial.channel,
            settings: ProviderTrial.settings(
                secrets: ["app_secret": [Self.secret, Self.older], "verify_token": ["word-1", "word-2"]]
            )
        )
    }

    private func signature(_ secret: String, _ body: String) -> String {
        "sha256=" + Hexadecimal.text(Signature.code(.sha256, key: Array(secret.utf8), Array(body.utf8)))
    }

    private func judge(_ name: String, _ call: WebRequest) throws -> String {
        ProviderTrial.outcome(try provider(name).judge(call, signedURL: "https://desk.example/hook", now: nil))
    }

    @Test(arguments: providers)
    func `a handshake with the right word is answered with its challenge`(_ name: String) throws {
        for word in ["word-1", "word-2"] {
            let call = ProviderTrial.call(
                "GET",
                query: ["hub.mode": "subscribe", "hub.verify_token": word, "hub.challenge": "1158201444"]
            )
            #expect(try judge(name, call) == "answered 200 1158201444")
        }
    }

    @Test(arguments: providers)
    func `a handshake with another word is refused`(_ name: String) throws {
        let calls = [
            ProviderTrial.call("GET", query: ["hub.mode": "subscribe", "hub.verify_token": "x", "hub.challenge": "1"]),
            ProviderTrial.call("GET", query: ["hub.mode": "subscribe", "hub.challenge": "1"]),
            ProviderTrial.call(
                "GET",
                query: [
                    "hub.mode": "subscribe", "hub.verify_token": "x", "hub.verify_token": "word-1",
                    "hub.challenge": "1",
                ]
            ),
            ProviderTrial.call("GET"),
        ]
        for call in calls { #expect(try judge(name, call) == "refused 403") }
    }

    @Test(arguments: providers)
    func `a call signed with either live secret is taken`(_ name: String) throws {
        let body = #"{"object":"page","entry":[{"text":"\u60a8"}]}"#
        for secret in [Self.secret, Self.older] {
            let call = ProviderTrial.call(headers: ["x-hub-signature-256": signature(secret, body)], body: body)
            #expect(try judge(name, call) == "taken 200")
        }
    }

    @Test(arguments: providers)
    func `a call whose body was written again is refused`(_ name: String) throws {
        let body = #"{"object":"page","entry":[{"text":"\u60a8"}]}"#
        let again = #"{"object":"page","entry":[{"text":"您"}]}"#
        let signed = signature(Self.secret, body)
        let calls = [
            ProviderTrial.call(headers: ["X-Hub-Signature-256": signed], body: again),
            ProviderTrial.call(headers: ["X-Hub-Signature-256": signed], body: body + " "),
            ProviderTrial.call(headers: ["X-Hub-Signature-256": String(signed.dropLast(2))], body: body),
            ProviderTrial.call(headers: ["X-Hub-Signature-256": String(signed.dropFirst(7))], body: body),
            ProviderTrial.call(headers: ["X-Hub-Signature-256": signature("another-secret", body)], body: body),
            ProviderTrial.call(headers: ["X-Hub-Signature-256": signed, "X-Hub-Signature-256": signed], body: body),
            ProviderTrial.call(headers: ["X-Hub-Signature": signed], body: body),
            ProviderTrial.call(body: body),
        ]
        for call in calls { #expect(try judge(name, call) == "refused 401") }
        #expect(try judge(name, ProviderTrial.call("PUT", body: body)) == "refused 405")
    }

    @Test func `without a secret nothing is authentic`() throws {
        let bare = try WhatsApp(channel: ProviderTrial.channel, settings: ProviderTrial.settings())
        let call = ProviderTrial.call(headers: ["X-Hub-Signature-256": signature("", "{}")], body: "{}")
        #expect(ProviderTrial.outcome(bare.judge(call, signedURL: "", now: nil)) == "refused 401")
    }

    @Test func `settings that a channel needs are asked for`() throws {
        let all = ["app_secret": ["s"], "verify_token": ["v"], "access_token": ["t"]]
        for missing in all.keys {
            let problem = #expect(throws: SettingProblem.self) {
                try Messenger.check(ProviderTrial.settings(secrets: all.filter { $0.key != missing }))
            }
            #expect(problem?.path == missing)
        }
        #expect(throws: SettingProblem.self) { try WhatsApp.check(ProviderTrial.settings(secrets: all)) }
        try WhatsApp.check(ProviderTrial.settings(["phone_number_id": "106540352242922"], secrets: all))
        let wrong = #expect(throws: SettingProblem.self) {
            try Messenger(channel: ProviderTrial.channel, settings: ProviderTrial.settings(["api_version": "../23"]))
        }
        #expect(wrong?.path == "api_version")
    }
}
