import ChannelKit

/// The settings of a form, typed and checked against each other.
struct FormDefinition: Sendable {
    var channel: ChannelID
    var replyThrough: ChannelID
    var title: LocalizedText
    var introduction: LocalizedText
    var language: FormLanguage
    var fields: [FormField]
    var uploads: UploadLimits
    /// Origins as browsers write them: scheme, host and, when unusual, port.
    var allowedOrigins: [String]
    var minimumFillTime: Duration
    var asksProofOfWork: Bool
    var rateLimits: RateLimits
    var takesJSONWithoutToken: Bool
    /// The region of phone numbers without a country code.
    var region: String?

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        self.channel = channel
        guard let replyThrough = settings.text("reply_through"), !replyThrough.isEmpty else {
            throw SettingProblem(
                path: "reply_through",
                problem: "is missing",
                allowed: "the name of a channel that can send replies, such as the desk's mail channel"
            )
        }
        guard replyThrough != channel.rawValue else {
            throw SettingProblem(
                path: "reply_through",
                problem: "names the form itself, which cannot send",
                allowed: "the name of another channel that can send replies"
            )
        }
        self.replyThrough = ChannelID(rawValue: replyThrough)
        title = LocalizedText(settings, at: "title")
        introduction = LocalizedText(settings, at: "introduction")
        language = settings.text("language").flatMap(FormLanguage.init(rawValue:)) ?? .english
        fields = try FormFieldReading.fields(settings.list("fields"))
        uploads = UploadLimits(settings)
        allowedOrigins = try Self.origins(settings.texts("allowed_origins"))
        minimumFillTime = settings.duration("minimum_fill_time") ?? .seconds(3)
        asksProofOfWork = settings["proof_of_work"] == nil || settings.flag("proof_of_work")
        rateLimits = RateLimits(settings)
        takesJSONWithoutToken = settings["json_without_token"] == nil || settings.flag("json_without_token")
        region = settings.text("region")
    }

    /// The field that plays a role.
    func field(_ role: FormField.Role) -> FormField? { fields.first { $0.role == role } }

    /// The field that takes files.
    var fileField: FormField? { fields.first { $0.kind == .file } }

    /// A name for the field that people cannot see: plausible to a program that fills in whatever it finds.
    var honeypotName: String {
        let taken = Set(fields.map(\.name))
        return ["website", "homepage", "company_url"].first { !taken.contains($0) } ?? "contact_url"
    }

    private static func origins(_ addresses: [String]) throws(SettingProblem) -> [String] {
        var origins: [String] = []
        for address in addresses {
            guard let origin = WebOrigin(address), origin.isWhole else {
                throw SettingProblem(
                    path: "allowed_origins",
                    problem: "`\(address.prefix(80))` is no origin",
                    allowed: "scheme, host and port only, such as https://www.example.com"
                )
            }
            origins.append(origin.text)
        }
        return origins
    }
}

/// How many submissions are taken an hour; nil is no limit.
struct RateLimits: Sendable, Hashable {
    var perAddress: Int?
    var perAddressUnproven: Int?
    var perEmail: Int?

    init(_ settings: ChannelSettings) {
        func limit(_ name: String, _ fallback: Int) -> Int? {
            let value = settings.integer("rate_limits.\(name)").map(Int.init) ?? fallback
            return value == 0 ? nil : value
        }
        perAddress = limit("per_address", 60)
        perAddressUnproven = limit("per_address_unproven", 20)
        perEmail = limit("per_email", 20)
    }
}

extension LocalizedText {
    /// The text of a setting group with a member for each language; empty texts count as absent.
    init(_ settings: ChannelSettings, at path: String) {
        func text(_ language: FormLanguage) -> String? {
            settings.text("\(path).\(language.rawValue)").flatMap { $0.isEmpty ? nil : $0 }
        }
        self.init(english: text(.english), chinese: text(.chinese))
    }
}
