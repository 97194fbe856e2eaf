import ArgumentParser
import ChannelKit
import DeskModel
import Foundation
import TicketStorage

/// `tributary tickets`: look-ups.
struct TicketsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tickets",
        abstract: "Look tickets up, and merge them.",
        subcommands: [List.self, Show.self, MergeTicketsCommand.self, UnmergeTicketsCommand.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All tickets, the last changed first.")
        @OptionGroup var options: CommonOptions

        func run() async throws { try await options.execute(ListTickets(json: options.json)) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One ticket with its messages.")
        @OptionGroup var options: CommonOptions
        @Argument(help: "The ticket's number.") var number: Int

        func run() async throws { try await options.execute(ShowTicket(number: number, json: options.json)) }
    }
}

/// Prints all tickets.
struct ListTickets: DeskCommand {
    static let name = "tickets list"
    let json: Bool

    private struct Line: Encodable {
        let number: Int
        let subject: String
        let status: TicketStatus
        let contact: ContactID
        let contactName: String
        let channel: ChannelID
        let assignee: String?
        let updatedAt: String
        let taskDueAt: String?
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        var after: PageCursor?
        repeat {
            let page = try await desk.store.ticketPage(TicketQuery(view: .all, after: after, limit: 200))
            for item in page.items {
                let ticket = item.ticket
                if json {
                    let person = try await desk.store.contact(ticket.contact)?.person.id ?? ticket.contact
                    try await output.json(
                        Line(
                            number: ticket.number,
                            subject: ticket.subject,
                            status: ticket.status,
                            contact: person,
                            contactName: item.contactName,
                            channel: ticket.channel,
                            assignee: item.assigneeName,
                            updatedAt: ticket.updatedAt.rfc3339,
                            taskDueAt: item.nextTask?.dueAt?.rfc3339
                        )
                    )
                } else {
                    try await output.line(
                        "#\(ticket.number)  \(ticket.status.rawValue)  \(item.contactName)  \(ticket.subject)"
                    )
                }
            }
            after = page.next
        } while after != nil
    }
}

/// Prints one ticket.
struct ShowTicket: DeskCommand {
    static let name = "tickets show"
    let number: Int
    let json: Bool

    private struct Shown: Encodable {
        let number: Int
        let subject: String
        let status: TicketStatus
        let contact: ContactID
        let contactName: String
        let channel: ChannelID
        let assignee: String?
        let updatedAt: String
        let links: [Link]
        let messages: [Line]
        let tasks: [TaskLine]
    }

    private struct TaskLine: Encodable {
        let id: TaskID
        let kind: TicketTask.Kind
        let title: String
        let dueAt: String?
        let state: String
        let createdBy: String
        let doneBy: String?

        init(_ task: TicketTask, _ name: (Actor) -> String) {
            id = task.id
            kind = task.kind
            title = task.title
            dueAt = task.dueAt?.rfc3339
            createdBy = name(task.createdBy)
            switch task.state {
            case .open: (state, doneBy) = ("open", nil)
            case .done(let actor, _): (state, doneBy) = ("done", name(actor))
            case .canceled: (state, doneBy) = ("canceled", nil)
            }
        }
    }

    private struct Link: Encodable {
        let number: Int
        let kind: TicketLinkKind
    }

