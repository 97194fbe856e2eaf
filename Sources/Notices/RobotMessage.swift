public import ChannelKit
import Crypto
public import DeskModel
import Foundation

/// A robot's address in a room, with the secret its messages are signed by where the provider has one.
///
/// Both are secrets: neither is ever shown or logged.
public struct RobotAddress: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The address to post to.
    public let url: String
    /// The signing secret; nil without one.
    public let secret: String?

    /// An address of a provider; nil when it is none of theirs, or has a secret where their robots sign nothing.
    ///
    /// - Parameters:
    ///   - url: the address.
    ///   - secret: the signing secret; nil without one.
    ///   - provider: whose robot it is.
    ///   - servers: servers of one's own that speak as the provider does, such as `https://feishu.example.com`.
    public init?(url: String, secret: String?, of provider: RobotProvider, servers: [String] = []) {
        let prefixes = provider.prefixes + provider.prefixes(on: servers)
        guard url.utf8.count <= 1_000, url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            prefixes.contains(where: { url.hasPrefix($0) && url.utf8.count > $0.utf8.count + 8 }),
            !url.contains("@"), !url.contains("#"), !url.contains("\\")
        else { return nil }
        if let secret { guard provider.isSigned, (1...200).contains(secret.utf8.count) else { return nil } }
        self.url = url
        self.secret = secret
    }

    /// Nothing of what it holds.
    public var description: String { "a robot's address" }
}

extension RobotProvider {
    /// What an address of the provider begins with.
    public var prefixes: [String] { prefixes(on: hosts) }

    /// What an address of the provider begins with on given servers, which are web addresses.
    func prefixes(on servers: [String]) -> [String] {
        servers.map { server in (server.hasSuffix("/") ? String(server.dropLast()) : server) + path }
    }

    private var hosts: [String] {
        switch self {
        case .wecom: ["https://qyapi.weixin.qq.com"]
        case .feishu: ["https://open.feishu.cn", "https://open.larksuite.com"]
        case .dingtalk: ["https://oapi.dingtalk.com"]
        case .slack: ["https://hooks.slack.com"]
        }
    }

    private var path: String {
        switch self {
        case .wecom: "/cgi-bin/webhook/send?key="
        case .feishu: "/open-apis/bot/v2/hook/"
        case .dingtalk: "/robot/send?access_token="
        case .slack: "/services/"
        }
    }

    /// Whether its robots can sign.
    public var isSigned: Bool { self == .feishu || self == .dingtalk }

    /// The most messages a room's robot takes in a minute, after the providers' documentation, with some room left.
    public var perMinute: Int {
        switch self {
        case .wecom, .dingtalk: 18
        case .feishu: 90
        case .slack: 50
        }
    }
}

/// What is posted to a robot, and what its answer means.
public enum RobotMessage {
    /// The longest text, in bytes: WeCom takes 2,048.
    public static let maximumBytes = 1_800

    /// The request that posts a text.
    public static func request(
        _ text: String,
        to address: RobotAddress,
        of provider: RobotProvider,
        at now: Timestamp
    ) -> ProviderRequest {
        let text = shortened(text)
        var url = address.url
        var body: [String: String] = [:]
        let json: String
        switch provider {
        case .wecom: json = #"{"msgtype":"text","text":{"content":\#(quoted(text))}}"#
        case .slack: json = #"{"text":\#(quoted(escapedForSlack(text)))}"#
        case .dingtalk:
            if let secret = address.secret { url += signature(dingtalk: secret, at: now) }
            json = #"{"msgtype":"text","text":{"content":\#(quoted(text))}}"#
        case .feishu:
            if let secret = address.secret {
                let seconds = "\(now.seconds)"
                body["timestamp"] = seconds
                body["sign"] = feishuSignature(secret, timestamp: seconds)
            }
            let proof = body.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\(quoted($0.value))," }.joined()
            json = #"{\#(proof)"msg_type":"text","content":{"text":\#(quoted(text))}}"#
        }
        return ProviderRequest(
            method: "POST",
            url: url,
            headers: [HeaderField("Content-Type", "application/json; charset=utf-8")],
            body: Array(json.utf8),
            effect: .delivery,
            maximumAnswerBytes: 64 << 10
        )
    }

