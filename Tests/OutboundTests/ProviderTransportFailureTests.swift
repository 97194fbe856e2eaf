import ChannelKit
import MailServers
import Synchronization
import Testing

@testable import Outbound

/// What is said of requests without an answer: above all whether they may have been carried out.
@Suite(.timeLimit(.minutes(2)))
struct ProviderTransportFailureTests {
    private static let secret = "s3cret-token"
    private let patience = Duration.seconds(60)

    /// A request with a secret wherever one may be.
    private func request(_ origin: String, method: String = "POST", body: [UInt8]? = nil) -> ProviderRequest {
        ProviderRequest(
            method: method,
            url: "\(origin)/bot\(Self.secret)/send?key=\(Self.secret)",
            headers: [HeaderField("Authorization", "Bearer \(Self.secret)")],
            body: body ?? (method == "GET" ? [] : Array(Self.secret.utf8)),
            effect: .delivery
        )
    }

    private func failure(
        of request: ProviderRequest,
        timeLimit: Duration? = nil,
        over transport: CurlProviderTransport
    ) async -> TransportFailure? {
        do throws(TransportFailure) {
            _ = try await transport.send(request, timeLimit: timeLimit ?? patience)
            return nil
        } catch {
            #expect(!"\(error)".contains(Self.secret) && !String(reflecting: error).contains("/send"), "\(error)")
            return error
        }
    }

    private func transport(_ server: WebServer) -> CurlProviderTransport {
        CurlProviderTransport(configuredAddresses: [server.origin])
    }

    private func isUnanswered(_ failure: TransportFailure?) -> Bool {
        if case .unanswered(let detail) = failure { return detail.hasPrefix("127.0.0.1: ") }
        return false
    }

    private func isUnreachable(_ failure: TransportFailure?) -> Bool {
        if case .unreachable(let detail) = failure { return detail.hasPrefix("127.0.0.1: ") }
        return false
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE"])
    func `a server that reads the request and hangs up leaves it unanswered`(method: String) async throws {
        let server = try WebServer { _, connection in try connection.hangUp() }
        let failure = await failure(of: request(server.origin, method: method), over: transport(server))
        #expect(isUnanswered(failure), "\(String(describing: failure))")
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["GET", "POST", "DELETE"])
    func `a request is not repeated when a kept connection ends instead of an answer`(method: String) async throws {
        let count = LockedCount()
        let server = try WebServer { _, connection in
            if count.increase() > 1 { try connection.hangUp() }
            try connection.answer()
        }
        let transport = transport(server)
        #expect(await failure(of: request(server.origin, method: method), over: transport) == nil)
        let failure = await failure(of: request(server.origin, method: method), over: transport)
        #expect(isUnanswered(failure), "\(String(describing: failure))")
        #expect(server.requests.count == 2)
    }

    @Test func `a server that hangs up before a long body has gone out was not reached`() async throws {
        let server = try WebServer(readsBodies: false) { _, connection in try connection.hangUp() }
        // More than the buffers on the way can hold.
        let request = request(server.origin, body: [UInt8](repeating: 1, count: 32 << 20))
        let failure = await failure(of: request, over: transport(server))
        #expect(isUnreachable(failure), "\(String(describing: failure))")
    }

    @Test func `an early answer to a long body is an answer`() async throws {
        let server = try WebServer(readsBodies: false) { _, connection in
            try connection.answer("413 Content Too Large", fields: ["Connection: close"])
            try connection.beSilent()
        }
        let request = ProviderRequest(
            method: "POST",
            url: server.origin,
            body: [UInt8](repeating: 1, count: 32 << 20)
        )
        let answer = try await transport(server).send(request, timeLimit: patience)
        #expect(answer.status == 413)
    }

    @Test func `a refused connection is unreachable`() async {
        // Nothing listens on this port.
        let transport = CurlProviderTransport(configuredAddresses: ["http://127.0.0.1:1"])
        let failure = await failure(of: request("http://127.0.0.1:1"), over: transport)
        #expect(isUnreachable(failure), "\(String(describing: failure))")
    }

    @Test func `a name that nobody knows is unreachable`() async {
        let transport = CurlProviderTransport(configuredAddresses: [])
        let failure = await failure(of: request("https://nobody.invalid"), over: transport)
        guard case .unreachable(let detail) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(detail.hasPrefix("nobody.invalid: "))
    }

    @Test func `a server that does not answer in time leaves the request unanswered`() async throws {
        let server = try WebServer { _, connection in try connection.beSilent() }
        let failure = await failure(of: request(server.origin), timeLimit: .seconds(3), over: transport(server))
        #expect(failure == .unanswered(detail: "127.0.0.1: no answer in time"))
    }

    @Test func `an answer that drips is given up when time is up`() async throws {
        let server = try WebServer { _, connection in
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegun")
            try connection.beSilent()
        }
        let failure = await failure(of: request(server.origin), timeLimit: .seconds(3), over: transport(server))
        #expect(failure == .unanswered(detail: "127.0.0.1: no answer in time"))
    }

    @Test func `no time is no request`() async throws {
        let server = try WebServer(answering: "200 OK")
        let failure = await failure(of: request(server.origin), timeLimit: .zero, over: transport(server))
        #expect(failure == .unreachable(detail: "127.0.0.1: no answer in time"))
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "HTTP/1.1 200 OK\r\nContent-Le", "", "no HTTP at all\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
        "HTTP/1.1 200 OK\r\nContent-Length: s3cret-token\r\n\r\n",
    ])
    func `an answer that is not whole is none`(text: String) async throws {
        let server = try WebServer { _, connection in
            try connection.send(text)
            try connection.hangUp()
        }
        let failure = await failure(of: request(server.origin), over: transport(server))
        #expect(isUnanswered(failure), "\(String(describing: failure))")
    }

