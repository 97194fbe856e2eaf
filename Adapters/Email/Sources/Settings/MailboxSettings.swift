import ChannelKit

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

    /// Reads the settings.
    ///
    /// - Throws: `SettingProblem` when they do not fit together.
    init(_ settings: ChannelSettings, service: MailService?) throws {
        let fallback = MailService.Server(port: 993, security: .tls)
        server = try MailServer(settings, group: "imap", defaults: service?.imap, fallback: fallback)
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
