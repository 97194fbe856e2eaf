import ChannelKit
import ProviderKit

/// Reads events of Feishu's messaging.
struct FeishuReading: Sendable {
    /// The types of events that are read; all others are taken and dropped.
    static let types: Set<String> = [
        "im.message.receive_v1", "im.message.recalled_v1", "im.message.message_read_v1",
        "im.message.reaction.created_v1", "im.message.reaction.deleted_v1",
    ]

    /// Whether a message in a group begins a thread, which its answers belong to.
    let repliesInThreads: Bool

    /// What happened; nil where a bot did it.
    func event(in content: JSONValue) -> ProviderEvent? {
        guard let event = content["event"], let header = content["header"] else { return nil }
        switch header["event_type"]?.text {
        case "im.message.receive_v1": return message(event, header)
        case "im.message.recalled_v1":
            var deletion = bare(.delete, event, header, id: event["message_id"]?.text, at: event["recall_time"])
            deletion.conversation = event["chat_id"]?.text ?? ""
            return deletion
        case "im.message.reaction.created_v1": return reaction(event, header, isTakenBack: false)
        case "im.message.reaction.deleted_v1": return reaction(event, header, isTakenBack: true)
        case "im.message.message_read_v1": return receipt(event, header)
        default: return nil
        }
    }