    @Test(arguments: [false, true])
    func `an answer with too many or too long header fields is given up`(isInterim: Bool) async throws {
        for field in ["A: b\r\n", "A: \(String(repeating: "b", count: 10_000))\r\n"] {
            let server = try WebServer { _, connection in
                for _ in 0..<1000 {
                    try connection.send(isInterim ? "HTTP/1.1 103 Early Hints\r\n\(field)\r\n" : "")
                    if !isInterim { try connection.send("HTTP/1.1 200 OK\r\n" + String(repeating: field, count: 200)) }
                }
            }
            let failure = await failure(of: request(server.origin), over: transport(server))
            #expect(isUnanswered(failure), "\(String(describing: failure))")
        }
    }

    @Test func `a canceled request ends at once, and is told by what has gone out`() async throws {
        let ended = LockedCount()
        let server = try WebServer { _, connection in
            do { try connection.beSilent() } catch {
                ended.increase()
                throw error
            }
        }
        let transport = transport(server)
        let request = request(server.origin)
        let task = Task { await failure(of: request, timeLimit: .seconds(600), over: transport) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        let start = ContinuousClock.now
        task.cancel()
        #expect(await task.value == .unanswered(detail: "127.0.0.1: canceled"))
        #expect(start.duration(to: .now) < .seconds(30))
        // The server learns of it too.
        while ended.value == 0 { try await Task.sleep(for: .milliseconds(2)) }
    }

    @Test func `a request of a canceled task is not begun`() async throws {
        let server = try WebServer(answering: "200 OK")
        let transport = transport(server)
        let request = request(server.origin)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await failure(of: request, over: transport)
        }
        task.cancel()
        #expect(await task.value == .unreachable(detail: "127.0.0.1: canceled"))
        #expect(server.requests.isEmpty)
    }

    @Test func `closing lets requests under way end`() async throws {
        let mayAnswer = ArrivalGate(2)
        let server = try WebServer { _, connection in
            mayAnswer.arrive()
            try connection.answer()
        }
        let transport = transport(server)
        let request = request(server.origin)
        let task = Task { await failure(of: request, over: transport) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        async let closed: Void = transport.close(patience: .seconds(60))
        // From now on no more is taken.
        while await failure(of: request, timeLimit: .milliseconds(1), over: transport) != Self.closed {
            try await Task.sleep(for: .milliseconds(2))
        }
        mayAnswer.arrive()
        #expect(await task.value == nil)
        await closed
    }

    @Test func `closing cuts off requests that go on for too long`() async throws {
        let server = try WebServer { _, connection in try connection.beSilent() }
        let transport = transport(server)
        let request = request(server.origin)
        let task = Task { await failure(of: request, timeLimit: .seconds(600), over: transport) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        await transport.close(patience: .zero)
        #expect(await task.value == .unanswered(detail: "127.0.0.1: the transport is closed"))
        #expect(await failure(of: request, over: transport) == Self.closed)
        await transport.close()
    }

    @Test func `a transport that was never used closes`() async {
        let transport = CurlProviderTransport(configuredAddresses: [])
        await transport.close()
        let failure = await failure(of: request("https://nobody.invalid"), over: transport)
        #expect(failure == .unreachable(detail: "the transport is closed"))
    }

    private static let closed = TransportFailure.unreachable(detail: "127.0.0.1: the transport is closed")
}
