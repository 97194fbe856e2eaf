import ChannelKit

/// A mail provider whose servers need not be named: the setting `service`.
///
/// The names are those that the providers publish in their own instructions for mail programs.
enum MailService: String, Sendable, CaseIterable {
    case gmail
    case microsoft365 = "microsoft-365"
    case qq
    case netEase163 = "163"
    case netEase126 = "126"
    case aliyun
    case aliyunEnterprise = "aliyun-enterprise"
    case tencentEnterprise = "tencent-enterprise"

    /// A server of the provider.
    struct Server: Sendable, Hashable {
        var host: String?
        var port: Int
        var security: MailServer.Security
    }

    /// Where a mailbox is read.
    var imap: Server { Server(host: hosts.imap, port: 993, security: .tls) }

    /// Where a maildrop is read.
    var pop3: Server { Server(host: hosts.pop3, port: 995, security: .tls) }

    /// Where mail is submitted.
    var smtp: Server {
        switch self {
        // These two answer STARTTLS on the submission port; the others are written up with TLS from the first octet.
        case .gmail, .microsoft365: Server(host: hosts.smtp, port: 587, security: .starttls)
        default: Server(host: hosts.smtp, port: 465, security: .tls)
        }
    }

    /// Who gives consents for its mailboxes; nil where there is a password or an authorization code alone.
    var consentProvider: ConsentSettings.Provider? {
        switch self {
        case .gmail: .google
        case .microsoft365: .microsoft
        default: nil
        }
    }

    private var hosts: (imap: String, pop3: String, smtp: String) {
        switch self {
        case .gmail: ("imap.gmail.com", "pop.gmail.com", "smtp.gmail.com")
        case .microsoft365: ("outlook.office365.com", "outlook.office365.com", "smtp.office365.com")
        case .qq: ("imap.qq.com", "pop.qq.com", "smtp.qq.com")
        case .netEase163: ("imap.163.com", "pop.163.com", "smtp.163.com")
        case .netEase126: ("imap.126.com", "pop.126.com", "smtp.126.com")
        case .aliyun: ("imap.aliyun.com", "pop3.aliyun.com", "smtp.aliyun.com")
        case .aliyunEnterprise: ("imap.qiye.aliyun.com", "pop.qiye.aliyun.com", "smtp.qiye.aliyun.com")
        case .tencentEnterprise: ("imap.exmail.qq.com", "pop.exmail.qq.com", "smtp.exmail.qq.com")
        }
    }
}
