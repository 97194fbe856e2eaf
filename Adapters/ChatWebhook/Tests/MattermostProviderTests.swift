import ChannelKit
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

@Suite struct MattermostProviderTests {
    private func provider(_ more: [String: SettingValue] = [:]) throws -> Mattermost {
        try .made(
            ["api_base_url": "https://chat.example.org", "user_id": "desk"],
            secrets: ["token": ["tok-new", "tok-one"], "bot_token": ["bt-one"]],
            more
        )
    }

    // MARK: - In

    @Test func `a post is taken as JSON and as a form alike, without its token`() throws {
        let json = try #require(
            try provider().judge(Written.call(try Written.octets("mattermost/post.json")), signedURL: "", now: nil)
                .payload
        )
        let form = FormFields([
            "token": "tok-one", "channel_id": "c1", "channel_name": "looms", "timestamp": "1735689600000",
            "user_id": "u1",
            "user_name": "ana", "post_id": "p1", "text": "It squeaks", "file_ids": "f1,f2",
        ])
        let other = try #require(try provider().judge(Written.call(form.octets()), signedURL: "", now: nil).payload)
        #expect(json.externalID == other.externalID)
        #expect(!String(decoding: json.body, as: UTF8.self).contains("tok-one"))
        #expect(try provider().events(of: json) == provider().events(of: other))
        let event = try #require(try provider().events(of: json).first)
        #expect(event.text == "It squeaks")
        #expect(event.conversation == "c1")
        #expect(event.conversationTitle == "looms")
        #expect(event.attachments.map(\.content) == [.handle("f1"), .handle("f2")])
        #expect(event.occurredAt == Timestamp(seconds: 1_735_689_600))
        #expect(event.actor?.space == "mattermost:chat.example.org")
    }

    @Test(arguments: ["", "other", "tok-on"])
    func `another token is refused`(_ token: String) throws {
        let body = JSONValue.object(["token": .text(token), "post_id": "p"]).octets()
        #expect(try provider().judge(Written.call(body), signedURL: "", now: nil).refusal == 401)
    }

    @Test func `what the desk posted itself is nothing`() throws {
        let body = JSONValue.object(["token": "tok-one", "post_id": "p", "user_id": "desk"]).octets()
        let payload = try #require(try provider().unwrap(Written.call(body)).payload)
        #expect(try provider().events(of: payload).isEmpty)
    }

    // MARK: - Out

    private static let place = ReplyPlace(conversation: "c1", isGroup: true, asker: "u1")

    @Test(arguments: [("root9", "root9"), ("", "p1")])
    func `an answer goes into the thread of the post it answers`(_ root: String, _ expected: String) throws {
        let reply = Written.reply("Oil it", into: Self.place, to: "u1", named: "ana", answering: "p1")
        let part = try #require(try provider().plan(reply).first)
        let play = try ExchangePlay(
            try provider().delivery(of: part, Written.context, access: nil),
            .written(200, ["id": "p1", "root_id": .text(root)]),
            .written(201, ["id": "p2"])
        )
        #expect(
            play.requests.map(\.url) == [
                "https://chat.example.org/api/v4/posts/p1", "https://chat.example.org/api/v4/posts",
            ]
        )
        let post = try #require(play.requests.last?.json)
        #expect(post["root_id"]?.text == expected)
        #expect(post["message"]?.text == "@ana Oil it")
        #expect(post["pending_post_id"]?.text?.utf8.count == 26)
        #expect(post["answers"] == nil)
        #expect(play.outcome?.externalID?.rawValue == "p2")
    }

    @Test func `without threads the channel is answered at once`() throws {
        let provider = try provider(["reply_in_thread": .boolean(false)])
        let part = try #require(try provider.plan(Written.reply("x", into: Self.place, answering: "p1")).first)
        let play = try ExchangePlay(
            provider.delivery(of: part, Written.context, access: nil),
            .written(201, ["id": "p2"])
        )
        #expect(play.requests.first?.json["root_id"] == nil)
    }

    @Test func `a file is uploaded and posted`() throws {
        let part = try #require(
            try provider().plan(Written.reply("", into: Self.place, files: [Written.picture])).first
        )
        let play = try ExchangePlay(
            try provider().delivery(of: part, Written.context, access: nil),
            .written(201, ["file_infos": [["id": "f9"]]]),
            .written(201, ["id": "p2"])
        )
        #expect(play.requests.last?.json["file_ids"] == ["f9"])
    }

    @Test(
        arguments: [
            (401, .blocked(.credentials)), (403, .never), (404, .never), (400, .never),
            (429, .later(after: .seconds(4))),
            (500, .later(after: nil)),
        ] as [(Int, DeliveryFailure.Verdict)]
    )
    func `every error has its class`(_ status: Int, _ verdict: DeliveryFailure.Verdict) throws {
        let part = try #require(try provider().plan(Written.reply("x", into: Self.place)).first)
        let play = try ExchangePlay(
            try provider().delivery(of: part, Written.context, access: nil),
            .written(status, ["id": "api.error"], HeaderField("X-Ratelimit-Reset", "4"))
        )
        #expect(play.failure?.verdict == verdict)
    }

    @Test(arguments: [true, false])
    func `a mailbox counts as proven where the server has verified it`(_ isVerified: Bool) throws {
        let ana = IdentityKey(kind: .handle, namespace: "mattermost:chat.example.org", value: "u1")
        let play = try ExchangePlay(
            try provider().profile(of: ana, access: nil),
            .written(200, ["username": "ana", "email": "ana@example.org", "email_verified": .boolean(isVerified)])
        )
        #expect(play.outcome?.claims.map(\.isVerified) == [isVerified])
    }

    @Test(arguments: [("ana", "@ana "), ("Ana Lyon", ""), ("here", ""), (nil, "")] as [(String?, String)])
    func `only what can be a user name is mentioned`(_ name: String?, _ mention: String) {
        #expect(ChatMention.text(name) == mention)
    }
}
