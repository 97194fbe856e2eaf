import ChannelKit
import DeskModel
import TicketStorage

/// A list of tickets.
struct TicketListPage {
    var view: TicketView
    var tickets: Page<TicketSummary>
    var isFirst: Bool

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(words.view(view))</h1>"
        if tickets.items.isEmpty {
            page.add("<p class=\"empty\">\(emptiness(words))</p>")
        } else {
            page.add(TicketRows(tickets: tickets.items).html(frame))
        }
        page.add(
            Paging.html(
                frame,
                first: isFirst ? nil : "/desk/tickets?view=\(view.rawValue)",
                next: tickets.next.map {
                    "/desk/tickets?view=\(view.rawValue)&after=\(PercentCoding.encode($0.rawValue))"
                }
            )
        )
        return page
    }

    private func emptiness(_ words: Words) -> String {
        switch view {
        case .mine: words.say("Nothing waits for you.", "没有等待您处理的工单。")
        case .unassigned: words.say("Every ticket has somebody who answers it.", "所有工单都已分配。")
        case .unsolved: words.say("Everything is solved.", "所有工单都已解决。")
        case .pending: words.say("No customer has to act.", "没有等待客户回复的工单。")
        case .solved: words.say("Nothing is solved yet.", "还没有已解决的工单。")
        case .all: words.say("There are no tickets yet.", "还没有工单。")
        }
    }
}

/// Tickets as lines.
struct TicketRows {
    var tickets: [TicketSummary]

    func html(_ frame: PageFrame) -> HTML {
        var rows = HTML(capacity: tickets.count * 700)
        rows.add("<ol class=\"tickets\">")
        for ticket in tickets { rows.add(row(ticket, frame)) }
        rows.add("</ol>")
        return rows
    }

    private func row(_ line: TicketSummary, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let ticket = line.ticket
        var marks: HTML = ""
        if ticket.priority == .urgent || ticket.priority == .high {
            marks.add("<span class=\"chip \(ticket.priority.rawValue)\">\(words.priority(ticket.priority))</span>")
        }
        marks.add(DueChip.html(line.due, frame))
        if line.hasDeliveryProblem {
            marks.add("<span class=\"chip bad\">\(words.say("Delivery problem", "投递异常"))</span>")
        }
        if line.hasUnverifiedSender {
            marks.add("<span class=\"chip warn\">\(words.say("Unproven sender", "发件人未验证"))</span>")
        }
        marks.add(TaskMark.html(line, frame))
        return """
            <li class="\(if: ticket.status == .new, "fresh")"><a href="/desk/tickets/\(ticket.number)#newest">\
            <span class="chip status \(ticket.status.rawValue)">\(words.status(ticket.status))</span>\
            <span class="what"><strong>\(SubjectText.shown(ticket.subject, words))</strong>\(marks)\
            <span class="preview">\(line.preview)</span></span>\
            <span class="who">\(line.contactName)<small>\(ticket.channel.rawValue)</small></span>\
            <span class="when">\(frame.clock.html(ticket.updatedAt, words))\
            <small>\(line.assigneeName ?? words.say("nobody", "未分配")) · #\(ticket.number)</small></span></a></li>
            """
    }
}

/// A subject for display.
enum SubjectText {
    static func shown(_ subject: String, _ words: Words) -> String {
        subject.allSatisfy(\.isWhitespace) ? words.say("(no subject)", "（无主题）") : subject
    }
}

/// Links to the neighboring pages of a list.
enum Paging {
    static func html(_ frame: PageFrame, first: String?, next: String?) -> HTML {
        guard first != nil || next != nil else { return "" }
        var html: HTML = "<nav class=\"paging\">"
        if let first {
            html.add("<a class=\"button\" href=\"\(first)\">\(frame.words.say("Back to the start", "回到第一页"))</a>")
        }
        if let next {
            html.add("<a class=\"button\" rel=\"next\" href=\"\(next)\">\(frame.words.say("More", "更多"))</a>")
        }
        html.add("</nav>")
        return html
    }
}
