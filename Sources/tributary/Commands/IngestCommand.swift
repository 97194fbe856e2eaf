import ArgumentParser
import ChannelKit
import DeskModel
import Foundation
import MessageRouting
import TicketStorage

/// `tributary ingest`: hands raw arrivals to a channel.
///
/// Fit as an MTA pipe.
struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Hand raw arrivals (mails, an mbox, a webhook body, a call log) to a channel.",
        discussion: "Exit code 0 once everything is journaled; 75 when something is not and must be tried again."
    )

    @OptionGroup var options: CommonOptions
    @Option(help: "The channel that takes them.") var channel: String
    @Option(help: "The envelope sender, as the mail server says it.") var sender: String?
    @Option(help: "An envelope recipient; may be repeated.") var recipient: [String] = []
    @Option(help: "How many seconds to wait for routing.") var wait: Double = 2
    @Argument(help: "Files; `-` or none is standard input.") var files: [String] = []

    func run() async throws {
        for file in files.isEmpty ? ["-"] : files {
            try await options.execute(try command(for: file))
        }
    }

    private func command(for file: String) throws -> IngestFile {
        let name = file == "-" ? "standard input" : file
        let source: IngestFile.Source
        if file == "-" {
            source = .octets(try standardInput())
        } else {
            let path = URL(fileURLWithPath: file).standardizedFileURL.path
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw CommandFailure(.data, "\(file): cannot be read.").report()
            }
            source = .file(path)
        }
        return IngestFile(
            channel: ChannelID(rawValue: channel),
            sender: sender,
            recipients: recipient,
            name: name,
            source: source,
            wait: min(max(wait, 0), 60)
        )
    }

    /// Standard input, bounded: what does not fit into one frame must come as a file.
    private func standardInput() throws -> Data {
        let limit = ControlFrame.maximumLength / 2
        let data = try FileHandle.standardInput.read(upToCount: limit + 1) ?? Data()
        guard data.count <= limit else {
            throw CommandFailure(.data, "Standard input is longer than \(limit >> 20) MiB; hand it over as a file.")
                .report()
        }
        return data
    }
}

/// Journals what one file holds and tells what became of it.
struct IngestFile: DeskCommand {
    static let name = "ingest"

    /// Where the octets are.
    enum Source: Codable {
        /// Sent along.
        case octets(Data)
        /// In a file of this machine.
        case file(String)
    }

    let channel: ChannelID
    let sender: String?
    let recipients: [String]
    let name: String
    let source: Source
    let wait: Double

    private struct Line: Encodable {
        let file: String
        let outcome: IntakeOutcome
        let ticket: Int?
        let message: MessageID?
        let contact: ContactID?
        let rule: String
        let arrival: ArrivalID
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let active = desk.directory[channel] else {
            let known = desk.directory.all.map(\.id.rawValue).joined(separator: ", ")
            throw CommandFailure(
                .usage,
                "--channel: \(channel) is not configured or switched off; configured: \(known)"
            )
        }
        guard let importer = active.adapter as? any FileImporting else {
            throw CommandFailure(.usage, "--channel: \(channel) takes no files (its adapter cannot import).")
        }
        let reader = try IngestSource(source)
        let batch = ArrivalBatch()
        do {
            try await importer.readArrivals(
                named: name,
                envelope: FileEnvelope(sender: sender, recipients: recipients, batch: batchName),
                next: reader.next,
                emit: { arrival in
                    batch.append(arrival)
                    if batch.isFull { try await take(batch.takeAll(), desk, output) }
                }
            )
        } catch let unreadable as UnreadableArrival {
            // What was read before is whole; it is kept, and the file's end is what is wrong.
            try await take(batch.takeAll(), desk, output)
            throw CommandFailure(.data, "\(name): \(unreadable.reason)")
        }
        try await take(batch.takeAll(), desk, output)
    }

    /// What a file is called that may be taken back; what a pipe brings comes one by one.
    private var batchName: String? {
        guard case .file(let path) = source else { return nil }
        return "\(URL(fileURLWithPath: path).lastPathComponent.prefix(255)), \(Desk.clock().rfc3339)"
    }

