import ChannelKit
import Foundation
import Testing

@testable import ProcessAdapter

/// Listening to a real program, good and bad.
@Suite struct ListeningTests {
    @Test func `events are journaled with the state behind them and acknowledged, and a restart repeats none`()
        async throws
    {
        let loft = try Loft()
        let source = PigeonSource(folder: loft.folder)
        for number in 0..<6 { try source.put(number) }
        try await loft.listening { #expect(await eventually { loft.journal.ids.count == 6 }) }
        #expect(loft.journal.ids == (0..<6).map { "n\($0)" })
        let size = try FileManager.default.attributesOfItem(atPath: "\(loft.folder)/arrivals.jsonl")[.size] as? Int
        #expect(loft.journal.cursor == size.map(String.init))
        #expect(loft.journal.arrivals.allSatisfy { $0.verdict == .fetched && $0.settingsVersion == "1" })
        try source.put(6)
        try await loft.listening { #expect(await eventually { loft.journal.ids.count == 7 }) }
        #expect(Pigeon.lines("nacks.jsonl", in: loft.folder).isEmpty)
    }

    @Test func `a program killed between emitting and its acknowledgment emits again, and nothing is doubled`()
        async throws
    {
        let loft = try Loft(misbehave: "dies-after-emit")
        let source = PigeonSource(folder: loft.folder)
        for number in 0..<3 { try source.put(number) }
        try await loft.listening { #expect(await eventually { loft.journal.ids.count == 3 }) }
        #expect(loft.journal.ids == ["n0", "n1", "n2"])
        #expect(loft.health.all.contains { $0.line == .failing && $0.problem?.english.contains("exit code 7") == true })
    }

    @Test func `what the journal refuses is refused to the program, which hands it over again`() async throws {
        let loft = try Loft()
        loft.journal.refuse(.busy(retryAfter: .milliseconds(3)), .unavailable("a full disk at /secret/place"))
        try PigeonSource(folder: loft.folder).put(0)
        try await loft.listening { #expect(await eventually { loft.journal.ids == ["n0"] }) }
        let nacks = Pigeon.lines("nacks.jsonl", in: loft.folder)
        #expect(nacks.count == 2)
        #expect(nacks[0].contains(#""reason": "busy""#) && nacks[0].contains(#""retry_after_ms": 3"#))
        #expect(nacks[1].contains(#""reason": "unavailable""#) && !nacks[1].contains("secret"))
    }

    @Test func `lines that are none are told in log and condition, and the program goes on`() async throws {
        let loft = try Loft(misbehave: "garbage")
        try PigeonSource(folder: loft.folder).put(0)
        try await loft.listening {
            #expect(await eventually { loft.journal.ids == ["n0"] })
            #expect(
                await eventually {
                    Pigeon.lines("nacks.jsonl", in: loft.folder).contains { $0.contains(#""invalid""#) }
                }
            )
        }
        let problems = loft.logged.filter { $0.contains("does not keep to the protocol") }
        for words in [
            "no JSON from byte 0 on", "no JSON object", "lacks `", "nobody asked request 99",
            "there is no message `no.such.thing`", "it asks `please`", "`events[0].event_id` is missing",
        ] { #expect(problems.contains { $0.contains(words) }, "\(words) in \(problems)") }
        let told = loft.health.all.compactMap(\.problem)
        #expect(told.contains { $0.english.contains("does not keep to the protocol") })
        #expect(told.contains { $0.chinese.contains("程序不遵守协议：有一批数据未被接收：`events[0].event_id` 缺失") })
    }

    @Test func `a line over the limit is passed over`() async throws {
        let loft = try Loft(misbehave: "oversized")
        try PigeonSource(folder: loft.folder).put(0)
        try await loft.listening { #expect(await eventually { loft.journal.ids == ["n0"] }) }
        #expect(loft.logged.contains { $0.contains("a line has 3145728 bytes, and 1048576 is the most") })
    }

    @Test func `more batches than the credit allows are refused`() async throws {
        let loft = try Loft(misbehave: "greedy")
        loft.journal.hold(true)
        try await loft.listening {
            #expect(await eventually { Pigeon.lines("nacks.jsonl", in: loft.folder).count == 2 })
            loft.journal.hold(false)
            #expect(await eventually { loft.journal.ids.count == 4 })
        }
        #expect(loft.journal.ids == ["g0", "g1", "g2", "g3"])
        #expect(Pigeon.lines("nacks.jsonl", in: loft.folder).allSatisfy { $0.contains(#""reason": "credit""#) })
    }

    @Test func `no secret of the settings stands in the log or the condition, however much the program says`()
        async throws
    {
        let loft = try Loft(misbehave: "chatty")
        try await loft.listening { #expect(await eventually { loft.logged.count >= 100 }) }
        #expect(loft.logged.contains { $0.contains("line 5 with [secret]") })
        #expect(!loft.logged.contains { $0.contains(Loft.secret) })
        try Pigeon.append("", to: "refused", in: loft.folder)
        let blocked = await #expect(throws: ChannelBlocked.self) {
            try await loft.adapter.listen(into: loft.journal, health: loft.health)
        }
        #expect(blocked?.problem.english == "python3 says: the account is refused for [secret].")
    }

    @Test(arguments: [
        ("future", "python3 speaks version 2 of the protocol; this gateway speaks [1]."),
        ("mute", "python3 does not offer `deliver`; add it to its `methods`, or set `replies: false` for the channel."),
    ])
    func `a program that does not fit blocks the channel with what to do`(_ how: String, _ words: String) async throws {
        let loft = try Loft(misbehave: how)
        let blocked = await #expect(throws: ChannelBlocked.self) {
            try await loft.adapter.listen(into: loft.journal, health: loft.health)
        }
        #expect(blocked?.problem.english == words)
    }

    @Test func `a program that is not there blocks the channel`() async throws {
        let loft = try Loft(command: ["no-such-program-anywhere"])
        let blocked = await #expect(throws: ChannelBlocked.self) {
            try await loft.adapter.listen(into: loft.journal, health: loft.health)
        }
        #expect(blocked?.problem.english.contains("there is no program `no-such-program-anywhere` in the PATH") == true)
    }

    @Test func `a program that does not initialize in time is ended and started again later`() async throws {
        let loft = try Loft(misbehave: "slow-start", settings: ["start_limit": .duration(.milliseconds(300))])
        try await loft.listening {
            #expect(await eventually { loft.health.all.contains { $0.line == .failing } })
        }
        let failing = loft.health.all.first { $0.line == .failing }
        #expect(
            failing?.problem?.english
                == "python3 was ended because it did not answer in time; it is started again in 1 s."
        )
    }

    @Test func `a program that does not say how it is doing is ended after three questions`() async throws {
        var patience = ProgramPatience()
        patience.healthPause = .milliseconds(20)
        patience.health = .milliseconds(50)
        let loft = try Loft(misbehave: "unhealthy", patience: patience)
        try await loft.listening {
            #expect(
                await eventually {
                    loft.health.all.contains { $0.problem?.english.contains("3 times in a row") == true }
                }
            )
            #expect(await eventually { loft.logged.contains { $0.contains("A program ended") } })
        }
    }

    @Test func `a stubborn program is ended by signals`() async throws {
        var patience = ProgramPatience()
        patience.insistence = .milliseconds(200)
        let loft = try Loft(
            misbehave: "stubborn",
            settings: ["shutdown_limit": .duration(.milliseconds(200))],
            patience: patience
        )
        try await loft.listening { #expect(await eventually { loft.health.all.contains { $0.line == .ready } }) }
        let process = try #require(Pigeon.process(in: loft.folder))
        #expect(kill(process, 0) != 0, "the program is still there")
    }

    @Test func `the sample echo talks`() async throws {
        let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Samples/echo.py").path
        let loft = try Loft(command: ["python3", sample])
        try await loft.listening {
            #expect(await eventually { loft.journal.ids == ["echo-1"] })
            let sent = await loft.deliver("coo coo")
            #expect(throws: Never.self) { try sent.get() }
            #expect(await eventually { loft.journal.ids == ["echo-1", "echo-2"] })
        }
        #expect(try loft.adapter.normalize(loft.journal.arrivals[1]).map(\.text) == ["coo coo"])
        #expect(
            await loft.adapter.checkHealth()
                == HealthCheck(isHealthy: true, findings: [.verbatim("The echo is there.")])
        )
    }
}
