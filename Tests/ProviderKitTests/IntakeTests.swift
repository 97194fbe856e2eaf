import ChannelKit
import ProviderKit
import Synchronization
import Testing

/// A clock that stands where it is put.
final class TestClock: Sendable {
    private let seconds: Mutex<Int64>
    init(seconds: Int64) { self.seconds = Mutex(seconds) }
    var now: Timestamp { Timestamp(seconds: seconds.withLock { $0 }) }
    func set(seconds value: Int64) { seconds.withLock { $0 = value } }
}

/// What comes in, whatever the provider.
@Suite struct IntakeTests {
    private let now = Timestamp(seconds: 1_735_689_600)

    private func call(_ text: String, signed: String = "https://desk.example/channels/chat/webhook?a=b+c") -> WebRequest
    {
        WebRequest(
            method: "POST",
            path: "webhook",
            query: [HeaderField("a", "b c")],
            headers: [HeaderField("Signed", signed)],
            body: Array(text.utf8),
            receivedAt: now
        )
    }

    private func arrival(_ text: String, _ verdict: ArrivalVerdict = .signed) -> RawArrival {
        RawArrival(
            channel: ChannelID(rawValue: "chat"),
            externalID: ExternalID(rawValue: "c"),
            receivedAt: now,
            mediaType: "text/plain",
            verdict: verdict,
            body: Array(text.utf8)
        )
    }

    @Test func `an authentic call is one arrival, named on one line, with the settings in force`() async throws {
        guard case .accepted(let arrivals, _, let answer) = try await SampleAdapter.make().receive(call("hello")) else {
            Issue.record("it was refused")
            return
        }
        #expect(answer.status == 200)
        #expect(arrivals.map(\.verdict) == [.signed])
        #expect(arrivals.map(\.settingsVersion) == ["v1"])
        #expect(arrivals[0].externalID.rawValue.hasPrefix("sha256-"))
    }

    @Test func `a handshake brings nothing, and a stranger's or an endless call is refused`() async throws {
        let adapter = try SampleAdapter.make()
        guard case .accepted(let arrivals, _, _) = await adapter.receive(call("ping")) else {
            Issue.record("the handshake was refused")
            return
        }
        #expect(arrivals.isEmpty)
        for call in [call("hello", signed: "x"), call(String(repeating: "x", count: (8 << 20) + 1))] {
            guard case .refused(let answer) = await adapter.receive(call) else {
                Issue.record("it was accepted")
                return
            }
            #expect([401, 413].contains(answer.status))
        }
    }

    @Test func `an event becomes an envelope by rules that all providers share`() throws {
        let envelope = try #require(try SampleAdapter.make().normalize(arrival("1735689500000")).first)
        #expect(envelope.sender.identity == IdentityKey(kind: .handle, namespace: "sample", value: "u1"))
        #expect(envelope.sender.authenticity == .verified(method: "provider"))
        #expect(envelope.sender.name == "Ada Lovelace")
        #expect(envelope.text.contains("weaves."))
        #expect(envelope.html?.contains("script") == false)
        #expect(envelope.threading.conversationKey == "room//u1")
        #expect(envelope.threading.conversationEndsWhenSolved)
        #expect(envelope.threading.parentIDs == ["m0"])
        #expect(envelope.threading.messageID?.hasPrefix("sha256-") == true)
        #expect(envelope.replyRoute.conversationKey == "room//u1")
        #expect(envelope.replyRoute.openUntil == Timestamp(rawValue: 1_735_689_500_000 + 3_600_000))
        #expect(envelope.attachments.map(\.name) == ["a.txt"])
        #expect(envelope.providerMetadata["asker"] == "u1")
    }

    @Test(arguments: [Int64.max, .min, -1, 4_000_000_000_000]) func `strange times open no window beyond the present`(
        time: Int64
    ) throws {
        let envelope = try #require(try SampleAdapter.make().normalize(arrival("\(time)")).first)
        #expect(envelope.replyRoute.openUntil == now.advanced(by: .seconds(3600)))
    }

    @Test func `what nothing proves is not verified, and colleagues are marked`() throws {
        let adapter = try SampleAdapter.make(["colleagues": .list([.text("u1")])])
        let envelope = try #require(try adapter.normalize(arrival("1", .unauthenticated)).first)
        #expect(!envelope.sender.authenticity.isVerified)
        #expect(envelope.providerMetadata["colleague"] == "true")
    }

    @Test func `events are bounded in number and come once under one id`() throws {
        let adapter = try SampleAdapter.make()
        #expect(try adapter.normalize(arrival("many 1000")).count == 500)
        #expect(throws: UnreadableArrival.self) { try adapter.normalize(arrival("many 1001")) }
        let reason = #expect(throws: UnreadableArrival.self) { try adapter.normalize(arrival("poison")) }?.reason
        #expect(reason == .verbatim("It is poison."))
    }

    @Test(
        arguments: [
            ("provider", ["provider": .text("other")]), ("key", ["key": .secrets([])]),
            ("api_base_url", ["api_base_url": .text("http://api.example")]),
            ("api_base_url", ["api_base_url": .text("https://user@api.example")]),
            ("api_base_url", ["api_base_url": .text("http://127.0.0.1.example")]),
            ("api_base_url", ["api_base_url": .text("https://api.example?a")]),
        ] as [(String, [String: SettingValue])]
    )
    func `settings that make no channel are refused by their path`(path: String, settings: [String: SettingValue]) {
        let problem = #expect(throws: SettingProblem.self) { try SampleAdapter.make(settings) }
        #expect(problem?.path == path)
    }