    /// What an answer means; a delivery that was taken throws nothing.
    ///
    /// - Throws: `DeliveryFailure`: later for a rate limit and for a server's trouble, never for everything else.
    public static func check(_ answer: ProviderAnswer, of provider: RobotProvider) throws(DeliveryFailure) {
        if answer.status == 429 || answer.status >= 500 {
            let wait = answer.headers.first { $0.name.lowercased() == "retry-after" }.flatMap { Int64($0.value) }
            throw DeliveryFailure(
                .later(after: wait.map { .seconds(min(max($0, 1), 3_600)) } ?? .seconds(60)),
                reason: Wording(
                    "The room's provider takes no message now (\(answer.status)).",
                    "聊天室的服务商暂不接受消息（\(answer.status)）。"
                )
            )
        }
        guard (200..<300).contains(answer.status) else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "The room's provider refused the message (\(answer.status)).",
                    "聊天室的服务商拒绝了消息（\(answer.status)）。"
                )
            )
        }
        guard provider != .slack else { return }
        guard let code = code(in: answer.body) else {
            throw DeliveryFailure(
                .unknown,
                reason: Wording("The room's provider gave no answer that can be read.", "无法读取聊天室服务商的应答。")
            )
        }
        switch code {
        case 0: return
        // WeCom 45009 and 45033, DingTalk 130101 and 410100, Feishu 9499 and 11232: too many messages.
        case 45_009, 45_033, 130_101, 410_100, 9_499, 11_232:
            throw DeliveryFailure(
                .later(after: .seconds(600)),
                reason: Wording("The room's robot sent too many messages (\(code)).", "聊天室机器人发送的消息过多（\(code)）。")
            )
        default:
            throw DeliveryFailure(
                .never,
                reason: Wording("The room's provider refused the message (code \(code)).", "聊天室的服务商拒绝了消息（代码 \(code)）。")
            )
        }
    }

    /// `base64(HMAC-SHA256(key: timestamp + "\n" + secret, message: ""))`, after 飞书's guide to custom robots.
    static func feishuSignature(_ secret: String, timestamp: String) -> String {
        let key = SymmetricKey(data: Array("\(timestamp)\n\(secret)".utf8))
        return Data(HMAC<SHA256>.authenticationCode(for: [UInt8](), using: key)).base64EncodedString()
    }

    /// `&timestamp=…&sign=…` with `base64(HMAC-SHA256(key: secret, message: timestamp + "\n" + secret))`, after 钉钉's guide.
    private static func signature(dingtalk secret: String, at now: Timestamp) -> String {
        let message = Array("\(now.rawValue)\n\(secret)".utf8)
        let code = HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: Array(secret.utf8)))
        let sign = Data(code).base64EncodedString()
            .replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
        return "&timestamp=\(now.rawValue)&sign=\(sign)"
    }

    private struct Answer: Decodable {
        var code: Int?
        var errcode: Int?
        /// What 飞书's older robots answer with.
        var statusCode: Int?

        private enum CodingKeys: String, CodingKey {
            case code, errcode
            case statusCode = "StatusCode"
        }
    }

    private static func code(in body: [UInt8]) -> Int? {
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)) else { return nil }
        return answer.errcode ?? answer.code ?? answer.statusCode
    }

    /// Slack reads `&`, `<` and `>` as its own; escaped they cannot call a whole channel either.
    private static func escapedForSlack(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    private static func shortened(_ text: String) -> String {
        guard text.utf8.count > maximumBytes else { return text }
        var short = ""
        var bytes = 0
        for character in text {
            bytes += character.utf8.count
            if bytes > maximumBytes - 3 { break }
            short.append(character)
        }
        return short + "…"
    }

    private static func quoted(_ text: String) -> String {
        guard let data = try? JSONEncoder().encode(text) else { return "\"\"" }
        return String(decoding: data, as: UTF8.self)
    }
}
