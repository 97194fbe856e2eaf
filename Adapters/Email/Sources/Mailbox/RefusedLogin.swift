import ChannelKit

/// Says in plain words what to do when a mail server refuses the account.
enum RefusedLogin {
    /// Whether the refusal is likely to pass by itself: the server is busy, or too many lines are open (RFC 5530).
    static func isPassing(_ text: String) -> Bool {
        let text = text.lowercased()
        return ["[unavailable]", "[inuse]", "[limit]", "[serverbug]", "too many", "try again later", "temporarily"]
            .contains { text.contains($0) }
    }

    /// What is wrong and what to do.
    static func advice(_ server: MailServer, text: String) -> String {
        let words = HeaderText.clean(String(text.prefix(300)))
        let said = words.isEmpty ? "" : " It said: \(words)"
        return
            "\(server.host) refused the account. \(cure(host: server.host, user: server.user ?? "", text: text))\(said)"
    }

    private static func cure(host: String, user: String, text: String) -> String {
        let names = [host.lowercased(), user.lowercased()]
        func isOne(of domains: String...) -> Bool {
            domains.contains { domain in names.contains { $0.hasSuffix(domain) } }
        }
        if isOne(of: "163.com", "126.com", "yeah.net", "188.com", "qq.com", "foxmail.com", "sina.com", "aliyun.com") {
            return
                "This provider wants an authorization code (授权码) instead of the password: switch IMAP/SMTP on in the "
                + "mailbox's settings on the web, make a code there, and give it as the password."
        }
        if isOne(of: "gmail.com", "googlemail.com", "google.com") {
            return
                "Google wants an app password: switch on 2-Step Verification, make one under App passwords, and give it as "
                + "the password. Workspace accounts may need OAuth instead."
        }
        if isOne(of: "office365.com", "outlook.com", "hotmail.com", "live.com", "office.com") {
            return
                "Microsoft takes no plain password here. It needs OAuth, which an administrator must allow for the mailbox."
        }
        if isOne(
            of: "yahoo.com",
            "yahoo.co.jp",
            "aol.com",
            "icloud.com",
            "me.com",
            "mail.com",
            "gmx.net",
            "gmx.com",
            "zoho.com"
        ) {
            return
                "This provider wants an app password: make one in the account's security settings and give it as the password."
        }
        let lowered = text.lowercased()
        if lowered.contains("app password") || lowered.contains("application-specific") {
            return "It wants an app password: make one in the account's security settings and give it as the password."
        }
        return "Check user and password. Many providers want an app password, and some want IMAP switched on first."
    }
}
