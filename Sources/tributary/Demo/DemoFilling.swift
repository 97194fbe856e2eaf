import ChannelKit
import DeskConfiguration
import DeskModel
import MessageRouting
import OutboxDelivery
import TicketStorage

/// Lives a story through on a desk: its customers' words come in by the channels that are configured, its agents answer.
///
/// Everything goes the way it goes in earnest, only at times that are past.
struct DemoFilling {
    let desk: Desk
    let story: DemoStory
    let now: Timestamp
    private var agents: [String: Agent] = [:]
    /// The ticket of each conversation that has begun.
    private var tickets: [Int: Int] = [:]
    /// The Message-ID of the last reply in each conversation.
    private var lastReply: [Int: String] = [:]
    /// How many turns could not be told because no configured channel takes them.
    private(set) var leftOut = 0

    init(desk: Desk, story: DemoStory, now: Timestamp) {
        self.desk = desk
        self.story = story
        self.now = now
    }

    /// How many tickets were opened.
    var ticketCount: Int { Set(tickets.values).count }

    /// Fills the desk, turn by turn in the order of time.
    mutating func fill(_ progress: (_ done: Int, _ total: Int) async throws -> Void) async throws {
        let setting = try DemoSetting.read()
        try await DemoSettingUp(store: desk.store, ids: desk.store.ids, setting: setting, now: now).setUp()
        try await addAgents()
        let turns = story.conversations.enumerated().flatMap { index, conversation in
            conversation.turns.map { (conversation: index, turn: $0) }
        }.sorted { $0.turn.hours > $1.turn.hours }
        for (count, entry) in turns.enumerated() {
            try await tell(entry.turn, of: entry.conversation, key: "\(count + 1)")
            try await progress(count + 1, turns.count)
        }
        desk.outboxBell.ring()
    }

    private mutating func addAgents() async throws {
        for staff in story.agents {
            guard let role = AgentRole(rawValue: staff.role) else { continue }
            let known = try await desk.store.account(email: staff.email)?.agent
            let new = Agent(
                id: desk.store.ids.next(at: now),
                email: staff.email,
                name: staff.name,
                role: role,
                createdAt: now
            )
            agents[staff.email] = if let known { known } else { try await desk.store.addAgent(new) }
        }
    }

    private mutating func tell(_ turn: DemoStory.Turn, of conversation: Int, key: String) async throws {
        let at = now.advanced(by: .seconds(-turn.hours * 3600))
        if let way = turn.way {
            try await receive(turn, by: way, in: conversation, key: key, at: at)
            return
        }
        guard let number = tickets[conversation], let thread = try await desk.store.thread(number: number) else {
            return
        }
        let ticket = thread.ticket.id
        let assignee =
            thread.ticket.assignee.flatMap { thread.agents[$0] } ?? story.agents.first.flatMap { agents[$0.email] }
        if let email = turn.agent, let author = agents[email], let text = turn.text {
            let planned = try desk.replies.plan(ReplyDraft(author: author, text: text), in: thread, at: at)
            lastReply[conversation] = planned.reply.messageID
            try await apply(.reply(planned, status: nil), by: author, at: at)
        } else if let email = turn.note, let author = agents[email], let text = turn.text {
            let note = Note(
                id: desk.store.ids.next(at: at),
                ticket: ticket,
                author: .agent(author.id),
                text: text,
                at: at
            )
            try await apply(.note(note), by: author, at: at)
        } else if let email = turn.assign, let agent = agents[email] {
            try await apply(.assign(ticket, agent.id), by: agent, at: at)
        } else if let status = turn.status.flatMap(TicketStatus.init(rawValue:)), let assignee {
            try await apply(.status(ticket, status), by: assignee, at: at)
        } else if let assignee, turn.fields != nil || turn.type != nil || turn.tags != nil {
            try await sort(turn, ticket, by: assignee, at: at)
        } else if let priority = turn.priority.flatMap(TicketPriority.init(rawValue:)), let assignee {
            try await apply(.priority(ticket, priority), by: assignee, at: at)
        }
    }