    @Test(arguments: ["https://api.example/v1", "http://127.0.0.1:8080", "http://localhost", "http://[::1]:9"])
    func `an address of one's own is taken where nothing travels in the open`(url: String) throws {
        _ = try SampleAdapter.make(["api_base_url": .text(url)])
    }

    // MARK: - Pulling

    @Test func `a pull takes what waits, batch by batch, each with its cursor`() async throws {
        let server = SampleServer { (request, _) throws(TransportFailure) in
            let from = request.url.split(separator: "=").last.flatMap { Int($0) } ?? 0
            return ProviderAnswer(status: 200, body: Array((from == 0 ? "a b" : from == 2 ? "c" : "").utf8))
        }
        let intake = TestIntake()
        try await SampleAdapter.make(transport: server).pull(into: intake, health: intake)
        #expect(intake.arrivals.map(\.externalID.rawValue) == ["a", "b", "c"])
        #expect(intake.arrivals.allSatisfy { $0.verdict == .fetched })
        #expect(intake.cursors == ["": "3"])
    }

    @Test func `a doorbell wakes the pull of its stream, and rings before anybody listens`() async throws {
        let server = SampleServer { (request, _) throws(TransportFailure) in
            let isNews = request.url.hasSuffix("/pull/shop?from=0")
            return ProviderAnswer(status: 200, body: Array((isNews ? "news" : "").utf8))
        }
        let adapter = try SampleAdapter.make(transport: server)
        _ = await adapter.receive(call("ring early"))
        let intake = TestIntake()
        let work = Task { try await adapter.listen(into: intake, health: intake) }
        await wait { server.paths.contains("/pull/early?from=0") }
        await wait { intake.conditions.last?.line == .ready }
        _ = await adapter.receive(call("ring shop"))
        await wait { intake.arrivals.map(\.externalID.rawValue) == ["news"] }
        #expect(intake.cursors["shop"] == "1")
        work.cancel()
        _ = await work.result
    }

    @Test func `a doorbell that was answered just before the end is pulled at the next start, once`() async throws {
        let server = SampleServer { (_, _) throws(TransportFailure) in ProviderAnswer(status: 200, body: []) }
        let intake = TestIntake()
        let before = try SampleAdapter.make(transport: server)
        guard case .accepted(_, let cursor?, _) = await before.receive(call("ring shop")) else {
            Issue.record("nothing remembers the doorbell")
            return
        }
        _ = try await intake.accept([], cursor: cursor)

        // The process ends here; another begins with what was journaled.
        try await SampleAdapter.make(transport: server).pull(into: intake, health: intake)
        #expect(server.paths.contains("/pull/shop?from=0"))
        let asked = server.paths.count { $0.contains("/shop") }
        try await SampleAdapter.make(transport: server).pull(into: intake, health: intake)
        #expect(server.paths.count { $0.contains("/shop") } == asked)
    }

    @Test func `a refused account blocks the channel`() async throws {
        let server = SampleServer { (_, _) throws(TransportFailure) in ProviderAnswer(status: 403) }
        let intake = TestIntake()
        let adapter = try SampleAdapter.make(transport: server)
        let blocked = await #expect(throws: ChannelBlocked.self) {
            try await adapter.listen(into: intake, health: intake)
        }
        #expect(blocked?.problem.english.contains("set its key") == true)
    }

    /// Waits for at most a minute; nothing here takes as long on any machine that works.
    private func wait(until isTrue: () -> Bool) async {
        for _ in 0..<6000 where !isTrue() { try? await Task.sleep(for: .milliseconds(10)) }
        #expect(isTrue())
    }
}

/// A journal in memory.
final class TestIntake: ArrivalIntake, HealthReporting {
    private let state = Mutex<(arrivals: [RawArrival], cursors: [String: String], conditions: [ChannelCondition])>(
        ([], [:], [])
    )

    var arrivals: [RawArrival] { state.withLock { $0.arrivals } }
    var cursors: [String: String] { state.withLock { $0.cursors } }
    var conditions: [ChannelCondition] { state.withLock { $0.conditions } }

    func accept(_ arrivals: [RawArrival], cursor: IntakeCursor?) async throws(IntakeRefusal) -> [ArrivalAcceptance] {
        state.withLock { state in
            state.arrivals += arrivals
            if let cursor { state.cursors[cursor.stream] = cursor.value }
            return arrivals.map { _ in ArrivalAcceptance(arrival: 1, isDuplicate: false) }
        }
    }

    func cursor(of channel: ChannelID, stream: String) async throws -> IntakeCursor? {
        state.withLock { $0.cursors[stream] }.map { IntakeCursor(channel: channel, stream: stream, value: $0) }
    }

    func cursors(of channel: ChannelID, beginning prefix: String) async throws -> [IntakeCursor] {
        cursors.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
            .map { IntakeCursor(channel: channel, stream: $0.key, value: $0.value) }
    }

    func report(_ condition: ChannelCondition) { state.withLock { $0.conditions.append(condition) } }
}
