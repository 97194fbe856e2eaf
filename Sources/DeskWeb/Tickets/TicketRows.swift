import ChannelKit
import DeskModel
import TicketStorage

/// Tickets as lines; how wide the list is decides how a line is laid out.
struct TicketRows {
    var tickets: [TicketSummary]
    /// The list they are opened beside; nil leads to the ticket alone.
    var place: ListPlace?
    var openNumber: Int?
    /// Whether tickets can be ticked, to change many at once.
    var isPickable = false
    /// Fields that stand beside the tickets.
    var columns: FieldColumns?

    func html(_ frame: PageFrame) -> HTML {
        var rows = HTML(capacity: tickets.count * 1_000)
        rows.add("<ol class=\"tickets\"\(if: place != nil, " id=\"tickets\"")>")
        for ticket in tickets { rows.add(row(ticket, frame)) }
        rows.add("</ol>")
        return rows
    }

    private func row(_ line: TicketSummary, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let ticket = line.ticket
        let address = place?.address(of: ticket.number) ?? "/desk/tickets/\(ticket.number)"
        return """
            <li id="t\(ticket.number)" class="\(if: ticket.status == .new, "fresh")">\(tick(ticket, words))\
            <a href="\(address)#newest"\(HTML.current(ticket.number == openNumber))>\(Avatar.html(line.contactName))\
            <span class="who">\(line.contactName)</span>\
            <span class="about">\(SubjectText.shown(ticket.subject, words))</span>\
            <span class="preview">\(line.preview)</span>\(marks(line, frame))\
            <span class="when">\(frame.clock.html(ticket.updatedAt, words))</span></a></li>
            """
    }

    private func tick(_ ticket: Ticket, _ words: Words) -> HTML {
        guard isPickable else { return "" }
        return """
            <input class="tick" type="checkbox" form="\(BulkBar.form)" name="ticket" value="\(ticket.number)" \
            aria-label="\(words.say("Pick ticket #\(ticket.number)", "勾选工单 #\(ticket.number)"))">
            """
    }

    private func marks(_ line: TicketSummary, _ frame: PageFrame) -> HTML {
        let (ticket, words, clock) = (line.ticket, frame.words, frame.clock)
        var marks: HTML = """
            <span class="marks"><span class="chip status \(ticket.status.rawValue)">\(words.status(ticket.status))</span>
            """
        if ticket.priority == .urgent || ticket.priority == .high {
            marks.add("<span class=\"chip \(ticket.priority.rawValue)\">\(words.priority(ticket.priority))</span>")
        }
        marks.add(DueChip.html(line.due, frame))
        marks.add(TaskMark.html(line, frame))
        if let until = line.marks.snoozedUntil {
            marks.add("<span class=\"chip\">\(Icon.snooze.html)\(clock.html(until, words))</span>")
        }
        if line.hasDeliveryProblem {
            marks.add("<span class=\"chip bad\">\(words.say("Delivery problem", "投递异常"))</span>")
        }
        if line.hasUnverifiedSender {
            marks.add("<span class=\"chip warn\">\(words.say("Unproven sender", "发件人未验证"))</span>")
        }
        if let columns { marks.add(columns.html(of: ticket.id, words)) }
        for tag in line.marks.tags.prefix(4) { marks.add("<span class=\"chip tag\">\(tag)</span>") }
        marks.add("<small>#\(ticket.number) · \(ticket.channel.rawValue)</small>")
        if let name = line.assigneeName {
            marks.add(
                """
                <span class="owner" title="\(words.say("Answers: \(name)", "负责人：\(name)"))">\(Avatar.html(name, isTiny: true))\
                <span class="unseen">\(words.say("Answers: \(name)", "负责人：\(name)"))</span></span>
                """
            )
        }
        marks.add("</span>")
        return marks
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
        var html: HTML = "<nav class=\"paging\" aria-label=\"\(frame.words.say("Pages", "分页"))\">"
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
