import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Changing many tickets at once, and taking that back.
enum BulkPages {
    /// How many tickets one request names, and how many are read at a time.
    static let maximumTickets = 200

    /// `POST /desk/bulk`: makes the changes that the form names on every ticket that is ticked.
    static func submit(_ exchange: Exchange) async throws -> Response {
        let numbers = exchange.form.all("ticket").prefix(maximumTickets).compactMap { Int($0) }
        let wishes = try wishes(exchange)
        let items = try await BulkChanging(exchange: exchange).change(numbers, wishes)
        return try await answer(items, exchange)
    }

    /// `POST /desk/team/hand-over`: gives all unsolved tickets of one agent to another, or to nobody.
    static func handOver(_ exchange: Exchange) async throws -> Response {
        guard let from = exchange.form["from"].flatMap({ AgentID($0) }) else { throw PageProblem.notFound }
        let to = exchange.form["to"].flatMap { AgentID($0) }
        var filter = TicketFilter()
        filter.assignee = .agent(from)
        var numbers: [Int] = []
        for view in [TicketView.mine, .snoozed] {
            var query = TicketQuery(view: view, agent: from, filter: view == .snoozed ? filter : TicketFilter())
            query.limit = maximumTickets
            repeat {
                let page = try await exchange.store.ticketPage(query)
                numbers += page.items.map(\.ticket.number)
                query.after = page.next
            } while query.after != nil
        }
        let wish = BulkChanging.Wish(field: .assignee, value: to?.description)
        let items = try await BulkChanging(exchange: exchange).change(numbers, [wish])
        return try await answer(items, exchange)
    }

    /// `POST /desk/bulk/:id/undo`: gives every ticket back what it had, unless it has something else by now.
    static func undo(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: BulkChange.self)
        let agent = try exchange.agent.id
        guard let bulk = try await exchange.store.bulkChange(id, of: agent),
            try await exchange.store.takeBack(id, of: agent, at: exchange.now)
        else { throw PageProblem.notFound }
        try await BulkChanging(exchange: exchange).takeBack(bulk)
        return exchange.back(or: "/desk/tickets")
    }

    private static func answer(_ items: [BulkChange.Item], _ exchange: Exchange) async throws -> Response {
        guard !items.isEmpty else { return exchange.back(or: "/desk/tickets") }
        let bulk = BulkChange(
            id: exchange.site.services.ids.next(at: exchange.now),
            agent: try exchange.agent.id,
            items: items,
            at: exchange.now
        )
        try await exchange.store.keep(bulk)
        let count = Set(items.map(\.number)).count
        var response = exchange.back(or: "/desk/tickets?view=unsolved")
        if let address = response.headers[.location] {
            response.headers[.location] = "\(address)\(address.contains("?") ? "&" : "?")done=\(bulk.id)-\(count)"
        }
        return response
    }

    private static func wishes(_ exchange: Exchange) throws -> [BulkChanging.Wish] {
        let form = exchange.form
        var wishes: [BulkChanging.Wish] = []
        // A button of its own means that alone: selections beside it may be left over.
        if form["spam"] == "yes" { return [BulkChanging.Wish(field: .spam, value: "yes")] }
        if let until = ChosenTime.read(form, preset: "snooze", date: "until", exchange.clock) {
            return [BulkChanging.Wish(field: .snooze, value: String(until.rawValue))]
        }
        if let status = form["status"].flatMap(TicketStatus.init) {
            wishes.append(BulkChanging.Wish(field: .status, value: status.rawValue))
        }
        if let text = form["assignee"], !text.isEmpty {
            guard text == "nobody" || AgentID(text) != nil else { throw PageProblem.notFound }
            wishes.append(BulkChanging.Wish(field: .assignee, value: text == "nobody" ? nil : text))
        }
        if let team = form["team"].flatMap({ TeamID($0) }) {
            wishes.append(BulkChanging.Wish(field: .team, value: team.description))
        }
        if let priority = form["priority"].flatMap(TicketPriority.init) {
            wishes.append(BulkChanging.Wish(field: .priority, value: priority.rawValue))
        }
        if let tag = form.trimmed("tag").flatMap(TicketMark.normalizedTag) {
            wishes.append(BulkChanging.Wish(field: .tag, value: tag))
        }
        return wishes
    }
}

