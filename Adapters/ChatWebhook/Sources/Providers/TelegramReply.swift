import ChannelKit
import ProviderKit

/// A message's id as it is known outside its chat: `chat:message`, since Telegram counts messages in each chat anew.
struct TelegramMessageID: Sendable, Hashable {
    let chat: Int64
    let message: Int64

    init(chat: Int64, message: Int64) {
        self.chat = chat
        self.message = message
    }

    /// Reads an id; nil when it is none, or of another chat.
    init?(_ text: String?, in chat: Int64) {
        let numbers = (text ?? "").split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        guard numbers.count == 2, numbers[0] == chat, let message = numbers[1] else { return nil }
        self.init(chat: chat, message: message)
    }

    /// The id as text.
    var text: String { "\(chat):\(message)" }

    /// What makes a message an answer to it, or a message of its own where it was taken back meanwhile.
    var parameters: JSONValue { ["message_id": JSONValue(message), "allow_sending_without_reply": true] }
}

/// The asker's name before an answer in a group, as a link that tells them of it.
struct TelegramMention: Sendable {
    /// The words before the answer.
    let words: String
    /// What makes a link of the name.
    let entity: JSONValue

    /// Creates a mention; nil where there is nobody to tell, or only they can read the answer.
    init?(_ plan: ReplyPlan, name: String?) {
        guard plan.place.isGroup, let user = plan.recipient.flatMap({ Int64($0) }) else { return nil }
        let name = OneLine.text(name ?? "", maximumBytes: 200)
        let shown = name.allSatisfy(\.isWhitespace) ? "@" : name
        words = "\(shown): "
        entity = [
            "type": "text_mention", "offset": 0, "length": JSONValue(shown.utf16.count),
            "user": ["id": JSONValue(user)],
        ]
    }
}
