import ChannelKit
import ProviderKit

/// The protocol of `docs/guide/process-protocol.md` as cases that every program is held against, from outside.
public enum ProgramCases {
    /// All cases, in the order of a program's life.
    public static let all: [ProgramCase] = starting + receiving + sending + ending

    /// Runs all cases one after another, telling of each as it ends.
    ///
    /// - Returns: the reports in the order of ``all``.
    public static func run(
        _ subject: ProgramSubject,
        each: @Sendable (ProgramCaseReport) -> Void = { _ in }
    ) async -> [ProgramCaseReport] {
        var reports: [ProgramCaseReport] = []
        for next in all {
            let report = await next.run(subject)
            each(report)
            reports.append(report)
        }
        return reports
    }

    private static let starting = [
        ProgramCase("it starts, chooses a version of the protocol and names its methods") { run in
            let (_, handshake) = try await run.ready()
            run.note(
                "\(handshake.title) speaks version \(handshake.version): \(handshake.methods.map(\.rawValue).sorted())"
            )
        },
        ProgramCase("without its settings it starts all the same, or says what is missing") { run in
            if run.subject.settings.isEmpty, run.subject.secrets.isEmpty {
                throw ProgramCaseEnd.skipped("no settings were given to leave out")
            }
            let session = try run.start(settings: [:], secrets: [:])
            guard case .failure(let end)? = await session.handshake.value() else { return }
            switch end {
            case .refused(let words):
                try run.require(words.english.split(separator: " ").count >= 3, "it does not say what is missing")
            case .stopped(let words):
                try run.require(
                    words.english.contains("with an error"),
                    "it \(words); wrong settings are answered with error -32001"
                )
            case .exited, .killed, .neverStarted, .retired:
                throw ProgramCaseEnd.failed(
                    "it \(end.words) and did not answer; wrong settings are answered with error -32001"
                )
            }
        },
        ProgramCase("a state that it never gave does it no harm") { run in
            for state in ["", "null", "{", "-1", "99999999999999999999", "💥", String(repeating: "x", count: 64 << 10)] {
                let (session, _) = try await run.ready(state: state, isListening: true)
                try await run.requireLife(session, after: "started from the state `\(state.prefix(20))`")
                session.retire()
                _ = await session.ended.value()
            }
        },
        ProgramCase("what it does not know it ignores or answers with an error") { run in
            let (session, _) = try await run.ready()
            session.tell("$/from.the.future", ["fields": ["nobody": "knows"]])
            session.tell("ack", ["batch_id": "never sent"])
            session.tell(
                "nack",
                ["batch_id": "never sent", "reason": "from-the-future", "detail": "", "retry_after_ms": 1]
            )
            session.tell("cancel", ["id": 4_711])
            try await run.requireLife(session, after: "after notifications that it does not know")
        },
        ProgramCase("a line of almost one mebibyte is read") { run in
            let (session, _) = try await run.ready()
            session.tell("$/padding", ["text": .text(String(repeating: "织", count: 340_000))])
            try await run.requireLife(session, after: "after a long line")
        },
        ProgramCase("its check answers in words") { run in
            let (session, handshake) = try await run.ready()
            guard handshake.methods.contains(.check) else { throw ProgramCaseEnd.skipped("it offers no `check`") }
            let outcome = await session.call(.check, [:], limit: .seconds(60))
            guard case .result(let result) = outcome else {
                throw ProgramCaseEnd.failed("`check` was not answered: \(outcome)")
            }
            try run.require(result["healthy"]?.boolean != nil, "`healthy` is neither true nor false")
            let findings = result["findings"]?.array.compactMap(\.text) ?? []
            try run.require(
                !findings.isEmpty && findings.allSatisfy { $0.split(separator: " ").count >= 2 },
                "`findings` is no list of sentences"
            )
        },
        ProgramCase("it says how it is doing at once") { run in
            let (session, handshake) = try await run.ready(isListening: true)
            guard handshake.methods.contains(.health) else { throw ProgramCaseEnd.skipped("it offers no `health`") }
            let outcome = await session.call(.health, [:], limit: .seconds(5))
            guard case .result(let result) = outcome else {
                throw ProgramCaseEnd.failed("`health` was not answered: \(outcome)")
            }
            let words = ChannelCondition.Line.allWords
            try run.require(words.contains(result["line"]?.text ?? ""), "`line` is none of \(words)")
        },
    ]

    private static let ending = [
        ProgramCase("asked to shut down it answers and ends with exit code 0") { run in
            let (session, _) = try await run.ready(isListening: true)
            session.retire()
            let end = await session.exit.value()
            try run.require(end == .exited(code: 0), "it \(end?.words.english ?? "did not end")")
        },
        ProgramCase("it ends when its standard input does") { run in
            let (session, _) = try await run.ready(isListening: true)
            session.hangUp()
            let end = await session.exit.value()
            try run.require(end == .exited(code: 0), "it \(end?.words.english ?? "did not end")")
        },
    ]
}

extension ChannelCondition.Line {
    /// The words that `line` takes.
    static var allWords: [String] { [Self.connecting, .ready, .failing, .blocked].map(\.rawValue) }
}
