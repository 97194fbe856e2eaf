import ChannelKit
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

@Suite struct DingTalkProviderTests {
    private func provider() throws -> DingTalk {
        try .made(["robot_code": "dingrobot"], secrets: ["app_secret": ["other", "sb-ding-secret"]])
    }

    // MARK: - In

    @Test func `the time is signed, and counts for an hour`() throws {
        func refusal(_ sign: String, after seconds: Int64) throws -> Int? {
            let headers: KeyValuePairs = ["timestamp": "1735689600000", "sign": sign]
            let call = Written.call(headers: headers, try Written.octets("dingtalk/group.json"))
            return try provider().judge(call, signedURL: "", now: Timestamp(seconds: 1_735_689_600 + seconds)).refusal
        }
        let sign = "tYi4MWUUCxzoiUcYoTBz31JsVIZ8m7xZmbO+rfkLr3s="
        #expect(try refusal(sign, after: 3600) == nil)
        #expect(try refusal(sign, after: 3601) == 401)
        #expect(try refusal("uYi4MWUUCxzoiUcYoTBz31JsVIZ8m7xZmbO+rfkLr3s=", after: 0) == 401)
    }

    @Test func `a message in a group has words and pictures, and the robot's address is not journaled`() throws {
        let payload = try #require(
            try provider().unwrap(Written.call(try Written.octets("dingtalk/group.json"))).payload
        )
        #expect(!String(decoding: payload.body, as: UTF8.self).contains("session=s"))
        let event = try #require(try provider().events(of: payload).first)
        #expect(event.text == "帮我")
        #expect(event.attachments.map(\.content) == [.handle("code1")])
        #expect(event.conversation == "group:cid1")
        #expect(event.isGroup)
        #expect(event.conversationTitle == "Looms")
        #expect(event.actor?.id == "u1")
        #expect(event.actor?.space == "dingtalk:ding1")
    }

    // MARK: - Out

    private func send(_ conversation: String, _ answer: ProviderAnswer) throws -> ExchangePlay<DeliveryReceipt> {
        let place = ReplyPlace(conversation: conversation, isGroup: conversation.hasPrefix("group"))
        let part = try #require(try provider().plan(Written.reply("好", into: place, to: "u1", named: "Li")).first)
        return try ExchangePlay(try provider().delivery(of: part, Written.context, access: Written.access), answer)
    }

    @Test func `members and groups are answered in their own ways`() throws {
        let one = try send("user:u1", .written(200, ["processQueryKey": "q1"]))
        #expect(one.requests.first?.url == "https://api.dingtalk.com/v1.0/robot/oToMessages/batchSend")
        #expect(
            one.requests.first?.json == [
                "robotCode": "dingrobot", "msgKey": "sampleText", "msgParam": #"{"content":"好"}"#, "userIds": ["u1"],
            ]
        )
        #expect(one.requests.first?.field("x-acs-dingtalk-access-token") == "access-1")
        #expect(one.outcome?.externalID?.rawValue == "q1")
        let group = try send("group:cid1", .written(200, ["processQueryKey": "q2"]))
        #expect(group.requests.first?.url == "https://api.dingtalk.com/v1.0/robot/groupMessages/send")
        #expect(group.requests.first?.json["msgParam"]?.text == #"{"content":"@Li 好"}"#)
    }

    @Test func `whoever is no member cannot be answered`() {
        #expect(throws: DeliveryFailure.self) {
            try provider().plan(Written.reply("x", into: ReplyPlace(conversation: "guest:cid9")))
        }
    }

    @Test(
        arguments: [
            (200, ["invalidStaffIdList": ["u1"]], .never),
            (200, ["flowControlledStaffIdList": ["u1"]], .later(after: .seconds(60))),
            (400, ["code": "invalid.openConversationId"], .never),
            (429, ["code": "Throttling.Api"], .later(after: .seconds(30))),
            (403, ["code": "Forbidden.AccessDenied.AccessTokenPermissionDenied"], .blocked(.credentials)),
            (500, ["code": "SystemError"], .later(after: nil)), (400, ["code": "130101"], .later(after: .seconds(600))),
        ] as [(Int, JSONValue, DeliveryFailure.Verdict)]
    )
    func `every error has its class`(_ status: Int, _ body: JSONValue, _ verdict: DeliveryFailure.Verdict) throws {
        let play = try send("user:u1", .written(status, body))
        #expect(play.failure?.verdict == verdict)
        #expect(!play.wantsToken)
    }

    @Test func `a token that has run out is renewed, and the robot's code signs in where no app key is given`() throws {
        #expect(try send("user:u1", .written(400, ["code": "InvalidAuthentication"])).wantsToken)
        let play = try ExchangePlay(try provider().signIn(), .written(200, ["accessToken": "t", "expireIn": 7200]))
        #expect(play.requests.first?.json == ["appKey": "dingrobot", "appSecret": "other"])
        #expect(play.outcome?.value == Secret("t"))
        let bad = try ExchangePlay(try provider().signIn(), .written(400, ["code": "invalidClientSecret"]))
        #expect(bad.failure?.verdict == .blocked(.credentials))
    }

    @Test func `a file's code is changed for an address`() throws {
        let play = try ExchangePlay(
            try provider().attachment("code1", maximumBytes: 9, access: Written.access),
            .written(200, ["downloadUrl": "https://files.dingtalk.com/x"]),
            ProviderAnswer(status: 200, body: [1])
        )
        #expect(play.requests.last?.url == "https://files.dingtalk.com/x")
        #expect(play.requests.last?.headers.isEmpty == true)
        #expect(play.outcome == [1])
    }
}
