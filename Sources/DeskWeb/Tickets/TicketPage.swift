import ChannelKit
import DeskModel
import TicketStorage

/// A ticket: its thread across channels, what can be done with it, and everything known about it.
struct TicketPage {
    var thread: TicketThread
    var place = ListPlace()
    var choices: TicketChoices
    var surroundings: TicketSurroundings
    /// Solved tickets with the same words.
    var similar: [SearchHit] = []
    var ways: [ReplyWay]
    /// Whom the customer's last mail also went to.
    var copyChoices: [CopyChoice] = []
    var draft = TicketDraft()
    var problem: String?

    /// The thread with its composer, and the side panel.
    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page = HTML(capacity: 32_768)
        page.add(
            """
            <div class="ticket" data-number="\(thread.ticket.number)"><section class="thread" \
            aria-label="\(words.say("Conversation", "对话"))">\(head.html(frame))\
            <p class="presence" role="status"></p>\
            <div class="scroll-pane" id="entries">
            """
        )
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        page.add(SuggestionBanner(thread: thread).html(frame))
        page.add(TaskSection(thread: thread).html(frame))
        page.add(timeline(frame))
        page.add("</div>")
        if frame.mayChange { page.add(composer.html(frame)) }
        page.add("</section>\(details(frame))</div>")
        return page
    }

    private var composer: Composer {
        Composer(thread: thread, ways: ways, draft: draft, macros: choices.macros, copyChoices: copyChoices)
    }

    /// The top of the ticket.
    var head: TicketHead {
        TicketHead(thread: thread, place: place, surroundings: surroundings, agents: choices.agents)
    }

    /// The side panel: everything known about the ticket and its person.
    func details(_ frame: PageFrame) -> HTML {
        var panel: HTML = """
            <aside class="details" id="details" aria-label="\(frame.words.say("Details", "详情"))">
            """
        let marks = surroundings.marks
        panel.add(
            TicketProperties(
                thread: thread,
                agents: choices.agents,
                teams: choices.teams,
                marks: marks,
                design: choices.design,
                sharedTeams: surroundings.sharedTeams
            ).html(frame)
        )
        panel.add(
            FieldCard(ticket: thread.ticket, type: marks.type, design: choices.design, values: surroundings.fields)
                .html(frame)
        )
        panel.add(MarkCards(thread: thread, surroundings: surroundings, tags: choices.tags).html(frame))
        panel.add(ClockCard(clocks: thread.clocks).html(frame))
        panel.add(PersonCard(thread: thread).html(frame))
        panel.add(SimilarTickets(hits: similar).html(frame))
        panel.add(TicketRelations(thread: thread).html(frame))
        if frame.mayChange { panel.add(TicketOrganizing(thread: thread).html(frame)) }
        panel.add("</aside>")
        return panel
    }

    /// Messages and what happened between them, oldest first.
    func timeline(_ frame: PageFrame) -> HTML {
        let names = PeopleNames(thread: thread, words: frame.words, design: choices.design)
        let happenings = thread.events.filter { TicketEventText.isShown($0) }
        var html: HTML = "<ol class=\"timeline\" id=\"timeline\">"
        var next = 0
        for (index, entry) in thread.entries.enumerated() {
            while next < happenings.count, happenings[next].at < entry.at {
                html.add(TicketEventText(event: happenings[next], names: names).html(frame))
                next += 1
            }
            let isNewest = index == thread.entries.count - 1
            html.add("<li id=\"e\(entry.id)\">")
            if isNewest { html.add("<span id=\"newest\"></span>") }
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
    /// The desk's fields and types, which changes of them are named by.
    let design: TicketDesign

    init(thread: TicketThread, words: Words, design: TicketDesign = TicketDesign()) {
        self.design = design
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
        case .service(let name): name
        case .operator: words.say("The operator", "运维人员")
        }
    }

    func name(_ agent: AgentID) -> String { agents[agent]?.name ?? words.say("a former agent", "已离职客服") }
}