    /// Type, fields and tags that an agent gives.
    private func sort(_ turn: DemoStory.Turn, _ ticket: TicketID, by agent: Agent, at: Timestamp) async throws {
        if let type = turn.type { try await apply(.mark(ticket, .type(type)), by: agent, at: at) }
        if let fields = turn.fields {
            let design = try await desk.store.ticketDesign()
            let changes = fields.compactMap { key, value in
                design[key].map { FieldChange(field: $0.id, value: value) }
            }
            try await apply(.mark(ticket, .fields(changes)), by: agent, at: at)
        }
        if let tags = turn.tags { try await apply(.mark(ticket, .tags(adding: tags, removing: [])), by: agent, at: at) }
    }

    private func apply(_ action: DeskChange.Action, by agent: Agent, at: Timestamp) async throws {
        let result = try await desk.store.apply(DeskChange(action, actor: .agent(agent.id), at: at))
        if case .refused(let why) = result { throw CommandFailure(.data, "The story cannot be told: \(why)") }
    }

    // MARK: - A customer's words

    private mutating func receive(
        _ turn: DemoStory.Turn,
        by way: DemoStory.Way,
        in conversation: Int,
        key: String,
        at: Timestamp
    ) async throws {
        let matter = story.conversations[conversation]
        let words = DemoArrival(
            customer: matter.customer,
            subject: matter.subject,
            turn: turn,
            key: key,
            at: at,
            answered: lastReply[conversation]
        )
        guard let arrival = await arrival(of: words, by: way) else {
            leftOut += 1
            return
        }
        let acceptances: [ArrivalAcceptance]
        do {
            acceptances = try await desk.intake.accept([arrival], cursor: nil)
        } catch {
            throw CommandFailure(.temporary, "An arrival was not taken: \(error)")
        }
        if !desk.isServing { try await desk.router.drain() }
        for acceptance in acceptances {
            let (id, store) = (ArrivalID(rawValue: acceptance.arrival), desk.store)
            let results = try await desk.watch.results(of: id, within: .seconds(30)) { try await store.results(of: id) }
            if let number = results?.lazy.compactMap(\.ticketNumber).first { tickets[conversation] = number }
        }
    }

    /// The words as an arrival of the first channel that takes them; nil when none does.
    private func arrival(of words: DemoArrival, by way: DemoStory.Way) async -> RawArrival? {
        let configured = desk.configuration.channels.filter { $0.isEnabled && $0.adapter.rawValue == way.adapter }
        for channel in configured.compactMap({ desk.directory[$0.id] }) {
            let octets =
                switch way {
                case .mail: words.mail
                case .form: words.form
                case .chat: words.chat
                case .call: words.call
                }
            guard var arrival = await Self.arrival(of: octets, by: channel.adapter, at: words.at) else { continue }
            arrival.receivedAt = words.at
            return arrival
        }
        return nil
    }

    private static func arrival(of octets: [UInt8], by adapter: any ChannelAdapter, at: Timestamp) async -> RawArrival?
    {
        if let importer = adapter as? any FileImporting {
            let gathering = Gathering(octets)
            // What a channel of other settings cannot read is left out of the story.
            try? await importer.readArrivals(
                named: "demo",
                envelope: FileEnvelope(),
                next: gathering.next,
                emit: { gathering.found = $0 }
            )
            return gathering.found
        }
        guard let page = adapter as? any PageServing else { return nil }
        let request = WebRequest(
            method: "POST",
            path: "form",
            headers: [HeaderField("Content-Type", "application/json"), HeaderField("Accept", "application/json")],
            body: octets,
            receivedAt: at
        )
        guard case .submission(let arrival, _) = await page.serve(request) else { return nil }
        return arrival
    }

    /// Hands octets out once and keeps what is made of them.
    private final class Gathering {
        private var rest: [UInt8]
        var found: RawArrival?

        init(_ octets: [UInt8]) { rest = octets }

        func next() -> [UInt8] {
            defer { rest = [] }
            return rest
        }
    }
}
