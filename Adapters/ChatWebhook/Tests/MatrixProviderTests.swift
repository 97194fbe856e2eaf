import ChannelKit
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

@Suite struct MatrixProviderTests {
    private static let transaction = "webhook/_matrix/app/v1/transactions/5"

    private func provider() throws -> Matrix {
        try .made(
            ["api_base_url": "https://hs.example.org/", "user_id": "@desk:example.org"],
            secrets: ["hs_token": ["hs-new", "hs-old"], "as_token": ["as-one"]],
            ["own_users": .list([.text("@_desk_*:example.org")])]
        )
    }

    // MARK: - In

    @Test(
        arguments: [
            (["Authorization": "Bearer hs-new"], [:], nil), (["Authorization": "Bearer hs-old"], [:], nil),
            ([:], ["access_token": "hs-new"], nil),
            (["Authorization": "Bearer hs-new"], ["access_token": "hs-new"], nil),
            (["Authorization": "Bearer hs-new"], ["access_token": "other"], 403),
            (["Authorization": "Bearer other"], ["access_token": "hs-new"], 403),
            (["Authorization": "Basic hs-new"], [:], 403), ([:], [:], 401),
        ] as [([String: String], [String: String], Int?)]
    )
    func `a homeserver shows its token in the header, the query, or rightly in both`(
        _ headers: [String: String],
        _ query: [String: String],
        _ refusal: Int?
    ) throws {
        var call = Written.call("PUT", path: Self.transaction, try Written.octets("matrix/conversation.json"))
        call.headers = headers.map { HeaderField($0.key, $0.value) }
        call.query = query.map { HeaderField($0.key, $0.value) }
        let verdict = try provider().judge(call, signedURL: "", now: nil)
        #expect(verdict.refusal == refusal)
        #expect((verdict.payload != nil) == (refusal == nil))
    }

    @Test(arguments: [
        ("GET", "webhook/_matrix/app/v1/users/@_desk_9:example.org", 200),
        ("GET", "webhook/users/@ana:example.org", 404), ("GET", "webhook/_matrix/app/v1/rooms/#x:example.org", 404),
        ("POST", "webhook/_matrix/app/v1/ping", 200), ("GET", "webhook/_matrix/app/v1/ping", 405),
        ("POST", "webhook/_matrix/app/v1/transactions/5", 405), ("GET", "webhook/elsewhere", 404),
        ("PUT", "webhook/transactions/5", 400),
    ])
    func `every endpoint of an application service answers as specified`(
        _ method: String,
        _ path: String,
        _ status: Int
    ) throws {
        let call = Written.call(method, path: path, headers: ["authorization": "Bearer hs-new"])
        #expect(try provider().judge(call, signedURL: "", now: nil).answer.status == status)
    }

    @Test func `a transaction tried again has the same name although the age differs, another one has not`() throws {
        let body = String(decoding: try Written.octets("matrix/conversation.json"), as: UTF8.self)
        func name(_ body: String) throws -> ExternalID? {
            try provider().unwrap(Written.call("PUT", path: Self.transaction, Array(body.utf8))).payload?.externalID
        }
        #expect(try name(body) == name(body.replacing("\"age\":12", with: "\"age\":99")))
        #expect(try name(body) != name(body.replacing("$first", with: "$second")))
    }