    /// Journals a batch and tells what became of it.
    private func take(_ arrivals: [RawArrival], _ desk: Desk, _ output: CommandOutput) async throws {
        guard !arrivals.isEmpty else { return }
        try await report(try await accept(arrivals, desk), desk, output)
    }

    private func accept(_ arrivals: [RawArrival], _ desk: Desk) async throws -> [ArrivalAcceptance] {
        while true {
            do {
                return try await desk.intake.accept(arrivals, cursor: nil)
            } catch {
                switch error {
                case .busy(let wait) where desk.isServing: try await Task.sleep(for: wait)
                case .busy: try await desk.router.drain()
                case .unavailable(let why): throw CommandFailure(.temporary, "\(name): not taken: \(why)")
                case .tooLarge(let limit):
                    throw CommandFailure(.data, "\(name): larger than the \(limit) bytes that are allowed.")
                }
            }
        }
    }

    private func report(_ acceptances: [ArrivalAcceptance], _ desk: Desk, _ output: CommandOutput) async throws {
        if !desk.isServing { try await desk.router.drain() }
        let known = try await desk.store.results(of: acceptances.map { ArrivalID(rawValue: $0.arrival) })
        for acceptance in acceptances {
            let id = ArrivalID(rawValue: acceptance.arrival)
            let results = if let known = known[id] { known } else { try await awaited(id, desk) }
            for result in results {
                try await output.json(line(result, id, isDuplicate: acceptance.isDuplicate))
            }
            if results.isEmpty {
                let outcome: IntakeOutcome = acceptance.isDuplicate ? .duplicate : .accepted
                try await output.json(
                    Line(file: name, outcome: outcome, ticket: nil, message: nil, contact: nil, rule: "", arrival: id)
                )
            }
        }
    }

    /// What becomes of an arrival within the time that is waited; nothing when that is over first.
    private func awaited(_ id: ArrivalID, _ desk: Desk) async throws -> [RoutingResult] {
        guard wait > 0, desk.isServing else { return [] }
        let store = desk.store
        let results = try await desk.watch.results(of: id, within: .seconds(wait)) { try await store.results(of: id) }
        return results ?? []
    }

    private func line(_ result: RoutingResult, _ id: ArrivalID, isDuplicate: Bool) -> Line {
        Line(
            file: name,
            outcome: isDuplicate && result.outcome != .quarantined ? .duplicate : result.outcome,
            ticket: result.ticketNumber,
            message: result.message,
            contact: result.contact,
            rule: result.rule,
            arrival: id
        )
    }
}

/// Collects arrivals while a file is read, so that many share a commit.
private final class ArrivalBatch {
    private static let maximumCount = 256
    private static let maximumBytes = 32 << 20

    private var arrivals: [RawArrival] = []
    private var bytes = 0

    var isFull: Bool { arrivals.count >= Self.maximumCount || bytes >= Self.maximumBytes }

    func append(_ arrival: RawArrival) {
        arrivals.append(arrival)
        bytes += arrival.body.count
    }

    func takeAll() -> [RawArrival] {
        defer {
            arrivals = []
            bytes = 0
        }
        return arrivals
    }
}

/// Hands out a file piece by piece.
private final class IngestSource {
    private static let pieceLength = 256 << 10
    private var rest: Data
    private let file: FileHandle?

    init(_ source: IngestFile.Source) throws {
        switch source {
        case .octets(let data):
            rest = data
            file = nil
        case .file(let path):
            rest = Data()
            guard let handle = FileHandle(forReadingAtPath: path) else {
                throw CommandFailure(.data, "\(path): cannot be read by the server; pipe it in instead.")
            }
            file = handle
        }
    }

    func next() throws -> [UInt8] {
        guard let file else {
            defer { rest = Data() }
            return Array(rest)
        }
        return Array(try file.read(upToCount: Self.pieceLength) ?? Data())
    }
}
