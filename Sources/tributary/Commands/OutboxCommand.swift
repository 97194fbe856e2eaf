import ArgumentParser
import ChannelKit
import DeskModel
import OutboxDelivery
import TicketStorage

/// `tributary outbox`: what leaves, and what does not.
struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "Deliveries and their attempts.",
        subcommands: [List.self, Retry.self, Cancel.self, Pause.self, Resume.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All deliveries, newest first.")
        @OptionGroup var options: CommonOptions

        func run() async throws { try await options.execute(ListOutbox(json: options.json)) }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Try a failed, held or uncertain delivery again.")
        @OptionGroup var options: CommonOptions
        @Argument(help: "The delivery's id.") var id: String

        func run() async throws { try await options.execute(try ChangeDelivery(id, .retry)) }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take back a delivery that was not sent.")
        @OptionGroup var options: CommonOptions
        @Argument(help: "The delivery's id.") var id: String

        func run() async throws { try await options.execute(try ChangeDelivery(id, .cancel)) }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stop all sending.")
        @OptionGroup var options: CommonOptions

        func run() async throws { try await options.execute(PauseOutbox(paused: true)) }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Start sending again.")
        @OptionGroup var options: CommonOptions

        func run() async throws { try await options.execute(PauseOutbox(paused: false)) }
    }
}

/// Prints all deliveries.
struct ListOutbox: DeskCommand {
    static let name = "outbox list"
    let json: Bool

    private struct Line: Encodable {
        struct Attempt: Encodable {
            let number: Int
            let startedAt: String
            let outcome: String?
            let answer: String
        }

        let id: DeliveryID
        let reply: MessageID
        let channel: ChannelID
        let state: DeliveryState
        let destinations: [String]
        let externalId: ExternalID?
        let reason: String
        let mayRepeat: Bool
        let notBefore: String
        let attempts: [Attempt]
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        if try await desk.store.isOutboxPaused(), !json {
            try await output.line("Sending is paused: `tributary outbox resume`.")
        }
        var after: PageCursor?
        repeat {
            let page = try await desk.store.outboxPage(states: Set(DeliveryState.allCases), after: after, limit: 200)
            for record in page.items { try await show(record, output) }
            after = page.next
        } while after != nil
    }

    private func show(_ record: DeliveryRecord, _ output: CommandOutput) async throws {
        let delivery = record.delivery
        guard json else {
            let to = delivery.part.destinations.joined(separator: ", ")
            return try await output.line(
                "\(delivery.id)  \(delivery.state.rawValue)  \(delivery.channel)  \(to)  \(delivery.reason)"
            )
        }
        try await output.json(
            Line(
                id: delivery.id,
                reply: delivery.reply,
                channel: delivery.channel,
                state: delivery.state,
                destinations: delivery.part.destinations,
                externalId: delivery.part.externalID,
                reason: delivery.reason.english,
                mayRepeat: delivery.mayRepeat,
                notBefore: delivery.notBefore.rfc3339,
                attempts: record.attempts.map {
                    Line.Attempt(
                        number: $0.number,
                        startedAt: $0.startedAt.rfc3339,
                        outcome: $0.outcome,
                        answer: $0.answer.english
                    )
                }
            )
        )
    }
}

/// Retries or cancels a delivery.
struct ChangeDelivery: DeskCommand {
    static let name = "outbox change"

    enum Change: String, Codable {
        case retry
        case cancel
    }

    let id: DeliveryID
    let change: Change

    init(_ id: String, _ change: Change) throws {
        guard let id = DeliveryID(id) else {
            throw CommandFailure(.usage, "\(id) is no delivery id; allowed: a number from `outbox list`.").report()
        }
        self.id = id
        self.change = change
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        let result =
            switch change {
            case .retry: try await desk.store.retry(id, actor: .operator, at: Desk.clock())
            case .cancel: try await desk.store.cancel(id, actor: .operator, at: Desk.clock())
            }
        if case .refused(let why) = result { throw CommandFailure(.data, why) }
        desk.outboxBell.ring()
        try await output.line(change == .retry ? "Queued again." : "Taken back.")
    }
}

/// Stops or starts sending.
struct PauseOutbox: DeskCommand {
    static let name = "outbox pause"
    let paused: Bool

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        try await desk.store.setOutboxPaused(paused, actor: .operator, at: Desk.clock())
        desk.outboxBell.ring()
        try await output.line(paused ? "Nothing is sent until `tributary outbox resume`." : "Sending goes on.")
    }
}
