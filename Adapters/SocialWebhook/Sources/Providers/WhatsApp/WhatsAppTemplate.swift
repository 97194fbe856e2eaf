import ChannelKit
import ProviderKit

/// The approved template that carries a reply while the window for free words is closed.
struct WhatsAppTemplate: Sendable {
    /// What fills a placeholder.
    enum Parameter: String, Sendable {
        /// The reply's own words.
        case text
        /// The customer's name.
        case name
        /// The ticket's subject.
        case subject
        /// The ticket's number.
        case ticket
    }

    /// The longest text that fits beside the template's own words, whose body may have 1024 characters.
    static let longestText = 900

    private let name: String
    private let language: String
    private let parameters: [Parameter]

    /// Reads the settings of a template.
    ///
    /// - Throws: `SettingProblem` when it would not carry the reply's words.
    init(_ settings: ChannelSettings) throws(SettingProblem) {
        name = settings.text("name") ?? ""
        language = settings.text("language") ?? ""
        let given = settings.texts("parameters").compactMap(Parameter.init)
        parameters = given.isEmpty ? [.text] : given
        guard parameters.contains(.text) else {
            throw SettingProblem(
                path: "template.parameters",
                problem: "the reply's words would not reach the customer",
                allowed: "a list with `text` among its entries"
            )
        }
    }

    /// The message that carries a reply.
    ///
    /// - Throws: `DeliveryFailure` with `never` when the template cannot carry it.
    func message(for reply: OutboundReply, to recipient: WhatsAppRecipient) throws(DeliveryFailure) -> JSONValue {
        guard reply.attachments.isEmpty else {
            throw DeliveryFailure(
                .never,
                reason: "A template carries no files; they can follow once the customer has answered."
            )
        }
        let text = Self.line(reply.text)
        guard !text.isEmpty else {
            throw DeliveryFailure(.never, reason: "There is nothing to send: the reply has no words.")
        }
        guard text.count <= Self.longestText else {
            throw DeliveryFailure(
                .never,
                reason:
                    "The window for free replies is closed; a template carries \(Self.longestText) characters at most."
            )
        }
        let values = parameters.map { parameter -> JSONValue in
            let value =
                switch parameter {
                case .text: text
                case .name: Self.line(reply.recipientName ?? "")
                case .subject: Self.line(reply.subject)
                case .ticket: String(reply.ticketNumber)
                }
            return ["type": "text", "text": .text(value.isEmpty ? "-" : String(value.prefix(Self.longestText)))]
        }
        let component: JSONValue = ["type": "body", "parameters": .array(values)]
        return recipient.message(
            type: "template",
            [
                "name": .text(name), "language": ["code": .text(language)], "components": [component],
            ]
        )
    }

    /// Text as a placeholder takes it: no line ends, no tabs, and no more than one space in a row.
    private static func line(_ text: String) -> String {
        text.split { $0.isWhitespace || $0 == "\0" }.joined(separator: " ")
    }
}
