import ChannelKit

/// The settings of a maildrop that is read by POP3.
struct MaildropSettings: Sendable {
    let server: MailServer
    let pollInterval: Duration
    /// After how many whole days a stored mail is deleted on the server; nil leaves all of them.
    let deleteAfterDays: Int?

    /// Reads the settings.
    ///
    /// - Throws: `SettingProblem` when they do not fit together.
    init(_ settings: ChannelSettings, service: MailService?) throws {
        let fallback = MailService.Server(port: 995, security: .tls)
        server = try MailServer(settings, group: "pop3", defaults: service?.pop3, fallback: fallback)
        pollInterval = settings.duration("pop3.poll_interval") ?? .seconds(60)
        deleteAfterDays = settings.integer("pop3.delete_after_days").map { Int($0) }
        guard server.user != nil else {
            throw SettingProblem(path: "pop3.user", problem: "missing", allowed: "the account's name")
        }
    }
}
