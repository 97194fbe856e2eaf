import ChannelKit
import DeskModel
import Testing

@testable import TicketStorage

/// Orders of views that are too large to be sorted.
@Suite struct TicketOrderTests {
    private static let count = 60
    private static let bound = 10

    /// A desk with tickets of all urgencies, some of them solved, one of them spam, in no order.
    private func filled(_ work: (DeskFixture, AgentID, SQLiteTicketStore) async throws -> Void) async throws {
        try await TemporaryStore.run { store in
            let desk = DeskFixture(store: store, ids: store.ids)
            let agent = try await store.addAgent(
                Agent(
                    id: desk.ids.next(at: desk.start),
                    email: "ann@desk.example",
                    name: "Ann",
                    role: .agent,
                    createdAt: desk.start
                )
            )
            for index in 0..<Self.count {
                let result = try await desk.receive(
                    desk.envelope("e\(index)", from: "p\(index)@example.org"),
                    at: Int64(index * 37 % Self.count)
                )
                let ticket = try #require(result.ticket)
                func change(_ action: DeskChange.Action) async throws {
                    let at = desk.at(Int64(100 + index * 53 % Self.count))
                    _ = try await store.apply(DeskChange(action, actor: .operator, at: at))
                }
                try await change(.priority(ticket, TicketPriority.allCases[index * 7 % 4]))
                if index % 5 == 0 { try await change(.assign(ticket, agent.id)) }
                if index % 6 == 1 { try await change(.status(ticket, .solved)) }
                if index == 8 { try await change(.mark(ticket, .spam(true))) }
            }
            try await work(desk, agent.id, store)
        }
    }

    /// All tickets of a list, page by page.
    private func all(_ query: TicketQuery, bound: Int, _ store: SQLiteTicketStore) async throws -> [Int] {
        var query = query
        var numbers: [Int] = []
        repeat {
            let asked = query
            let page = try await store.read { connection in
                try ChosenTickets(lists: TicketListReading(connection: connection), query: asked, bound: bound).page()
            }
            #expect(page.items.count <= query.limit)
            numbers += page.items.map(\.ticket.number)
            query.after = page.next
        } while query.after != nil
        return numbers
    }

    @Test(arguments: [TicketView.unsolved, .mine, .unassigned, .pending, .solved, .all, .spam])
    func `a view too large to be sorted has every ticket once, in the order of a small one`(
        _ view: TicketView
    ) async throws {
        try await filled { desk, agent, store in
            for order in [TicketOrder.newest, .waiting, .priority] {
                // These are sorted from what changed last.
                if order != .newest, [.solved, .all].contains(view) { continue }
                for limit in [1, 7, 50] {
                    let query = TicketQuery(view: view, agent: agent, order: order, limit: limit)
                    let wanted = try await all(query, bound: 4_000, store)
                    let found = try await all(query, bound: Self.bound, store)
                    #expect(found == wanted, "\(view) by \(order), \(limit) a page")
                    #expect(wanted.isEmpty == (view == .pending))
                }
            }
        }
    }

    @Test func `conditions hold in a view too large to be sorted`() async throws {
        try await filled { desk, agent, store in
            var filter = TicketFilter()
            filter.priorities = [.high, .low]
            filter.assignee = .agent(agent)
            let query = TicketQuery(view: .unsolved, agent: agent, filter: filter, order: .priority, limit: 3)
            let found = try await all(query, bound: Self.bound, store)
            #expect(found == (try await all(query, bound: 4_000, store)))
            #expect(!found.isEmpty && found.count < Self.count / 2)
        }
    }
}
