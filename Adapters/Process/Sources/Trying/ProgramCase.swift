/// One promise of the protocol, as a case that any program can be held against from outside.
public struct ProgramCase: Sendable, CustomStringConvertible {
    /// The promise as a sentence; unique among all cases.
    public let name: String
    private let body: @Sendable (ProgramCaseRun) async throws -> Void

    /// Creates a case; its body throws ``ProgramCaseEnd``.
    init(_ name: String, body: @escaping @Sendable (ProgramCaseRun) async throws -> Void) {
        self.name = name
        self.body = body
    }

    /// The name.
    public var description: String { name }

    /// Holds a program against the promise.
    public func run(_ subject: ProgramSubject) async -> ProgramCaseReport {
        let run = ProgramCaseRun(subject)
        var result = ProgramCaseReport.Result.passed
        do {
            try await body(run)
        } catch let end as ProgramCaseEnd {
            switch end {
            case .failed(let why): result = .failed(why)
            case .skipped(let why): result = .skipped(why)
            }
        } catch {
            result = .failed("\(error)")
        }
        await run.stop()
        if result == .passed, let wrong = run.broken { result = .failed(wrong) }
        return ProgramCaseReport(name: name, result: result, transcript: run.transcript)
    }
}

/// How a case ends before its last line.
enum ProgramCaseEnd: Error {
    /// The promise was not kept.
    case failed(String)
    /// The case says nothing about this program.
    case skipped(String)
}

/// What a case came to and what was said on the way.
public struct ProgramCaseReport: Sendable, CustomStringConvertible {
    /// What a case comes to.
    public enum Result: Sendable, Hashable {
        /// The promise was kept.
        case passed
        /// It was not; why.
        case failed(String)
        /// Nothing can be said; why.
        case skipped(String)
    }

    /// The case's name.
    public let name: String
    /// What it came to.
    public let result: Result
    /// What was said, a line for each message; bounded, and without secrets.
    public let transcript: [String]

    /// Whether the promise was broken.
    public var isFailure: Bool {
        if case .failed = result { true } else { false }
    }

    /// The result in one line, followed by the transcript.
    public var description: String {
        let head =
            switch result {
            case .passed: "pass  \(name)"
            case .skipped(let why): "skip  \(name) (\(why))"
            case .failed(let why): "FAIL  \(name): \(why)"
            }
        return ([head] + transcript.map { "      \($0)" }).joined(separator: "\n")
    }
}

/// A program under test, as it would be configured.
public struct ProgramSubject: Sendable {
    /// The program and its arguments.
    public var command: [String]
    /// The program's own settings.
    public var settings: [String: String]
    /// The program's secrets in clear.
    public var secrets: [String: String]
    /// A conversation that a test may write into; nil sends nothing.
    public var conversation: String?
    /// How long is waited for an event.
    public var patience: Duration
    /// The folder the program is started in; nil is one of each run's own.
    public var workingFolder: String?
    /// A folder for what the runs need; each has one of its own in it.
    public var folder: String

    /// Creates a subject.
    public init(
        command: [String],
        settings: [String: String] = [:],
        secrets: [String: String] = [:],
        conversation: String? = nil,
        patience: Duration = .seconds(5),
        workingFolder: String? = nil,
        folder: String
    ) {
        self.command = command
        self.settings = settings
        self.secrets = secrets
        self.conversation = conversation
        self.patience = patience
        self.workingFolder = workingFolder
        self.folder = folder
    }
}
