import ChannelKit
import ProviderKit

/// The settings of a chat, checked for what their types cannot say.
struct ChatSettings: Sendable {
    /// Words that an admin may set, by language.
    struct Texts: Sendable, Hashable {
        var english: String?
        var chinese: String?

        /// The words in a language, else in the other one.
        func shown(in language: ChatLanguage) -> String? {
            language == .chinese ? chinese ?? english : english ?? chinese
        }
    }

    /// How much is taken in an hour; nil has no limit.
    struct Limits: Sendable, Hashable {
        var messagesPerVisitor: Int?
        var messagesPerAddress: Int?
        var visitorsPerAddress: Int?
        var codesPerAddress: Int?
        var codesPerEmail: Int?
    }

    var channel: ChannelID
    var allowedOrigins: [String]
    var identitySecrets: [Secret]
    var mailThrough: ChannelID?
    var mailAfter: Duration
    var title: Texts
    var greeting: Texts
    var language: ChatLanguage
    var color: String
    var position: String
    var formAddress: String?
    var needsAgents: Bool
    var attendance: Duration
    var hours: ChatHours?
    var maximumFileBytes: Int
    var fileFamilies: Set<FileType.Family>
    var limits: Limits
    var streams: WebStream.Limits

    /// Reads settings.
    ///
    /// - Throws: ``SettingProblem`` for an origin that is none, a secret that is too short, a color or an hour that is none.
    init(channel: ChannelID, _ settings: ChannelSettings) throws {
        self.channel = channel
        allowedOrigins = try Self.origins(settings.texts("allowed_origins"))
        identitySecrets = try Self.secrets(settings.secrets("identity_secret"))
        mailThrough = settings.text("mail_through").map(ChannelID.init(rawValue:))
        mailAfter = settings.duration("mail_after") ?? .seconds(600)
        title = Texts(english: settings.text("title.en"), chinese: settings.text("title.zh"))
        greeting = Texts(english: settings.text("greeting.en"), chinese: settings.text("greeting.zh"))
        language = settings.text("language").flatMap(ChatLanguage.init(rawValue:)) ?? .english
        color = try Self.color(settings.text("color") ?? "#12676f")
        position = settings.text("position") ?? "right"
        formAddress = settings.text("form_url")
        needsAgents = settings.flag("needs_agents")
        attendance = settings.duration("attendance") ?? .seconds(600)
        hours = try settings.group("hours").map(ChatHours.init)
        maximumFileBytes = Int(settings.integer("uploads.maximum_size") ?? 10_000_000)
        fileFamilies = Set(settings.texts("uploads.types").compactMap(FileType.Family.init(rawValue:)))
        limits = Limits(
            messagesPerVisitor: Self.limit(settings, "messages_per_visitor"),
            messagesPerAddress: Self.limit(settings, "messages_per_address"),
            visitorsPerAddress: Self.limit(settings, "visitors_per_address"),
            codesPerAddress: Self.limit(settings, "codes_per_address"),
            codesPerEmail: Self.limit(settings, "codes_per_email")
        )
        streams = WebStream.Limits(
            perChannel: Int(settings.integer("streams.total") ?? 4_000),
            perAddress: Int(settings.integer("streams.per_address") ?? 100)
        )
    }

    private static func limit(_ settings: ChannelSettings, _ name: String) -> Int? {
        settings.integer("rate_limits.\(name)").flatMap { $0 > 0 ? Int($0) : nil }
    }

    private static func origins(_ texts: [String]) throws -> [String] {
        try texts.map { text in
            guard let origin = WebAddress(text), origin.isOriginAlone else {
                throw SettingProblem(
                    path: "allowed_origins",
                    problem: "\(text) is more than an origin",
                    allowed: "scheme, host and port such as https://www.example.com"
                )
            }
            return origin.origin
        }
    }

    private static func secrets(_ secrets: [Secret]) throws -> [Secret] {
        guard secrets.allSatisfy({ $0.reveal().utf8.count >= 32 }) else {
            throw SettingProblem(
                path: "identity_secret",
                problem: "the secret can be guessed",
                allowed: "at least 32 characters, such as `openssl rand -hex 32` makes"
            )
        }
        return secrets
    }

    /// A color that white text can be read on: WCAG 2.2 asks for a contrast of 4.5 to 1.
    private static func color(_ text: String) throws -> String {
        let digits = text.hasPrefix("#") ? Hexadecimal.octets(text.dropFirst()) : nil
        guard let parts = digits, parts.count == 3 else {
            throw SettingProblem(
                path: "color",
                problem: "\(text) is no color",
                allowed: "six hexadecimal digits, as #12676f"
            )
        }
        guard Contrast.withWhite(parts) >= 4.5 else {
            throw SettingProblem(
                path: "color",
                problem: "white text on \(text) cannot be read well",
                allowed: "a darker color, with a contrast of 4.5 to 1"
            )
        }
        return text.lowercased()
    }
}

/// The contrast of colors as WCAG 2.2 reckons it.
enum Contrast {
    /// The contrast of a color of three octets with white, from 1 to 21.
    static func withWhite(_ parts: [UInt8]) -> Double {
        let linear = parts.map { part -> Double in
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : power((share + 0.055) / 1.055)
        }
        let luminance = zip([0.2126, 0.7152, 0.0722], linear).reduce(0) { $0 + $1.0 * $1.1 }
        return 1.05 / (luminance + 0.05)
    }

    /// The power of 2.4, by twelve fifths: the fifth root of the twelfth power, found by Newton's steps.
    private static func power(_ base: Double) -> Double {
        let wanted = (0..<12).reduce(1.0) { value, _ in value * base }
        var root = max(base * base, 0.001)
        for _ in 0..<60 { root -= (root * root * root * root * root - wanted) / (5 * root * root * root * root) }
        return root
    }
}

/// An `http` or `https` address, as far as pages need it taken apart.
struct WebAddress: Sendable, Hashable {
    /// Scheme, host and, when it is not the scheme's usual one, port, as browsers name it in `Origin` (RFC 6454).
    let origin: String
    /// Host and port as they stand in a `Host` field.
    let authority: String
    /// The path, without query and fragment.
    let path: String

    /// Whether there is nothing but an origin; a lone slash behind it is forgiven.
    let isOriginAlone: Bool

    /// Reads an address; nil when it is none of the web.
    init?(_ address: String) {
        guard address.utf8.count <= 2_000 else { return nil }
        let scheme: String
        let port: String
        if address.lowercased().hasPrefix("https://") {
            (scheme, port) = ("https", ":443")
        } else if address.lowercased().hasPrefix("http://") {
            (scheme, port) = ("http", ":80")
        } else {
            return nil
        }
        let rest = address.dropFirst(scheme.count + 3)
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }.lowercased()
        let isHost = host.utf8.allSatisfy { octet in
            (97...122).contains(octet) || (48...58).contains(octet) || [45, 46, 91, 93].contains(octet)
        }
        guard !host.isEmpty, host.utf8.count <= 260, isHost else { return nil }
        authority = host.hasSuffix(port) ? String(host.dropLast(port.count)) : host
        origin = "\(scheme)://\(authority)"
        let behind = rest.dropFirst(host.count)
        path = String(behind.prefix { $0 != "?" && $0 != "#" })
        isOriginAlone = behind.isEmpty || behind == "/"
    }
}
