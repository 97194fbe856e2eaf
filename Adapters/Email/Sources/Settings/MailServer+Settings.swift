import ChannelKit

extension MailServer {
    /// Reads a server from a group of settings.
    ///
    /// What the group does not say is the service's, then the channel's own `user` and `password`. With `oauth` no password is
    /// needed: a token takes its place when the server is signed in to.
    ///
    /// - Parameters:
    ///   - settings: the channel's settings.
    ///   - group: the group's name.
    ///   - defaults: the server of the provider that was named, if one was.
    ///   - fallback: port and security where nothing says them.
    /// - Throws: `SettingProblem` when host, user and password do not fit together.
    init(
        _ settings: ChannelSettings,
        group: String,
        defaults: MailService.Server?,
        fallback: MailService.Server
    ) throws {
        let host = settings.text("\(group).host") ?? defaults?.host ?? ""
        let isPlain: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x7F && !"/@\\\"<>?#[]".utf8.contains($0) }
        guard !host.isEmpty, host.utf8.allSatisfy(isPlain) else {
            throw SettingProblem(
                path: "\(group).host",
                problem: "no host name",
                allowed: "a host name or an IP address, without scheme, port or path"
            )
        }
        let security =
            settings.text("\(group).security").flatMap(Security.init(rawValue:)) ?? defaults?.security
            ?? fallback.security
        let password = settings.secrets("\(group).password").first ?? settings.secrets("password").first
        let usesConsent = password == nil && settings["oauth"] != nil && (defaults != nil || settings[group] != nil)
        let isNamed = defaults != nil || usesConsent
        let named =
            settings.text("\(group).user") ?? settings.text("user") ?? (isNamed ? settings.text("address") : nil)
        let user = named.flatMap { $0.isEmpty ? nil : $0 }
        guard (user == nil) == (password == nil) || usesConsent else {
            throw SettingProblem(
                path: user == nil ? "\(group).user" : defaults != nil ? "password" : "\(group).password",
                problem: "user and password belong together",
                allowed: "both or neither, or oauth instead of a password"
            )
        }
        if security == .none, password != nil || usesConsent, !Self.isOnThisMachine(host) {
            throw SettingProblem(
                path: "\(group).security",
                problem: "the password would cross the network unencrypted",
                allowed: "tls or starttls; none only for localhost, 127.0.0.1 or ::1"
            )
        }
        self.init(
            host: host,
            port: Int(settings.integer("\(group).port") ?? Int64(defaults?.port ?? fallback.port)),
            security: security,
            user: user,
            password: password,
            authorityFile: settings.text("\(group).authority_file")
        )
    }

    private static func isOnThisMachine(_ host: String) -> Bool {
        let host = host.lowercased()
        if host == "localhost" || host == "::1" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
