import ChannelKit
import DeskConfiguration
import Synchronization

/// One run of a case: the subject, and the lines that tell what was done.
final class CaseRun: Sendable {
    /// The most lines a transcript keeps; what is beyond is counted.
    private static let mostLines = 200
    private static let longestLine = 300

    let subject: ConformanceSubject
    private let readManifest: Result<AdapterManifest, InvalidConfiguration>
    private let lines = Mutex<(kept: [String], dropped: Int)>(([], 0))

    init(_ subject: ConformanceSubject) {
        self.subject = subject
        readManifest = Result { () throws(InvalidConfiguration) in try subject.manifest() }
    }

    /// The subject's manifest; thrown are its errors.
    func manifest() throws(InvalidConfiguration) -> AdapterManifest { try readManifest.get() }

    /// What the channel can do as it is configured.
    func abilities() throws -> AdapterAbilities { subject.abilities(try trial().adapter, try manifest().abilities) }

    /// What was done, bounded.
    var transcript: [String] {
        lines.withLock { $0.dropped == 0 ? $0.kept : $0.kept + ["… and \($0.dropped) lines more"] }
    }

    /// Notes a step.
    func note(_ line: String) {
        let line = Self.oneLine(line)
        lines.withLock { lines in
            if lines.kept.count < Self.mostLines { lines.kept.append(line) } else { lines.dropped += 1 }
        }
    }

    /// Ends the case unless a promise is kept.
    func require(_ isKept: Bool, _ why: @autoclosure () -> String) throws {
        if !isKept { throw CaseFailure(Self.oneLine(why())) }
    }

    /// A value that must be there.
    func require<Value>(_ value: Value?, _ why: @autoclosure () -> String) throws -> Value {
        guard let value else { throw CaseFailure(Self.oneLine(why())) }
        return value
    }

    /// An adapter of the subject with an outside of its own.
    func trial(
        changing settings: [String: String?] = [:],
        later: Duration = .zero,
        folder: TrialFolder? = nil
    ) throws -> Trial { try Trial(subject, manifest(), changing: settings, later: later, folder: folder) }

    /// An adapter after a restart: another one, on the folder and the place of the first.
    func trial(onPlaceOf first: Trial) throws -> Trial {
        try Trial(subject, manifest(), folder: first.folder, source: first.source)
    }

    /// An error in words.
    static func words(of error: any Error) -> String {
        switch error {
        case let failure as CaseFailure: failure.why
        case let problem as SettingProblem: "the good settings were refused: \(oneLine(problem.description))"
        case let invalid as InvalidConfiguration: "the good settings were refused: \(oneLine(invalid.description))"
        default: "\(type(of: error)): \(oneLine(String(describing: error)))"
        }
    }

    /// A text on one line that a terminal shows as it is, cut at the bound.
    static func oneLine(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(longestLine) {
            switch scalar.value {
            case 0x20..<0x7F: line.unicodeScalars.append(scalar)
            case 0xA0..., 0x0A: line += scalar == "\n" ? " / " : SingleLine.isMisleading(scalar) ? "?" : String(scalar)
            default: line += "?"
            }
        }
        return text.unicodeScalars.count > longestLine ? line + "…" : line
    }
}
