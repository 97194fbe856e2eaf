import AddressNormalization
import ChannelKit
import Foundation
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

@Suite struct TelegramProviderTests {
    private func provider(_ more: [String: SettingValue] = [:]) throws -> Telegram {
        let settings: [String: SettingValue] = [
            "secret_token": .secrets([Secret(Calls.telegramSecret), Secret("the_former_one")]),
            "bot_token": .secrets([Secret(TelegramPlace.token)]),
        ]
        return try Telegram(
            channel: ChannelID(rawValue: "chat"),
            settings: ChannelSettings(settings.merging(more) { $1 })
        )
    }

    private func event(_ fixture: String) throws -> ProviderEvent {
        let arrival = ChatSubjects.arrival("update:1", try Calls.fixture("telegram/\(fixture)"))
        return try #require(try provider().events(in: arrival).first)
    }

    private func event(_ update: JSONValue) throws -> ProviderEvent {
        try #require(try provider().events(in: ChatSubjects.arrival("update:1", update.octets())).first)
    }

    // MARK: - In

    @Test func `either live secret is taken, and no other, none, or two`() throws {
        let body = try Calls.fixture("telegram/text.json")
        let telegram = try provider()
        for secret in [Calls.telegramSecret, "the_former_one"] {
            let verdict = telegram.judge(Calls.telegram(body, secret: secret), signedURL: "", now: nil)
            #expect(verdict.payload?.externalID.rawValue == "update:9001")
            #expect(verdict.payload?.headers.isEmpty == true)
        }
        var twice = Calls.telegram(body)
        twice.headers += twice.headers
        for call in [Calls.telegram(body, secret: "other"), Calls.post(body, []), twice] {
            #expect(telegram.judge(call, signedURL: "", now: nil).payload == nil)
        }
    }

    @Test func `a text keeps ids beyond 32 bits, the name and the language`() throws {
        let event = try event("text.json")
        #expect(event.actor?.id == "4503599627370496")
        #expect(event.actor?.name == "Ada Lovelace")
        #expect(event.externalID.rawValue == "4503599627370496:7")
        #expect(event.occurredAt == Timestamp(seconds: 1_735_689_600))
        #expect(event.text == "The engine is stuck. 织机 👋")
        #expect(event.language == "en")
        #expect(!event.isGroup)
    }

    @Test func `of a photo in a group the largest size is taken, with its caption and what it answers`() throws {
        let event = try event("photo-in-group.json")
        #expect(event.isGroup)
        #expect(event.thread == nil)
        #expect(event.attachments.map(\.content) == [.handle("large")])
        #expect(event.text == "Look")
        #expect(event.regarding == ["-1001234567890:5"])
        #expect(event.metadata["album"] == "album-1")
    }

    @Test(arguments: [(42, true), (43, false), (nil, false)] as [(Int64?, Bool)])
    func `a shared number is the sender's where Telegram names the sender's own account`(
        owner: Int64?,
        isOwn: Bool
    ) throws {
        var contact: [String: JSONValue] = ["phone_number": "442079460958", "first_name": "Ada"]
        contact["user_id"] = owner.map { JSONValue($0) }
        let event = try event([
            "update_id": 1,
            "message": [
                "message_id": 1, "date": 1, "chat": ["id": 42, "type": "private"], "from": ["id": 42, "is_bot": false],
                "contact": .object(contact),
            ],
        ])
        let key = PhoneNumberNormalization.key("+442079460958", region: nil)
        let claim = key.map { IdentityClaim(identity: $0, assertedBy: "provider", isVerified: true) }
        #expect(event.actor?.claims == (isOwn ? [claim].compactMap { $0 } : []))
        #expect(event.text == "Ada 442079460958")
    }

