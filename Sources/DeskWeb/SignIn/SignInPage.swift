/// The page people sign in on.
struct SignInPage {
    var email = ""
    var next: String?
    var problem: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <main class="card narrow">\(frame.letterhead)<h1>\(words.say("Sign in", "登录"))</h1>
            """
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        page.add(
            """
            <form method="post" action="/desk/login">
            <label>\(words.say("Mail address", "邮箱地址"))<input type="email" name="email" value="\(email)" \
            autocomplete="username" required autofocus></label>
            <label>\(words.say("Password", "密码"))<input type="password" name="password" \
            autocomplete="current-password" required></label>
            """
        )
        if let next { page.add("<input type=\"hidden\" name=\"next\" value=\"\(next)\">") }
        page.add("<button class=\"primary\">\(words.say("Sign in", "登录"))</button></form>")
        page.add(LanguageChoice.html(frame))
        page.add("</main>")
        return page
    }
}
