import DeskModel
import TicketStorage

/// The browsers that somebody is signed in with.
struct SessionList {
    let sessions: [Session]
    /// The session that looks; nil on somebody else's page.
    let present: String?
    /// Where to end one.
    let path: String

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        if sessions.isEmpty {
            return "<p class=\"quiet\">\(words.say("Signed in nowhere.", "没有登录的浏览器。"))</p>"
        }
        var html: HTML = """
            <div class="scroll" tabindex="0" role="region" aria-labelledby="sessions"><table><thead><tr><th scope="col">\(words.say("Device", "设备"))</th>\
            <th scope="col">\(words.say("Address", "地址"))</th><th scope="col">\(words.say("Since", "登录时间"))</th>\
            <th scope="col">\(words.say("Last seen", "最近活动"))</th><th scope="col">\(words.say("Action", "操作"))</th>\
            </tr></thead><tbody>
            """
        for session in sessions { html.add(row(session, frame)) }
        html.add("</tbody></table></div>")
        return html
    }

    private func row(_ session: Session, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let device = DeviceName.of(session.userAgent) ?? words.say("unknown", "未知")
        var html: HTML = """
            <tr><td>\(device)</td><td>\(session.address.isEmpty ? words.say("unknown", "未知") : session.address)</td>\
            <td>\(frame.clock.html(session.createdAt, words))</td><td>\(frame.clock.html(session.lastUsedAt, words))</td><td>
            """
        if session.digest == present {
            html.add("<span class=\"chip good\">\(words.say("this one", "当前"))</span>")
        } else {
            html.add(
                """
                <form method="post" action="\(path)">\(frame.token)\
                <button class="link" name="session" value="\(session.reference)" \
                aria-label="\(words.say("End the session on \(device)", "结束 \(device) 上的登录"))">\
                \(words.say("End", "结束"))</button></form>
                """
            )
        }
        html.add("</td></tr>")
        return html
    }
}
