import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import Notices
import TicketStorage

/// How the desk tells: by which channel, what customers hear, and with which words.
enum NoticeSettingsCalls {
    private static let names = APISchema.choice(
        CustomerNotice.allCases.map { "customer.\($0.rawValue)" } + NoticeKind.allCases.map(\.rawValue)
    )
    private static let languages = APISchema.choice(NoticeWords.languages)

    private static let newText = APIObject(
        "NewNoticeText",
        "Words in place of the usual ones.",
        [
            .required("notice", names, "What is told; those that begin with “customer.” go to customers."),
            .required("language", languages, "The language."),
            .required(
                "subject",
                .line(maximum: NoticeWords.maximumSubject),
                "The subject, with placeholders such as {number}."
            ),
            .required("body", .paragraphs(maximum: NoticeWords.maximumBody), "The words, with placeholders."),
        ]
    )

    static let change = APIObject(
        "NoticeSettingsChange",
        "What is to be changed about how the desk tells; what is left out stays.",
        [
            .optional(
                "mail_channel",
                .nullable(.line(maximum: 64)),
                "The channel that mails to agents leave by; null sends none."
            ),
            .optional("tells_solved", .boolean, "Whether a customer hears that their ticket was solved."),
            .optional("hours", .nullable(.id), "The hours outside which acknowledgments say so; null is none."),
            .optional(
                "texts",
                .list(.object(newText), maximum: NoticeTextField.all.count),
                "The texts, in place of all; what is not named has the usual words."
            ),
        ]
    )

    private static let text = APIObject(
        "NoticeText",
        "The words of a notice in one language.",
        [
            .required("notice", .words, "What is told."),
            .required("language", .words, "The language."),
            .required("subject", .words, "The subject, with placeholders."),
            .required("body", .words, "The words, with placeholders."),
            .required("usual", .boolean, "Whether they are the usual ones."),
        ]
    )

    static let schema = APIObject(
        "NoticeSettings",
        "How the desk tells.",
        [
            .required("mail_channel", .nullable(.words), "The channel that mails to agents leave by."),
            .required("tells_solved", .boolean, "Whether a customer hears that their ticket was solved."),
            .required("hours", .nullable(.id), "The hours outside which acknowledgments say so."),
            .required("texts", .items(.object(text)), "Every text in both languages."),
        ]
    )

    private static func json(_ settings: NoticeSettings) -> JSON {
        [
            "mail_channel": .text(orNull: settings.mailChannel?.rawValue),
            "tells_solved": .boolean(settings.tellsSolved),
            "hours": .id(orNull: settings.hours),
            "texts": .array(
                NoticeTextField.all.map { field in
                    let own = settings.texts[field.key]
                    let text = own ?? field.usual
                    return [
                        "notice": .text(field.name), "language": .text(field.language), "subject": .text(text.subject),
                        "body": .text(text.body), "usual": .boolean(own == nil),
                    ]
                }
            ),
        ]
    }

    /// Answers `GET /notice-settings`.
    static func get(_ exchange: APIExchange) async throws -> Response {
        .json(json(try await exchange.store.noticeSettings()))
    }

    /// Answers `PATCH /notice-settings`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        var settings = try await exchange.store.noticeSettings()
        try exchange.expectChange()
        for member in exchange.body.members {
            let value = member.value
            switch member.name {
            case "tells_solved": settings.tellsSolved = value.boolean ?? settings.tellsSolved
            case "mail_channel":
                settings.mailChannel = value.text.map(ChannelID.init(rawValue:))
                if let channel = settings.mailChannel,
                    exchange.site.services.directory[channel]?.abilities.replies != true
                {
                    throw APIProblem.invalid("/mail_channel", "there is no such channel that replies leave by")
                }
            case "hours":
                settings.hours = try exchange.id(in: "hours", of: BusinessHours.self)
                if let id = settings.hours, try await !exchange.store.businessHours().contains(where: { $0.id == id }) {
                    throw APIProblem.invalid("/hours", "there are no such business hours")
                }
            case "texts": settings.texts = try texts(value)
            default: break
            }
        }
        return try await exchange.administer(.saveNoticeSettings(settings), json(settings))
    }

    private static func texts(_ value: JSON) throws -> [String: NoticeText] {
        var texts: [String: NoticeText] = [:]
        var seen: Set<String> = []
        for (index, element) in value.elements.enumerated() {
            let key = NoticeSettings.key(element["notice"]?.text ?? "", language: element["language"]?.text ?? "")
            guard let field = NoticeTextField.all.first(where: { $0.key == key }) else { continue }
            guard seen.insert(key).inserted else {
                throw APIProblem.invalid("/texts/\(index)", "this notice has a text in this language already")
            }
            let text = NoticeText(
                subject: element["subject"]?.text ?? "",
                body: (element["body"]?.text ?? "").replacing("\r\n", with: "\n")
            )
            for (part, words) in [("subject", text.subject), ("body", text.body)] {
                let mistakes = field.mistakes(in: words)
                guard mistakes.isEmpty else {
                    throw APIProblem.invalid(
                        "/texts/\(index)/\(part)",
                        "\(mistakes.joined(separator: ", ")) is no placeholder; allowed are \(field.allowedNames)"
                    )
                }
            }
            if text != field.usual { texts[key] = text }
        }
        return texts
    }
}
