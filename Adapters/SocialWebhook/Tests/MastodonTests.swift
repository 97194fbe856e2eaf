import ChannelKit
import ProviderKit
import Testing

@testable import SocialWebhookAdapter

/// What is pulled from a Mastodon server, and direct answers.
@Suite struct MastodonTests {
    private func provider() throws -> Mastodon {
        try Mastodon(
            channel: ProviderTrial.channel,
            settings: ProviderTrial.settings(
                ["api_base_url": "https://desk.example/"],
                secrets: ["access_token": ["mastodon-token-1"]]
            )
        )
    }

    private func pull(
        _ cursor: String?,
        _ answers: [ProviderAnswer]
    ) throws -> (
        urls: [String], batch: Result<PulledBatch, DeliveryFailure>?
    ) {
        let exchange = try #require(try provider().pull(stream: "", cursor: cursor, ring: nil, access: nil))
        let (requests, ending, _) = ProviderTrial.run(exchange, answers)
        return (requests.map(\.url), ending)
    }

    @Test func `what is above the cursor comes oldest first`() throws {
        let (urls, batch) = try pull("100", [ProviderTrial.answer(200, #"[{"id":"102"},{"id":"101"}]"#)])
        #expect(urls.count == 1)
        #expect(urls.first?.hasSuffix("min_id=100") == true)
        #expect(try batch?.get().payloads.map(\.externalID.rawValue) == ["notification:101", "notification:102"])
        #expect(try batch?.get().cursor == "102")
        #expect(try batch?.get().hasMore == false)
    }

    @Test(arguments: [nil, "", "../x"])
    func `without a usable cursor everything is pulled`(_ cursor: String?) throws {
        let (urls, _) = try pull(cursor, [ProviderTrial.answer(200, "[]")])
        #expect(urls.first?.hasSuffix("min_id=0") == true)
    }

    @Test(arguments: [("99", ""), ("100", nil), ("101", nil)])
    func `a server that counts from a lower id again is read from the start`(_ newest: String, _ next: String?) throws {
        let answers = [ProviderTrial.answer(200, "[]"), ProviderTrial.answer(200, #"[{"id":"\#(newest)"}]"#)]
        let (_, batch) = try pull("100", answers)
        #expect(try batch?.get().cursor == next)
        #expect(try batch?.get().hasMore == (next != nil))
    }

    @Test func `an answer mentions the person, directly, and twice is once`() throws {
        let provider = try provider()
        let reply = ProviderTrial.reply("It does.", to: "direct:ada@social.example", parentID: "1001")
        let part = try #require(try provider.plan(reply).first)
        let (requests, ending, _) = ProviderTrial.run(
            provider.delivery(of: part, ProviderTrial.context, access: nil),
            [ProviderTrial.answer(200, #"{"id":"2000"}"#)]
        )
        #expect(requests.map(\.url) == ["https://desk.example/api/v1/statuses"])
        #expect(requests.first?.headers.first(named: "Idempotency-Key") == "key-1")
        #expect(
            requests.first.map { String(decoding: $0.body, as: UTF8.self) }
                == #"{"in_reply_to_id":"1001","status":"@ada@social.example It does.","visibility":"direct"}"#
        )
        #expect(try ending?.get().externalID?.rawValue == "2000")
    }

    @Test(arguments: [
        (429, DeliveryFailure.Verdict.later(after: .seconds(90))), (401, .blocked(.credentials)),
        (403, .blocked(.credentials)), (404, .never), (422, .never), (503, .later(after: nil)), (200, .unknown),
    ])
    func `a refusal is classed`(_ status: Int, _ verdict: DeliveryFailure.Verdict) throws {
        let provider = try provider()
        let part = try #require(try provider.plan(ProviderTrial.reply("hi", to: "direct:ada@social.example")).first)
        let headers: KeyValuePairs = [
            "Date": "Wed, 01 Jan 2025 00:00:00 GMT", "X-RateLimit-Reset": "2025-01-01T00:01:30.000Z",
        ]
        let (_, ending, _) = ProviderTrial.run(
            provider.delivery(of: part, ProviderTrial.context, access: nil),
            [ProviderTrial.answer(status, #"{"error":"no"}"#, headers: status == 429 ? headers : [:])]
        )
        let failure = #expect(throws: DeliveryFailure.self) { try ending?.get() }
        #expect(failure?.verdict == verdict)
    }

    @Test func `nobody calls`() throws {
        let verdict = try provider().judge(ProviderTrial.call(body: "{}"), signedURL: "", now: nil)
        #expect(ProviderTrial.outcome(verdict) == "refused 404")
    }
}
