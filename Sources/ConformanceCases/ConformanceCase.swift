import ChannelKit

/// One promise of the contract, as a case that any adapter can be held against.
///
/// A case knows nothing of an adapter's kind: what it needs to know stands in the ``ConformanceSubject``. It runs in this
/// process, needs no network and no test framework, and leaves nothing behind.
public struct ConformanceCase: Sendable, CustomStringConvertible {
    /// The promise as a sentence; unique among all cases.
    public let name: String
    /// What an adapter must be able to do for the case to say anything about it.
    public let need: CaseNeed
    private let body: @Sendable (CaseRun) async throws -> Void

    /// Creates a case; its body throws ``CaseFailure`` when the promise is not kept.
    init(_ name: String, needs need: CaseNeed = .nothing, body: @escaping @Sendable (CaseRun) async throws -> Void) {
        self.name = name
        self.need = need
        self.body = body
    }

    /// The name.
    public var description: String { name }

    /// Holds an adapter against the promise.
    public func run(_ subject: ConformanceSubject) async -> CaseReport {
        let run = CaseRun(subject)
        let result: CaseResult
        do {
            if let reason = try need.missing(in: run) {
                result = .notApplicable(reason)
            } else {
                try await body(run)
                result = .passed
            }
        } catch {
            result = .failed(CaseRun.words(of: error))
        }
        return CaseReport(caseName: name, subject: subject.name, result: result, transcript: run.transcript)
    }
}

/// What a case came to.
public enum CaseResult: Sendable, Hashable {
    /// The promise was kept.
    case passed
    /// It was not; why, in one line.
    case failed(String)
    /// The adapter makes no such promise; why.
    case notApplicable(String)
}

/// What a case came to and what was done on the way.
public struct CaseReport: Sendable, CustomStringConvertible {
    /// The case's name.
    public let caseName: String
    /// The subject's name.
    public let subject: String
    /// What it came to.
    public let result: CaseResult
    /// What was done, a line for each step; bounded in length and number, and without secrets.
    public let transcript: [String]

    /// Whether the promise was broken.
    public var isFailure: Bool {
        if case .failed = result { true } else { false }
    }

    /// The result in one line, followed by the transcript when the promise was broken.
    public var description: String {
        switch result {
        case .passed: "pass  \(caseName)"
        case .notApplicable(let reason): "skip  \(caseName) (\(reason))"
        case .failed(let reason):
            (["FAIL  \(subject): \(caseName): \(reason)"] + transcript.map { "      \($0)" }).joined(separator: "\n")
        }
    }
}

/// Thrown by a case whose promise was not kept.
struct CaseFailure: Error {
    let why: String
    init(_ why: String) { self.why = why }
}

/// What an adapter must be able to do for a case to apply.
public enum CaseNeed: String, Sendable, Hashable, CaseIterable {
    /// Nothing beyond being an adapter.
    case nothing
    /// Arrivals come in.
    case intake
    /// A provider calls a webhook.
    case webhook
    /// It serves a page.
    case page
    /// It reads files handed to it.
    case files
    /// It keeps a line open.
    case listening
    /// It keeps a line open or pulls.
    case stream
    /// It sends replies.
    case replies
    /// It sends replies whose text is limited.
    case textLimit
    /// It tells whether its outside can be reached.
    case health

    /// Why an adapter under test does not meet the need; nil when it does.
    ///
    /// The adapter's own protocols tell, not its manifest: that both agree is a case of its own.
    func missing(in run: CaseRun) throws -> String? {
        if self == .nothing { return nil }
        let adapter = try run.trial().adapter
        let isMet =
            switch self {
            case .nothing: true
            case .intake: CaseNeed.takesArrivals(adapter)
            case .webhook: adapter is any WebhookReceiving
            case .page: adapter is any PageServing
            case .files: adapter is any FileImporting
            case .listening: try adapter is any Listening && run.abilities().intake.contains(.listening)
            case .stream:
                try (adapter is any Listening || adapter is any Pulling)
                    && !run.abilities().intake.isDisjoint(with: [.listening, .pulling])
            case .replies: try adapter is any ReplyDelivering && run.abilities().replies
            case .textLimit:
                try adapter is any ReplyDelivering && run.abilities().replies && run.abilities().textLimit != nil
            case .health: adapter is any HealthChecking
            }
        return isMet ? nil : "the adapter is not of the kind: \(rawValue)"
    }

    private static func takesArrivals(_ adapter: any ChannelAdapter) -> Bool {
        adapter is any WebhookReceiving || adapter is any PageServing || adapter is any FileImporting
            || adapter is any Listening || adapter is any Pulling
    }
}
