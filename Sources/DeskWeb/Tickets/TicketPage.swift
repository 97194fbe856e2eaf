import ChannelKit
import DeskModel
import TicketStorage

/// A ticket: its thread across channels, what can be done with it, and everything known about it.
struct TicketPage {
    var thread: TicketThread
    var agents: [Agent]
    var ways: [ReplyWay]
    var draft = TicketDraft()
    var problem: String?

    func html(_ frame: PageFrame) -> HTML {
        var page = HTML(capacity: 32_768)
        page.add("<div class=\"ticket\"><div class=\"thread\">")
        page.add(head(frame))
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        page.add(SuggestionBanner(thread: thread).html(frame))
        page.add(TaskSection(thread: thread).html(frame))
        page.add(timeline(frame))
        if frame.mayChange { page.add(Composer(thread: thread, ways: ways, draft: draft).html(frame)) }
        page.add("</div><aside>")
        page.add(TicketProperties(thread: thread, agents: agents).html(frame))
        page.add(ClockCard(clocks: thread.clocks).html(frame))
        page.add(PersonCard(thread: thread).html(frame))
        page.add(TicketRelations(thread: thread).html(frame))
        if frame.mayChange { page.add(TicketOrganizing(thread: thread).html(frame)) }
        page.add("</aside></div>")
        return page
    }

    private func head(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let ticket = thread.ticket
        var head: HTML = """
            <header class="ticket-head"><p class="quiet">#\(ticket.number) · \(ticket.channel.rawValue) · \
            \(frame.clock.html(ticket.createdAt, words))</p><h1>\(SubjectText.shown(ticket.subject, words))</h1>
            """
        if frame.mayChange {
            head.add(
                """
                <details class="rename"><summary>\(words.say("Change subject", "修改主题"))</summary>\
                <form method="post" action="/desk/tickets/\(ticket.number)/properties">\(frame.token)\(frame.key)\
                <input type="hidden" name="version" value="\(ticket.version)">\
                <input name="subject" value="\(ticket.subject)" maxlength="250" \
                aria-label="\(words.say("Subject", "主题"))" required>\
                <button>\(words.say("Save", "保存"))</button></form></details>
                """
            )
        }
        head.add("</header>")
        return head
    }

    /// Messages and what happened between them, oldest first.
    private func timeline(_ frame: PageFrame) -> HTML {
        let names = PeopleNames(thread: thread, words: frame.words)
        let happenings = thread.events.filter { TicketEventText.isShown($0) }
        var html: HTML = "<ol class=\"timeline\">"
        var next = 0
        for (index, entry) in thread.entries.enumerated() {
            while next < happenings.count, happenings[next].at < entry.at {
                html.add(TicketEventText(event: happenings[next], names: names).html(frame))
                next += 1
            }
            let isNewest = index == thread.entries.count - 1
            html.add("<li\(if: isNewest, " id=\"newest\"")>")
            html.add(EntryView(entry: entry, thread: thread, names: names, isNewest: isNewest).html(frame))
            html.add("</li>")
        }
        for happening in happenings[next...] { html.add(TicketEventText(event: happening, names: names).html(frame)) }
        html.add("</ol>")
        return html
    }
}

extension ThreadEntry {
    /// Its id.
    var id: MessageID {
        switch self {
        case .inbound(let message): message.id
        case .reply(let reply, _): reply.id
        case .note(let note): note.id
        }
    }

    /// When it came or was written.
    var at: Timestamp {
        switch self {
        case .inbound(let message): message.at
        case .reply(let reply, _): reply.at
        case .note(let note): note.at
        }
    }
}

/// Who did something, by name.
struct PeopleNames {
    let agents: [AgentID: Agent]
    let person: Contact
    let identities: [Identity]
    let words: Words

    init(thread: TicketThread, words: Words) {
        agents = thread.agents
        person = thread.person
        identities = thread.identities
        self.words = words
    }

    /// The person's name, or an address of theirs.
    var personName: String {
        person.name.isEmpty ? identities.first?.address ?? words.say("Unknown", "未知") : person.name
    }

    func name(_ actor: Actor) -> String {
        switch actor {
        case .agent(let id): name(id)
        case .contact: personName
        case .system: words.say("Tributary", "系统")
        case .operator: words.say("The operator", "运维人员")
        }
    }

    func name(_ agent: AgentID) -> String { agents[agent]?.name ?? words.say("a former agent", "已离职客服") }
}
