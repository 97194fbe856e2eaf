import AddressNormalization
import ChannelKit
import MailParsing

/// The settings of one mail channel, checked against each other.
struct EmailSettings: Sendable {
    /// How mails come in.
    enum WayIn: Sendable {
        case dropFolder(path: String)
        case maildir(path: String)
        case imap(MailboxSettings)
        case pop3(MaildropSettings)
        case lmtp(ReceptionSettings)
        case webhook(WebhookSettings)
    }

    /// How replies go out.
    enum WayOut: Sendable {
        case folder(path: String)
        case smtp(MailServer)
    }

    let own: OwnAddresses
    let displayName: String?
    let wayIn: WayIn
    let wayOut: WayOut
    let authservIDs: [String]
    /// Whether the verdicts of spam filters in mails' headers count.
    let trustsSpamVerdicts: Bool
    let usesPlusToken: Bool
    let maximumSize: Int
    let signature: String?
    /// How consent is asked for where servers are signed in to with tokens.
    let consent: ConsentSettings?
    /// Whose word about who signed a mail is believed; nil where signatures are not checked.
    let signingAuthorities: SigningAuthorities?
    /// Who signs replies; nil where nobody does.
    let signing: SigningSettings?
    /// Whether each mail and recipient has an envelope sender of its own.
    let signsEnvelopeSender: Bool
    /// How many mails a minute go to a domain.
    let ratesPerMinute: [String: Int64]

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - settings: the channel's settings.
    ///   - proof: whether a provider's calls must prove where they come from.
    /// - Throws: `SettingProblem` when they do not fit together.
    init(_ settings: ChannelSettings, proof: WebhookProof = .required) throws {
        own = try Self.ownAddresses(settings)
        displayName = settings.text("name").flatMap { $0.isEmpty ? nil : $0 }
        let service = settings.text("service").flatMap(MailService.init(rawValue:))
        wayIn = try Self.wayIn(settings, service: service, proof: proof)
        wayOut = try Self.wayOut(settings, service: service)
        signing = try SigningSettings(settings, own: own)
        signingAuthorities = try SigningAuthorities(settings)
        signsEnvelopeSender = settings.text("envelope_sender") == "signed"
        ratesPerMinute = Self.rates(settings)
        consent = try Self.consent(settings, service: service, account: own.main.spelling, wayIn, wayOut)
        authservIDs = settings.texts("authserv_ids").map { $0.lowercased() }
        trustsSpamVerdicts = settings.text("spam_verdicts") == "trusted"
        usesPlusToken = settings.text("reply_token") == "plus"
        maximumSize = Int(settings.integer("maximum_size") ?? 25 << 20)
        signature = settings.text("signature").flatMap { $0.isEmpty ? nil : $0 }
        if case .dropFolder(let inward) = wayIn, case .folder(let outward) = wayOut,
            Self.withoutTrailingSlash(inward) == Self.withoutTrailingSlash(outward)
        {
            throw SettingProblem(
                path: "out_folder.path",
                problem: "replies would be read again as mail, for it is the drop folder",
                allowed: "another folder than drop_folder.path"
            )
        }
    }

    private static func rates(_ settings: ChannelSettings) -> [String: Int64] {
        guard case .object(let limits) = settings["rate_limits"] else { return [:] }
        var rates: [String: Int64] = [:]
        for (domain, limit) in limits { if case .integer(let rate) = limit { rates[domain.lowercased()] = rate } }
        return rates
    }

    private static func ownAddresses(_ settings: ChannelSettings) throws -> OwnAddresses {
        func read(_ path: String, _ raw: String) throws -> EmailAddress {
            guard let address = EmailAddressNormalization.parse(raw), address.spelling.utf8.allSatisfy({ $0 < 0x80 })
            else {
                throw SettingProblem(
                    path: path,
                    problem: "no mail address that every server takes",
                    allowed: "one address such as desk@example.org, in ASCII before the @"
                )
            }
            return address
        }
        let main = try read("address", settings.text("address") ?? "")
        return OwnAddresses(main: main, others: try settings.texts("addresses").map { try read("addresses", $0) })
    }

    private static let waysIn = ["drop_folder", "maildir", "imap", "pop3", "lmtp", "provider"]

    private static func wayIn(
        _ settings: ChannelSettings,
        service: MailService?,
        proof: WebhookProof
    ) throws -> WayIn {
        var given = waysIn.filter { settings[$0] != nil }
        // A provider's mailbox is read by IMAP unless something else is said.
        if given.isEmpty, service != nil { given = ["imap"] }
        guard given.count == 1, let name = given.first else {
            throw SettingProblem(
                path: given.last ?? "drop_folder",
                problem: given.isEmpty
                    ? "no way in is given" : "\(given.joined(separator: " and ")) are given together",
                allowed: "exactly one of \(waysIn.joined(separator: ", ")), or a service"
            )
        }
        if name != "provider", let stray = WebhookSettings.names.first(where: { settings[$0] != nil }) {
            throw SettingProblem(path: stray, problem: "no provider is given", allowed: "\(stray) only with provider")
        }
        switch name {
        case "provider": return .webhook(try WebhookSettings(settings, proof: proof))
        case "drop_folder": return .dropFolder(path: try path("drop_folder.path", settings))
        case "maildir": return .maildir(path: try path("maildir.path", settings))
        case "pop3": return .pop3(try MaildropSettings(settings, service: service))
        case "lmtp": return .lmtp(try ReceptionSettings(settings))
        default: return .imap(try MailboxSettings(settings, service: service))
        }
    }

    private static func wayOut(_ settings: ChannelSettings, service: MailService?) throws -> WayOut {
        var given = ["out_folder", "smtp"].filter { settings[$0] != nil }
        if given.isEmpty, service != nil { given = ["smtp"] }
        guard given.count == 1, let name = given.first else {
            throw SettingProblem(
                path: given.last ?? "out_folder",
                problem: given.isEmpty ? "no way out is given" : "out_folder and smtp are given together",
                allowed: "exactly one of out_folder and smtp"
            )
        }
        if name == "out_folder" { return .folder(path: try path("out_folder.path", settings)) }
        let fallback = MailService.Server(port: 587, security: .starttls)
        return .smtp(try MailServer(settings, group: "smtp", defaults: service?.smtp, fallback: fallback))
    }

    private static func consent(
        _ settings: ChannelSettings,
        service: MailService?,
        account: String,
        _ wayIn: WayIn,
        _ wayOut: WayOut
    ) throws -> ConsentSettings? {
        guard settings["oauth"] != nil else { return nil }
        var needs: Set<ConsentSettings.Need> = []
        switch wayIn {
        case .imap(let mailbox) where mailbox.server.password == nil: needs.insert(.imap)
        case .pop3(let maildrop) where maildrop.server.password == nil: needs.insert(.pop3)
        default: break
        }
        if case .smtp(let server) = wayOut, server.user != nil, server.password == nil { needs.insert(.smtp) }
        guard !needs.isEmpty else {
            throw SettingProblem(
                path: "oauth",
                problem: "no server would be signed in to with it",
                allowed: "imap, pop3 or smtp without a password"
            )
        }
        return try ConsentSettings(settings, service: service, account: account, needs: needs)
    }

    private static func path(_ path: String, _ settings: ChannelSettings) throws -> String {
        guard let value = settings.text(path), !value.isEmpty else {
            throw SettingProblem(path: path, problem: "missing", allowed: "the path of a folder")
        }
        return value
    }

    private static func withoutTrailingSlash(_ path: String) -> Substring {
        var path = path[...]
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        return path
    }
}
