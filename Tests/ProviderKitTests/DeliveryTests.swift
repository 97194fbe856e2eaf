import ChannelKit
import ProviderKit
import Testing

/// How a part is delivered, whatever the provider: one request that a customer sees, and true words about how far it got.
@Suite struct DeliveryTests {
    private let context = DeliveryContext(idempotencyKey: "k", attempt: 1, timeLimit: .seconds(20))

    private func part(_ destination: String = "c") -> OutboundPart {
        OutboundPart(index: 0, destinations: [destination], mediaType: "application/json", body: [1])
    }

    private func verdict(
        _ destination: String = "c",
        _ settings: [String: SettingValue] = [:],
        server: SampleServer
    ) async throws -> DeliveryFailure.Verdict? {
        let adapter = try SampleAdapter.make(settings, transport: server)
        do throws(DeliveryFailure) {
            _ = try await adapter.deliver(part(destination), context)
            return nil
        } catch { return error.verdict }
    }

    private static let lost: [(TransportFailure, before: DeliveryFailure.Verdict, at: DeliveryFailure.Verdict)] = [
        (.unreachable(detail: "x"), .later(after: nil), .later(after: nil)),
        (.untrusted(detail: "x"), .later(after: nil), .later(after: nil)),
        (.unanswered(detail: "x"), .later(after: nil), .unknown),
        (.answerTooLong(limit: 1), .later(after: nil), .unknown),
        (.forbidden(detail: "x"), .never, .never),
    ]

    @Test(arguments: lost.indices)
    func `a lost answer means what the request could have done`(index: Int) async throws {
        let (failure, before, at) = Self.lost[index]
        let first = SampleServer { (_, _) throws(TransportFailure) in throw failure }
        #expect(try await verdict("prepared", server: first) == before)
        #expect(first.paths == ["/prepare"])
        let second = SampleServer { (request, _) throws(TransportFailure) in
            if request.effect == .delivery { throw failure }
            return ProviderAnswer(status: 200)
        }
        #expect(try await verdict("prepared", server: second) == at)
        // Once it was seen, nothing that follows makes it unseen.
        let third = SampleServer { (request, _) throws(TransportFailure) in
            if request.effect == .none { throw failure }
            return ProviderAnswer(status: 200)
        }
        #expect(try await verdict("confirmed", server: third) == .unknown)
    }

    @Test func `a provider that would send twice is stopped`() async throws {
        let server = SampleServer { (_, _) throws(TransportFailure) in ProviderAnswer(status: 200) }
        #expect(try await verdict("twice", server: server) == .unknown)
        #expect(server.requests.count == 1)
    }

    @Test func `no request goes to a host that is none of the provider's`() async throws {
        let server = SampleServer { (_, _) throws(TransportFailure) in ProviderAnswer(status: 200) }
        #expect(try await verdict("elsewhere", server: server) == .never)
        #expect(server.requests.isEmpty)
        #expect(try await verdict("files", server: server) == nil)
    }

    @Test func `a token is kept, and obtained anew once when it is refused`() async throws {
        let server = SampleServer { (request, count) throws(TransportFailure) in
            if request.url.hasSuffix("/token") {
                return ProviderAnswer(status: 200, body: Array("token-\(count)".utf8))
            }
            let isStale = request.headers.first(named: "Token") == "token-1" && count > 2
            return ProviderAnswer(status: isStale ? 498 : 200)
        }
        let adapter = try SampleAdapter.make(["tokens": .boolean(true)], transport: server)
        _ = try await adapter.deliver(part(), context)
        _ = try await adapter.deliver(part(), context)
        #expect(server.paths == ["/token", "/send", "/send", "/token", "/send"])
        let refusing = SampleServer { (request, _) throws(TransportFailure) in
            ProviderAnswer(status: request.url.hasSuffix("/token") ? 200 : 498, body: Array("t".utf8))
        }
        #expect(try await verdict("c", ["tokens": .boolean(true)], server: refusing) == .blocked(.credentials))
        #expect(refusing.paths == ["/token", "/send", "/token", "/send"])
    }

    @Test func `a token is renewed five minutes before its end`() async throws {
        let clock = TestClock(seconds: 1_735_689_600)
        let server = SampleServer { (_, count) throws(TransportFailure) in
            ProviderAnswer(status: 200, body: Array("token-\(count)".utf8))
        }
        let adapter = try SampleAdapter.make(["tokens": .boolean(true)], transport: server, now: { clock.now })
        for seconds: Int64 in [0, 6899, 6900] {
            clock.set(seconds: 1_735_689_600 + seconds)
            _ = try await adapter.deliver(part(), context)
        }
        #expect(server.paths == ["/token", "/send", "/send", "/token", "/send"])
    }

    @Test func `deliveries at the same time share one sign-in`() async throws {
        let server = SampleServer { (_, _) throws(TransportFailure) in ProviderAnswer(status: 200, body: [0x74]) }
        let adapter = try SampleAdapter.make(["tokens": .boolean(true)], transport: server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await adapter.deliver(part(), context) } }
            try await group.waitForAll()
        }
        #expect(server.paths.count { $0 == "/token" } == 1)
        #expect(server.paths.count { $0 == "/send" } == 20)
    }

    @Test func `what a provider repeats of our secrets is not passed on`() async throws {
        let echo = "bad key planted-key-of-the-sample\r\nand token-abcdef"
        for status in [200, 400, 500] {
            let server = SampleServer { (request, _) throws(TransportFailure) in
                let isToken = request.url.hasSuffix("/token")
                return ProviderAnswer(
                    status: isToken ? 200 : status,
                    body: Array((isToken ? "token-abcdef" : echo).utf8)
                )
            }
            let adapter = try SampleAdapter.make(["tokens": .boolean(true)], transport: server)
            var told = ""
            do throws(DeliveryFailure) {
                told = try await adapter.deliver(part(), context).answer.debugDescription
            } catch {
                told = "\(error.reason.debugDescription) \(error.detail)"
            }
            #expect(!told.contains("planted"))
            #expect(status == 200 || !told.contains("token-abcdef"))
            #expect(!told.contains("\n"))
        }
    }

    @Test(arguments: [("7", 7.0), ("0", 1), ("-5", 1), ("9999999", 21_600), ("1.5", 1.5)])
    func `Retry-After is followed within bounds`(value: String, seconds: Double) {
        let answer = ProviderAnswer(status: 429, headers: [HeaderField("retry-after", value)])
        #expect(answer.retryAfter == .milliseconds(Int64(seconds * 1000)))
    }

    @Test(arguments: ["soon", "", "inf", "nan"]) func `an unreadable Retry-After says nothing`(value: String) {
        #expect(ProviderAnswer(status: 429, headers: [HeaderField("Retry-After", value)]).retryAfter == nil)
    }
}
