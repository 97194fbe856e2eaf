import AddressNormalization
import ChannelKit
import ProviderKit

/// Reads one update.
struct TelegramReading: Sendable {
    /// What tells of the chat rather than in it.
    private static let serviceFields = [
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
        "group_chat_created", "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed",
        "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "forum_topic_created", "forum_topic_edited",
        "forum_topic_closed", "forum_topic_reopened", "video_chat_started", "video_chat_ended", "write_access_allowed",
        "boost_added", "chat_background_set",
    ]

    /// The bot's own id, from its token.
    let botID: Int64?

    /// The event of an update.
    ///
    /// - Throws: `UnreadableArrival` when it is no update with a message.
    func event(in update: JSONValue) throws(UnreadableArrival) -> ProviderEvent {
        let isEdit = update["edited_message"] != nil
        guard let message = update["message"] ?? update["edited_message"], let chat = message["chat", "id"]?.integer,
            let number = message["message_id"]?.integer
        else { throw UnreadableArrival("The update holds no message.", "更新中没有消息。") }
        let id = TelegramMessageID(chat: chat, message: number).text
        let isGroup = ["group", "supergroup"].contains(message["chat", "type"]?.text ?? "")
        let isTopic = message["is_topic_message"]?.boolean == true
        let answered = message["reply_to_message", "message_id"]?.integer
        let changed = message["edit_date"]?.name ?? update["update_id"]?.name ?? "0"
        return ProviderEvent(
            kind: isEdit ? .edit : Self.isService(message) ? .system : .message,
            externalID: ExternalID(rawValue: isEdit ? "\(id):edit:\(changed)" : id),
            occurredAt: Self.time(message[isEdit ? "edit_date" : "date"]),
            conversation: String(chat),
            thread: isTopic ? message["message_thread_id"]?.integer.map { String($0) } : nil,
            actor: actor(message),
            isGroup: isGroup,
            conversationTitle: isGroup ? message["chat", "title"]?.text : nil,
            messageID: isEdit ? nil : id,
            text: text(of: message),
            regarding: isEdit
                ? [id] : answered.map { [TelegramMessageID(chat: chat, message: $0).text] } ?? [],
            attachments: TelegramFiles.attachments(of: message),
            automatic: automatic(message),
            language: message["from", "language_code"]?.text,
            metadata: metadata(of: message)
        )
    }

    private func actor(_ message: JSONValue) -> ProviderEvent.Actor? {
        guard let from = message["from"], let id = from["id"]?.integer else { return nil }
        let names = [from["first_name"]?.text, from["last_name"]?.text].compactMap { $0 }
        return ProviderEvent.Actor(
            id: String(id),
            space: "telegram",
            name: names.isEmpty ? from["username"]?.text : names.joined(separator: " "),
            claims: Self.claims(message, by: id)
        )
    }

    /// The number of a contact that somebody shares as their own: Telegram names its account, which must be the sender's.
    ///
    /// Anybody can send anybody's contact, so another one's number is words and no claim.
    private static func claims(_ message: JSONValue, by sender: Int64) -> [IdentityClaim] {
        guard let contact = message["contact"], contact["user_id"]?.integer == sender,
            let number = contact["phone_number"]?.text
        else { return [] }
        // Some apps leave the plus sign out; the number is always international.
        let key = PhoneNumberNormalization.key(number.hasPrefix("+") ? number : "+\(number)", region: nil)
        return key.map { [IdentityClaim(identity: $0, assertedBy: "provider", isVerified: true)] } ?? []
    }

    private func automatic(_ message: JSONValue) -> AutomaticOrigin? {
        guard message["from", "is_bot"]?.boolean == true else { return nil }
        let isOwn = botID != nil && message["from", "id"]?.integer == botID
        return isOwn ? .ownEcho : .bulk
    }

    private func text(of message: JSONValue) -> String {
        if let text = message["text"]?.text ?? message["caption"]?.text { return text }
        if let contact = message["contact"] {
            let words = [contact["first_name"], contact["last_name"], contact["phone_number"]].compactMap { $0?.text }
            return words.joined(separator: " ")
        }
        if let latitude = message["location", "latitude"]?.name, let longitude = message["location", "longitude"]?.name
        {
            let place = [message["venue", "title"], message["venue", "address"]].compactMap { $0?.text }
            return (place + ["\(latitude), \(longitude)"]).joined(separator: "\n")
        }
        if let emoji = message["sticker", "emoji"]?.text { return emoji }
        if let poll = message["poll", "question"]?.text { return poll }
        return message["dice", "emoji"]?.text ?? ""
    }

    private func metadata(of message: JSONValue) -> [String: String] {
        var metadata: [String: String] = [:]
        metadata["username"] = message["from", "username"]?.text
        metadata["album"] = message["media_group_id"]?.name
        metadata["chat_type"] = message["chat", "type"]?.text
        // From now on the group has this id; what is sent to the old one is refused.
        metadata["migrated_to"] = message["migrate_to_chat_id"]?.integer.map { String($0) }
        return metadata
    }

    private static func isService(_ message: JSONValue) -> Bool { serviceFields.contains { message[$0] != nil } }

    private static func time(_ seconds: JSONValue?) -> Timestamp? {
        seconds?.integer.flatMap { (0...253_402_300_799).contains($0) ? Timestamp(seconds: $0) : nil }
    }
}

/// The files of a message.
enum TelegramFiles {
    private static let kinds: [(field: String, name: String, type: String)] = [
        ("animation", "animation.mp4", "video/mp4"), ("document", "document", "application/octet-stream"),
        ("audio", "audio.mp3", "audio/mpeg"), ("video", "video.mp4", "video/mp4"), ("voice", "voice.ogg", "audio/ogg"),
        ("video_note", "video.mp4", "video/mp4"), ("sticker", "sticker.webp", "image/webp"),
    ]

    /// The files; one that stands in two places, as animations do, comes once.
    static func attachments(of message: JSONValue) -> [InboundAttachment] {
        var found: [InboundAttachment] = []
        var seen: Set<String> = []
        func add(_ file: JSONValue, name: String, type: String) {
            guard let id = file["file_id"]?.text, seen.insert(file["file_unique_id"]?.text ?? id).inserted else {
                return
            }
            found.append(
                InboundAttachment(
                    name: file["file_name"]?.text ?? name,
                    contentType: file["mime_type"]?.text ?? type,
                    content: .handle(id)
                )
            )
        }
        for kind in kinds {
            if let file = message[kind.field] { add(file, name: kind.name, type: kind.type) }
        }
        // The last size of a photo is the largest.
        if let photo = message["photo"]?.array.last { add(photo, name: "photo.jpg", type: "image/jpeg") }
        return found
    }
}
