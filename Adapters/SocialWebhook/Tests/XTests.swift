import ChannelKit
import ProviderKit
import Testing

@testable import SocialWebhookAdapter

/// X's check and signature, and answers to posts and direct messages.
@Suite struct XTests {
    private func provider(_ secrets: [String] = ["sb-x-consumer"]) throws -> X {
        try X(
            channel: ProviderTrial.channel,
            settings: ProviderTrial.settings(
                secrets: ["consumer_secret": secrets, "access_token": ["x-token-1234"]]
            )
        )
    }

    private func judge(_ provider: X, _ call: WebRequest) -> String {
        ProviderTrial.outcome(provider.judge(call, signedURL: "", now: nil))
    }

    @Test func `the check is answered with the code of its token`() throws {
        let code = Base64.text(Signature.code(.sha256, key: Array("sb-x-consumer".utf8), Array("crc-123".utf8)))
        let call = ProviderTrial.call("GET", query: ["crc_token": "crc-123"])
        #expect(judge(try provider(), call) == #"answered 200 {"response_token":"sha256=\#(code)"}"#)
        #expect(judge(try provider(), ProviderTrial.call("GET")) == "refused 400")
    }

    @Test func `a call signed with either live secret is taken, any other refused`() throws {
        let body = #"{"for_user_id":"100"}"#
        func call(_ secret: String, _ sent: String) -> WebRequest {
            let code = Signature.code(.sha256, key: Array(secret.utf8), Array(body.utf8))
            return ProviderTrial.call(
                headers: ["x-twitter-webhooks-signature": "sha256=\(Base64.text(code))"],
                body: sent
            )
        }
        let provider = try provider(["sb-x-consumer", "the-one-before"])
        #expect(judge(provider, call("sb-x-consumer", body)) == "taken 200")
        #expect(judge(provider, call("the-one-before", body)) == "taken 200")
        #expect(judge(provider, call("another", body)) == "refused 401")
        #expect(judge(provider, call("sb-x-consumer", #"{"for_user_id": "100"}"#)) == "refused 401")
        #expect(judge(provider, ProviderTrial.call(body: body)) == "refused 401")
    }

    @Test func `a post is answered in public, a direct message directly`() throws {
        let provider = try provider()
        let cases = [
            (
                ProviderTrial.reply("Yes.", to: "100:posts", isGroup: true, parentID: "900"),
                "https://api.x.com/2/tweets", #"{"data":{"id":"950"}}"#, "950"
            ),
            (
                ProviderTrial.reply("Yes.", to: "100:200"),
                "https://api.x.com/2/dm_conversations/with/200/messages", #"{"data":{"dm_event_id":"951"}}"#, "951"
            ),
        ]
        for (reply, url, answer, id) in cases {
            let part = try #require(try provider.plan(reply).first)
            let (requests, ending, _) = ProviderTrial.run(
                provider.delivery(of: part, ProviderTrial.context, access: nil),
                [ProviderTrial.answer(201, answer)]
            )
            #expect(requests.map(\.url) == [url])
            #expect(try ending?.get().externalID?.rawValue == id)
        }
        #expect(throws: DeliveryFailure.self) {
            try provider.plan(ProviderTrial.reply("Yes.", to: "100:posts", isGroup: true))
        }
    }

    @Test(arguments: [("a", 280), ("织", 93)])
    func `a post is never longer than the provider takes`(_ unit: String, _ most: Int) throws {
        for (count, parts) in [(most, 1), (most + 1, 2)] {
            let text = String(repeating: unit, count: count)
            let reply = ProviderTrial.reply(text, to: "100:posts", isGroup: true, parentID: "900")
            #expect(try provider().plan(reply).count == parts)
        }
    }

    @Test func `a limit names the time of the next try`() throws {
        let provider = try provider()
        let part = try #require(try provider.plan(ProviderTrial.reply("Yes.", to: "100:200")).first)
        let limited = ProviderTrial.answer(
            429,
            "{}",
            headers: ["Date": "Wed, 01 Jan 2025 00:00:00 GMT", "x-rate-limit-reset": "1735689690"]
        )
        for (answer, verdict) in [
            (limited, DeliveryFailure.Verdict.later(after: .seconds(90))),
            (ProviderTrial.answer(403, #"{"detail":"duplicate"}"#), .never),
            (ProviderTrial.answer(401, "{}"), .blocked(.credentials)),
            (ProviderTrial.answer(201, "{}"), .unknown),
        ] {
            let exchange = provider.delivery(of: part, ProviderTrial.context, access: nil)
            let failure = #expect(throws: DeliveryFailure.self) {
                try ProviderTrial.run(exchange, [answer]).ending?.get()
            }
            #expect(failure?.verdict == verdict)
        }
    }
}
