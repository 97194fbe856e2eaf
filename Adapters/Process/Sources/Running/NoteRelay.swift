import ProviderKit
import Synchronization

/// Hands on what a program notes on its standard error: a hundred lines a second, then every hundredth.
final class NoteRelay: Sendable {
    /// The longest line that is kept, in bytes.
    static let longestLine = 8 << 10
    static let linesPerSecond = 100
    private static let sample = 100

    /// Where notes go, as ``ChannelKit/AdapterContext/log``.
    typealias Sink = @Sendable (_ message: StaticString, _ details: [String: String]) -> Void

    private struct State {
        var second: ContinuousClock.Instant?
        var count = 0
        var left = 0
        var last = ""
    }

    private let program: String
    private let redaction: Redaction
    private let sink: Sink
    private let state = Mutex(State())

    /// Creates a relay for a program's notes.
    init(program: String, redaction: Redaction, sink: @escaping Sink) {
        self.program = program
        self.redaction = redaction
        self.sink = sink
    }

    /// The last line that was noted, without secrets; empty when there was none.
    var last: String { state.withLock { $0.last } }

    /// Hands on a line of the program's.
    func take(_ line: LineSplitter.Line, at now: ContinuousClock.Instant) {
        switch line {
        case .tooLong(let octets): say("A program noted a line that is too long", ["bytes": "\(octets)"], at: now)
        case .whole(let octets):
            let note = Note(octets)
            guard !note.text.isEmpty else { return }
            let text = redaction.line(note.text, maximumBytes: Self.longestLine)
            state.withLock { $0.last = String(text.prefix(300)) }
            var details = note.details.mapValues { redaction.line($0, maximumBytes: 500) }
            details["level"] = note.level
            details["text"] = text
            say("A program notes", details, at: now)
        }
    }

    /// Notes something about the program, within the same bounds.
    func say(_ message: StaticString, _ details: [String: String], at now: ContinuousClock.Instant) {
        let (isKept, left) = state.withLock { state -> (Bool, Int) in
            var left = 0
            if state.second.map({ now - $0 >= .seconds(1) }) ?? true {
                left = state.left
                state.second = now
                state.count = 0
                state.left = 0
            }
            state.count += 1
            let isKept = state.count <= Self.linesPerSecond || state.count.isMultiple(of: Self.sample)
            if !isKept { state.left += 1 }
            return (isKept, left)
        }
        if left > 0 { sink("Lines of a program were left out", ["program": program, "lines": "\(left)"]) }
        guard isKept else { return }
        sink(message, details.merging(["program": program]) { $1 })
    }
}

/// One line of a program's notes: a JSON object with `level` and `msg`, or words as they are.
private struct Note {
    var level = "warn"
    var text: String
    var details: [String: String] = [:]

    init(_ octets: [UInt8]) {
        let limits = JSONLimits(octets: NoteRelay.longestLine, depth: 8, values: 500)
        guard octets.first == UInt8(ascii: "{"), let object = try? JSONValue(parsing: octets, limits: limits),
            object.isObject
        else {
            text = String(decoding: octets, as: UTF8.self)
            return
        }
        let level = object["level"]?.text ?? ""
        self.level = ["debug", "info", "warn", "error"].contains(level) ? level : "info"
        text = object["msg"]?.text ?? object["message"]?.text ?? object.document
        for name in ["event_id", "request_id"] { details[name] = object[name]?.name }
    }
}
