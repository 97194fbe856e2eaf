import ArgumentParser
import ChannelKit
import DeskModel
import Foundation
import MessageRouting
import TicketStorage

/// `tributary intake`: the journal of what came in.
struct IntakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "intake",
        abstract: "The journal of what came in: look, route again, export, take an import back.",
        subcommands: [
            List.self, Show.self, Replay.self, Export.self, BatchesCommand.self, UndoBatchCommand.self,
        ],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All arrivals, newest first.")
        @OptionGroup var options: CommonOptions
        @Flag(help: "Only what was put aside.") var quarantined = false

        func run() async throws {
            try await options.execute(ListIntake(onlyQuarantined: quarantined, json: options.json))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One arrival and what became of it.")
        @OptionGroup var options: CommonOptions
        @Argument(help: "The arrival's id.") var id: String

        func run() async throws { try await options.execute(ShowArrival(id: try arrivalID(id), json: options.json)) }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read arrivals again: quarantined ones are routed, routed ones compared."
        )
        @OptionGroup var options: CommonOptions
        @Argument(help: "The arrivals' ids.") var ids: [String]
        @Flag(help: "Store the new reading of routed arrivals as a revision; sends nothing and changes no ticket.")
        var apply = false

        func run() async throws {
            try await options.execute(ReplayArrivals(ids: try ids.map(arrivalID), apply: apply, json: options.json))
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print an arrival's octets.")
        @OptionGroup var options: CommonOptions
        @Argument(help: "The arrival's id.") var id: String

        func run() async throws { try await options.execute(ExportArrival(id: try arrivalID(id))) }
    }
}

/// Reads an arrival's id from the command line.
private func arrivalID(_ text: String) throws -> ArrivalID {
    guard let id = ArrivalID(text) else {
        throw CommandFailure(.usage, "\(text) is no arrival id; allowed: a number from `intake list`.").report()
    }
    return id
}

/// An arrival as a line of JSON.
private struct ArrivalLine: Encodable {
    let id: ArrivalID
    let channel: ChannelID
    let externalId: ExternalID
    let receivedAt: String
    let size: Int
    let outcome: IntakeOutcome
    let reason: String
    let tickets: [Int]
    let rules: [String]

    init(_ summary: IntakeSummary) {
        id = summary.id
        channel = summary.channel
        externalId = summary.externalID
        receivedAt = summary.receivedAt.rfc3339
        size = summary.size
        outcome = summary.outcome
        reason = summary.reason?.said.english ?? ""
        tickets = summary.results.compactMap(\.ticketNumber)
        rules = summary.results.map(\.rule)
    }
}

/// Prints the journal.
struct ListIntake: DeskCommand {
    static let name = "intake list"
    let onlyQuarantined: Bool
    let json: Bool

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        var query = IntakeQuery(outcome: onlyQuarantined ? .quarantined : nil, limit: 200)
        repeat {
            let page = try await desk.store.intakePage(query)
            for item in page.items {
                let line = ArrivalLine(item)
                if json {
                    try await output.json(line)
                } else {
                    let tickets = line.tickets.map { "#\($0)" }.joined(separator: " ")
                    try await output.line(
                        "\(line.id)  \(line.receivedAt)  \(line.channel)  \(line.outcome.rawValue)  \(tickets)  \(line.reason)"
                    )
                }
            }
            query.after = page.next
        } while query.after != nil
    }
}

/// Prints one arrival.
struct ShowArrival: DeskCommand {
    static let name = "intake show"
    let id: ArrivalID
    let json: Bool

    private struct Shown: Encodable {
        let id: ArrivalID
        let channel: ChannelID
        let receivedAt: String
        let mediaType: String
        let verdict: ArrivalVerdict
        let envelopeSender: String?
        let envelopeRecipients: [String]
        let size: Int
        let crashes: Int
        let results: [RoutingResult]
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let arrival = try await desk.store.arrival(id) else {
            throw CommandFailure(.data, "There is no arrival \(id), or its octets were let go.")
        }
        let results = try await desk.store.results(of: id)
        let raw = arrival.raw
        guard json else {
            try await output.line(
                "\(id)  \(raw.receivedAt.rfc3339)  \(raw.channel)  \(raw.mediaType)  \(raw.body.count) bytes"
            )
            for result in results {
                let ticket = result.ticketNumber.map { " ticket #\($0)" } ?? ""
                try await output.line("  \(result.outcome.rawValue)\(ticket) by \(result.rule)")
            }
            return
        }
        try await output.json(
            Shown(
                id: id,
                channel: raw.channel,
                receivedAt: raw.receivedAt.rfc3339,
                mediaType: raw.mediaType,
                verdict: raw.verdict,
                envelopeSender: raw.envelopeSender,
                envelopeRecipients: raw.envelopeRecipients,
                size: raw.body.count,
                crashes: arrival.crashes,
                results: results
            )
        )
    }
}

