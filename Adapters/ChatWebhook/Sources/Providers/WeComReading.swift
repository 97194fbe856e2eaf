import ChannelKit
import ProviderKit

/// Reads messages of members to the company's app.
///
/// Source: <https://developer.work.weixin.qq.com/document/path/90239>.
struct WeComReading: Sendable {
    let corporation: String

    /// What names a message: its id, or who sent it when.
    static func id(of message: FlatXML) -> String {
        message["MsgId"] ?? "\(message["FromUserName"] ?? ""):\(message["CreateTime"] ?? "")"
    }

    /// The message; nil where it has no sender.
    func event(_ message: FlatXML) -> ProviderEvent? {
        guard let member = message["FromUserName"], !member.isEmpty else { return nil }
        let space = corporation.isEmpty ? message["ToUserName"] ?? "" : corporation
        var event = ProviderEvent(
            kind: .message,
            externalID: ExternalID(rawValue: Self.id(of: message)),
            occurredAt: message["CreateTime"].flatMap { Int64($0) }.map { Timestamp(seconds: $0) },
            conversation: WeComPlace.member(member).conversation,
            actor: ProviderEvent.Actor(id: member, space: "wecom:\(space)"),
            messageID: message["MsgId"]
        )
        read(message, into: &event)
        return event
    }

    private func read(_ message: FlatXML, into event: inout ProviderEvent) {
        let media = message["MediaId"]
        switch message["MsgType"] {
        case "text": event.text = message["Content"] ?? ""
        case "image": event.attach(media, "image.jpg", "image/jpeg")
        case "voice": event.attach(media, "voice.\(message["Format"]?.lowercased() ?? "amr")", "audio/amr")
        case "video": event.attach(media, "video.mp4", "video/mp4")
        case "location":
            event.text = message["Label"] ?? ""
            if let x = message["Location_X"], let y = message["Location_Y"] {
                event.metadata["location"] = "geo:\(x),\(y)"
            }
        case "link":
            event.text = [message["Title"], message["Description"], message["Url"]].compactMap { $0 }
                .filter { !$0.isEmpty }.joined(separator: "\n")
        default: event.warnings.append(.unshown(message["MsgType"] ?? ""))
        }
    }
}

extension ProviderEvent {
    /// Adds a file that WeCom keeps for three days under an id.
    mutating func attach(_ media: String?, _ name: String, _ contentType: String) {
        guard let media, !media.isEmpty else { return }
        attachments.append(InboundAttachment(name: name, contentType: contentType, content: .handle(media)))
    }
}

/// Reads what was pulled of a 微信客服 account.
///
/// Source: <https://developer.work.weixin.qq.com/document/path/94670>.
struct WeComServiceReading: Sendable {
    let corporation: String

    /// A customer's message, a colleague's from WeCom's own program, or an event; nil for what nobody needs.
    func event(_ message: JSONValue) -> ProviderEvent? {
        guard let id = message["msgid"]?.text else { return nil }
        let isEvent = message["msgtype"]?.text == "event"
        let facts = isEvent ? message["event"] ?? [:] : message
        guard let account = facts["open_kfid"]?.text, let customer = facts["external_userid"]?.text else { return nil }
        var event = ProviderEvent(
            kind: .message,
            externalID: ExternalID(rawValue: id),
            occurredAt: message["send_time"]?.integer.map { Timestamp(seconds: $0) },
            conversation: WeComPlace.customer(customer, account: account).conversation,
            actor: ProviderEvent.Actor(id: customer, space: "wecom-kf:\(corporation)"),
            messageID: id
        )
        if isEvent { return happened(facts, &event) ? event : nil }
        read(message, into: &event)
        if message["origin"]?.integer == 5 {
            let colleague = message["servicer_userid"]?.text ?? "A colleague"
            event.kind = .system
            event.actor = nil
            event.text = "\(colleague) answered in WeCom: \(event.text)"
        }
        return event
    }

    private func read(_ message: JSONValue, into event: inout ProviderEvent) {
        let type = message["msgtype"]?.text ?? ""
        let content = message[type] ?? [:]
        let media = content["media_id"]?.text
        switch type {
        case "text": event.text = content["content"]?.text ?? ""
        case "image": event.attach(media, "image.jpg", "image/jpeg")
        case "voice": event.attach(media, "voice.amr", "audio/amr")
        case "video": event.attach(media, "video.mp4", "video/mp4")
        case "file": event.attach(media, content["file_name"]?.text ?? "file", "application/octet-stream")
        case "location":
            event.text = Self.lines(content, ["name", "address"])
            if let north = content["latitude"]?.name, let east = content["longitude"]?.name {
                event.metadata["location"] = "geo:\(north),\(east)"
            }
        case "link": event.text = Self.lines(content, ["title", "desc", "url"])
        case "business_card": event.text = Self.lines(content, ["userid"])
        case "miniprogram": event.text = Self.lines(content, ["title", "pagepath"])
        case "channels_shop_product": event.text = Self.lines(content, ["title", "sales_price", "shop_nickname"])
        case "channels_shop_order":
            event.text = Self.lines(content, ["order_id", "product_titles", "price_wording", "state"])
        default:
            event.text = Self.lines(content, ["title", "content", "text"])
            event.warnings.append(.shownByWords(type))
        }
    }

    private static func lines(_ content: JSONValue, _ names: [String]) -> String {
        names.compactMap { content[$0]?.name }.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// Whether an event is worth telling.
    private func happened(_ facts: JSONValue, _ event: inout ProviderEvent) -> Bool {
        event.kind = .system
        event.messageID = nil
        switch facts["event_type"]?.text {
        case "user_recall_msg":
            event.kind = .delete
            event.regarding = [facts["recall_msgid"]?.text].compactMap { $0 }
        case "msg_send_fail":
            let reason =
                facts["fail_type"]?.integer.flatMap { Self.failures[$0] }
                ?? Wording("WeCom tells no reason.", "企业微信没有说明原因。")
            event.kind = .receipt
            event.regarding = [facts["fail_msgid"]?.text].compactMap { $0 }
            event.news = event.regarding.map {
                DeliveryNews(messageID: $0, outcome: .failed, code: facts["fail_type"]?.name, detail: reason)
            }
        case "enter_session": event.text = "The customer opened the chat."
        case "session_status_change":
            let kind = facts["change_type"]?.integer
            let person = facts["new_servicer_userid"]?.text ?? "a colleague"
            event.text = kind == 3 ? "The session was ended in WeCom." : "\(person) took the session over in WeCom."
        default: return false
        }
        return true
    }

    private static let failures: [Int64: Wording] = [
        1: Wording("The service account was deleted.", "客服账号已被删除。"),
        2: Wording("The app was turned off.", "应用已停用。"),
        4: Wording("The customer's last message is more than 48 hours old.", "客户上次来信已超过 48 小时。"),
        5: Wording("The session has ended.", "会话已结束。"),
        6: Wording(
            "Five messages were sent since the customer's last one; they must write first.",
            "客户上次来信后已发送五条消息；须由客户先发消息。"
        ),
        7: Wording("The account is not tied to a channel (视频号).", "该账号未绑定视频号。"),
        8: Wording("The company is not verified.", "该企业未认证。"),
        9: Wording("The account is not tied to a channel (视频号) and the company is not verified.", "该账号未绑定视频号，且该企业未认证。"),
        10: Wording("The customer refuses messages.", "客户拒收消息。"),
    ]
}