    private func message(_ event: JSONValue, _ header: JSONValue) -> ProviderEvent? {
        guard let message = event["message"], let id = message["message_id"]?.text,
            event["sender", "sender_type"]?.text ?? "user" == "user"
        else { return nil }
        let root = message["root_id"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        let parent = message["parent_id"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        let isGroup = message["chat_type"]?.text != "p2p"
        var result = ProviderEvent(
            kind: .message,
            externalID: ExternalID(rawValue: id),
            occurredAt: Self.time(message["create_time"] ?? header["create_time"]),
            conversation: message["chat_id"]?.text ?? "",
            actor: actor(event["sender", "sender_id"], header),
            isGroup: isGroup,
            messageID: id,
            regarding: [parent, root].compactMap { $0 }
        )
        let isInThread = message["thread_id"] != nil
        if isInThread {
            result.thread = root ?? id
        } else if isGroup, repliesInThreads {
            result.thread = root ?? id
        }
        let content = message["content"]?.text.flatMap { try? JSONValue(parsing: $0.utf8) } ?? [:]
        let reading = FeishuContent(message: id, mentions: message["mentions"]?.array ?? [])
        reading.read(content, as: message["message_type"]?.text ?? "", into: &result)
        return result
    }

    private func reaction(_ event: JSONValue, _ header: JSONValue, isTakenBack: Bool) -> ProviderEvent? {
        guard event["operator_type"]?.text ?? "user" == "user" else { return nil }
        var reaction = bare(.reaction, event, header, id: event["message_id"]?.text, at: event["action_time"])
        reaction.actor = actor(event["user_id"], header)
        reaction.text = event["reaction_type", "emoji_type"]?.text ?? ""
        if isTakenBack { reaction.metadata["taken_back"] = "true" }
        return reaction
    }

    private func receipt(_ event: JSONValue, _ header: JSONValue) -> ProviderEvent? {
        let reader = actor(event["reader", "reader_id"], header)
        var receipt = bare(.receipt, event, header, id: nil, at: event["reader", "read_time"])
        receipt.actor = reader
        receipt.regarding = (event["message_id_list"]?.array ?? []).compactMap(\.text)
        receipt.news = receipt.regarding.map {
            DeliveryNews(messageID: $0, outcome: .read, detail: Wording("Read in Feishu.", "已在飞书中阅读。"))
        }
        return receipt
    }

    private func bare(
        _ kind: EnvelopeKind,
        _ event: JSONValue,
        _ header: JSONValue,
        id: String?,
        at time: JSONValue?
    ) -> ProviderEvent {
        ProviderEvent(
            kind: kind,
            externalID: ExternalID(rawValue: "event:\(header["event_id"]?.text ?? "")"),
            occurredAt: Self.time(time ?? header["create_time"]),
            conversation: "",
            actor: nil,
            regarding: [id].compactMap { $0 }
        )
    }

    /// An open id is unique within an app.
    private func actor(_ ids: JSONValue?, _ header: JSONValue) -> ProviderEvent.Actor? {
        guard let id = ids?["open_id"]?.text ?? ids?["union_id"]?.text else { return nil }
        return ProviderEvent.Actor(id: id, space: "feishu:\(header["app_id"]?.text ?? "")")
    }

    /// A time in milliseconds as text; some events tell whole seconds.
    private static func time(_ value: JSONValue?) -> Timestamp? {
        guard let number = value?.name.flatMap({ Int64($0) }), number > 0 else { return nil }
        return number < 100_000_000_000 ? Timestamp(seconds: number) : Timestamp(rawValue: number)
    }
}

/// Reads what a message says, by its type.
///
/// Source: <https://open.feishu.cn/document/server-docs/im-v1/message-content-description/message_content>.
struct FeishuContent: Sendable {
    let message: String
    let mentions: [JSONValue]

    /// Puts words and files into an event.
    func read(_ content: JSONValue, as type: String, into event: inout ProviderEvent) {
        switch type {
        case "text": event.text = named(content["text"]?.text ?? "")
        case "post": post(content, into: &event)
        case "image": attach(content["image_key"], "image", "image.jpg", "image/jpeg", to: &event)
        case "file":
            attach(
                content["file_key"],
                "file",
                content["file_name"]?.text ?? "file",
                "application/octet-stream",
                to: &event
            )
        case "audio": attach(content["file_key"], "file", "voice.opus", "audio/ogg", to: &event)
        case "media":
            attach(content["file_key"], "file", content["file_name"]?.text ?? "video.mp4", "video/mp4", to: &event)
        case "sticker": event.text = "[sticker]"
        case "location":
            event.text = content["name"]?.text ?? ""
            let place = [content["latitude"]?.name, content["longitude"]?.name].compactMap { $0 }
            if place.count == 2 { event.metadata["location"] = "geo:\(place.joined(separator: ","))" }
        default:
            event.text = content["text"]?.text ?? content["title"]?.text ?? ""
            event.warnings.append(.shownByWords(type))
        }
    }

    /// A text of paragraphs with pieces; with or without a language around it.
    private func post(_ content: JSONValue, into event: inout ProviderEvent) {
        let body = content["content"] != nil ? content : content.members.sorted { $0.key < $1.key }.first?.value ?? [:]
        var lines = [body["title"]?.text].compactMap { $0 }.filter { !$0.isEmpty }
        for paragraph in body["content"]?.array ?? [] {
            var line = ""
            for piece in paragraph.array { line += words(of: piece, into: &event) }
            lines.append(line)
        }
        event.text = named(lines.joined(separator: "\n"))
    }

    private func words(of piece: JSONValue, into event: inout ProviderEvent) -> String {
        let text = piece["text"]?.text ?? ""
        switch piece["tag"]?.text {
        case "a":
            let address = piece["href"]?.text ?? ""
            return address.isEmpty || address == text ? text : "\(text) (\(address))"
        case "at": return "@\(piece["user_name"]?.text ?? piece["user_id"]?.text ?? "")"
        case "img": attach(piece["image_key"], "image", "image.jpg", "image/jpeg", to: &event)
        case "media": attach(piece["file_key"], "file", "video.mp4", "video/mp4", to: &event)
        case "emotion": return ":\(piece["emoji_type"]?.text ?? ""):"
        case "hr": return "———"
        default: return text
        }
        return ""
    }

    /// Placeholders such as `@_user_1` become the names they stand for.
    private func named(_ text: String) -> String {
        var names: [String: String] = ["@_all": "@all"]
        for mention in mentions.prefix(100) {
            if let key = mention["key"]?.text, let name = mention["name"]?.text { names[key] = "@\(name)" }
        }
        var result = ""
        var rest = text[...]
        while let at = rest.firstIndex(of: "@") {
            result += rest[..<at]
            let word = rest[at...].prefix { $0 == "@" || $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
            result += names[String(word)] ?? String(word)
            rest = rest[word.endIndex...]
        }
        return result + rest
    }

    /// A file's handle names its message, its kind and its key.
    private func attach(
        _ key: JSONValue?,
        _ kind: String,
        _ name: String,
        _ contentType: String,
        to event: inout ProviderEvent
    ) {
        guard let key = key?.text, !key.isEmpty else { return }
        event.attachments.append(
            InboundAttachment(name: name, contentType: contentType, content: .handle("\(message)/\(kind)/\(key)"))
        )
    }
}