/// Makes changes of many tickets, a bounded number at a time, and notes what each ticket had before.
struct BulkChanging {
    /// A change that is wanted of every ticket.
    struct Wish: Sendable {
        let field: BulkChange.Field
        /// The value in the words of events; nil is nobody.
        let value: String?
    }

    /// How many tickets are changed at once; they share the store's commits.
    private static let width = 16

    let exchange: Exchange

    /// Changes tickets.
    ///
    /// - Returns: what was changed.
    func change(_ numbers: [Int], _ wishes: [Wish]) async throws -> [BulkChange.Item] {
        guard !wishes.isEmpty else { return [] }
        return try await all(numbers) { try await change($0, wishes) }
    }

    /// Takes changes back where nobody has changed the same since.
    func takeBack(_ bulk: BulkChange) async throws {
        let items = Dictionary(grouping: bulk.items, by: \.number)
        _ = try await all(Array(items.keys)) { number in
            for item in (items[number] ?? []).reversed() { try await takeBack(item) }
            return []
        }
    }

    private func all(
        _ numbers: [Int],
        _ work: @escaping @Sendable (Int) async throws -> [BulkChange.Item]
    ) async throws -> [BulkChange.Item] {
        var items: [BulkChange.Item] = []
        for start in stride(from: 0, to: numbers.count, by: Self.width) {
            let part = numbers[start..<min(start + Self.width, numbers.count)]
            items += try await withThrowingTaskGroup(of: [BulkChange.Item].self) { group in
                for number in part { group.addTask { try await work(number) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }
        return items
    }

    private func change(_ number: Int, _ wishes: [Wish]) async throws -> [BulkChange.Item] {
        guard let state = try await exchange.store.state(number: number) else { return [] }
        var items: [BulkChange.Item] = []
        for wish in wishes {
            let before = state.value(of: wish.field, beside: wish.value)
            guard before != wish.value, let action = action(wish.field, wish.value, state) else { continue }
            // What is refused (a closed ticket, one that is solved already) stays as it is; the others go on.
            if case .done = try await apply(action) {
                items.append(BulkChange.Item(number: number, field: wish.field, from: before, to: wish.value))
            }
        }
        return items
    }

    private func takeBack(_ item: BulkChange.Item) async throws {
        guard let state = try await exchange.store.state(number: item.number),
            state.value(of: item.field, beside: item.to) == item.to
        else { return }
        var action = action(item.field, item.from, state)
        if item.field == .tag, let tag = item.to { action = .mark(state.ticket.id, .tags(adding: [], removing: [tag])) }
        if let action { _ = try await apply(action) }
    }

    private func apply(_ action: DeskChange.Action) async throws -> ChangeResult {
        try await exchange.store.apply(DeskChange(action, actor: try exchange.actor, at: exchange.now))
    }

    private func action(_ field: BulkChange.Field, _ value: String?, _ state: TicketState) -> DeskChange.Action? {
        let id = state.ticket.id
        switch field {
        case .status: return value.flatMap(TicketStatus.init).map { .status(id, $0) }
        case .priority: return value.flatMap(TicketPriority.init).map { .priority(id, $0) }
        case .assignee: return .assign(id, value.flatMap { AgentID($0) })
        case .team: return .team(id, value.flatMap { TeamID($0) })
        case .tag: return value.map { .mark(id, .tags(adding: [$0], removing: [])) }
        case .spam: return .mark(id, .spam(value != nil))
        case .snooze:
            let until = value.flatMap { Int64($0) }.map { Timestamp(rawValue: $0) }
            return .mark(id, .snooze(until: until.flatMap { $0 > exchange.now ? $0 : nil }))
        }
    }
}

extension TicketState {
    /// A field's value in the words of events; a tag's is itself when the ticket has it.
    func value(of field: BulkChange.Field, beside wanted: String?) -> String? {
        switch field {
        case .status: ticket.status.rawValue
        case .priority: ticket.priority.rawValue
        case .assignee: ticket.assignee?.description
        case .team: ticket.team?.description
        case .tag: wanted.flatMap { marks.tags.contains($0) ? $0 : nil }
        case .spam: marks.isSpam ? "yes" : nil
        case .snooze: marks.snoozedUntil.map { String($0.rawValue) }
        }
    }
}
