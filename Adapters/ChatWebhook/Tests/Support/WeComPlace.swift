import ChannelKit
import ConformanceCases
import ProviderKit
import Synchronization

/// A 微信客服 account that hands out its messages page by page behind a cursor, and refuses a cursor that it did not give.
final class WeComPlace: ArrivalSource {
    static let account = "wkloom"
    private static let page = 2

    private let state = Mutex<(messages: [Int], isRefused: Bool)>(([], false))

    func put(_ number: Int) throws { state.withLock { $0.messages.append(number) } }

    func refuseAccount() -> Bool {
        state.withLock { $0.isRefused = true }
        return true
    }

    func answer(to request: ProviderRequest) -> ProviderAnswer? {
        let path = request.url.split(separator: "?").first.map { $0.split(separator: "/").last ?? "" }
        if state.withLock({ $0.isRefused }) { return Self.say(["errcode": 40_001, "errmsg": "invalid credential"]) }
        switch path {
        case "gettoken": return Self.say(["errcode": 0, "access_token": "t-1", "expires_in": 7200])
        case "sync_msg": return synchronize((try? JSONValue(parsing: request.body)) ?? [:])
        default: return Self.say(["errcode": 0])
        }
    }

    private func synchronize(_ question: JSONValue) -> ProviderAnswer {
        let messages = state.withLock { $0.messages }
        var start = 0
        if let cursor = question["cursor"]?.text {
            guard cursor.hasPrefix("c"), let position = Int(cursor.dropFirst()),
                (0...messages.count).contains(position),
                cursor == "c\(position)"
            else { return Self.say(["errcode": 40_058, "errmsg": "invalid cursor"]) }
            start = position
        }
        let page = messages[start...].prefix(Self.page)
        return Self.say([
            "errcode": 0, "next_cursor": .text("c\(page.endIndex)"), "has_more": page.endIndex < messages.count ? 1 : 0,
            "msg_list": .array(page.map(Self.message)),
        ])
    }

    private static func message(_ number: Int) -> JSONValue {
        [
            "msgid": .text("m\(number)"), "open_kfid": .text(account), "external_userid": "wmada",
            "send_time": 1_735_689_600,
            "origin": 3, "msgtype": "text", "text": ["content": .text("number \(number)")],
        ]
    }

    private static func say(_ answer: JSONValue) -> ProviderAnswer {
        ProviderAnswer(status: 200, body: answer.octets())
    }
}
