import ArgumentParser
import ChannelKit
import DeskModel
import MessageRouting
import OutboxDelivery
import TicketStorage

/// `tributary reply`: an agent's reply or note.
struct ReplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reply",
        abstract: "Write a reply, or an internal note, as an agent."
    )

    @OptionGroup var options: CommonOptions
    @Argument(help: "The ticket's number.") var number: Int
    @Option(help: "The agent's mail address.") var agent: String
    @Option(help: "The words; may be left out where a template needs none.") var text: String = ""
    @Option(help: "The approved template it leaves by, where the channel has such.") var template: String?
    @Option(help: "What fills a place of the template, as NAME=VALUE; may be repeated.") var value: [String] = []
    @Option(help: "The channel it leaves by; otherwise that of the last customer message.") var channel: String?
    @Flag(help: "Write an internal note; nothing is sent.") var note = false

    func run() async throws {
        var values: [String: String] = [:]
        for pair in value {
            guard let cut = pair.firstIndex(of: "="), cut > pair.startIndex else {
                throw CommandFailure(.usage, "--value \(pair): allowed is NAME=VALUE.").report()
            }
            values[String(pair[..<cut])] = String(pair[pair.index(after: cut)...])
        }
        try await options.execute(
            WriteReply(
                number: number,
                agent: agent,
                text: text,
                template: template,
                values: values,
                channel: channel.map(ChannelID.init(rawValue:)),
                isNote: note,
                json: options.json
            )
        )
    }
}

/// Writes a reply or note.
struct WriteReply: DeskCommand {
    static let name = "reply"
    let number: Int
    let agent: String
    let text: String
    let template: String?
    let values: [String: String]
    let channel: ChannelID?
    let isNote: Bool
    let json: Bool

    private struct Line: Encodable {
        let message: MessageID
        let ticket: Int
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let author = try await desk.store.account(email: agent.lowercased())?.agent, author.isEnabled else {
            throw CommandFailure(.data, "--agent: there is no enabled account \(agent).")
        }
        guard author.role.mayChangeTickets else { throw CommandFailure(.data, "--agent: \(agent) may only look.") }
        guard let thread = try await desk.store.thread(number: number) else {
            throw CommandFailure(.data, "There is no ticket \(number).")
        }
        let now = Desk.clock()
        let message: MessageID
        let action: DeskChange.Action
        if isNote {
            message = desk.store.ids.next(at: now)
            action = .note(Note(id: message, ticket: thread.ticket.id, author: .agent(author.id), text: text, at: now))
        } else {
            let planned = try plan(author, in: thread, desk, at: now)
            message = planned.reply.id
            action = .reply(planned, status: nil)
        }
        switch try await desk.store.apply(DeskChange(action, actor: .agent(author.id), at: now)) {
        case .done: desk.outboxBell.ring()
        case .stale: throw CommandFailure(.temporary, "Somebody changed the ticket at the same moment. Try again.")
        case .refused(let why): throw CommandFailure(.data, why)
        }
        if json {
            try await output.json(Line(message: message, ticket: number))
        } else {
            try await output.line("\(message)")
        }
    }

    private func plan(_ author: Agent, in thread: TicketThread, _ desk: Desk, at now: Timestamp) throws -> PlannedReply
    {
        var leg: LegID?
        if let channel {
            guard
                let chosen = thread.legs.filter({ $0.channel == channel }).max(by: {
                    $0.lastInboundAt < $1.lastInboundAt
                })
            else {
                let legs = Set(thread.legs.map(\.channel.rawValue)).sorted().joined(separator: ", ")
                throw CommandFailure(.data, "--channel: nobody can be reached by \(channel) here; possible: \(legs)")
            }
            leg = chosen.id
        }
        do {
            let draft = ReplyDraft(author: author, text: text, leg: leg, template: template, values: values)
            return try desk.replies.plan(draft, in: thread, at: now)
        } catch let problem as ReplyProblem {
            throw CommandFailure(.data, problem.description)
        }
    }
}
