import ArgumentParser
import ChannelKit
import DeskModel
import TicketStorage

/// `tributary intake batches`: imports that can be taken back.
struct BatchesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batches",
        abstract: "Imported files, newest first, with what was taken back."
    )
    @OptionGroup var options: CommonOptions

    func run() async throws { try await options.execute(ListBatches(json: options.json)) }
}

/// `tributary intake undo`: takes an import back as a whole.
struct UndoBatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take back everything an imported file has put in; the same file may be taken again afterwards.",
        discussion: "Messages that an agent has answered since stay in their tickets, which are named."
    )
    @OptionGroup var options: CommonOptions
    @Argument(help: "The batch's id, from `intake batches`.") var batch: String

    func run() async throws {
        guard let id = BatchID(batch) else {
            throw CommandFailure(.usage, "\(batch) is no batch id; allowed: a number from `intake batches`.").report()
        }
        try await options.execute(UndoBatch(batch: id, json: options.json))
    }
}

/// Prints the newest batches.
struct ListBatches: DeskCommand {
    static let name = "intake batches"
    let json: Bool

    private struct Line: Encodable {
        let id: BatchID
        let channel: ChannelID
        let name: String
        let startedAt: String
        let arrivals: Int
        let takenBackAt: String?
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        for batch in try await desk.store.batches(limit: 200) {
            if json {
                try await output.json(
                    Line(
                        id: batch.id,
                        channel: batch.channel,
                        name: batch.name,
                        startedAt: batch.startedAt.rfc3339,
                        arrivals: batch.arrivals,
                        takenBackAt: batch.takenBack?.at.rfc3339
                    )
                )
            } else {
                let state = batch.takenBack.map { "  taken back \($0.at.rfc3339)" } ?? ""
                try await output.line(
                    "\(batch.id)  \(batch.startedAt.rfc3339)  \(batch.channel)  \(batch.arrivals) arrivals  \(batch.name)\(state)"
                )
            }
        }
    }
}

/// Takes a batch back.
struct UndoBatch: DeskCommand {
    static let name = "intake undo"
    let batch: BatchID
    let json: Bool

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        switch try await desk.store.takeBack(batch, actor: .operator, at: Desk.clock()) {
        case .refused(let why): throw CommandFailure(.data, "Nothing was taken back: \(why).")
        case .done(let report):
            guard !json else { return try await output.json(report) }
            try await output.line("\(report.messages) messages taken back, \(report.tickets) tickets closed.")
            if report.keptMessages > 0 {
                let numbers = report.kept.map { "#\($0)" }.joined(separator: " ")
                try await output.line("\(report.keptMessages) messages stay: an agent has answered in \(numbers).")
            }
        }
    }
}
