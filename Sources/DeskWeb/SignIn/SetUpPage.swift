/// The page behind a one-time set-up link.
struct SetUpPage {
    /// Whether the first admin is set up, who has no account yet.
    var isFirstAdmin: Bool
    var token: String
    var email = ""
    var name = ""
    var problem: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let title =
            isFirstAdmin ? words.say("Set up this desk", "设置服务台") : words.say("Set your password", "设置密码")
        var page: HTML = "<main class=\"card narrow\">\(frame.letterhead)<h1>\(title)</h1>"
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        page.add(
            "<form method=\"post\" action=\"/desk/setup\"><input type=\"hidden\" name=\"token\" value=\"\(token)\">"
        )
        if isFirstAdmin {
            page.add(
                """
                <label>\(words.say("Your mail address", "您的邮箱地址"))<input type="email" name="email" value="\(email)" \
                autocomplete="username" required></label>\
                <label>\(words.say("Your name, as customers see it", "您的姓名（客户可见）"))<input name="name" \
                value="\(name)" maxlength="100" autocomplete="name" required></label>
                """
            )
        } else {
            page.add(
                """
                <p>\(name) <span class="quiet">\(email)</span></p>\
                <input type="hidden" name="username" value="\(email)" autocomplete="username">
                """
            )
        }
        let rule = words.say(
            "At least \(PasswordRules.minimumLength) characters. A few words that make no sense together are good.",
            "至少 \(PasswordRules.minimumLength) 个字符，几个互不相关的词组合在一起就很好。"
        )
        page.add(
            """
            <label>\(words.say("Password", "密码"))<input type="password" name="password" minlength="12" \
            autocomplete="new-password" aria-describedby="rule" required></label>
            <p class="quiet" id="rule">\(rule)</p>
            <button class="primary">\(words.say("Save and sign in", "保存并登录"))</button></form>
            """
        )
        page.add(LanguageChoice.html(frame))
        page.add("</main>")
        return page
    }
}
