import AddressNormalization
import ChannelKit

/// The settings of one mail channel, checked against each other.
struct EmailSettings: Sendable {
    /// How mails come in.
    enum WayIn: Sendable {
        case dropFolder(path: String)
        case maildir(path: String)
        case imap(MailboxSettings)
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
    let usesPlusToken: Bool
    let maximumSize: Int
    let signature: String?

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - settings: the channel's settings.
    ///   - proof: whether a provider's calls must prove where they come from.
    /// - Throws: `SettingProblem` when they do not fit together.
    init(_ settings: ChannelSettings, proof: WebhookProof = .required) throws {
        own = try Self.ownAddresses(settings)
        displayName = settings.text("name").flatMap { $0.isEmpty ? nil : $0 }
        wayIn = try Self.wayIn(settings, proof: proof)
        wayOut = try Self.wayOut(settings)
        authservIDs = settings.texts("authserv_ids").map { $0.lowercased() }
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

    private static func wayIn(_ settings: ChannelSettings, proof: WebhookProof) throws -> WayIn {
        let given = ["drop_folder", "maildir", "imap", "provider"].filter { settings[$0] != nil }
        guard given.count == 1, let name = given.first else {
            throw SettingProblem(
                path: given.last ?? "drop_folder",
                problem: given.isEmpty
                    ? "no way in is given" : "\(given.joined(separator: " and ")) are given together",
                allowed: "exactly one of drop_folder, maildir, imap and provider"
            )
        }
        if name != "provider", let stray = WebhookSettings.names.first(where: { settings[$0] != nil }) {
            throw SettingProblem(path: stray, problem: "no provider is given", allowed: "\(stray) only with provider")
        }
        switch name {
        case "provider": return .webhook(try WebhookSettings(settings, proof: proof))
        case "drop_folder": return .dropFolder(path: try path("drop_folder.path", settings))
        case "maildir": return .maildir(path: try path("maildir.path", settings))
        default: return .imap(try MailboxSettings(settings))
        }
    }

    private static func wayOut(_ settings: ChannelSettings) throws -> WayOut {
        let given = ["out_folder", "smtp"].filter { settings[$0] != nil }
        guard given.count == 1, let name = given.first else {
            throw SettingProblem(
                path: given.last ?? "out_folder",
                problem: given.isEmpty ? "no way out is given" : "out_folder and smtp are given together",
                allowed: "exactly one of out_folder and smtp"
            )
        }
        if name == "out_folder" { return .folder(path: try path("out_folder.path", settings)) }
        return .smtp(try MailServer(settings, group: "smtp", defaultPort: 587, defaultSecurity: .starttls))
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

/// The settings of a mailbox that is read.
struct MailboxSettings: Sendable {
    /// What is done to a mail on the server once it is stored.
    enum Afterwards: Sendable, Hashable {
        case keep
        case markSeen
        case move(to: String)
    }

    let server: MailServer
    let folder: String
    let afterwards: Afterwards
    let pollInterval: Duration

    init(_ settings: ChannelSettings) throws {
        server = try MailServer(settings, group: "imap", defaultPort: 993, defaultSecurity: .tls)
        folder = try Self.folder("imap.folder", settings.text("imap.folder") ?? "INBOX")
        pollInterval = settings.duration("imap.poll_interval") ?? .seconds(60)
        let target = settings.text("imap.move_to")
        switch settings.text("imap.after") {
        case "keep": afterwards = .keep
        case "move":
            guard let target, !target.isEmpty, target != folder else {
                throw SettingProblem(
                    path: "imap.move_to",
                    problem: target == nil ? "missing, although `after` is `move`" : "not another folder",
                    allowed: "the name of a folder other than the one that is read"
                )
            }
            afterwards = .move(to: try Self.folder("imap.move_to", target))
        default: afterwards = .markSeen
        }
        guard server.user != nil else {
            throw SettingProblem(path: "imap.user", problem: "missing", allowed: "the account's name")
        }
    }

    private static func folder(_ path: String, _ name: String) throws -> String {
        guard !name.isEmpty, !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw SettingProblem(path: path, problem: "empty or with control characters", allowed: "a folder's name")
        }
        return name
    }
}

extension MailServer {
    /// Reads a server from a group of settings.
    init(_ settings: ChannelSettings, group: String, defaultPort: Int, defaultSecurity: Security) throws {
        let host = settings.text("\(group).host") ?? ""
        let isPlain: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x7F && !"/@\\\"<>?#[]".utf8.contains($0) }
        guard !host.isEmpty, host.utf8.allSatisfy(isPlain) else {
            throw SettingProblem(
                path: "\(group).host",
                problem: "no host name",
                allowed: "a host name or an IP address, without scheme, port or path"
            )
        }
        let security = settings.text("\(group).security").flatMap(Security.init(rawValue:)) ?? defaultSecurity
        let user = settings.text("\(group).user").flatMap { $0.isEmpty ? nil : $0 }
        let password = settings.secrets("\(group).password").first
        guard (user == nil) == (password == nil) else {
            throw SettingProblem(
                path: user == nil ? "\(group).user" : "\(group).password",
                problem: "user and password belong together",
                allowed: "both or neither"
            )
        }
        if security == .none, password != nil, !Self.isOnThisMachine(host) {
            throw SettingProblem(
                path: "\(group).security",
                problem: "the password would cross the network unencrypted",
                allowed: "tls or starttls; none only for localhost, 127.0.0.1 or ::1"
            )
        }
        self.init(
            host: host,
            port: Int(settings.integer("\(group).port") ?? Int64(defaultPort)),
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
