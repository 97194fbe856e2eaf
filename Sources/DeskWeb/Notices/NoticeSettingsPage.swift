import ChannelKit
import DeskModel
import Notices
import TicketStorage

/// The form of notices, and the rooms.
struct NoticeSettingsPage {
    let settings: NoticeSettings
    let problems: FieldProblems
    let channels: [ChannelID]
    let hours: [BusinessHours]
    let rooms: [NoticeRoom]
    let teams: [Team]
    /// Mails to agents that did not arrive.
    var failed: [FailedNotice] = []

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(words.say("Notices", "通知"))</h1>\(problems.summary(words))\(failures(frame))"
        page.add("<form class=\"card wide stack\" method=\"post\" action=\"/admin/notices\">\(frame.token)")
        page.add(
            """
            <label>\(words.say("Channel for mails to agents", "向客服发送邮件的渠道"))<select\(problems.attributes("channel"))>\
            <option value="">\(words.say("none: no mail is sent", "不发送邮件"))</option>
            """
        )
        for channel in channels {
            page.add(
                """
                <option value="\(channel.rawValue)"\(if: channel == settings.mailChannel, " selected")>\(channel.rawValue)</option>
                """
            )
        }
        page.add(
            """
            </select>\(problems.sentence("channel"))</label>\
            <label class="check"><input type="checkbox" name="solved" value="yes"\(if: settings.tellsSolved, " checked")>\
            \(words.say("Tell customers that their ticket was solved", "工单解决后通知客户"))</label>\
            <label>\(words.say("Out-of-hours acknowledgment outside", "在以下工作时间之外使用非工作时间回执"))<select name="hours">\
            <option value="">\(words.say("no hours", "不使用"))</option>
            """
        )
        for entry in hours {
            page.add(
                "<option value=\"\(entry.id)\"\(if: entry.id == settings.hours, " selected")>\(entry.name)</option>"
            )
        }
        page.add("</select></label><h2>\(words.say("Texts", "文本"))</h2>")
        for fields in NoticeTextField.byNotice { page.add(texts(fields, words)) }
        page.add("<p><button class=\"primary\">\(words.say("Save", "保存"))</button></p></form>")
        page.add(roomList(frame))
        page.add(roomForm(frame))
        return page
    }

    private func failures(_ frame: PageFrame) -> HTML {
        let words = frame.words
        guard !failed.isEmpty else { return "" }
        var html: HTML = """
            <section class="notice bad" role="alert"><p>\(words.say("Mails to agents that did not arrive:", "未能送达客服的邮件："))</p><ul>
            """
        for notice in failed {
            html.add(
                "<li>\(notice.name) &lt;\(notice.address)&gt;, \(frame.clock.html(notice.at, words)): \(words.say(notice.reason))</li>"
            )
        }
        html.add("</ul></section>")
        return html
    }

    /// One notice in every language.
    private func texts(_ fields: [NoticeTextField], _ words: Words) -> HTML {
        guard let first = fields.first else { return "" }
        let isWrong = fields.contains { problems[$0.subject] != nil || problems[$0.body] != nil }
        let isChanged = fields.contains { settings.texts[$0.key] != nil }
        var html: HTML = """
            <details\(if: isWrong, " open")><summary>\(first.name(words))\(if: isChanged, changed(words))</summary>\
            <p class="hint">\(words.say("Placeholders: \(first.allowedNames)", "占位符：\(first.allowedNames)"))</p>\
            <div class="two-languages">
            """
        for field in fields { html.add(text(field, words)) }
        html.add("</div></details>")
        return html
    }

    private func text(_ field: NoticeTextField, _ words: Words) -> HTML {
        let own = settings.texts[field.key]
        let text = own ?? field.usual
        return """
            <fieldset class="plain"><legend><span lang="\(field.language)">\(field.languageName)</span>\(if: own != nil, changed(words))</legend>\
            <label>\(words.say("Subject", "主题"))<input\(problems.attributes(field.subject)) value="\(text.subject)" maxlength="250">\
            \(problems.sentence(field.subject))</label>\
            <label>\(words.say("Text", "正文"))<textarea\(problems.attributes(field.body)) rows="6" maxlength="5000">\
            \(text.body)</textarea>\(problems.sentence(field.body))</label>\
            \(if: own != nil, "<p class=\"hint\">\(words.say("Empty both and save, and the usual text is sent again.", "清空主题和正文并保存，即恢复默认文本。"))</p>")\
            </fieldset>
            """
    }

    private func changed(_ words: Words) -> HTML {
        " <span class=\"chip\">\(words.say("changed", "已修改"))</span>"
    }

    private func roomList(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = "<h2 id=\"rooms\">\(words.say("Rooms", "群聊"))</h2>"
        if rooms.isEmpty {
            html.add("<p class=\"quiet\">\(words.say("No room is told.", "没有群聊接收通知。"))</p>")
            return html
        }
        html.add("<ul class=\"stack\">")
        for room in rooms {
            let team = teams.first { $0.id == room.team }?.name ?? words.say("every team", "所有团队")
            html.add(
                """
                <li class="card"><p><strong>\(room.name)</strong> · \(words.robot(room.provider)) · \(team)</p>\
                <p class="quiet">\(room.kinds.map { words.notice($0) }.joined(separator: "; "))</p>\
                <form method="post" action="/admin/notices/rooms/\(room.id)/remove">\(frame.token)\
                <button class="link">\(words.say("Remove \(room.name)", "删除“\(room.name)”"))</button></form></li>
                """
            )
        }
        html.add("</ul>")
        return html
    }

    private func roomForm(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <form class="card wide stack" method="post" action="/admin/notices/rooms">\(frame.token)\
            <h2>\(words.say("Tell a room", "添加群聊"))</h2><div class="columns">\
            <label>\(words.say("Name", "名称"))<input\(problems.attributes("room")) maxlength="100" required>\
            \(problems.sentence("room"))</label>\
            <label>\(words.say("Provider", "平台"))<select name="provider">
            """
        for provider in RobotProvider.allCases {
            html.add("<option value=\"\(provider.rawValue)\">\(words.robot(provider))</option>")
        }
        html.add("</select></label><label>\(words.say("Team", "团队"))<select name=\"team\"><option value=\"\">")
        html.add("\(words.say("every team", "所有团队"))</option>")
        for team in teams { html.add("<option value=\"\(team.id)\">\(team.name)</option>") }
        html.add(
            """
            </select></label><label>\(words.say("Language", "语言"))<select name="language"><option value="en">English</option>\
            <option value="zh-Hans"\(if: words.language == .chinese, " selected")>简体中文</option></select></label></div>\
            <label>\(words.say("The robot's address (kept sealed, not shown again)", "机器人 Webhook 地址（加密保存，不再显示）"))\
            <input\(problems.attributes("url")) type="password" autocomplete="off" maxlength="1000" required>\
            \(problems.sentence("url"))</label>\
            <label>\(words.say("Signing secret (Feishu and DingTalk, if set there)", "签名密钥（飞书、钉钉，如已设置）"))\
            <input name="secret" type="password" autocomplete="off" maxlength="200"></label>\
            <fieldset id="field-kind"><legend>\(words.say("When", "何时通知"))</legend>
            """
        )
        for kind in [NoticeKind.newTicket, .customerReplied, .aboutToBreach] {
            html.add(
                """
                <label class="check"><input type="checkbox" name="kind" value="\(kind.rawValue)" checked>\(roomOccasion(kind, words))</label>
                """
            )
        }
        html.add(
            "\(problems.sentence("kind"))</fieldset><p><button class=\"primary\">\(words.say("Add", "添加"))</button></p></form>"
        )
        return html
    }

    private func roomOccasion(_ kind: NoticeKind, _ words: Words) -> String {
        kind == .customerReplied ? words.say("A customer writes in a ticket", "客户回复工单") : words.notice(kind)
    }
}
