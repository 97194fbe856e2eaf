import ArgumentParser
import DeskModel
import TicketStorage

/// `tributary tickets merge`: puts a ticket's messages into another one.
struct MergeTicketsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Merge a ticket into another: its messages go there and its number leads there."
    )
    @OptionGroup var options: CommonOptions
    @Argument(help: "The number of the ticket that goes.") var from: Int
    @Option(help: "The number of the ticket that stays.") var into: Int

    func run() async throws {
        try await options.execute(MergeTickets(from: from, into: into, json: options.json))
    }
}

/// `tributary tickets unmerge`: takes a merge of tickets back.
struct UnmergeTicketsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmerge",
        abstract: "Take a merge of tickets back, also after new messages: those stay where they came."
    )
    @OptionGroup var options: CommonOptions
    @Argument(help: "The merge's id, as `tickets merge` prints it.") var merge: String

    func run() async throws {
        guard let id = ActionID(merge) else {
            throw CommandFailure(.usage, "\(merge) is no merge; allowed: the id that `tickets merge` printed.").report()
        }
        try await options.execute(UnmergeTickets(merge: id, json: options.json))
    }
}

/// A merge as a line of JSON.
private struct MergeLine: Encodable {
    let merge: ActionID
    let ticket: Int
}

/// Merges two tickets.
struct MergeTickets: DeskCommand {
    static let name = "tickets merge"
    let from: Int
    let into: Int
    let json: Bool

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        let (source, target) = (try await ticket(from, desk), try await ticket(into, desk))
        let now = Desk.clock()
        let action = desk.store.ids.next(UndoableAction.self, at: now)
        let change = DeskChange(
            .merge(from: source.id, into: target.id, action: action),
            actor: .operator,
            at: now,
            expectedVersion: source.version
        )
        let merged = try await desk.store.apply(change).ticket()
        if json {
            try await output.json(MergeLine(merge: action, ticket: merged.number))
        } else {
            try await output.line(
                "Ticket #\(from) is part of #\(merged.number). Undo: tributary tickets unmerge \(action)"
            )
        }
    }

    private func ticket(_ number: Int, _ desk: Desk) async throws -> Ticket {
        guard let ticket = try await desk.store.thread(number: number)?.ticket else {
            throw CommandFailure(.data, "There is no ticket \(number).")
        }
        return ticket
    }
}

/// Takes a merge of tickets back.
struct UnmergeTickets: DeskCommand {
    static let name = "tickets unmerge"
    let merge: ActionID
    let json: Bool

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        let change = DeskChange(.undo(merge), actor: .operator, at: Desk.clock())
        let ticket = try await desk.store.apply(change).ticket()
        if json {
            try await output.json(MergeLine(merge: merge, ticket: ticket.number))
        } else {
            try await output.line("Ticket #\(ticket.number) stands for itself again.")
        }
    }
}

extension ChangeResult {
    /// The ticket as it is now.
    ///
    /// - Throws: ``CommandFailure`` when nothing was changed.
    fileprivate func ticket() throws -> Ticket {
        switch self {
        case .done(let ticket): return ticket
        case .stale: throw CommandFailure(.temporary, "Somebody changed the ticket at the same moment. Try again.")
        case .refused(let why): throw CommandFailure(.data, "Nothing was changed: \(why).")
        }
    }
}
