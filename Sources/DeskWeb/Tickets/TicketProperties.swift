import DeskModel
import TicketStorage

/// Status, assignee and priority: shown, and changed by one form.
struct TicketProperties {
    let thread: TicketThread
    let agents: [Agent]

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let ticket = thread.ticket
        var html: HTML = "<section class=\"card properties\">"
        guard frame.mayChange else {
            html.add(
                """
                <dl><div><dt>\(words.say("Status", "状态"))</dt><dd>\(words.status(ticket.status))</dd></div>\
                <div><dt>\(words.say("Answers", "负责人"))</dt><dd>\(assigneeName(words))</dd></div>\
                <div><dt>\(words.say("Priority", "优先级"))</dt><dd>\(words.priority(ticket.priority))</dd></div></dl></section>
                """
            )
            return html
        }
        html.add(
            """
            <form method="post" action="/desk/tickets/\(ticket.number)/properties">\(frame.token)\(frame.key)\
            <input type="hidden" name="version" value="\(ticket.version)">
            """
        )
        html.add("<label>\(words.say("Status", "状态"))<select name=\"status\">")
        for status in TicketStatus.allCases where status != .new || ticket.status == .new {
            html.add(
                "<option value=\"\(status.rawValue)\"\(if: status == ticket.status, " selected")>\(words.status(status))</option>"
            )
        }
        html.add("</select></label><label>\(words.say("Answers", "负责人"))<select name=\"assignee\">")
        html.add("<option value=\"\">\(words.say("nobody", "未分配"))</option>")
        for agent in agents where (agent.isEnabled && agent.role.mayChangeTickets) || agent.id == ticket.assignee {
            html.add(
                "<option value=\"\(agent.id)\"\(if: agent.id == ticket.assignee, " selected")>\(agent.name)</option>"
            )
        }
        html.add("</select></label><label>\(words.say("Priority", "优先级"))<select name=\"priority\">")
        for priority in TicketPriority.allCases {
            html.add(
                "<option value=\"\(priority.rawValue)\"\(if: priority == ticket.priority, " selected")>\(words.priority(priority))</option>"
            )
        }
        html.add("</select></label><button>\(words.say("Save", "保存"))</button></form></section>")
        return html
    }

    private func assigneeName(_ words: Words) -> String {
        thread.ticket.assignee.flatMap { thread.agents[$0]?.name } ?? words.say("nobody", "未分配")
    }
}
