import DeskModel
import TicketStorage

/// Status, assignee, team, priority and type: shown, and changed by one form.
struct TicketProperties {
    let thread: TicketThread
    let agents: [Agent]
    let teams: [Team]
    let marks: TicketMarks
    let design: TicketDesign
    /// Teams that see it beside its own.
    var sharedTeams: [TeamID] = []

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let ticket = thread.ticket
        guard frame.mayChange else { return reading(words) }
        var html: HTML = """
            <section class="card properties"><form method="post" action="/desk/tickets/\(ticket.number)/properties">\
            \(frame.token)\(frame.key)<input type="hidden" name="version" value="\(ticket.version)">
            """
        let statuses = TicketStatus.allCases.filter { $0 != .new || ticket.status == .new }
        html.add(
            Choice(name: "status", label: words.say("Status", "状态"), selected: ticket.status.rawValue)
                .html(statuses.map { ($0.rawValue, words.status($0)) })
        )
        let answering = agents.filter { ($0.isEnabled && $0.role.mayChangeTickets) || $0.id == ticket.assignee }
        html.add(
            Choice(
                name: "assignee",
                label: words.say("Answers", "负责人"),
                selected: ticket.assignee?.description ?? ""
            ).html([("", words.say("nobody", "未分配"))] + answering.map { ($0.id.description, $0.name) })
        )
        if !teams.isEmpty {
            html.add(
                Choice(name: "team", label: words.say("Team", "团队"), selected: ticket.team?.description ?? "")
                    .html([("", words.say("none", "无"))] + teams.map { ($0.id.description, $0.name) })
            )
            let others = teams.filter { sharedTeams.contains($0.id) && $0.id != ticket.team }.map(\.name)
            if !others.isEmpty {
                let names = others.joined(separator: ", ")
                html.add("<p class=\"shared\">\(words.say("Seen by \(names) too", "\(names) 也可查看"))</p>")
            }
        }
        html.add(
            Choice(name: "priority", label: words.say("Priority", "优先级"), selected: ticket.priority.rawValue)
                .html(TicketPriority.allCases.map { ($0.rawValue, words.priority($0)) })
        )
        let active = design.activeTypes
        let types = active + (marks.type.map { active.contains($0) ? [] : [$0] } ?? [])
        html.add(
            Choice(name: "type", label: words.say("Type", "类型"), selected: marks.type ?? "")
                .html([("", words.say("none", "无"))] + types.map { ($0, words.type($0, design)) })
        )
        html.add("<button class=\"small\">\(words.say("Save", "保存"))</button></form></section>")
        return html
    }

    private func reading(_ words: Words) -> HTML {
        let ticket = thread.ticket
        let assignee = ticket.assignee.flatMap { thread.agents[$0]?.name } ?? words.say("nobody", "未分配")
        return """
            <section class="card properties">\
            <dl><div><dt>\(words.say("Status", "状态"))</dt><dd>\(words.status(ticket.status))</dd></div>\
            <div><dt>\(words.say("Answers", "负责人"))</dt><dd>\(assignee)</dd></div>\
            <div><dt>\(words.say("Priority", "优先级"))</dt><dd>\(words.priority(ticket.priority))</dd></div></dl></section>
            """
    }
}
