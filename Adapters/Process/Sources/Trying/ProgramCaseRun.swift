import ChannelKit
import Foundation
import ProviderKit
import Synchronization

/// One run of a case: the program's runs, what was said, and what the program did wrong on the way.
final class ProgramCaseRun: Sendable {
    private static let mostLines = 60
    /// What a program notes must not crowd out what it says.
    private static let mostNotes = 20
    private static let longestLine = 300
    /// A secret that no program knows; none may note it.
    private static let planted = ["tributary_test": "planted-secret-correcthorse"]

    private struct State {
        var lines: [String] = []
        var notes = 0
        var dropped = 0
        var broken: String?
        var running: [ProgramSession] = []

        mutating func keep(_ line: String, upTo most: Int) {
            if lines.count < most { lines.append(line) } else { dropped += 1 }
        }
    }

    let subject: ProgramSubject
    private let folder: String
    private let redaction: Redaction
    private let state = Mutex(State())

    init(_ subject: ProgramSubject) {
        self.subject = subject
        folder = "\(subject.folder)/\(UUID().uuidString)"
        redaction = Redaction(
            subject.secrets.merging(Self.planted) { $1 }.mapValues { .secrets([Secret($0)]) }
        )
    }

    /// What was said, bounded.
    var transcript: [String] {
        state.withLock { $0.dropped == 0 ? $0.lines : $0.lines + ["… and \($0.dropped) lines more"] }
    }

    /// What the program did wrong beside the case's own promise; nil when nothing.
    var broken: String? { state.withLock { $0.broken } }

    /// Writes a line into the transcript.
    func note(_ line: String) {
        let line = redaction.line(line, maximumBytes: Self.longestLine)
        state.withLock { $0.keep(line, upTo: Self.mostLines) }
    }

    /// Writes a line of the program's log into the transcript.
    private func noteLog(_ line: String) {
        let line = redaction.line("log   \(line)", maximumBytes: Self.longestLine)
        state.withLock { state in
            state.notes += 1
            state.keep(line, upTo: state.notes <= Self.mostNotes ? Self.mostLines : 0)
        }
    }

    func require(_ isKept: Bool, _ why: @autoclosure () -> String) throws {
        if !isKept { throw ProgramCaseEnd.failed(redaction.line(why(), maximumBytes: 500)) }
    }

    // MARK: - Runs of the program

    /// Starts the program.
    func start(
        state: String? = nil,
        isListening: Bool = false,
        settings: [String: String]? = nil,
        secrets: [String: String]? = nil
    ) throws -> ProgramSession {
        let files = "\(folder)/files"
        try ExchangedFile.makeFolder(files)
        let environment = ProcessInfo.processInfo.environment.filter { ProgramCommand.inherited.contains($0.key) }
        let command = ProgramCommand(
            words: subject.command,
            folder: subject.workingFolder ?? folder,
            environment: environment
        )
        let secrets = (secrets ?? subject.secrets).merging(Self.planted) { $1 }
        let initialize: JSONValue = [
            "protocol": .array(Handshake.versions.map { JSONValue($0) }), "channel": "trial",
            "settings": .object((settings ?? subject.settings).mapValues { .text($0) }),
            "secrets": .object(secrets.mapValues { .text($0) }), "older_secrets": [:],
            "state": state.map { .text($0) } ?? .null, "listening": .boolean(isListening),
            "credit": JSONValue(ProgramBatch.credit), "files_folder": .text(files),
        ]
        let notes = NoteRelay(program: "program", redaction: Redaction([:])) { [weak self] message, details in
            self?.take("\(message)", details)
        }
        do throws(ProgramEnd) {
            let session = try ProgramSession(
                command,
                initialize: initialize,
                needsReplies: false,
                patience: ProgramPatience(),
                notes: notes,
                redaction: redaction,
                trace: { [weak self] in self?.note($0) }
            )
            self.state.withLock { $0.running.append(session) }
            return session
        } catch {
            throw ProgramCaseEnd.failed("the program \(error.words)")
        }
    }

    /// Starts the program and waits for its answer to `initialize`.
    func ready(state: String? = nil, isListening: Bool = false) async throws -> (ProgramSession, Handshake) {
        let session = try start(state: state, isListening: isListening)
        switch await session.handshake.value() {
        case .success(let handshake)?: return (session, handshake)
        case .failure(let end)?:
            throw ProgramCaseEnd.failed("the program \(redaction.line(end.words.english, maximumBytes: 400))")
        case nil: throw ProgramCaseEnd.skipped("the test was canceled")
        }
    }

    /// The next batch of a program; nil when none comes in time.
    func batch(of session: ProgramSession, within limit: Duration? = nil) async -> ProgramBatch? {
        await withTaskGroup(of: ProgramBatch?.self) { group in
            group.addTask { await session.batches.first { _ in true } }
            group.addTask {
                try? await Task.sleep(for: limit ?? self.subject.patience)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    /// Requires that the program still answers: a request that it cannot know gets an error.
    func requireLife(_ session: ProgramSession, after what: String) async throws {
        switch await session.call(.unknown, [:], limit: .seconds(20)) {
        case .failure: break
        case .result: throw ProgramCaseEnd.failed("\(what), it answers an unknown method with a result")
        case .silent(_, let silence):
            throw ProgramCaseEnd.failed(
                "\(what), it \(silence.words); an unknown method gets the error \(RPCError.Code.methodNotFound)"
            )
        }
    }

    /// Ends whatever still runs.
    func stop() async {
        for session in state.withLock({ $0.running }) {
            session.retire()
            _ = await session.ended.valueInAnyCase()
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func take(_ message: String, _ details: [String: String]) {
        let shown = details.filter { $0.key != "program" }.sorted { $0.key < $1.key }.map(\.value).joined(
            separator: " "
        )
        noteLog(shown)
        let secrets = subject.secrets.merging(Self.planted) { $1 }
        for (name, value) in secrets where value.utf8.count >= 4 {
            let octets = Array(value.utf8)
            let shapes = [value, Base64.text(octets), Hexadecimal.text(octets)]
            if shapes.contains(where: { shape in details.values.contains { $0.contains(shape) } }) {
                breaks("the secret `\(name)` stands in what it notes on standard error")
            }
        }
        if let problem = details["problem"] {
            breaks("it does not keep to the protocol: \(redaction.line(problem, maximumBytes: 300))")
        }
    }

    private func breaks(_ why: String) {
        state.withLock { state in
            if state.broken == nil { state.broken = why }
        }
    }
}
