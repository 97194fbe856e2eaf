import ChannelKit
import MailServers
import Synchronization

/// An HTTP/1.1 server on a free loopback port that answers, or misbehaves, as a test tells it.
final class WebServer: Sendable {
    /// One request as it came over the wire.
    struct Request: Sendable {
        var method = ""
        var target = ""
        var headers: [HeaderField] = []
        var body: [UInt8] = []
    }

    private let server: ScriptedServer
    private let received: Log

    /// Starts a server; `answer` is called for each request, and throws to hang up.
    init(readsBodies: Bool = true, _ answer: @escaping @Sendable (Request, ScriptedConnection) throws -> Void) throws {
        let received = Log()
        self.received = received
        server = try ScriptedServer { connection in
            while true {
                let request = try Self.read(connection, withBody: readsBodies)
                received.requests.withLock { $0.append(request) }
                try answer(request, connection)
            }
        }
    }

    /// Starts a server that says the same to everybody.
    convenience init(answering status: String = "200 OK", fields: [String] = [], body: String = "") throws {
        try self.init { request, connection in
            try connection.answer(status, fields: fields, body: Array(body.utf8), isHead: request.method == "HEAD")
        }
    }

    /// The server's address, without a path.
    var origin: String { "http://127.0.0.1:\(server.port)" }

    /// The port.
    var port: Int { server.port }

    /// The number of connections so far.
    var connectionCount: Int { server.connectionCount }

    /// What was asked so far.
    var requests: [Request] { received.requests.withLock { $0 } }

    private final class Log: Sendable {
        let requests = Mutex<[Request]>([])
    }

    private static func read(_ connection: ScriptedConnection, withBody: Bool) throws -> Request {
        var request = Request()
        let words = try connection.line().split(separator: " ")
        request.method = words.first.map(String.init) ?? ""
        request.target = words.dropFirst().first.map(String.init) ?? ""
        while true {
            let line = try connection.line()
            guard let colon = line.firstIndex(of: ":") else { break }
            let value = line[line.index(after: colon)...]
            request.headers.append(HeaderField(String(line[..<colon]), String(value.drop(while: { $0 == " " }))))
        }
        let length = request.headers.first(named: "Content-Length").flatMap { Int($0) } ?? 0
        if withBody, length > 0 { request.body = try connection.octets(atLeast: length) }
        return request
    }
}

extension ScriptedConnection {
    /// Sends a whole answer that leaves the connection open.
    func answer(
        _ status: String = "200 OK",
        fields: [String] = [],
        body: [UInt8] = [],
        isHead: Bool = false
    ) throws {
        let hasBody = !status.hasPrefix("204") && !status.hasPrefix("304")
        let length = hasBody ? ["Content-Length: \(body.count)"] : []
        try send((["HTTP/1.1 \(status)"] + fields + length).joined(separator: "\r\n") + "\r\n\r\n")
        if hasBody, !isHead { try send(body) }
    }

    /// Hangs up.
    func hangUp() throws -> Never { throw HungUp() }

    private struct HungUp: Error {}
}
