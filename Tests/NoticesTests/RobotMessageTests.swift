import ChannelKit
import DeskModel
import Testing

@testable import Notices

@Suite struct RobotMessageTests {
    static let now = Timestamp(rawValue: 1_700_000_000_123)
    static let urls: [RobotProvider: String] = [
        .wecom: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=11111111-2222",
        .feishu: "https://open.feishu.cn/open-apis/bot/v2/hook/11111111-2222",
        .dingtalk: "https://oapi.dingtalk.com/robot/send?access_token=abcdefgh1234",
        .slack: "https://hooks.slack.com/services/T000/B000/XXXXXXXX",
    ]

    static func request(_ provider: RobotProvider, _ text: String, secret: String? = nil) throws -> ProviderRequest {
        let url = try #require(urls[provider])
        let address = try #require(RobotAddress(url: url, secret: secret, of: provider))
        return RobotMessage.request(text, to: address, of: provider, at: now)
    }

    static func body(_ request: ProviderRequest) -> String { String(decoding: request.body, as: UTF8.self) }

    @Test func `each provider gets the body it documents`() throws {
        #expect(Self.body(try Self.request(.wecom, "a\n\"b\"")) == #"{"msgtype":"text","text":{"content":"a\n\"b\""}}"#)
        #expect(Self.body(try Self.request(.dingtalk, "你好")) == #"{"msgtype":"text","text":{"content":"你好"}}"#)
        #expect(Self.body(try Self.request(.slack, "<!channel> & x")) == #"{"text":"&lt;!channel&gt; &amp; x"}"#)
        #expect(Self.body(try Self.request(.feishu, "x")) == #"{"msg_type":"text","content":{"text":"x"}}"#)
    }

    /// The expected codes come from Python's hmac and base64 modules.
    @Test func `what signs is signed as documented`() throws {
        #expect(
            RobotMessage.feishuSignature("s3cret", timestamp: "1700000000")
                == "IX3eHI0/v/Td7jqJ0ynSEK3Dq5JY3HUZeoeMgVZeZGo="
        )
        let feishu = Self.body(try Self.request(.feishu, "x", secret: "s3cret"))
        #expect(feishu.contains(#""timestamp":"1700000000""#) && feishu.contains(#""sign":"#))
        let dingtalk = try Self.request(.dingtalk, "x", secret: "SECabc")
        #expect(
            dingtalk.url.hasSuffix("&timestamp=1700000000123&sign=IqXBU%2FaLfwMA3S%2FtDcfRmHx5vWHw9Y1aOgFLBr1Ti9w%3D")
        )
    }

    @Test func `a text is cut at the smallest limit, between characters`() throws {
        let body = Self.body(try Self.request(.wecom, String(repeating: "汉", count: 5_000)))
        #expect(body.utf8.count < 2_048)
        #expect(body.contains("汉…"))
    }

    @Test(
        arguments: [
            ("https://evil.example/send?key=11111111-2222", nil),
            ("http://hooks.slack.com/services/T000/B000/XXXX", nil),
            ("https://hooks.slack.com/services/", nil), ("https://hooks.slack.com/services/T0@evil.example/x", nil),
            ("https://hooks.slack.com/services/T000/B000/XXXX#a", nil),
            ("https://hooks.slack.com/services/T000/B000/XXXX", "s"),
            ("https://hooks.slack.com.evil.example/services/T000/B000", nil),
        ] as [(String, String?)]
    )
    func `an address that is not the provider's is refused`(_ url: String, _ secret: String?) {
        #expect(RobotAddress(url: url, secret: secret, of: .slack) == nil)
    }

    @Test func `neither address nor secret is ever in a description`() throws {
        let address = try #require(RobotAddress(url: Self.urls[.dingtalk] ?? "", secret: "SECabc", of: .dingtalk))
        #expect(!"\(address)".contains("abcdefgh") && !"\(address)".contains("SEC"))
        #expect(!"\(try Self.request(.dingtalk, "x", secret: "SECabc"))".contains("abcdefgh"))
    }

    @Test func `answers are taken for what they say`() throws {
        func check(_ status: Int, _ body: String, _ provider: RobotProvider) -> DeliveryFailure.Verdict? {
            do throws(DeliveryFailure) {
                try RobotMessage.check(ProviderAnswer(status: status, body: Array(body.utf8)), of: provider)
                return nil
            } catch { return error.verdict }
        }
        #expect(check(200, #"{"errcode":0,"errmsg":"ok"}"#, .wecom) == nil)
        #expect(check(200, #"{"code":0,"msg":"success"}"#, .feishu) == nil)
        #expect(check(200, #"{"StatusCode":0}"#, .feishu) == nil)
        #expect(check(200, "ok", .slack) == nil)
        #expect(check(200, #"{"errcode":45009}"#, .wecom) == .later(after: .seconds(600)))
        #expect(check(200, #"{"errcode":310000}"#, .dingtalk) == .never)
        #expect(check(200, "<html>", .dingtalk) == .unknown)
        #expect(check(404, "no_service", .slack) == .never)
        #expect(check(503, "", .slack) == .later(after: .seconds(60)))
    }

    @Test func `an address is kept sealed and opens only with its key`() throws {
        let address = try #require(RobotAddress(url: Self.urls[.slack] ?? "", secret: nil, of: .slack))
        let sealed = try #require(SealedRobot.make(address) { $0.map { $0 ^ 0x55 } })
        #expect(SealedRobot.open(sealed) { $0.map { $0 ^ 0x55 } } == address)
        #expect(SealedRobot.open(sealed) { $0 } == nil)
        #expect(SealedRobot.open(sealed) { _ in nil } == nil)
    }
}