    private struct Line: Encodable {
        let id: MessageID
        let direction: String
        let channel: ChannelID?
        let from: String?
        let text: String
        let at: String
        let rule: String?
        let evidence: [String]?
        let isVerified: Bool?
        let automatic: AutomaticOrigin?
        let delivery: DeliveryState?
        let deliveryReason: String?
        let mayRepeat: Bool?
        let attachments: [String]?
        var editedAt: String?
        var earlier: [String]?
        var deletedAt: String?
        var isColleague: Bool?
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let thread = try await desk.store.thread(number: number) else {
            throw CommandFailure(.data, "There is no ticket \(number).")
        }
        let lines = thread.entries.map { line($0, thread) }
        guard !json else {
            return try await output.json(
                Shown(
                    number: thread.ticket.number,
                    subject: thread.ticket.subject,
                    status: thread.ticket.status,
                    contact: thread.person.id,
                    contactName: thread.person.name,
                    channel: thread.ticket.channel,
                    assignee: thread.ticket.assignee.flatMap { thread.agents[$0]?.name },
                    updatedAt: thread.ticket.updatedAt.rfc3339,
                    links: thread.links.map { Link(number: $0.ticket.number, kind: $0.link.kind) },
                    messages: lines,
                    tasks: thread.tasks.map { TaskLine($0) { name($0, thread) } }
                )
            )
        }
        try await output.line("#\(thread.ticket.number) \(thread.ticket.subject)  [\(thread.ticket.status.rawValue)]")
        try await output.line("\(thread.person.name)  \(thread.identities.map(\.address).joined(separator: ", "))")
        for line in lines {
            let state = line.delivery.map { " \($0.rawValue)" } ?? ""
            try await output.line("")
            try await output.line("— \(line.at) \(line.direction)\(state) \(line.from ?? "") \(line.rule ?? "")")
            try await output.line(line.text)
        }
    }

    private func line(_ entry: ThreadEntry, _ thread: TicketThread) -> Line {
        switch entry {
        case .inbound(let message):
            Line(
                id: message.id,
                direction: "inbound",
                channel: message.channel,
                from: message.senderAddress,
                text: message.text,
                at: message.at.rfc3339,
                rule: message.decision.rule,
                evidence: message.decision.evidence.map(\.said.english),
                isVerified: message.authenticity.isVerified,
                automatic: message.automatic,
                delivery: nil,
                deliveryReason: nil,
                mayRepeat: nil,
                attachments: message.attachments.map(\.name),
                editedAt: message.editedAt?.rfc3339,
                earlier: message.versions.isEmpty ? nil : message.versions.map(\.text),
                deletedAt: message.deletion?.at.rfc3339,
                isColleague: message.isColleague
            )
        case .reply(let reply, let deliveries):
            outbound(reply, deliveries, thread)
        case .note(let note):
            Line(
                id: note.id,
                direction: "note",
                channel: nil,
                from: name(note.author, thread),
                text: note.text,
                at: note.at.rfc3339,
                rule: nil,
                evidence: nil,
                isVerified: nil,
                automatic: nil,
                delivery: nil,
                deliveryReason: nil,
                mayRepeat: nil,
                attachments: nil
            )
        }
    }

    private func outbound(_ reply: Reply, _ deliveries: [DeliveryRecord], _ thread: TicketThread) -> Line {
        let worst = deliveries.max { $0.delivery.state.weight < $1.delivery.state.weight }?.delivery
        return Line(
            id: reply.id,
            direction: "outbound",
            channel: reply.channel,
            from: name(reply.author, thread),
            text: reply.text,
            at: reply.at.rfc3339,
            rule: nil,
            evidence: nil,
            isVerified: nil,
            automatic: nil,
            delivery: worst?.state,
            deliveryReason: worst?.reason.english,
            mayRepeat: worst?.mayRepeat,
            attachments: reply.attachments.map(\.name)
        )
    }

    private func name(_ actor: Actor, _ thread: TicketThread) -> String {
        switch actor {
        case .agent(let id): thread.agents[id]?.name ?? "agent"
        case .contact: "customer"
        case .system(let rule): "Tributary (\(rule))"
        case .service(let name): name
        case .operator: "operator"
        }
    }
}

extension DeliveryState {
    /// Which of several parts' states tells most: what needs attention first, then what is least far.
    var weight: Int {
        switch self {
        case .read: 0
        case .delivered: 1
        case .sent: 2
        case .canceled: 3
        case .queued: 4
        case .sending: 5
        case .deferred: 6
        case .held: 7
        case .uncertain: 8
        case .failed: 9
        }
    }
}

extension Timestamp {
    /// The time as RFC 3339 in UTC, to the millisecond.
    var rfc3339: String {
        Date(timeIntervalSince1970: Double(rawValue) / 1000)
            .formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
            + "Z"
    }
}
