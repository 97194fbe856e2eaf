import ChannelKit

/// The settings of a sign-in by consent (OAuth 2.0): who is asked, and in which program's name.
struct ConsentSettings: Sendable, Hashable {
    /// Whose addresses are known.
    enum Provider: String, Sendable, CaseIterable {
        case google
        case microsoft
        case other
    }

    /// What is asked for.
    let request: ConsentRequest

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - settings: the channel's settings.
    ///   - service: the provider that was named for the servers.
    ///   - account: the mailbox, unless the settings say another.
    ///   - needs: what the channel does with the mailbox.
    /// - Throws: `SettingProblem` when an address is missing or would carry tokens unencrypted.
    init(
        _ settings: ChannelSettings,
        service: MailService?,
        account: String,
        needs: Set<Need>
    ) throws(SettingProblem) {
        let named = settings.text("oauth.provider").flatMap(Provider.init(rawValue:))
        guard let provider = named ?? service?.consentProvider else {
            throw SettingProblem(
                path: "oauth.provider",
                problem: "missing",
                allowed: Provider.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        guard let clientID = settings.text("oauth.client_id"), !clientID.isEmpty else {
            throw SettingProblem(
                path: "oauth.client_id",
                problem: "missing",
                allowed: "the id of the program that you registered with the provider"
            )
        }
        let tenant = settings.text("oauth.tenant") ?? "organizations"
        guard tenant.utf8.allSatisfy({ Self.isPlain($0) }) else {
            throw SettingProblem(path: "oauth.tenant", problem: "no tenant", allowed: "a tenant's id or domain")
        }
        let known = Self.addresses(of: provider, tenant: tenant)
        let scopes = settings.texts("oauth.scopes")
        request = ConsentRequest(
            authorizationURL: try Self.url("oauth.authorization_url", settings, known?.authorization),
            tokenURL: try Self.url("oauth.token_url", settings, known?.token),
            deviceURL: settings.text("oauth.device_url") == nil && known?.device == nil
                ? nil : try Self.url("oauth.device_url", settings, known?.device),
            clientID: clientID,
            clientSecret: settings.secrets("oauth.client_secret").first,
            scopes: scopes.isEmpty ? Self.scopes(of: provider, needs) : scopes,
            account: settings.text("user") ?? account,
            extras: provider == .google ? ["access_type": "offline", "prompt": "consent"] : [:],
            redirectHost: provider == .microsoft ? "localhost" : "127.0.0.1"
        )
        guard !request.scopes.isEmpty else {
            throw SettingProblem(
                path: "oauth.scopes",
                problem: "missing",
                allowed: "what the provider calls the rights"
            )
        }
    }

    /// What a channel does with a mailbox.
    enum Need: String, Sendable {
        case imap = "IMAP.AccessAsUser.All"
        case pop3 = "POP.AccessAsUser.All"
        case smtp = "SMTP.Send"
    }

    private static func scopes(of provider: Provider, _ needs: Set<Need>) -> [String] {
        switch provider {
        case .google: ["https://mail.google.com/"]
        case .microsoft: needs.map { "https://outlook.office.com/\($0.rawValue)" }.sorted() + ["offline_access"]
        case .other: []
        }
    }

    private static func addresses(
        of provider: Provider,
        tenant: String
    ) -> (authorization: String, token: String, device: String?)? {
        switch provider {
        case .google:
            // Google gives no mailbox to the device flow, so there is no address for it.
            return ("https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token", nil)
        case .microsoft:
            let base = "https://login.microsoftonline.com/\(tenant)/oauth2/v2.0"
            return ("\(base)/authorize", "\(base)/token", "\(base)/devicecode")
        case .other: return nil
        }
    }

    private static func url(
        _ path: String,
        _ settings: ChannelSettings,
        _ known: String?
    ) throws(SettingProblem) -> String {
        guard let url = settings.text(path) ?? known else {
            throw SettingProblem(path: path, problem: "missing", allowed: "the provider's address, https")
        }
        guard url.hasPrefix("https://") || isOnThisMachine(url) else {
            throw SettingProblem(
                path: path,
                problem: "tokens would cross the network unencrypted",
                allowed: "an https address"
            )
        }
        return url
    }

    private static func isOnThisMachine(_ url: String) -> Bool {
        ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { base in
            url.hasPrefix(base) && [":", "/", nil].contains(url.dropFirst(base.count).first)
        }
    }

    private static func isPlain(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