    @Test func `an edit, a bot, our own bot and a service message are told from a person's words`() throws {
        func message(_ more: [String: JSONValue], from: Int64 = 42, isBot: Bool = false) -> JSONValue {
            let common: [String: JSONValue] = [
                "message_id": 3, "date": 1, "chat": ["id": 42, "type": "private"],
                "from": ["id": JSONValue(from), "is_bot": .boolean(isBot)],
            ]
            return .object(common.merging(more) { $1 })
        }
        let edit = try event(["update_id": 1, "edited_message": message(["text": "b", "edit_date": 9])])
        #expect(edit.kind == .edit)
        #expect(edit.regarding == ["42:3"])
        #expect(edit.externalID.rawValue == "42:3:edit:9")
        #expect(
            try event(["update_id": 1, "message": message(["text": "b"], from: 7, isBot: true)]).automatic == .bulk
        )
        #expect(
            try event(["update_id": 1, "message": message(["text": "b"], from: 4242, isBot: true)]).automatic
                == .ownEcho
        )
        #expect(try event(["update_id": 1, "message": message(["new_chat_title": "x"])]).kind == .system)
    }

    // MARK: - Out

    private func reply(_ text: String, place: ReplyPlace, parent: String? = nil) -> OutboundReply {
        OutboundReply(
            key: "r1",
            ticketNumber: 1,
            subject: "",
            text: text,
            route: ReplyRoute(
                target: IdentityKey(kind: .handle, namespace: "telegram", value: "42"),
                address: "42",
                conversationKey: place.key
            ),
            recipientName: "Ada",
            threading: OutboundThreading(
                messageToken: "t",
                date: Timestamp(seconds: 1),
                parentID: parent,
                replyToken: "t"
            )
        )
    }

    @Test func `a reply in a group answers the message and names the asker`() throws {
        let place = ReplyPlace(conversation: "-100", isGroup: true, asker: "42")
        let part = try #require(try provider().plan(reply("It weaves.", place: place, parent: "-100:5")).first)
        let body = try JSONValue(parsing: part.body)
        #expect(body["chat_id"]?.integer == -100)
        #expect(body["text"]?.text == "Ada: It weaves.")
        #expect(body["reply_parameters", "message_id"]?.integer == 5)
        #expect(body["entities"]?.array.first?["user", "id"]?.integer == 42)
        #expect(body["entities"]?.array.first?["length"]?.integer == 3)
    }

    @Test func `a message of another chat is not answered`() throws {
        let part = try provider().plan(reply("a", place: ReplyPlace(conversation: "42"), parent: "43:5")).first
        #expect(try JSONValue(parsing: part?.body ?? [])["reply_parameters"] == nil)
    }

    @Test func `a file is sent as a document`() throws {
        var reply = reply("", place: ReplyPlace(conversation: "42", thread: "7"))
        reply.attachments = [OutboundAttachment(name: "a.txt", contentType: "text/plain", bytes: Array("hello".utf8))]
        let parts = try provider().plan(reply)
        #expect(parts.count == 1)
        let play = try ExchangePlay(
            provider().delivery(of: parts[0], DeliveryContext(idempotencyKey: "k", attempt: 1), access: nil),
            .written(200, ["ok": true, "result": ["message_id": 8, "chat": ["id": 42]]])
        )
        #expect(play.outcome?.externalID?.rawValue == "42:8")
        #expect(play.requests[0].url.hasSuffix("/sendDocument"))
        #expect(
            String(decoding: play.requests[0].body, as: UTF8.self).contains("name=\"message_thread_id\"\r\n\r\n7\r\n")
        )
        #expect(!"\(play.requests[0])".contains("invented-bot-token"))
    }

    @Test(
        arguments: [
            (429, ["parameters": ["retry_after": 12]], .later(after: .seconds(12))), (401, [:], .blocked(.credentials)),
            (404, [:], .blocked(.credentials)),
            (403, ["description": "Forbidden: bot was blocked by the user"], .never),
            (400, ["description": "Bad Request: chat not found"], .never), (413, [:], .never),
            (409, [:], .blocked(.credentials)),
            (400, ["parameters": ["migrate_to_chat_id": -1_001]], .never), (502, [:], .later(after: nil)),
        ] as [(Int, JSONValue, DeliveryFailure.Verdict)]
    )
    func `every documented error has its verdict`(code: Int, more: JSONValue, verdict: DeliveryFailure.Verdict) throws {
        let part = try provider().plan(reply("a", place: ReplyPlace(conversation: "42")))[0]
        let own: [String: JSONValue] = ["ok": false, "error_code": JSONValue(code)]
        let play = try ExchangePlay(
            provider().delivery(of: part, DeliveryContext(idempotencyKey: "k", attempt: 1), access: nil),
            .written(code, .object(own.merging(more.members) { $1 }))
        )
        #expect(play.failure?.verdict == verdict)
        #expect(play.requests.map(\.effect) == [.delivery])
    }

    @Test func `a file is fetched by its path, and a path that climbs is not`() throws {
        let play = try ExchangePlay(
            provider().attachment("large", maximumBytes: 1000, access: nil),
            .written(200, ["ok": true, "result": ["file_path": "photos/a b.jpg"]]),
            ProviderAnswer(status: 200, body: [1, 2])
        )
        #expect(play.outcome == [1, 2])
        #expect(play.requests[1].url == "https://api.telegram.org/file/bot\(TelegramPlace.token)/photos/a%20b.jpg")
        #expect(play.requests[1].maximumAnswerBytes == 1000)
        let climbing = try ExchangePlay(
            provider().attachment("large", maximumBytes: 1000, access: nil),
            .written(200, ["ok": true, "result": ["file_path": "../bot1:x/getMe"]])
        )
        #expect(climbing.failure?.verdict == .never)
    }

    @Test func `the offset is used only for an update that was seen waiting`() throws {
        let telegram = try provider(["intake": .text("polling")])
        #expect(telegram.isPulled)
        func waiting(_ ids: Int...) -> ProviderAnswer {
            .written(200, ["ok": true, "result": .array(ids.map { ["update_id": JSONValue($0), "message": [:]] })])
        }
        let first = try ExchangePlay(telegram.pull(stream: "", cursor: nil, ring: nil, access: nil), waiting(5, 6))
        #expect(first.outcome?.cursor == "6")
        #expect(first.requests[0].json["offset"] == nil)
        let next = try ExchangePlay(
            telegram.pull(stream: "", cursor: "6", ring: nil, access: nil),
            waiting(5, 6),
            waiting(7)
        )
        #expect(next.requests[1].json["offset"]?.integer == 7)
        #expect(next.outcome?.payloads.map(\.externalID.rawValue) == ["update:7"])
        // Telegram began to count anew: what waits is none that was journaled.
        let anew = try ExchangePlay(telegram.pull(stream: "", cursor: "6", ring: nil, access: nil), waiting(1))
        #expect(anew.outcome?.cursor == "1")
    }
}
