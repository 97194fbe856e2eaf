import ChannelKit
import ProviderKit

/// What a WhatsApp message says: words, files, and what could not be read.
struct WhatsAppContent: Sendable {
    /// The words, or what stands for them.
    private(set) var text = ""
    /// The files, each behind the id of its media.
    private(set) var attachments: [InboundAttachment] = []
    /// What an agent must know about what is missing.
    private(set) var warnings: [Wording] = []

    /// Reads a message by its type.
    init(_ message: JSONValue) {
        let type = message["type"]?.text ?? ""
        let content = message[type]
        switch type {
        case "text": text = content?["body"]?.text ?? ""
        case "image", "video", "audio", "voice", "document", "sticker": read(media: content)
        case "button": text = content?["text"]?.text ?? ""
        case "interactive":
            text = Self.answer(content)
            attachments = Self.form(content)
        case "location": text = Self.location(content)
        case "contacts": text = message["contacts"]?.array.map(Self.contact).joined(separator: "\n") ?? ""
        case "order": text = Self.order(content)
        default:
            let title = message["errors"]?.array.first?["title"]?.text ?? type
            let kind = OneLine.text(title)
            warnings = [
                Wording(
                    "The customer sent something that WhatsApp does not hand over (\(kind)).",
                    "客户发送了 WhatsApp 不转交的内容（\(kind)）。"
                )
            ]
        }
    }

    private mutating func read(media: JSONValue?) {
        text = media?["caption"]?.text ?? ""
        guard let media, let id = media["id"]?.name else {
            warnings = [Wording("A file came without its id and cannot be fetched.", "一个文件没有 id，无法获取。")]
            return
        }
        attachments = [
            InboundAttachment(
                name: media["filename"]?.text ?? "",
                contentType: media["mime_type"]?.text ?? "application/octet-stream",
                content: .handle(id)
            )
        ]
    }

    /// The answers of a form that was filled in, as their own document.
    private static func form(_ content: JSONValue?) -> [InboundAttachment] {
        guard let answers = content?["nfm_reply", "response_json"]?.text else { return [] }
        return [
            InboundAttachment(name: "form.json", contentType: "application/json", content: .bytes(Array(answers.utf8)))
        ]
    }

    /// The words on the button or the row that was chosen, or above a form that was filled in.
    private static func answer(_ content: JSONValue?) -> String {
        if let title = content?["button_reply", "title"]?.text { return title }
        if let title = content?["list_reply", "title"]?.text { return title }
        return content?["nfm_reply", "body"]?.text ?? ""
    }

    private static func location(_ content: JSONValue?) -> String {
        let place = [content?["name"]?.text, content?["address"]?.text].compactMap { $0 }
        let degrees = [content?["latitude"]?.name, content?["longitude"]?.name].compactMap { $0 }
        return (["Location"] + place + degrees).joined(separator: ", ")
    }

    private static func contact(_ contact: JSONValue) -> String {
        let name = contact["name", "formatted_name"]?.text
        let phones = contact["phones"]?.array.compactMap { $0["phone"]?.text } ?? []
        let mails = contact["emails"]?.array.compactMap { $0["email"]?.text } ?? []
        return "Contact: " + ([name].compactMap { $0 } + phones + mails).joined(separator: ", ")
    }

    private static func order(_ order: JSONValue?) -> String {
        let lines = order?["product_items"]?.array.map { item in
            let price = [item["item_price"]?.name, item["currency"]?.text].compactMap { $0 }.joined(separator: " ")
            return "\(item["quantity"]?.name ?? "1") × \(item["product_retailer_id"]?.name ?? "?"), \(price)"
        }
        let words = order?["text"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        return ([words].compactMap { $0 } + ["Order:"] + (lines ?? [])).joined(separator: "\n")
    }
}
