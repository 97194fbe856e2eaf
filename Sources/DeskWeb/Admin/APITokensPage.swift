import DeskModel
import TicketStorage

/// The tokens, and the form for another.
struct APITokensPage {
    var tokens: [APIToken] = []
    var agents: [Agent] = []
    /// A token that is shown once.
    var made: String?
    var name = ""
    var scopes: Set<APIScope> = [.readTickets]
    var isOwn = false
    var problem: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("API tokens", "接口令牌"))</h1><p class="lead">\(words.say(
                "Programs get in with these; each only as far as it may.",
                "程序凭令牌访问，权限仅限所选范围。"
            )) <a href="/api/v1/docs">\(words.say("How the API works", "接口文档"))</a></p>
            """
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        if let made {
            page.add(
                """
                <section class="notice good"><p>\(words.say(
                    "Copy the token now; it is not shown again.",
                    "请立即复制令牌，之后不再显示。"
                ))</p><p><input class="copy" readonly value="\(made)" aria-label="\(words.say("Token", "令牌"))"></p></section>
                """
            )
        }
        page.add(list(frame))
        page.add(form(frame))
        return page
    }

    private func list(_ frame: PageFrame) -> HTML {
        let words = frame.words
        if tokens.isEmpty {
            return EmptyState(
                .users,
                words.say("No tokens yet.", "暂无令牌。"),
                words.say("A program signs in with a token; give it only the rights it needs.", "程序使用令牌登录；只授予所需的权限。")
            ).html
        }
        var html: HTML = """
            <div class="scroll"><table><thead><tr><th scope="col">\(words.say("Token", "令牌"))</th>\
            <th scope="col">\(words.say("May", "权限"))</th><th scope="col">\(words.say("Last used", "上次使用"))</th>\
            <th scope="col">\(words.say("Holds until", "有效期至"))</th><th scope="col"><span class="unseen">\
            \(words.say("Actions", "操作"))</span></th></tr></thead><tbody>
            """
        for token in tokens { html.add(row(token, frame)) }
        html.add("</tbody></table></div>")
        return html
    }

    private func row(_ token: APIToken, _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <tr><td><strong>\(token.name)</strong> <span class="quiet">\(holder(token, words))</span><br>\
            <code>\(token.prefix)…</code>
            """
        if let maker = tokens.first(where: { $0.id == token.maker }) {
            let made = words.say(
                "made with \(maker.name) (\(maker.prefix)…), and revoked with it",
                "由 \(maker.name)（\(maker.prefix)…）创建，随其一同撤销"
            )
            html.add("<br><span class=\"quiet\">\(made)</span>")
        }
        html.add("</td><td>")
        for scope in APIScope.allCases where token.scopes.contains(scope) {
            html.add("<span class=\"chip\">\(scope.rawValue)</span> ")
        }
        html.add("</td><td>")
        if let used = token.lastUsedAt {
            html.add(frame.clock.html(used, words))
        } else {
            html.add("<span class=\"quiet\">\(words.say("never", "从未"))</span>")
        }
        html.add("</td><td>")
        if let end = token.expiresAt { html.add(frame.clock.html(end, words)) }
        html.add("</td><td>")
        if token.revokedAt != nil {
            html.add("<span class=\"chip bad\">\(words.say("revoked", "已撤销"))</span>")
        } else if !token.isLive(at: frame.clock.now) {
            html.add("<span class=\"chip\">\(words.say("expired", "已过期"))</span>")
        } else {
            html.add(
                """
                <form method="post" action="/admin/tokens/\(token.id)/revoke">\(frame.token)\
                <button class="link" aria-label="\(words.say("Revoke \(token.name)", "撤销 \(token.name)"))">\
                \(words.say("Revoke", "撤销"))</button></form>
                """
            )
        }
        html.add("</td></tr>")
        return html
    }

    private func holder(_ token: APIToken, _ words: Words) -> String {
        switch token.holder {
        case .service: words.say("for itself", "独立服务")
        case .agent(let id):
            agents.first { $0.id == id }.map { words.say("for \($0.name)", "代表 \($0.name)") } ?? ""
        }
    }

    private func form(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <form class="card wide" method="post" action="/admin/tokens">\(frame.token)\
            <h2>\(words.say("Make a token", "创建令牌"))</h2><div class="columns">\
            <label>\(words.say("Name", "名称"))<input name="name" value="\(name)" maxlength="\(APIToken.maximumName)" required></label>\
            <label>\(words.say("Acts as", "身份"))<select name="holder">\
            <option value="service"\(if: !isOwn, " selected")>\(words.say("Itself, under its name", "独立服务（以其名称）"))</option>\
            <option value="me"\(if: isOwn, " selected")>\(words.say("Me", "我本人"))</option></select></label>\
            <label>\(words.say("Holds for", "有效期"))<select name="days">
            """
        for days in APITokens.lives {
            let title =
                days == 0 ? words.say("Until it is revoked", "直到撤销") : words.say("\(days) days", "\(days) 天")
            html.add("<option value=\"\(days)\"\(if: days == 90, " selected")>\(title)</option>")
        }
        html.add("</select></label></div><fieldset><legend>\(words.say("May", "权限"))</legend>")
        for scope in APIScope.allCases {
            html.add(
                """
                <label class="check"><input type="checkbox" name="scope" value="\(scope.rawValue)"\
                \(if: scopes.contains(scope), " checked")> <code>\(scope.rawValue)</code> \
                <span class="quiet">\(title(scope, words))</span></label>
                """
            )
        }
        html.add("</fieldset><button class=\"primary\">\(words.say("Make it", "创建"))</button></form>")
        return html
    }

    private func title(_ scope: APIScope, _ words: Words) -> String {
        switch scope {
        case .readTickets:
            words.say("read tickets, messages, files and events, and search", "读取工单、消息、文件和事件，并搜索")
        case .writeTickets: words.say("open, answer and change tickets", "新建、回复和修改工单")
        case .readContacts: words.say("read people and their addresses", "读取联系人及其地址")
        case .writeContacts: words.say("add people, merge and separate them", "添加、合并和拆分联系人")
        case .readDesk: words.say("read agents, teams, channels, intake and outbox", "读取客服、团队、渠道、收件和发件")
        case .admin:
            words.say(
                "set the desk up as an admin does, without passwords; export and erase people; stop and start sending",
                "以管理员身份配置系统（不含密码），导出和清除联系人，暂停和恢复发送"
            )
        }
    }
}
