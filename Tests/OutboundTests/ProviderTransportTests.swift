import ChannelKit
import Foundation
import MailServers
import Testing

@testable import Outbound

/// What requests become on the wire, and answers for their callers.
@Suite(.timeLimit(.minutes(2)))
struct ProviderTransportTests {
    private let patience = Duration.seconds(60)

    private func transport(_ server: WebServer) -> CurlProviderTransport {
        CurlProviderTransport(configuredAddresses: [server.origin])
    }

    @Test(arguments: [
        "200 OK", "201 Created", "202 Accepted", "204 No Content", "304 Not Modified", "400 Bad Request",
        "401 Unauthorized", "403 Forbidden", "404 Not Found", "409 Conflict", "413 Content Too Large", "417 No",
        "429 Too Many Requests", "500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable", "599 Odd",
    ])
    func `every status is an answer`(status: String) async throws {
        let server = try WebServer(answering: status, fields: ["Retry-After: 7"], body: "words")
        for method in ["GET", "POST", "HEAD"] {
            let answer = try await transport(server).send(
                ProviderRequest(method: method, url: server.origin, body: method == "POST" ? [1] : []),
                timeLimit: patience
            )
            #expect(answer.status == Int(status.prefix(3)))
            #expect(answer.headers.first(named: "retry-after") == "7")
            let hasBody = method != "HEAD" && !["204", "304"].contains(status.prefix(3))
            #expect(answer.body == (hasBody ? Array("words".utf8) : []))
        }
        #expect(server.requests.count == 3)
    }

    @Test(arguments: [
        ("GET", 0), ("POST", 0), ("POST", 5), ("PUT", 0), ("PUT", 100_000), ("PATCH", 3), ("DELETE", 0), ("DELETE", 4),
        ("GET", 6), ("POST", 3_000_000), ("OPTIONS", 0),
    ])
    func `a request arrives as it was given`(method: String, count: Int) async throws {
        let server = try WebServer(answering: "200 OK")
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let request = ProviderRequest(
            method: method,
            url: "\(server.origin)/bot%2Fa/send?x=1&y=%20#part",
            headers: [
                HeaderField("Authorization", "Bearer t\u{F6}k"), HeaderField("X-Empty", ""), HeaderField("X-Two", "1"),
                HeaderField("X-Two", "2"),
            ],
            body: body
        )
        _ = try await transport(server).send(request, timeLimit: patience)
        let seen = try #require(server.requests.first)
        #expect(seen.method == method)
        #expect(seen.target == "/bot%2Fa/send?x=1&y=%20")
        #expect(seen.body == body)
        #expect(seen.headers.first(named: "Authorization") == "Bearer t\u{F6}k")
        #expect(seen.headers.first(named: "X-Empty")?.isEmpty == true)
        #expect(seen.headers.filter { $0.name == "X-Two" }.map(\.value) == ["1", "2"])
        #expect(seen.headers.first(named: "User-Agent") == "Tributary")
        for absent in ["Expect", "Content-Type", "Transfer-Encoding", "Cookie", "Referer"] {
            #expect(seen.headers.first(named: absent) == nil)
        }
    }

    @Test func `fields that belong to the connection are the host's`() async throws {
        let server = try WebServer(answering: "200 OK")
        let theirs = [
            "Host: evil.example", "content-length: 99", "Connection: close", "Transfer-Encoding: chunked",
            "Expect: 100-continue", "TE: trailers", "Upgrade: h2c", "User-Agent: Mine", "Accept: text/x",
        ].map { $0.components(separatedBy: ": ") }.map { HeaderField($0[0], $0[1]) }
        let request = ProviderRequest(method: "POST", url: server.origin, headers: theirs, body: [1, 2])
        _ = try await transport(server).send(request, timeLimit: patience)
        let seen = try #require(server.requests.first).headers
        #expect(seen.first(named: "Host") == "127.0.0.1:\(server.port)")
        #expect(seen.filter { $0.name.lowercased() == "content-length" }.map(\.value) == ["2"])
        for absent in ["Connection", "Transfer-Encoding", "Expect", "TE", "Upgrade"] {
            #expect(seen.first(named: absent) == nil, "\(absent)")
        }
        #expect(seen.first(named: "User-Agent") == "Mine")
        #expect(seen.first(named: "Accept") == "text/x")
    }

    @Test func `a connection serves one request after the other`() async throws {
        let server = try WebServer(answering: "200 OK", body: "again")
        let transport = transport(server)
        for number in 0..<20 {
            let body = number % 2 == 0 ? [] : [UInt8](repeating: 7, count: number)
            let request = ProviderRequest(method: "POST", url: "\(server.origin)/\(number)", body: body)
            #expect(try await transport.send(request, timeLimit: patience).status == 200)
        }
        #expect(server.requests.count == 20)
        #expect(server.connectionCount == 1)
    }