/// Reads arrivals again.
struct ReplayArrivals: DeskCommand {
    static let name = "intake replay"
    let ids: [ArrivalID]
    let apply: Bool
    let json: Bool

    private struct Line: Encodable {
        let arrival: ArrivalID
        let message: MessageID?
        let done: String
        let differences: [String]
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        for id in ids {
            guard let arrival = try await desk.store.arrival(id) else {
                throw CommandFailure(.data, "There is no arrival \(id), or its octets were let go.")
            }
            let results = try await desk.store.results(of: id)
            if results.isEmpty || results.contains(where: { $0.outcome == .quarantined }) {
                try await routeAgain(arrival, desk, output)
            } else {
                try await compare(arrival, results, desk, output)
            }
        }
    }

    private func routeAgain(_ arrival: JournaledArrival, _ desk: Desk, _ output: CommandOutput) async throws {
        try await desk.store.requeue(arrival.id)
        if desk.isServing { desk.intake.resume(count: 1) } else { try await desk.router.drain() }
        let store = desk.store
        let results = try await desk.watch.results(of: arrival.id, within: .seconds(5)) {
            try await store.results(of: arrival.id)
        }
        let told = results?.map { "\($0.outcome.rawValue) by \($0.rule)" }.joined(separator: ", ") ?? "waiting"
        try await show(Line(arrival: arrival.id, message: results?.first?.message, done: told, differences: []), output)
    }

    private func compare(
        _ arrival: JournaledArrival,
        _ results: [RoutingResult],
        _ desk: Desk,
        _ output: CommandOutput
    ) async throws {
        for (result, reading) in zip(results, await desk.router.reread(arrival)) {
            guard let id = result.message, let stored = try await desk.store.inboundMessage(id) else { continue }
            // What its sender has changed since is not put back.
            guard stored.editedAt == nil else {
                try await show(Line(arrival: arrival.id, message: id, done: "changed since", differences: []), output)
                continue
            }
            var revised = stored
            revised.take(reading, desk.store.ids)
            let differences = stored.differences(to: revised)
            if apply, !differences.isEmpty {
                try await desk.store.revise(id, reading: revised, blobs: reading.blobs)
            }
            let done = differences.isEmpty ? "same" : apply ? "revised" : "differs"
            try await show(Line(arrival: arrival.id, message: id, done: done, differences: differences), output)
        }
    }

    private func show(_ line: Line, _ output: CommandOutput) async throws {
        guard !json else { return try await output.json(line) }
        try await output.line("\(line.arrival)  \(line.done)")
        for difference in line.differences { try await output.line("  \(difference)") }
    }
}

extension InboundMessage {
    /// Puts a new reading of the same arrival in place of the old.
    fileprivate mutating func take(_ item: RoutingItem, _ ids: RecordIDSource) {
        let envelope = item.envelope
        subject = envelope.subject
        text = envelope.text
        newText = envelope.newText
        quotedText = envelope.quotedText
        html = envelope.html
        attachments = item.attachments + (item.pointsAtFiles ? unfetched(by: item, ids) : [])
        fields = envelope.fields
        warnings = envelope.warnings
    }

    /// Files that were fetched once and can no longer be: the provider's word for them has run out, ours has not.
    private func unfetched(by item: RoutingItem, _ ids: RecordIDSource) -> [AttachmentRecord] {
        let fetched = Set(item.attachments.map(\.blob))
        return attachments.filter { !fetched.contains($0.blob) }.map { record in
            var record = record
            record.id = ids.next(at: item.receivedAt)
            return record
        }
    }

    /// What another reading has changed, one sentence each.
    fileprivate func differences(to other: InboundMessage) -> [String] {
        var found: [String] = []
        func note(_ what: String, _ isSame: Bool) { if !isSame { found.append("\(what) differs") } }
        note("subject", subject == other.subject)
        note("text", text == other.text)
        note("new words", newText == other.newText)
        note("quoted words", quotedText == other.quotedText)
        note("HTML", html == other.html)
        note("attachments", attachments.map(\.blob) == other.attachments.map(\.blob))
        note("fields", fields == other.fields)
        return found
    }
}

/// Prints an arrival's octets as text.
struct ExportArrival: DeskCommand {
    static let name = "intake export"
    let id: ArrivalID

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let arrival = try await desk.store.arrival(id) else {
            throw CommandFailure(.data, "There is no arrival \(id), or its octets were let go.")
        }
        try await output.line(String(decoding: arrival.raw.body, as: UTF8.self))
    }
}

extension RoutingItem {
    /// Whether files of the envelope lie at the provider and were not fetched.
    fileprivate var pointsAtFiles: Bool {
        envelope.attachments.contains { if case .handle = $0.content { true } else { false } }
    }
}
