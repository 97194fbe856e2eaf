import ChannelKit
import ConformanceCases
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

@Suite struct SlackProviderTests {
    private let now = ConformanceSubject.start
    private let slack: Slack

    init() throws {
        slack = try Slack(
            channel: ChannelID(rawValue: "chat"),
            settings: ChannelSettings([
                "signing_secret": .secrets([Secret(Calls.slackSecret), Secret("the former one")]),
                "bot_token": .secrets([Secret("xoxb-invented")]),
            ])
        )
    }

    private func events(_ event: JSONValue, _ more: [String: JSONValue] = [:]) throws -> [ProviderEvent] {
        let call: [String: JSONValue] = ["type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event]
        let body = JSONValue.object(call.merging(more) { $1 }).octets()
        return try slack.events(in: ChatSubjects.arrival("Ev1", body))
    }

    // MARK: - In

    @Test func `a call is judged by its octets, its age and either live secret`() throws {
        let body = try Calls.fixture("slack/message.json")
        for secret in [Calls.slackSecret, "the former one"] {
            #expect(
                slack.judge(Calls.slack(body, secret: secret), signedURL: "", now: now).payload?.externalID.rawValue
                    == "Ev01"
            )
        }
        let old = Calls.slack(body, at: now.advanced(by: .seconds(-301)))
        #expect(slack.judge(old, signedURL: "", now: now).payload == nil)
        #expect(slack.judge(old, signedURL: "", now: nil).payload != nil)
        #expect(
            slack.judge(Calls.slack(body, at: now.advanced(by: .seconds(300))), signedURL: "", now: now).payload != nil
        )
        var rewritten = Calls.slack(body)
        rewritten.body = try JSONValue(parsing: body).octets()
        var twice = Calls.slack(body)
        twice.headers.append(HeaderField("x-slack-signature", "v0=00"))
        var bare = Calls.slack(body)
        bare.headers = []
        for call in [rewritten, twice, bare, Calls.slack(body, secret: "wrong")] {
            #expect(slack.judge(call, signedURL: "", now: now).payload == nil)
        }
    }

    @Test func `the handshake is answered with the challenge`() {
        let call = Calls.slack(Array(#"{"type":"url_verification","challenge":"abc"}"#.utf8))
        guard case .answered(let answer) = slack.judge(call, signedURL: "", now: now) else {
            Issue.record("the handshake was not answered")
            return
        }
        #expect(answer.status == 200)
        #expect(answer.body == Array("abc".utf8))
    }

    @Test func `a message in a channel begins a thread, and its text reads as a person sees it`() throws {
        let body = try Calls.fixture("slack/message.json")
        let event = try #require(try slack.events(in: ChatSubjects.arrival("Ev01", body)).first)
        #expect(event.text == "@UBOT the engine & its https://loom.example are stuck")
        #expect(event.thread == "1735689600.000100")
        #expect(event.actor?.space == "slack:T01")
        #expect(event.isGroup)
        #expect(event.automatic == nil)
        let file = try #require(
            try slack.events(in: ChatSubjects.arrival("Ev02", try Calls.fixture("slack/file-in-thread.json"))).first
        )
        #expect(file.thread == "1735689600.000100")
        #expect(file.regarding == ["C01:1735689600.000100"])
        #expect(file.attachments.map(\.name) == ["loom.png"])
    }

    @Test func `a mention and the message it is in are one event`() throws {
        let message: JSONValue = ["type": "message", "channel": "C1", "user": "U1", "ts": "1.2", "text": "a"]
        let mention: JSONValue = ["type": "app_mention", "channel": "C1", "user": "U1", "ts": "1.2", "text": "a"]
        #expect(try events(message).map(\.externalID) == events(mention).map(\.externalID))
    }

    @Test func `edits, previews and removals are told apart`() throws {
        func changed(_ old: JSONValue, _ new: JSONValue) -> JSONValue {
            [
                "type": "message", "subtype": "message_changed", "channel": "C1", "event_ts": "9.9",
                "message": ["user": "U1", "ts": "1.2", "text": new],
                "previous_message": ["user": "U1", "ts": "1.2", "text": old],
            ]
        }
        let edit = try #require(try events(changed("a", "b")).first)
        #expect(edit.kind == .edit)
        #expect(edit.text == "b")
        #expect(edit.regarding == ["C1:1.2"])
        #expect(try events(changed("a", "a")).isEmpty)
        let gone = try #require(
            try events([
                "type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": "1.2",
                "event_ts": "9.9",
                "previous_message": ["user": "U1", "text": "a", "ts": "1.2"],
            ]).first
        )
        #expect(gone.kind == .delete)
        #expect(gone.text.isEmpty)
        #expect(gone.regarding == ["C1:1.2"])
    }

    @Test func `programs are marked, and our own as an echo`() throws {
        func said(_ more: [String: JSONValue]) -> JSONValue {
            let common: [String: JSONValue] = ["type": "message", "channel": "C1", "ts": "1.2", "text": "a"]
            return .object(common.merging(more) { $1 })
        }
        let own: [String: JSONValue] = ["authorizations": [["user_id": "UB", "is_bot": true]], "api_app_id": "A1"]
        #expect(try events(said(["bot_id": "B1", "user": "UB"]), own).first?.automatic == .ownEcho)
        #expect(try events(said(["bot_id": "B1", "app_id": "A1"]), own).first?.automatic == .ownEcho)
        #expect(try events(said(["bot_id": "B2", "app_id": "A2"]), own).first?.automatic == .bulk)
        #expect(try events(said(["subtype": "bot_message"]), own).first?.automatic == .bulk)
        #expect(try events(said(["user": "U1"]), own).first?.automatic == nil)
    }

    // MARK: - Out

    private func part(_ text: String, place: ReplyPlace) throws -> [OutboundPart] {
        try slack.plan(
            OutboundReply(
                key: "r1",
                ticketNumber: 1,
                subject: "",
                text: text,
                route: ReplyRoute(
                    target: IdentityKey(kind: .handle, namespace: "slack:T1", value: "U1"),
                    address: "U1",
                    conversationKey: place.key
                ),
                threading: OutboundThreading(messageToken: "t", date: now, replyToken: "t")
            )
        )
    }

    @Test func `a reply in a channel stays in its thread, names the asker and is escaped`() throws {
        let place = ReplyPlace(conversation: "C1", thread: "1.2", isGroup: true)
        let body = try JSONValue(parsing: part("a < b & <!channel>", place: place)[0].body)
        #expect(body["text"]?.text == "<@U1> a &lt; b &amp; &lt;!channel&gt;")
        #expect(body["thread_ts"]?.text == "1.2")
        #expect(try JSONValue(parsing: part("a", place: ReplyPlace(conversation: "D1"))[0].body)["thread_ts"] == nil)
    }

    @Test(arguments: [(3999, 1), (4000, 1), (4001, 2)]) func `a text is split at 4000`(length: Int, parts: Int) throws {
        let text = String(repeating: "&", count: length)
        #expect(try part(text, place: ReplyPlace(conversation: "D1")).count == parts)
    }

    @Test(
        arguments: [
            ("channel_not_found", .never), ("not_in_channel", .never), ("is_archived", .never),
            ("msg_too_long", .never),
            ("no_text", .never), ("restricted_action", .never), ("cannot_reply_to_message", .never),
            ("anything_new", .never),
            ("invalid_auth", .blocked(.credentials)), ("not_authed", .blocked(.credentials)),
            ("account_inactive", .blocked(.credentials)), ("token_revoked", .blocked(.credentials)),
            ("token_expired", .blocked(.credentials)), ("missing_scope", .blocked(.credentials)),
            ("ratelimited", .later(after: nil)), ("internal_error", .later(after: nil)),
            ("fatal_error", .later(after: nil)),
            ("service_unavailable", .later(after: nil)), ("request_timeout", .later(after: nil)),
        ] as [(String, DeliveryFailure.Verdict)]
    )
    func `every documented error has its verdict`(error: String, verdict: DeliveryFailure.Verdict) throws {
        let play = try ExchangePlay(
            slack.delivery(
                of: part("a", place: ReplyPlace(conversation: "D1"))[0],
                DeliveryContext(idempotencyKey: "k", attempt: 1),
                access: nil
            ),
            .written(200, ["ok": false, "error": .text(error)])
        )
        #expect(play.failure?.verdict == verdict)
        #expect(play.requests.map(\.effect) == [.delivery])
    }

    @Test func `a file is uploaded unseen and shown by one request`() throws {
        let posting = FilePosting(conversation: "C1", thread: "1.2", parentID: "", name: "a.txt")
        let file = OutboundPart(index: 0, destinations: posting.destinations, mediaType: "text/plain", body: [1, 2])
        let play = try ExchangePlay(
            slack.delivery(of: file, DeliveryContext(idempotencyKey: "k", attempt: 1), access: nil),
            .written(200, ["ok": true, "upload_url": "https://files.slack.com/up/1", "file_id": "F1"]),
            ProviderAnswer(status: 200),
            .written(200, ["ok": true])
        )
        #expect(play.outcome?.externalID?.rawValue == "file:F1")
        #expect(play.requests.map(\.effect) == [.none, .none, .delivery])
        #expect(play.requests[1].field("Authorization") == nil)
        #expect(play.requests[2].json["thread_ts"]?.text == "1.2")
    }

    @Test(arguments: [(true, true), (false, false)])
    func `a mail address counts as verified where Slack says so`(isConfirmed: Bool, isVerified: Bool) throws {
        let play = try ExchangePlay(
            slack.profile(of: IdentityKey(kind: .handle, namespace: "slack:T1", value: "U1"), access: nil),
            .written(
                200,
                [
                    "ok": true,
                    "user": [
                        "is_email_confirmed": .boolean(isConfirmed),
                        "profile": ["real_name": "Ada", "email": "ada@example.org"],
                    ],
                ]
            )
        )
        #expect(play.outcome?.name == "Ada")
        #expect(play.outcome?.claims.map(\.isVerified) == [isVerified])
        #expect(String(decoding: play.requests[0].body, as: UTF8.self) == "user=U1")
    }

    @Test func `a sign-in page is no file`() throws {
        let play = try ExchangePlay(
            slack.attachment("https://files.slack.com/a.png", maximumBytes: 9, access: nil),
            ProviderAnswer(status: 200, headers: [HeaderField("Content-Type", "text/html; charset=utf-8")], body: [1])
        )
        #expect(play.failure?.verdict == .never)
    }
}
