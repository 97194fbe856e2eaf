import ChannelKit
import DeskModel
import TicketStorage

/// What every page is written with: language, clock, who looks, and what stands around the content.
struct PageFrame: Sendable {
    let words: Words
    let clock: PageClock
    let deskName: String
    let signedIn: SignedIn?
    /// Who is signed in at the portal.
    var customer: SignedInCustomer?
    /// The address of the page, for coming back to it.
    let path: String
    let links: ContentLinks
    let makeKey: @Sendable () -> String

    /// The hidden field that ties a form to the session; empty when nobody is signed in.
    var token: HTML {
        guard let token = signedIn?.formToken ?? customer?.formToken else { return "" }
        return "<input type=\"hidden\" name=\"\(FormToken.field)\" value=\"\(token)\">"
    }

    /// The hidden field that makes a form's second submission count once.
    var key: HTML { "<input type=\"hidden\" name=\"key\" value=\"\(makeKey())\">" }

    /// Whether whoever looks may change tickets.
    var mayChange: Bool { signedIn?.agent.role.mayChangeTickets == true }

    /// A whole page.
    func page(title: String, chrome: Chrome?, content: HTML) -> HTML {
        var page = HTML(capacity: content.octets.count + 8_192)
        page.add(
            """
            <!doctype html>
            <html lang="\(words.language.rawValue)"><head><meta charset="utf-8">\
            <meta name="viewport" content="width=device-width, initial-scale=1">\
            <meta name="color-scheme" content="light dark">\
            <title>\(title) · \(deskName)</title>\
            <link rel="icon" href="\(DeskAssets.icon.path)" type="image/svg+xml">\
            <link rel="stylesheet" href="\(DeskAssets.style.path)">\
            <script type="module" src="\(DeskAssets.script.path)"></script>\
            <script type="module" src="\(DeskAssets.clocks.path)"></script></head>
            """
        )
        if let chrome {
            page.add(
                "<body class=\"desk\"><a class=\"skip\" href=\"#content\">\(words.say("To the content", "跳到正文"))</a>"
            )
            page.add(chrome.html(self))
            page.add("<main id=\"content\" tabindex=\"-1\">")
            page.add(content)
            page.add("</main></body></html>\n")
        } else {
            page.add("<body class=\"single\">")
            page.add(content)
            page.add("</body></html>\n")
        }
        return page
    }
}

/// What stands beside the content of the desk's pages: views with counts, search, and the other areas.
struct Chrome: Sendable {
    /// The area that is shown.
    enum Area: Sendable, Hashable {
        case tickets(TicketView?)
        case newTicket
        case contacts
        case intake
        case outbox
        case channels
        case users
        case due
        case businessHours
        case serviceLevels
    }

    var area: Area
    var counts: [TicketView: Int]
    var search = ""
    var due: DueCounts?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <header class="side"><a class="wordmark" href="/desk/tickets">\(frame.deskName)</a>\
            <form class="search" role="search" action="/desk/search">\
            <input type="search" name="q" value="\(search)" placeholder="\(words.say("Search", "搜索"))" \
            aria-label="\(words.say("Search tickets and people", "搜索工单和联系人"))" maxlength="200"></form><nav>
            """
        if frame.mayChange {
            html.add(
                link("/desk/tickets/new", words.say("New ticket", "新建工单"), isHere: area == .newTicket, mark: "new")
            )
        }
        for view in TicketView.allCases {
            let isHere = area == .tickets(view)
            html.add(
                """
                <a href="/desk/tickets?view=\(view.rawValue)"\(if: isHere, " aria-current=\"page\"")>\
                <span>\(words.view(view))</span><span class="count">\(count(view))</span></a>
                """
            )
        }
        html.add(
            link(
                "/desk/due",
                words.say("Due soon", "即将到期"),
                isHere: area == .due,
                count: due?.warning
            )
        )
        html.add("<hr>")
        html.add(link("/desk/contacts", words.say("People", "联系人"), isHere: area == .contacts))
        html.add(link("/desk/intake", words.say("Intake", "收件"), isHere: area == .intake))
        html.add(link("/desk/outbox", words.say("Outbox", "发件"), isHere: area == .outbox))
        html.add(link("/desk/channels", words.say("Channels", "渠道"), isHere: area == .channels))
        if frame.signedIn?.agent.role == .admin {
            html.add(link("/admin/users", words.say("Users", "用户"), isHere: area == .users))
            let levels = words.say("Service levels", "服务时限")
            html.add(link("/admin/service-levels", levels, isHere: area == .serviceLevels))
            let hours = words.say("Business hours", "工作时间")
            html.add(link("/admin/business-hours", hours, isHere: area == .businessHours))
        }
        html.add("</nav><div class=\"me\">")
        if let agent = frame.signedIn?.agent {
            html.add(
                """
                <span class="quiet">\(agent.name)</span><form method="post" action="/desk/logout">\(frame.token)\
                <button class="link">\(words.say("Sign out", "退出"))</button></form>
                """
            )
        }
        html.add(LanguageChoice.html(frame))
        html.add("</div></header>")
        return html
    }

    private func count(_ view: TicketView) -> String {
        guard let count = counts[view] else { return "" }
        return count > 9_999 ? "9999+" : "\(count)"
    }

    private func link(_ path: String, _ text: String, isHere: Bool, mark: String = "", count: Int? = nil) -> HTML {
        let badge: HTML = count.map { "<span class=\"count\">\($0 < DueCounts.limit ? "\($0)" : "999+")</span>" } ?? ""
        return """
            <a class="\(mark)" href="\(path)"\(if: isHere, " aria-current=\"page\"")><span>\(text)</span>\(badge)</a>
            """
    }
}

extension Exchange {
    /// What stands beside a page of that area.
    func chrome(_ area: Chrome.Area, search: String = "") async throws -> Chrome {
        Chrome(
            area: area,
            counts: try await store.viewCounts(for: signedIn?.agent.id),
            search: search,
            due: try await store.dueCounts(at: now)
        )
    }
}
