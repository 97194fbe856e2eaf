import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// The signed-in agent's notices, and how they want them.
enum NoticeList {
    private static let pageSize = 50

    /// Answers `GET /desk/notices`.
    static func show(_ exchange: Exchange) async throws -> Response {
        let agent = try exchange.agent.id
        let after = exchange.query["after"].map(PageCursor.init(rawValue:))
        let page = NoticeListPage(
            lines: try await exchange.store.noticePage(of: agent, after: after, limit: pageSize),
            unread: try await exchange.store.unreadNotices(of: agent),
            choices: try await exchange.store.noticeChoices(of: agent),
            sendsMail: try await exchange.store.noticeSettings().mailChannel != nil,
            isFirst: after == nil
        )
        return exchange.page(
            exchange.words.say("Notices", "通知"),
            chrome: try await exchange.chrome(.notices),
            content: page.html(exchange.frame)
        )
    }

    /// `POST /desk/notices/read`: marks one as read and goes to its ticket, or marks all.
    static func read(_ exchange: Exchange) async throws -> Response {
        let id = exchange.form["notice"].flatMap { NoticeID($0) }
        try await exchange.store.markRead(id, of: try exchange.agent.id, at: exchange.now)
        return exchange.back(or: "/desk/notices")
    }

    /// `POST /desk/notices/choices`: sets how the agent wants to hear.
    static func choose(_ exchange: Exchange) async throws -> Response {
        let page = Set(exchange.form.all("page"))
        let mail = Set(exchange.form.all("mail"))
        let choices = NoticeKind.allCases.map { kind in
            (kind, NoticeChoice(inPage: page.contains(kind.rawValue), byMail: mail.contains(kind.rawValue)))
        }
        try await exchange.store.save(Dictionary(uniqueKeysWithValues: choices), of: try exchange.agent.id)
        return .seeOther("/desk/notices")
    }
}

/// The list, and the choices below it.
struct NoticeListPage {
    let lines: Page<NoticeLine>
    let unread: Int
    let choices: [NoticeKind: NoticeChoice]
    let sendsMail: Bool
    let isFirst: Bool

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(words.say("Notices", "通知"))</h1>"
        if unread > 0 {
            page.add(
                """
                <form class="row" method="post" action="/desk/notices/read">\(frame.token)\
                <span>\(words.count(unread, "unread notice", "unread notices", "条未读通知"))</span>\
                <button>\(words.say("Mark all as read", "全部标为已读"))</button></form>
                """
            )
        }
        if lines.items.isEmpty {
            page.add(
                EmptyState(
                    .bell,
                    words.say("Nothing to tell.", "没有通知。"),
                    words.say(
                        "New tickets, answers, mentions and clocks that run out are told here.",
                        "新工单、客户回复、提及和即将超时会在此通知。"
                    )
                ).html
            )
        } else {
            page.add("<ol class=\"stack notices\">")
            for line in lines.items { page.add(row(line, frame)) }
            page.add("</ol>")
        }
        page.add(
            Paging.html(
                frame,
                first: isFirst ? nil : "/desk/notices",
                next: lines.next.map { "/desk/notices?after=\(PercentCoding.encode($0.rawValue))" }
            )
        )
        page.add(choiceForm(frame))
        return page
    }

    private func row(_ line: NoticeLine, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let notice = line.notice
        let actor = line.actorName ?? words.say("Somebody", "有人")
        let isUnread = notice.readAt == nil
        var html: HTML = """
            <li class="card"><p><strong><a href="/desk/tickets/\(line.number)#newest">\
            \(words.notice(notice.kind, by: actor, number: line.number))</a></strong> \
            \(if: isUnread, "<span class=\"chip new\">\(words.say("unread", "未读"))</span>") \
            <small>\(frame.clock.html(notice.at, words))</small></p>\
            <p class="quiet">\(SubjectText.shown(line.subject, words))\(if: !notice.excerpt.isEmpty, " · \(notice.excerpt)")</p>
            """
        if isUnread {
            html.add(
                """
                <form method="post" action="/desk/notices/read">\(frame.token)\
                <input type="hidden" name="back" value="\(frame.path)">\
                <button class="link" name="notice" value="\(notice.id)" aria-label="\(words.say(
                    "Mark the notice about #\(line.number) as read",
                    "将 #\(line.number) 的通知标为已读"
                ))">\(words.say("Mark as read", "标为已读"))</button></form>
                """
            )
        }
        html.add("</li>")
        return html
    }

    private func choiceForm(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let mail = words.say("by mail", "邮件")
        let inPage = words.say("in the page", "页面")
        var html: HTML = """
            <form class="card wide" method="post" action="/desk/notices/choices">\(frame.token)\
            <h2>\(words.say("What I hear of", "接收哪些通知"))</h2>
            """
        if !sendsMail {
            html.add(
                "<p class=\"hint\">\(words.say("No mail is sent until an admin chooses a channel for it.", "管理员选择发送渠道后才会发送邮件。"))</p>"
            )
        }
        html.add(
            """
            <div class="scroll"><table class="limits few"><thead><tr><th scope="col">\(words.say("When", "事件"))</th>\
            <th scope="col">\(inPage)</th><th scope="col">\(mail)</th></tr></thead><tbody>
            """
        )
        for kind in NoticeKind.allCases {
            let choice = choices[kind] ?? .usual(kind)
            let name = words.notice(kind)
            html.add(
                """
                <tr><th scope="row">\(name)</th>\
                <td><input type="checkbox" name="page" value="\(kind.rawValue)" aria-label="\(name): \(inPage)"\(if: choice.inPage, " checked")></td>\
                <td><input type="checkbox" name="mail" value="\(kind.rawValue)" aria-label="\(name): \(mail)"\(if: choice.byMail, " checked")></td></tr>
                """
            )
        }
        html.add("</tbody></table></div><p><button class=\"primary\">\(words.say("Save", "保存"))</button></p></form>")
        return html
    }
}
