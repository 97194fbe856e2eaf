import ChannelKit
import ProviderKit

/// Reads one message or event of a WeChat Official Account.
struct WeChatReading: Sendable {
    private let message: FlatXML

    /// Wraps a message.
    init(_ message: FlatXML) { self.message = message }

    /// What happened; nil when the message names no sender.
    var event: ProviderEvent? {
        guard let person = field("FromUserName") else { return nil }
        let account = field("ToUserName") ?? ""
        let id = field("MsgId") ?? field("MsgID")
        let type = field("MsgType") ?? ""
        let happening = field("Event")
        let isMessage = happening == nil && type != "event" && type != "device_event"
        // An event has no id of its own: who, when and what name it.
        let name =
            isMessage && id != nil
            ? [account, id ?? ""] : [account, person, field("CreateTime") ?? "", happening ?? type]
        var event = ProviderEvent(
            kind: isMessage ? .message : .system,
            externalID: ExternalID(rawValue: OneLine.id(name.joined(separator: ":"))),
            occurredAt: field("CreateTime").flatMap { Int64($0) }.map(Timestamp.init(seconds:)),
            conversation: Conversation(account: account, partner: person).name,
            actor: ProviderEvent.Actor(id: person, space: "wechat:\(account)"),
            messageID: isMessage ? id : nil
        )
        if isMessage {
            fill(&event, type)
        } else {
            event.text = [happening ?? type, field("EventKey")].compactMap { $0 }.joined(separator: " ")
        }
        return event
    }

    private func field(_ name: String) -> String? { message[name].flatMap { $0.isEmpty ? nil : $0 } }

    private func fill(_ event: inout ProviderEvent, _ type: String) {
        switch type {
        case "text": event.text = field("Content") ?? ""
        case "image": attach("image.jpg", "image/jpeg", to: &event)
        case "voice":
            event.text = field("Recognition") ?? ""
            let format = field("Format")?.lowercased()
            attach("voice.\(format ?? "amr")", format == "mp3" ? "audio/mpeg" : "audio/\(format ?? "amr")", to: &event)
        case "video", "shortvideo": attach("video.mp4", "video/mp4", to: &event)
        case "location":
            let place = [field("Label"), field("Location_X"), field("Location_Y")].compactMap { $0 }
            event.text = (["Location"] + place).joined(separator: ", ")
        case "link":
            event.text = [field("Title"), field("Description"), field("Url")].compactMap { $0 }.joined(separator: "\n")
        default:
            event.text = field("Content") ?? ""
            let kind = OneLine.text(type)
            event.warnings = [
                Wording(
                    "The customer sent something that is not understood (\(kind)).",
                    "客户发送了无法识别的内容（\(kind)）。"
                )
            ]
        }
    }

    private func attach(_ name: String, _ contentType: String, to event: inout ProviderEvent) {
        guard let id = field("MediaId") else { return }
        event.attachments = [InboundAttachment(name: name, contentType: contentType, content: .handle(id))]
    }
}
