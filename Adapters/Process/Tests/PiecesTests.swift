import ChannelKit
import ProviderKit
import Testing

@testable import ProcessAdapter

/// The parts that decide without a program.
@Suite struct PiecesTests {
    @Test func `lines come out whole however the octets come in`() {
        let text = "one\r\n\ntwo\nthree"
        for size in 1...text.utf8.count {
            var splitter = LineSplitter(longest: 10)
            var lines: [LineSplitter.Line] = []
            let octets = Array(text.utf8)
            for start in stride(from: 0, to: octets.count, by: size) {
                lines += octets[start..<min(start + size, octets.count)].withUnsafeBytes { splitter.take($0) }
            }
            lines += splitter.end().map { [$0] } ?? []
            #expect(lines == ["one", "", "two", "three"].map { .whole(Array($0.utf8)) }, "in pieces of \(size)")
        }
    }

    @Test func `a line over the limit is counted, not kept, and the next one is whole`() {
        var splitter = LineSplitter(longest: 4)
        var lines: [LineSplitter.Line] = []
        for piece in ["abcd\nabc", "de", "fgh\nxy\n"] {
            lines += Array(piece.utf8).withUnsafeBytes { splitter.take($0) }
        }
        #expect(lines == [.whole(Array("abcd".utf8)), .tooLong(octets: 8), .whole(Array("xy".utf8))])
    }

    @Test(arguments: [
        ("", "a line is no JSON from byte 0 on"),
        ("[1]", "a line is no JSON object: one message stands on one line"),
        (#"{"id":1,"result":1}"#, "a line lacks `\"jsonrpc\": \"2.0\"`"),
        (#"{"jsonrpc":"2.0"}"#, "a line has neither a method nor the id of a request"),
        (#"{"jsonrpc":"2.0","id":"x","result":1}"#, "a line has neither a method nor the id of a request"),
        (#"{"jsonrpc":"2.0","id":3}"#, "the answer to request 3 has neither `result` nor `error`"),
        (String(repeating: "[", count: 100), "a line nests deeper than 32 levels"),
    ])
    func `a line that is no message is told what it lacks`(_ line: String, _ words: String) {
        let problem = #expect(throws: RPCProblem.self) { try RPCMessage(Array(line.utf8)) }
        #expect(problem?.words.english == words)
        #expect(problem?.words.isVerbatim == false)
    }

    @Test
    func `the pause doubles to five minutes, and ten failures in ten minutes give up until the window has passed`() {
        var policy = RestartPolicy()
        var now = ContinuousClock.now
        var pauses: [Int64] = []
        #expect(policy.decision(at: now) == .now)
        while case let decision = policy.decision(at: now), decision != .never(failures: 10) {
            if case .after(let pause) = decision {
                pauses.append(pause.components.seconds)
                now = now.advanced(by: pause)
            }
            policy.failed(startedAt: now, endedAt: now)
            if pauses.count > 20 { break }
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256])
        let later = now.advanced(by: RestartPolicy.window)
        #expect(policy.decision(at: later) == .now)
        policy.failed(startedAt: later, endedAt: later.advanced(by: .seconds(61)))
        #expect(policy.decision(at: later.advanced(by: .seconds(61))) == .after(.seconds(1)), "a good run starts over")
    }

    @Test func `a hundred notes a second are kept, then every hundredth, and what was left out is counted`() {
        let box = NoteBox()
        let relay = NoteRelay(program: "p", redaction: Redaction([:])) { message, details in
            box.take("\(message) \(details["text"] ?? details["lines"] ?? "")")
        }
        let now = ContinuousClock.now
        for number in 1...1000 { relay.take(.whole(Array("line \(number)".utf8)), at: now) }
        #expect(box.lines.count == 100 + 9)
        relay.take(.whole(Array("next".utf8)), at: now.advanced(by: .seconds(1)))
        #expect(box.lines.suffix(2) == ["Lines of a program were left out 891", "A program notes next"])
    }

    @Test(arguments: [
        (
            #"{"level":"error","msg":"broken","event_id":"e1"}"#,
            ["level": "error", "text": "broken", "event_id": "e1", "program": "p"]
        ),
        (#"{"level":"strange","msg":"hm"}"#, ["level": "info", "text": "hm", "program": "p"]),
        (
            "Traceback: the key is correcthorse",
            ["level": "warn", "text": "Traceback: the key is [secret]", "program": "p"]
        ),
        (#"{"level""#, ["level": "warn", "text": #"{"level""#, "program": "p"]),
    ])
    func `notes keep their level, other words are wrapped, and secrets are taken out`(
        _ line: String,
        _ expected: [String: String]
    ) {
        let box = NoteBox()
        let redaction = Redaction(["secrets": .object(["key": .secrets([Secret("correcthorse")])])])
        let relay = NoteRelay(program: "p", redaction: redaction) { _, details in
            box.take("\(details.sorted { $0.key < $1.key })")
        }
        relay.take(.whole(Array(line.utf8)), at: .now)
        #expect(box.lines == ["\(expected.sorted { $0.key < $1.key })"])
    }

    @Test(arguments: [
        (#"{"events":[]}"#, "`batch_id` is missing"), (#"{"batch_id":1,"events":{}}"#, "`events` is no list"),
        (#"{"batch_id":1,"events":[{"event_id":"a"},{}]}"#, "`events[1].event_id` is missing"),
        (#"{"batch_id":1,"events":[{"event_id":"a\nb"}]}"#, "`events[0].event_id` is missing"),
        (#"{"batch_id":1,"state":7}"#, "`state` is no text"),
    ])
    func `a batch that is none is refused as a whole, with the place`(_ params: String, _ words: String) throws {
        let value = try JSONValue(parsing: Array(params.utf8))
        let error = #expect(throws: RPCProblem.self) { try ProgramBatch(value) }
        #expect(error?.words.english.hasPrefix(words) == true, "\(String(describing: error))")
    }

    @Test func `an event that stands twice in a batch is taken once`() throws {
        let value = try JSONValue(
            parsing: Array(#"{"batch_id":"b","events":[{"event_id":1},{"event_id":1},{"event_id":"2"}]}"#.utf8)
        )
        #expect(try ProgramBatch(value).events.map(\.id) == ["1", "2"])
    }
}
