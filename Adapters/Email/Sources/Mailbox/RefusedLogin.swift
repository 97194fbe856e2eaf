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
    static func advice(_ server: MailServer, text: String) -> Wording {
        let words = HeaderText.clean(String(text.prefix(300)))
        let cure = cure(host: server.host, user: server.user ?? "", text: text)
        return Wording(
            "\(server.host) refused the account. \(cure.english)\(words.isEmpty ? "" : " It said: \(words)")",
            "\(server.host) 拒绝了该账号。\(cure.chinese)\(words.isEmpty ? "" : "服务器称：\(words)")"
        )
    }

    private static func cure(host: String, user: String, text: String) -> Wording {
        let names = [host.lowercased(), user.lowercased()]
        func isOne(of domains: String...) -> Bool {
            domains.contains { domain in names.contains { $0.hasSuffix(domain) } }
        }
        if isOne(of: "163.com", "126.com", "yeah.net", "188.com", "qq.com", "foxmail.com", "sina.com", "aliyun.com") {
            return Wording(
                "This provider wants an authorization code (授权码) instead of the password: switch IMAP/SMTP on in the "
                    + "mailbox's settings on the web, make a code there, and give it as the password.",
                "该服务商要求使用授权码代替密码：请在网页版邮箱的设置中开启 IMAP/SMTP，生成授权码，并将其作为密码填写。"
            )
        }
        if isOne(of: "gmail.com", "googlemail.com", "google.com") {
            return Wording(
                "Google wants an app password: switch on 2-Step Verification, make one under App passwords, and give it as "
                    + "the password. Workspace accounts may need OAuth instead.",
                "Google 要求使用应用专用密码：请开启两步验证，生成应用专用密码，并将其作为密码填写。Workspace 账号可能需要改用 OAuth。"
            )
        }
        if isOne(of: "office365.com", "outlook.com", "hotmail.com", "live.com", "office.com") {
            return Wording(
                "Microsoft takes no plain password here. It needs OAuth, which an administrator must allow for the mailbox.",
                "Microsoft 在此不接受普通密码，需要使用 OAuth，且须由管理员为该邮箱开通。"
            )
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
            return Wording(
                "This provider wants an app password: make one in the account's security settings and give it as the password.",
                "该服务商要求使用应用专用密码：请在账号的安全设置中生成，并将其作为密码填写。"
            )
        }
        let lowered = text.lowercased()
        if lowered.contains("app password") || lowered.contains("application-specific") {
            return Wording(
                "It wants an app password: make one in the account's security settings and give it as the password.",
                "服务器要求使用应用专用密码：请在账号的安全设置中生成，并将其作为密码填写。"
            )
        }
        return Wording(
            "Check user and password. Many providers want an app password, and some want IMAP switched on first.",
            "请检查用户名和密码。许多服务商要求使用应用专用密码，有些还要求先开启 IMAP。"
        )
    }
}
