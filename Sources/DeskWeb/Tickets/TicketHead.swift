import ChannelKit
import DeskModel
import TicketStorage

/// The top of a ticket: what it is about, where it stands, and the changes made most often.
struct TicketHead {
    let thread: TicketThread
    let place: ListPlace

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let ticket = thread.ticket
        var head: HTML = """
            <header class="ticket-head" id="head" data-version="\(ticket.version)"><div class="line"><a class="back button small" href="\(place.address)">\
            \(Icon.back.html)\(words.view(place.view))</a>\
            <span class="chip status \(ticket.status.rawValue)">\(words.status(ticket.status))</span>
            """
        if ticket.priority != .normal {
            head.add("<span class=\"chip \(ticket.priority.rawValue)\">\(words.priority(ticket.priority))</span>")
        }
        head.add(
            """
            <small>#\(ticket.number) · \(ticket.channel.rawValue) · \(frame.clock.html(ticket.createdAt, words))</small></div>\
            <h1>\(SubjectText.shown(ticket.subject, words))</h1>
            """
        )
        if frame.mayChange { head.add(actions(frame)) }
        head.add("</header>")
        return head
    }

    private func actions(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let ticket = thread.ticket
        var html: HTML = "<div class=\"actions-line\">"
        if let me = frame.signedIn?.agent.id, ticket.assignee != me {
            html.add(button(frame, "assignee", me.description, .mine, words.say("Take it", "由我处理"), key: "take"))
        }
        if ticket.status.isUnsolved {
            let solved = TicketStatus.solved.rawValue
            html.add(button(frame, "status", solved, .solved, words.say("Mark solved", "标记为已解决"), key: "solve"))
        }
        html.add(
            """
            <details class="drop"><summary>\(words.say("Change subject", "修改主题"))</summary><div>\
            <form method="post" action="/desk/tickets/\(ticket.number)/properties">\(frame.token)\(frame.key)\
            <input type="hidden" name="version" value="\(ticket.version)">\
            <label>\(words.say("Subject", "主题"))<input name="subject" value="\(ticket.subject)" maxlength="250" required></label>\
            <button>\(words.say("Save", "保存"))</button></form></div></details></div>
            """
        )
        return html
    }

    /// A change that one click makes.
    private func button(
        _ frame: PageFrame,
        _ field: String,
        _ value: String,
        _ icon: Icon,
        _ title: String,
        key: String
    ) -> HTML {
        """
        <form method="post" action="/desk/tickets/\(thread.ticket.number)/properties" data-key="\(key)">\(frame.token)\
        \(frame.key)<input type="hidden" name="version" value="\(thread.ticket.version)">\
        <button class="small" name="\(field)" value="\(value)">\(icon.html)\(title)</button></form>
        """
    }
}