    @Test func `the events of a room become what they are, and our own become nothing`() throws {
        let call = Written.call("PUT", path: Self.transaction, try Written.octets("matrix/conversation.json"))
        let payload = try #require(try provider().unwrap(call).payload)
        let events = try provider().events(of: payload)
        #expect(
            events.map { "\($0.kind) \($0.externalID) \($0.text)" } == [
                "message $first The loom squeaks", "message $inthread Mine too", "message $answer Oil it",
                "edit $edit The loom sings", "delete $gone ", "reaction $smile 👍", "message $photo loom.jpg",
                "system $sealed @ana:example.org wrote something encrypted, which the desk cannot read.",
                "receipt read:$ours:@ana:example.org ",
            ]
        )
        #expect(events[1].thread == "$first")
        #expect(events[1].regarding == ["$first"])
        #expect(events[2].thread == nil)
        #expect(events[2].regarding == ["$first"])
        #expect(events[2].html == "<b>Oil</b> it")
        #expect(events[3].regarding == ["$first"])
        #expect(events[4].regarding == ["$first"])
        #expect(events[5].regarding == ["$ours"])
        #expect(events[6].attachments.map(\.content) == [.handle("mxc://example.org/Abc123")])
        #expect(events[7].metadata["notice"]?.contains("encrypted") == true)
        #expect(events[8].news.map { "\($0.messageID ?? "") \($0.outcome)" } == ["$ours read"])
        #expect(events[0].occurredAt == Timestamp(seconds: 1_735_689_600))
        #expect(events.allSatisfy { $0.isGroup && $0.actor?.space == "matrix" })
    }

    @Test func `invitations are accepted and encrypted rooms told, beside being read`() throws {
        var events = try JSONValue(parsing: try Written.octets("matrix/conversation.json"))["events"]?.array ?? []
        events += try JSONValue(parsing: try Written.octets("matrix/invitation.json"))["events"]?.array ?? []
        let body = JSONValue.object(["events": .array(events)]).octets()
        let payload = try #require(try provider().unwrap(Written.call("PUT", path: Self.transaction, body)).payload)
        let ring = try #require(try provider().ring(beside: payload))
        let play = try ExchangePlay(
            try provider().pull(stream: ring.stream, cursor: nil, ring: ring, access: nil),
            .written(403, ["errcode": "M_FORBIDDEN"]),
            .written(200, ["room_id": "!new:example.org"])
        )
        #expect(play.requests.map(\.method) == ["PUT", "POST"])
        #expect(play.requests[0].json["msgtype"]?.text == "m.notice")
        #expect(
            play.requests[1].url
                == "https://hs.example.org/_matrix/client/v3/rooms/%21new%3Aexample.org/join?user_id=%40desk%3Aexample.org"
        )
        #expect(play.outcome == PulledBatch(payloads: [], cursor: nil, hasMore: false))
        let read = try provider().events(of: payload)
        #expect(read.last?.text == "@ana:example.org invited the desk to the room.")
    }

    @Test func `an ordinary transaction asks nothing more of us`() throws {
        let body = #"{"events":[{"type":"m.room.message","room_id":"!r:x","sender":"@a:x","content":{}}]}"#
        let call = Written.call("PUT", path: Self.transaction, Array(body.utf8))
        let payload = try #require(try provider().unwrap(call).payload)
        #expect(try provider().ring(beside: payload) == nil)
    }

    // MARK: - Out

    @Test func `a reply in a thread stays there and mentions the asker`() throws {
        let place = ReplyPlace(conversation: "!lobby:example.org", thread: "$first", isGroup: true)
        let reply = Written.reply(
            "Oil & <love>\nhelp",
            into: place,
            to: "@ana:example.org",
            named: "Ana",
            answering: "$inthread"
        )
        let parts = try provider().plan(reply)
        let play = try ExchangePlay(
            try provider().delivery(of: try #require(parts.first), Written.context, access: nil),
            .written(200, ["event_id": "$sent"])
        )
        let request = try #require(play.requests.first)
        #expect(request.method == "PUT")
        #expect(
            request.url.hasPrefix(
                "https://hs.example.org/_matrix/client/v3/rooms/%21lobby%3Aexample.org/send/m.room.message/"
            )
        )
        #expect(request.url.hasSuffix("?user_id=%40desk%3Aexample.org"))
        #expect(request.field("Authorization") == "Bearer as-one")
        #expect(request.json["body"]?.text == "Ana: Oil & <love>\nhelp")
        #expect(
            request.json["formatted_body"]?.text
                == "<a href=\"https://matrix.to/#/%40ana%3Aexample.org\">Ana</a>: Oil &amp; &lt;love&gt;<br>help"
        )
        #expect(request.json["m.mentions"] == ["user_ids": ["@ana:example.org"]])
        #expect(request.json["m.relates_to", "event_id"]?.text == "$first")
        #expect(request.json["m.relates_to", "m.in_reply_to", "event_id"]?.text == "$inthread")
        #expect(play.outcome?.externalID?.rawValue == "$sent")
    }

    @Test func `the transaction id is the part's own, so a repeat is known`() throws {
        let part = try #require(try provider().plan(Written.reply("x", into: ReplyPlace(conversation: "!r:x"))).first)
        func url(_ key: String) throws -> String? {
            let context = DeliveryContext(idempotencyKey: key, attempt: 1)
            return try ExchangePlay(
                try provider().delivery(of: part, context, access: nil),
                .written(200, ["event_id": "$e"])
            ).requests.first?.url
        }
        #expect(try url("a") == url("a"))
        #expect(try url("a") != url("b"))
    }

    @Test func `a long text is split so that the worst piece fits an event`() throws {
        let text = String(repeating: "&", count: 20_000)
        let place = ReplyPlace(conversation: "!r:x", isGroup: true, asker: "@a:x")
        let parts = try provider().plan(Written.reply(text, into: place, to: "@a:x"))
        #expect(parts.count == 3)
        #expect(parts.allSatisfy { $0.body.count < 60_000 })
    }

    @Test func `a file is uploaded, then shown in the thread`() throws {
        let place = ReplyPlace(conversation: "!r:x", thread: "$t", isGroup: true)
        let parts = try provider().plan(Written.reply("", into: place, files: [Written.picture]))
        let play = try ExchangePlay(
            try provider().delivery(of: try #require(parts.first), Written.context, access: nil),
            .written(200, ["content_uri": "mxc://x/new"]),
            .written(200, ["event_id": "$e"])
        )
        #expect(play.requests.map(\.effect) == [.none, .delivery])
        #expect(play.requests.first?.body == Written.picture.bytes)
        #expect(play.requests.first?.field("Content-Type") == "image/png")
        #expect(play.requests.last?.json["url"]?.text == "mxc://x/new")
        #expect(play.requests.last?.json["msgtype"]?.text == "m.image")
        #expect(play.requests.last?.json["m.relates_to", "event_id"]?.text == "$t")
    }

    @Test(
        arguments: [
            (429, "M_LIMIT_EXCEEDED", .later(after: .seconds(7))), (401, "M_UNKNOWN_TOKEN", .blocked(.credentials)),
            (403, "M_EXCLUSIVE", .blocked(.credentials)), (403, "M_FORBIDDEN", .never), (404, "M_NOT_FOUND", .never),
            (413, "M_TOO_LARGE", .never), (400, "M_BAD_JSON", .never), (502, "", .later(after: .seconds(7))),
        ] as [(Int, String, DeliveryFailure.Verdict)]
    )
    func `every error has its class`(_ status: Int, _ code: String, _ verdict: DeliveryFailure.Verdict) throws {
        let part = try #require(try provider().plan(Written.reply("x", into: ReplyPlace(conversation: "!r:x"))).first)
        let play = try ExchangePlay(
            try provider().delivery(of: part, Written.context, access: nil),
            .written(status, ["errcode": .text(code)], HeaderField("Retry-After", "7"))
        )
        #expect(play.failure?.verdict == verdict)
        #expect(play.failure?.reason.isEmpty == false)
    }

    @Test func `an older homeserver's limit is read from the body`() throws {
        let failure = Matrix.failure(.written(429, ["errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500]))
        #expect(failure.verdict == .later(after: .milliseconds(2500)))
    }

    // MARK: - Look-ups

    @Test func `media are fetched with the token, in the old way where the new one is unknown`() throws {
        let play = try ExchangePlay(
            try provider().attachment("mxc://example.org/Abc123", maximumBytes: 99, access: nil),
            .written(404, ["errcode": "M_UNRECOGNIZED"]),
            ProviderAnswer(status: 200, body: [1, 2, 3])
        )
        #expect(
            play.requests.map(\.url) == [
                "https://hs.example.org/_matrix/client/v1/media/download/example.org/Abc123",
                "https://hs.example.org/_matrix/media/v3/download/example.org/Abc123",
            ]
        )
        #expect(
            play.requests.allSatisfy { $0.maximumAnswerBytes == 99 && $0.field("Authorization") == "Bearer as-one" }
        )
        #expect(play.outcome == [1, 2, 3])
        #expect(
            try ExchangePlay(try provider().attachment("mxc://../x/y", maximumBytes: 9, access: nil)).failure?.verdict
                == .never
        )
    }

    @Test func `a name is looked up`() throws {
        let ana = IdentityKey(kind: .handle, namespace: "matrix", value: "@ana:example.org")
        let play = try ExchangePlay(try provider().profile(of: ana, access: nil), .written(200, ["displayname": "Ana"]))
        #expect(play.outcome?.name == "Ana")
        #expect(play.outcome?.claims.isEmpty == true)
    }

    @Test func `a user of the namespace that is not there yet is created`() throws {
        let play = try ExchangePlay(
            try provider().health(access: nil),
            .written(403, ["errcode": "M_FORBIDDEN"]),
            .written(200, ["user_id": "@desk:example.org"])
        )
        #expect(play.requests.last?.json["username"]?.text == "desk")
        #expect(play.outcome?.english.contains("@desk:example.org") == true)
    }

    @Test(arguments: [("api_base_url", "https://hs.example.org"), ("user_id", "desk"), ("user_id", "")])
    func `settings that lead nowhere are told by name`(_ name: String, _ value: String) {
        var texts = ["api_base_url": "https://hs.example.org", "user_id": "@desk:example.org"]
        texts[name] = name == "api_base_url" ? nil : value
        var values = texts.mapValues { SettingValue.text($0) }
        values["hs_token"] = .secrets([Secret("h")])
        values["as_token"] = .secrets([Secret("a")])
        let settings = ChannelSettings(values)
        let problem = #expect(throws: SettingProblem.self) { try Matrix.check(settings) }
        #expect(problem?.path == name)
    }
}
