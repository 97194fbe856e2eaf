import DeskModel
import TicketStorage

/// Somebody's own page.
struct ProfilePage {
    /// A secret that waits for its first code.
    var secret: [UInt8]?
    /// Recovery codes, shown once.
    var codes: [String] = []
    var problem: String?
    var agent: Agent?
    var step: SecondStep?
    var isRequired = false
    var sessions: [Session] = []

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("Profile", "个人设置"))</h1><p>\(agent?.name) <span class="quiet">\(agent?.email)</span></p>
            """
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        if !codes.isEmpty { page.add(recoveryCodes(frame)) }
        page.add(
            """
            <section class="card wide" aria-labelledby="second-step"><h2 id="second-step">\
            \(words.say("Second step of signing in", "两步验证"))</h2>
            """
        )
        if step?.confirmedAt != nil {
            page.add(inForce(frame))
        } else if let secret {
            page.add(enrolment(secret, frame))
        } else {
            page.add(invitation(frame))
        }
        page.add("</section>")
        page.add(
            """
            <section aria-labelledby="sessions"><h2 id="sessions">\(words.say("Where you are signed in", "登录的设备"))</h2>\
            \(SessionList(sessions: sessions, present: frame.signedIn?.session.digest, path: "/desk/profile/sessions").html(frame))
            """
        )
        if sessions.count > 1 {
            page.add(
                """
                <form method="post" action="/desk/profile/sessions">\(frame.token)\
                <button>\(words.say("End all others", "结束其他所有登录"))</button></form>
                """
            )
        }
        page.add("</section>")
        return page
    }

    private func invitation(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = ""
        if isRequired {
            html.add(
                """
                <p class="notice warn">\(words.say(
                    "Your role needs it. Set it up to go on to the desk.",
                    "您的角色必须启用两步验证，设置后才能继续使用服务台。"
                ))</p>
                """
            )
        }
        html.add(
            """
            <p>\(words.say(
                "With it, your password alone opens nothing: an authenticator app on your phone gives a code for each sign-in.",
                "启用后，仅有密码无法登录：每次登录还需输入手机验证器应用中的验证码。"
            ))</p>\(passwordForm("/desk/profile/second-step", words.say("Set up", "设置"), isPrimary: true, frame))
            """
        )
        return html
    }

    private func enrolment(_ secret: [UInt8], _ frame: PageFrame) -> HTML {
        let words = frame.words
        let link = AuthenticatorLink.make(secret: secret, account: agent?.email ?? "", issuer: frame.deskName)
        var html: HTML = """
            <ol class="steps"><li>\(words.say(
                "Let your authenticator app read this symbol, or type the key into it.",
                "用验证器应用扫描二维码，或手动输入密钥。"
            ))</li><li>\(words.say("Give the code that it shows.", "输入应用显示的验证码。"))</li></ol>
            """
        if let symbol = QRCode.svg(link, label: words.say("QR code with the key below", "包含下方密钥的二维码")) {
            html.add(symbol)
        }
        html.add(
            """
            <p>\(words.say("Key", "密钥")): <code class="secret">\(groups(Base32.encode(secret)))</code></p>\
            <p><a href="\(link)">\(words.say("Open in an app on this device", "在本机应用中打开"))</a></p>\
            <label>\(words.say("Address for apps", "应用地址"))<input class="copy" readonly value="\(link)"></label>\
            <form method="post" action="/desk/profile/second-step/confirm">\(frame.token)\
            <label>\(words.say("Code from your app", "应用中的验证码"))<input name="code" inputmode="numeric" \
            autocomplete="one-time-code" maxlength="20" required></label>\
            <button class="primary">\(words.say("Turn on", "启用"))</button></form>
            """
        )
        return html
    }

    private func inForce(_ frame: PageFrame) -> HTML {
        let words = frame.words
        return """
            <p><span class="chip good">\(words.say("on", "已启用"))</span> \
            \(words.count(step?.recoveryCodes ?? 0, "recovery code left.", "recovery codes left.", "个恢复码未使用。"))</p>\
            <div class="split">\
            \(passwordForm("/desk/profile/recovery-codes", words.say("New recovery codes", "生成新的恢复码"), isPrimary: false, frame))\
            \(passwordForm("/desk/profile/second-step/off", words.say("Turn off", "停用"), isPrimary: false, frame))</div>
            """
    }

    private func passwordForm(_ path: String, _ title: String, isPrimary: Bool, _ frame: PageFrame) -> HTML {
        """
        <form method="post" action="\(path)">\(frame.token)\
        <input type="hidden" name="username" value="\(agent?.email)" autocomplete="username">\
        <label>\(frame.words.say("Your password", "您的密码"))<input type="password" name="password" \
        autocomplete="current-password" required></label><button\(if: isPrimary, " class=\"primary\"")>\(title)</button></form>
        """
    }

    private func recoveryCodes(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <section class="notice good" aria-labelledby="codes"><h2 id="codes">\(words.say("Recovery codes", "恢复码"))</h2>\
            <p>\(words.say(
                "Keep these somewhere safe: each opens the desk once when your phone is not at hand. They are not shown again.",
                "请妥善保存：手机不在身边时，每个恢复码可登录一次。恢复码不会再次显示。"
            ))</p><ul class="codes">
            """
        for code in codes { html.add("<li><code>\(code)</code></li>") }
        html.add("</ul></section>")
        return html
    }

    private func groups(_ text: String) -> String {
        var parts: [Substring] = []
        var rest = text[...]
        while !rest.isEmpty {
            parts.append(rest.prefix(4))
            rest = rest.dropFirst(4)
        }
        return parts.joined(separator: " ")
    }
}
