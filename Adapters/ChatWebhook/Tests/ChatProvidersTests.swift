import ChannelKit
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

/// What holds for all of these providers alike.
@Suite struct ChatProvidersTests {
    private static let providers: [any MessageProvider.Type] = [
        Matrix.self, Feishu.self, WeCom.self, Line.self, Discord.self, DingTalk.self, Mattermost.self, RocketChat.self,
        Teams.self,
    ]

    private static let everySetting = ChannelSettings([
        "api_base_url": .text("https://hs.example.org"), "user_id": .text("@desk:example.org"), "corp_id": .text("ww1"),
        "app_id": .text("cli"), "robot_code": .text("ding"), "agent_id": .integer(7),
        "public_key": .text("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"),
        "encoding_aes_key": .secrets([Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]),
        "security_token": .secrets([Secret("AAEC")]), "hs_token": .secrets([Secret("h")]),
        "as_token": .secrets([Secret("a")]),
        "verification_token": .secrets([Secret("v")]), "app_secret": .secrets([Secret("s")]),
        "token": .secrets([Secret("t")]),
        "bot_token": .secrets([Secret("b")]), "corp_secret": .secrets([Secret("c")]),
        "auth_token": .secrets([Secret("u")]),
        "channel_secret": .secrets([Secret("l")]), "channel_access_token": .secrets([Secret("m")]),
    ])

    private static let strange: [[UInt8]] = [
        [], [0xFF, 0xFE, 0], Array("null".utf8), Array("[]".utf8), Array("{}".utf8), Array("<xml>".utf8),
        Array("<xml></xml>".utf8),
        Array(
            #"{"events":[null,1,{"type":[]},{"content":7,"type":"m.room.message","sender":"@x:y"}],"ephemeral":[{"content":[]}]}"#
                .utf8
        ),
        Array(
            #"{"header":{"event_id":"e","event_type":"im.message.receive_v1"},"event":{"message":{"message_id":"m","content":"{"}}}"#
                .utf8
        ),
        Array(#"{"type":2,"id":99999999999999999999,"data":{"options":[[[[]]]]}}"#.utf8),
        Array(#"{"msgId":"m","msgtype":"richText","content":{"richText":"no list"}}"#.utf8),
        Array(#"{"post_id":"p","user_id":5,"file_ids":{}}"#.utf8),
        Array(String(repeating: "[", count: 5000).utf8),
        Array("<xml><MsgType>text</MsgType><FromUserName/></xml>".utf8),
    ]

    private func made(
        _ type: any MessageProvider.Type,
        _ settings: ChannelSettings = everySetting
    ) throws -> any MessageProvider {
        try type.init(channel: ChannelID(rawValue: "desk"), settings: settings)
    }

    @Test(arguments: providers.indices)
    func `strange bodies are refused, dropped or quarantined, never believed unproven`(_ index: Int) throws {
        let provider = try made(Self.providers[index])
        for body in Self.strange {
            for method in ["GET", "POST", "PUT", "DELETE"] {
                for path in ["webhook", "webhook/_matrix/app/v1/transactions/1", "webhook/../x", "form"] {
                    let call = Written.call(method, path: path, body)
                    #expect(provider.judge(call, signedURL: "", now: call.receivedAt).refusal != nil)
                    guard let payload = provider.unwrap(call).payload else { continue }
                    // Thrown or read, but the same every time.
                    #expect((try? provider.events(of: payload)) == (try? provider.events(of: payload)))
                }
            }
        }
    }

    @Test(arguments: providers.indices)
    func `complete settings pass, and without any the first missing one is named`(_ index: Int) throws {
        try Self.providers[index].check(Self.everySetting)
        let problem = #expect(throws: SettingProblem.self) { try Self.providers[index].check(ChannelSettings([:])) }
        #expect(problem?.path.isEmpty == false)
        #expect(problem?.allowed.isEmpty == false)
    }

    @Test(arguments: providers.indices)
    func `without settings nothing is authentic and nothing is sent`(_ index: Int) throws {
        let provider = try made(Self.providers[index], ChannelSettings([:]))
        let call = Written.call(
            query: ["access_token": "", "timestamp": "1735689600", "nonce": "n", "msg_signature": ""],
            []
        )
        #expect(provider.judge(call, signedURL: "", now: nil).refusal != nil)
        let part = OutboundPart(index: 0, destinations: ["x"], mediaType: "application/json", body: Array("{}".utf8))
        let play = try ExchangePlay(provider.delivery(of: part, Written.context, access: nil))
        #expect(play.requests.isEmpty)
        #expect(play.failure != nil)
    }

    @Test(arguments: providers.indices)
    func `a reply that names no place is refused before it is stored`(_ index: Int) throws {
        let provider = try made(Self.providers[index])
        var reply = Written.reply("x", into: ReplyPlace(conversation: "c"))
        reply.route.conversationKey = nil
        let failure = #expect(throws: DeliveryFailure.self) { try provider.plan(reply) }
        #expect(failure?.verdict == .never)
    }

    @Test func `names differ`() {
        #expect(Set(Self.providers.map { $0.name }).count == Self.providers.count)
    }
}
