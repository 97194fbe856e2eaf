import ChannelKit
import ConformanceCases
import ProviderKit
import Synchronization

/// A Bot API that keeps updates until they are confirmed, as Telegram's does, and takes every message.
final class TelegramPlace: ArrivalSource {
    static let token = "4242:invented-bot-token"

    private let state = Mutex<(updates: [Int64], isRefused: Bool)>(([], false))

    func put(_ number: Int) throws { state.withLock { $0.updates.append(Int64(number + 1)) } }

    func refuseAccount() -> Bool {
        state.withLock { $0.isRefused = true }
        return true
    }

    func answer(to request: ProviderRequest) -> ProviderAnswer? {
        if state.withLock({ $0.isRefused }) {
            return ProviderAnswer(status: 401, body: Array(#"{"ok":false,"error_code":401}"#.utf8))
        }
        guard request.url.hasSuffix("/getUpdates") else { return Self.answer(to: request) }
        let offset = (try? JSONValue(parsing: request.body))?["offset"]?.integer ?? 0
        let waiting = state.withLock { state in
            // What lies before the offset is confirmed, and forgotten.
            state.updates.removeAll { $0 < offset }
            return state.updates.prefix(100)
        }
        let updates = waiting.map { id -> JSONValue in
            [
                "update_id": JSONValue(id),
                "message": [
                    "message_id": JSONValue(id), "date": 1_735_689_600, "chat": ["id": 42, "type": "private"],
                    "from": ["id": 42, "is_bot": false, "first_name": "Ada"], "text": .text("number \(id)"),
                ],
            ]
        }
        return Self.ok(.array(updates))
    }

    static func answer(to request: ProviderRequest) -> ProviderAnswer? {
        let base = "https://api.telegram.org/bot\(token)/"
        guard request.url.hasPrefix(base) else { return nil }
        switch request.url.dropFirst(base.count) {
        case "sendMessage", "sendDocument": return ok(["message_id": 77, "chat": ["id": 42]])
        case "getMe": return ok(["id": 4242, "username": "loom_bot"])
        default: return ProviderAnswer(status: 404, body: Array(#"{"ok":false,"error_code":404}"#.utf8))
        }
    }

    private static func ok(_ result: JSONValue) -> ProviderAnswer {
        let answer: JSONValue = ["ok": true, "result": result]
        return ProviderAnswer(status: 200, body: answer.octets())
    }
}
