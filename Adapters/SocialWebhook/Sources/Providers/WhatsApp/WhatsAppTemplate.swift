import ChannelKit
import ProviderKit

/// An approved template, which carries a reply while the window for free words is closed.
struct WhatsAppTemplate: Sendable {
    /// The longest text that fits beside the template's own words, whose body may have 1024 characters.
    static let longestText = 900

    /// What agents and the desk know of it.
    let description: ReplyTemplate

    /// The templates of a channel: the one under `template` first, then those under `templates` by name.
    ///
    /// - Throws: `SettingProblem` when one would not carry what it should, or two have one name.
    static func all(in settings: ChannelSettings) throws(SettingProblem) -> [WhatsAppTemplate] {
        var all: [WhatsAppTemplate] = []
        if let group = settings.group("template") {
            let template = WhatsAppTemplate(group, named: group.text("name") ?? "")
            guard template.description.carriesWords else {
                throw SettingProblem(
                    path: "template.parameters",
                    problem: "the reply's words would not reach the customer",
                    allowed: "a list with `text` among its entries"
                )
            }
            all.append(template)
        }
        for name in settings.group("templates")?.values.keys.sorted() ?? [] {
            guard let group = settings.group("templates.\(name)") else { continue }
            guard !all.contains(where: { $0.description.name == name }) else {
                throw SettingProblem(
                    path: "templates.\(name)",
                    problem: "it is the name of `template` too",
                    allowed: "another name"
                )
            }
            all.append(WhatsAppTemplate(group, named: name))
        }
        return all
    }

    private init(_ settings: ChannelSettings, named name: String) {
        let given = settings.texts("parameters")
        let places = (given.isEmpty ? ["text"] : given).map { word in
            ReplyTemplate.Placeholder(name: word, filling: ReplyTemplate.Filling(rawValue: word) ?? .value)
        }
        description = ReplyTemplate(
            name: name,
            language: settings.text("language") ?? "",
            placeholders: places,
            text: settings.text("text")
        )
    }

    /// The message that carries a reply.
    ///
    /// - Throws: `DeliveryFailure` with `never` when the template cannot carry it.
    func message(for reply: OutboundReply, to recipient: WhatsAppRecipient) throws(DeliveryFailure) -> JSONValue {
        guard reply.attachments.isEmpty else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "A template carries no files; they can follow once the customer has answered.",
                    "模板不能携带文件；客户回复后可再发送。"
                )
            )
        }
        let values = (reply.template?.values ?? words(of: reply)).map(Self.line)
        guard values.count == description.placeholders.count else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "The template \(description.name) has other places now; write anew.",
                    "模板 \(description.name) 的变量已更改；请重新撰写。"
                )
            )
        }
        for (placeholder, value) in zip(description.placeholders, values) where placeholder.filling == .words {
            guard !value.isEmpty else {
                throw DeliveryFailure(
                    .never,
                    reason: Wording("There is nothing to send: the reply has no words.", "没有可发送的内容：回复中没有文字。")
                )
            }
            guard value.count <= Self.longestText else {
                throw DeliveryFailure(
                    .never,
                    reason:
                        Wording(
                            "The window for free replies is closed; a template carries \(Self.longestText) characters at most.",
                            "自由回复的时限已过；模板最多携带 \(Self.longestText) 个字符。"
                        )
                )
            }
        }
        let parameters = values.map { value -> JSONValue in
            ["type": "text", "text": .text(value.isEmpty ? "-" : String(value.prefix(Self.longestText)))]
        }
        var content: [String: JSONValue] = [
            "name": .text(description.name), "language": ["code": .text(description.language)],
        ]
        if !parameters.isEmpty {
            let component: JSONValue = ["type": "body", "parameters": .array(parameters)]
            content["components"] = [component]
        }
        return recipient.message(type: "template", .object(content))
    }

    /// What fills the places of a reply that chose no template.
    private func words(of reply: OutboundReply) -> [String] {
        description.placeholders.map { placeholder in
            switch placeholder.filling {
            case .words: reply.text
            case .recipient: reply.recipientName ?? ""
            case .subject: reply.subject
            case .ticket: String(reply.ticketNumber)
            case .agent: reply.authorName ?? ""
            case .value: ""
            }
        }
    }

    /// Text as a placeholder takes it: no line ends, no tabs, and no more than one space in a row.
    private static func line(_ text: String) -> String {
        text.split { $0.isWhitespace || $0 == "\0" }.joined(separator: " ")
    }
}
