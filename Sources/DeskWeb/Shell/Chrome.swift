import DeskModel
import TicketStorage

/// What stands beside the content of the desk's pages: views with counts, search, and the other areas.
struct Chrome: Sendable {
    /// The area that is shown.
    enum Area: Sendable, Hashable {
        case tickets(ListPlace)
        case team
        case due
        case notices
        case newTicket
        case search
        case contacts
        case intake
        case outbox
        case channels
        case users
        case profile
        /// None of them, such as an address where nothing is.
        case elsewhere
    }

    /// How the content is laid out.
    enum Shape: String, Sendable {
        /// One column that scrolls.
        case page
        /// A list alone.
        case panes
        /// A list beside a ticket.
        case panesWithTicket = "panes with-ticket"
    }

    var area: Area
    var counts: [TicketView: Int]
    /// Views by conditions, with how many tickets they hold, up to a bound.
    var saved: [(view: SavedView, count: Int)] = []
    /// How many tickets are near or past a due time.
    var due: DueCounts?
    /// How many notices the agent has not read.
    var unread: Int?
    var search = ""
    var shape = Shape.page

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <header class="rail"><a class="wordmark" href="/desk/tickets"><img src="\(DeskAssets.icon.path)" alt="">\
            \(frame.deskName)</a><form class="search" role="search" action="/desk/search">\(Icon.search.html)\
            <input type="search" name="q" value="\(search)" placeholder="\(words.say("Search", "搜索"))" \
            aria-label="\(words.say("Search tickets and people", "搜索工单和联系人"))" maxlength="200"></form>
            """
        if frame.mayChange {
            html.add(
                """
                <a class="button primary new" href="/desk/tickets/new"\(HTML.current(area == .newTicket)) \
                aria-label="\(words.say("New ticket", "新建工单"))">\(Icon.plus.html)\
                <span>\(words.say("New ticket", "新建工单"))</span></a>
                """
            )
        }
        html.add("<div class=\"navs\">\(views(frame))\(areas(frame))</div>\(account(frame))</header>")
        return html
    }

    /// The views with how many tickets each holds.
    func views(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = "<nav id=\"views\" aria-label=\"\(words.say("Views", "视图"))\"><ul>"
        for view in TicketView.allCases {
            // Who is in no team has no use for the teams' view.
            if view == .team, counts[.team] == 0, here?.view != .team { continue }
            let isHot = view == .mentions && counts[view] ?? 0 > 0
            html.add(
                """
                <li><a href="/desk/tickets?view=\(view.rawValue)"\(HTML.current(here?.saved == nil && here?.view == view))>\
                \(view.icon.html)<span>\(words.view(view))</span>\
                <span class="count\(if: isHot, " hot")">\(Self.count(counts[view]))</span></a></li>
                """
            )
        }
        html.add("</ul>")
        if !saved.isEmpty {
            html.add("<h2>\(words.say("Saved views", "保存的视图"))</h2><ul>")
            for (view, count) in saved {
                html.add(
                    """
                    <li><a href="\(ListPlace(view).address)"\(HTML.current(here?.saved == view.id))>\(Icon.view.html)\
                    <span>\(view.name)</span><span class="count">\(SavedViewCounts.text(count))</span></a></li>
                    """
                )
            }
            html.add("</ul>")
        }
        html.add("</nav>")
        return html
    }

    /// The place that is shown.
    private var here: ListPlace? {
        if case .tickets(let place) = area { return place }
        return nil
    }

    /// The other areas, with how much is due and unread.
    func areas(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var links: [(path: String, icon: Icon, text: String, area: Area)] = [
            ("/desk/team", .today, words.say("Team today", "团队今日"), .team),
            ("/desk/due", .clock, words.say("Due soon", "即将到期"), .due),
            ("/desk/notices", .bell, words.say("Notices", "通知"), .notices),
            ("/desk/contacts", .people, words.say("People", "联系人"), .contacts),
            ("/desk/intake", .intake, words.say("Intake", "收件"), .intake),
            ("/desk/outbox", .outbox, words.say("Outbox", "发件"), .outbox),
            ("/desk/channels", .channels, words.say("Channels", "渠道"), .channels),
        ]
        if frame.signedIn?.agent.role == .admin {
            links.append(("/admin/users", .users, words.say("Administration", "管理"), .users))
        }
        var html: HTML = """
            <nav id="areas" aria-label="\(words.say("Areas", "功能"))"><h2>\(words.say("Desk", "工作台"))</h2><ul>
            """
        for link in links {
            var count: HTML = link.area == .due ? dueCount : ""
            if link.area == .notices, let unread {
                count = "<span class=\"count\(if: unread > 0, " hot")\">\(Self.count(unread))</span>"
            }
            html.add(
                """
                <li><a href="\(link.path)"\(HTML.current(area == link.area))>\(link.icon.html)<span>\(link.text)</span>\
                \(count)</a></li>
                """
            )
        }
        html.add("</ul></nav>")
        return html
    }

    /// How many tickets are due soon, in another color once one is breached.
    private var dueCount: HTML {
        "<span class=\"count\(if: due?.breached ?? 0 > 0, " hot")\">\(Self.count(due?.warning))</span>"
    }

    private func account(_ frame: PageFrame) -> HTML {
        let words = frame.words
        guard let agent = frame.signedIn?.agent else { return "" }
        return """
            <details class="me"><summary aria-label="\(words.say("Account of \(agent.name)", "\(agent.name) 的账号"))">\
            \(Avatar.html(agent.name, isTiny: true))<span class="name">\(agent.name)</span></summary><div>\
            <a href="/desk/profile">\(words.say("Profile", "个人设置"))</a>\
            \(LanguageChoice.html(frame))<button type="button" class="link" id="keys">\(words.say("Keys", "快捷键"))</button>\
            <button type="button" class="link" id="notices" aria-pressed="false" hidden></button>\
            <form method="post" action="/desk/logout">\(frame.token)\
            <button class="small">\(words.say("Sign out", "退出"))</button></form></div></details>
            """
    }

    /// A count with room for four digits.
    static func count(_ count: Int?) -> String {
        guard let count else { return "" }
        return count > 9_999 ? "9999+" : "\(count)"
    }
}

extension TicketView {
    /// Its drawing.
    var icon: Icon {
        switch self {
        case .mine: .mine
        case .unassigned: .unassigned
        case .unsolved: .inbox
        case .team: .team
        case .mentions: .mention
        case .snoozed: .snooze
        case .spam: .spam
        case .pending: .waiting
        case .solved: .solved
        case .all: .all
        }
    }
}

extension Exchange {
    /// What stands beside a page of that area.
    func chrome(_ area: Chrome.Area, search: String = "", shape: Chrome.Shape = .page) async throws -> Chrome {
        guard let me = signedIn?.agent.id else { return Chrome(area: area, counts: [:], search: search, shape: shape) }
        async let counts = store.deskCounts(for: me, at: now)
        async let saved = site.savedViewCounts.views(of: me, self)
        return Chrome(
            area: area,
            counts: try await counts.views,
            saved: try await saved,
            due: try await counts.due,
            unread: try await counts.unreadNotices,
            search: search,
            shape: shape
        )
    }
}
