import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension DeskFixture {
    /// A task that an agent might add.
    func task(
        _ title: String,
        in ticket: TicketID,
        due seconds: Int64? = nil,
        kind: TicketTask.Kind = .toDo,
        target: IdentityKey? = nil,
        message: MessageID? = nil
    ) -> TicketTask {
        TicketTask(
            id: ids.next(at: at(0)),
            ticket: ticket,
            kind: kind,
            title: title,
            target: target,
            dueAt: seconds.map { at($0) },
            message: message,
            createdBy: .operator,
            createdAt: at(0)
        )
    }
}

extension TicketStoreConformance {
    static let tasks: [StoreCase] = [
        StoreCase("tasks are listed by their due time, done, and taken up again") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let ticket = try #require(result.ticket)
            let late = desk.task("late", in: ticket, due: 900)
            let soon = desk.task("soon", in: ticket, due: 300)
            let whenever = desk.task("whenever", in: ticket)
            for task in [whenever, late, soon] { try await desk.apply(.addTask(task)) }
            #expect(try await desk.store.tasks(of: ticket) == [soon, late, whenever])
            #expect(try await desk.store.openTasks(dueBefore: desk.at(600), limit: 10).map(\.task) == [soon])
            let line = try await desk.store.ticketPage(TicketQuery(view: .all)).items.first
            #expect(line?.nextTask == soon)
            try await desk.apply(.completeTask(soon.id), at: 20)
            let thread = try #require(try await desk.thread(result))
            #expect(thread.tasks.map(\.title) == ["late", "whenever", "soon"])
            #expect(thread.tasks.last?.state == .done(by: .operator, at: desk.at(20)))
            #expect(try await desk.store.openTasks(dueBefore: desk.at(600), limit: 10).isEmpty)
            try await desk.apply(.reopenTask(soon.id), at: 30)
            #expect(try await desk.store.tasks(of: ticket).first == soon)
            let told = try #require(try await desk.thread(result)).events.filter { $0.kind == .task }.map(\.to)
            #expect(told == ["open", "open", "open", "done", "open"])
        },
        StoreCase("tasks follow their message and their ticket, and come back with it") { desk in
            let first = try await desk.receive(desk.envelope("a"))
            let second = try await desk.receive(desk.envelope("b", from: "bo@example.org"))
            let (one, two) = (try #require(first.ticket), try #require(second.ticket))
            let asked = desk.task("asked", in: two, message: second.message)
            let added = desk.task("added", in: two)
            for task in [asked, added] { try await desk.apply(.addTask(task)) }
            let action = desk.ids.next(UndoableAction.self, at: desk.at(5))
            try await desk.apply(.merge(from: two, into: one, action: action))
            let together = try await desk.store.tasks(of: one).map(\.title)
            #expect(Set(together) == ["asked", "added"])
            #expect(try await desk.store.ticketPage(TicketQuery(view: .unsolved)).items.first?.nextTask != nil)
            try await desk.apply(.undo(action))
            #expect(try await desk.store.tasks(of: one).isEmpty)
            let apart = try await desk.store.tasks(of: two).map(\.title)
            #expect(Set(apart) == ["asked", "added"])
        },
        StoreCase("a call that was answered settles the calls back to its number") { desk in
            let result = try await desk.receive(desk.envelope("a"))
            let ticket = try #require(result.ticket)
            let number = IdentityKey(kind: .phone, value: "+12125550101")
            let waiting = desk.task(
                "Ada",
                in: ticket,
                due: 300,
                kind: .callBack,
                target: number,
                message: result.message
            )
            try await desk.apply(.addTask(waiting))
            let item = try await desk.item(desk.envelope("b"), at: 60)
            _ = try await desk.store.ingest([item]) { item, reads in
                let settled = try reads.openCallBacks(to: number)
                let trace = DecisionTrace(rule: "record", evidence: settled.map { .words($0.title) })
                return RoutingDecision(placement: .ignore, trace: trace, settledTasks: settled)
            }
            #expect(
                try await desk.store.tasks(of: ticket).first?.state == .done(by: .system("spoken-to"), at: desk.at(60))
            )
        },
    ]

    static let batches: [StoreCase] = [
        StoreCase("a batch is taken back as a whole, and may come again") { desk in
            let one = try await desk.receive(desk.envelope("a", text: "one"), batch: "monday.csv")
            let two = try await desk.receive(desk.envelope("b", from: "bo@example.org"), batch: "monday.csv")
            let ticket = try #require(one.ticket)
            try await desk.apply(.addTask(desk.task("call", in: ticket, due: 300, message: one.message)))
            let batch = try #require(try await desk.store.batches(limit: 10).first)
            #expect(batch.name == "monday.csv" && batch.arrivals == 2 && batch.takenBack == nil)
            let undoing = try await desk.store.takeBack(batch.id, actor: .operator, at: desk.at(60))
            #expect(undoing == .done(BatchReport(messages: 2, tickets: 2)))
            for view in TicketView.allCases {
                #expect(try await desk.store.ticketPage(TicketQuery(view: view)).items.isEmpty)
                #expect(try await desk.store.viewCounts(for: nil)[view] == 0)
            }
            #expect(try await desk.store.openTasks(dueBefore: desk.at(600), limit: 10).isEmpty)
            let thread = try #require(try await desk.thread(one))
            #expect(thread.ticket.status == .closed && thread.entries.count == 1)
            #expect(thread.events.contains { $0.kind == .task && $0.to == "canceled" })
            let status = try #require(thread.events.last { $0.kind == .status })
            #expect(status.from == "new" && status.to == "closed" && status.actor == .operator)
            #expect(try await desk.store.verify() == [])
            #expect(try await desk.store.batches(limit: 10).first?.takenBack?.by == .operator)
            let twice = try await desk.store.takeBack(batch.id, actor: .operator, at: desk.at(70))
            #expect(twice == .refused("batch \(batch.id) was taken back already"))
            let again = try await desk.receive(desk.envelope("a", text: "one"), at: 90, batch: "monday.csv")
            #expect(again.outcome == .opened && again.ticket != one.ticket)
            #expect(two.ticket != nil)
            #expect(try await desk.store.verify() == [])
        },
        StoreCase("what a batch added to somebody's ticket leaves it, and its status goes back") { desk in
            let first = try await desk.receive(desk.envelope("a", messageID: "m1"))
            let ticket = try #require(first.ticket)
            try await desk.apply(.status(ticket, .solved), at: 5)
            let added = desk.envelope("b", text: "added", messageID: "m2", answers: ["m1"])
            let second = try await desk.receive(added, at: 20, batch: "monday.csv")
            #expect(second.ticket == ticket)
            let batch = try #require(try await desk.store.batches(limit: 10).first)
            let undoing = try await desk.store.takeBack(batch.id, actor: .operator, at: desk.at(60))
            #expect(undoing == .done(BatchReport(messages: 1, tickets: 0)))
            let thread = try #require(try await desk.thread(first))
            #expect(thread.entries.count == 1)
            #expect(try await desk.store.ticketPage(TicketQuery(view: .all)).items.map(\.ticket.id) == [ticket])
            #expect(try await desk.store.verify() == [])
            let again = try await desk.receive(added, at: 90, batch: "monday.csv")
            #expect(again.outcome == .appended && again.ticket == ticket)
        },
        StoreCase("what an agent has answered stays, and the report names it") { desk in
            let result = try await desk.receive(desk.envelope("a"), batch: "monday.csv")
            let reply = try desk.reply(in: try #require(try await desk.thread(result)), at: 30)
            try await desk.apply(.reply(reply, status: nil), at: 30)
            let batch = try #require(try await desk.store.batches(limit: 10).first)
            let undoing = try await desk.store.takeBack(batch.id, actor: .operator, at: desk.at(60))
            #expect(undoing == .done(BatchReport(kept: [1], keptMessages: 1)))
            #expect(try await desk.thread(result)?.entries.count == 2)
        },
    ]
}