    @Test func `a redirect is an answer and not followed`() async throws {
        let other = try WebServer(answering: "200 OK")
        let server = try WebServer(answering: "302 Found", fields: ["Location: \(other.origin)/inner"])
        let transport = CurlProviderTransport(configuredAddresses: [server.origin, other.origin])
        let answer = try await transport.send(ProviderRequest(url: server.origin), timeLimit: patience)
        #expect(answer.status == 302)
        #expect(answer.headers.first(named: "Location") == "\(other.origin)/inner")
        #expect(other.connectionCount == 0)
    }

    @Test func `cookies are not kept`() async throws {
        let server = try WebServer(answering: "200 OK", fields: ["Set-Cookie: a=b; Path=/"])
        let transport = transport(server)
        for _ in 0..<2 { _ = try await transport.send(ProviderRequest(url: server.origin), timeLimit: patience) }
        #expect(server.requests.allSatisfy { $0.headers.first(named: "Cookie") == nil })
    }

    @Test(arguments: [
        ("gzip", "H4sIAAAAAAACA6tWys9WsiopKk3VUSpJrShRslLKSM3JyVegP6lUCwBwyb2tjQAAAA=="),
        ("deflate", "eJyrVsrPVrIqKSpN1VEqSa0oUbJSykjNyclXoD+pVAsA/kIy1A=="),
    ])
    func `a compressed answer is decompressed`(encoding: String, text: String) async throws {
        let body = Array(try #require(Data(base64Encoded: text)))
        let server = try WebServer { _, connection in
            try connection.answer(fields: ["Content-Encoding: \(encoding)", "X-Kept: 1"], body: body)
        }
        let answer = try await transport(server).send(ProviderRequest(url: server.origin), timeLimit: patience)
        let words = String(repeating: "hello ", count: 20)
        #expect(answer.body == Array("{\"ok\":true,\"text\":\"\(words)\"}".utf8))
        #expect(answer.headers == [HeaderField("X-Kept", "1")])
        #expect(server.requests.first?.headers.first(named: "Accept-Encoding") == "gzip, deflate")
    }

    @Test func `an answer may be as long as the request allows and no longer`() async throws {
        let server = try WebServer(answering: "200 OK", body: String(repeating: "x", count: 50_000))
        let transport = transport(server)
        var request = ProviderRequest(url: server.origin, effect: .delivery, maximumAnswerBytes: 50_000)
        #expect(try await transport.send(request, timeLimit: patience).body.count == 50_000)
        request.maximumAnswerBytes = 49_999
        await #expect(throws: TransportFailure.answerTooLong(limit: 49_999)) {
            _ = try await transport.send(request, timeLimit: patience)
        }
    }

    @Test func `what a compressed answer unfolds to counts`() async throws {
        let packed =
            "H4sIAAAAAAACA+3BMQEAAADCoPVPbQ0Po" + String(repeating: "A", count: 128) + "IBXA32VEdSghgEA"
        let body = Array(try #require(Data(base64Encoded: packed)))
        let server = try WebServer { _, connection in
            try connection.answer(fields: ["Content-Encoding: gzip"], body: body)
        }
        let transport = transport(server)
        var request = ProviderRequest(url: server.origin, maximumAnswerBytes: 100_000)
        #expect(try await transport.send(request, timeLimit: patience).body.count == 100_000)
        request.maximumAnswerBytes = 99_999
        await #expect(throws: TransportFailure.answerTooLong(limit: 99_999)) {
            _ = try await transport.send(request, timeLimit: patience)
        }
    }

    @Test func `interim answers and trailers are no part of the answer`() async throws {
        let server = try WebServer { _, connection in
            try connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
            try connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Real: yes\r\n\r\n")
            try connection.send("3\r\nabc\r\n0\r\nX-Late: no\r\n\r\n")
        }
        let answer = try await transport(server).send(ProviderRequest(url: server.origin), timeLimit: patience)
        #expect(answer.status == 200)
        #expect(answer.body == Array("abc".utf8))
        #expect(answer.headers.first(named: "X-Real") == "yes")
        #expect(answer.headers.first(named: "X-Late") == nil)
        #expect(answer.headers.first(named: "Link") == nil)
    }

    @Test func `a hundred requests are under way at once`() async throws {
        let gate = ArrivalGate(100)
        let server = try WebServer { request, connection in
            // Nobody is answered before all have asked.
            gate.arrive()
            try connection.answer(body: Array(request.target.utf8))
        }
        let transport = transport(server)
        let limit = patience
        let answers = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 0..<100 {
                let request = ProviderRequest(url: "\(server.origin)/\(number)")
                group.addTask { try await transport.send(request, timeLimit: limit).body }
            }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(answers == Set((0..<100).map { Array("/\($0)".utf8) }))
    }
}

/// Holds threads until enough of them have come.
final class ArrivalGate: Sendable {
    private let condition = NSCondition()
    private let missing: LockedCount

    init(_ count: Int) { missing = LockedCount(count) }

    func arrive() {
        condition.lock()
        defer { condition.unlock() }
        if missing.decrease() == 0 { condition.broadcast() }
        while missing.value > 0 { condition.wait() }
    }
}
