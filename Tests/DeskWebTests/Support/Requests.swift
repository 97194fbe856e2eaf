import DeskModel
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Synchronization

@testable import DeskWeb

/// A browser that somebody is signed in with.
protocol TestVisitor: Sendable {
    var cookie: String { get }
    var formToken: String { get }
}

/// An agent who is signed in.
struct TestAgent: TestVisitor {
    let agent: Agent
    let cookie: String
    let signedIn: SignedIn

    var formToken: String { signedIn.formToken }
}

/// A customer who is signed in at the portal.
struct TestCustomer: TestVisitor {
    let identity: Identity
    let cookie: String
    let formToken: String
}

/// An answer with its body read.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: String

    var location: String? { headers[.location] }

    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

/// Collects what a response writes.
private struct CollectingWriter: ResponseBodyWriter {
    final class Box: Sendable { let octets = Mutex<[UInt8]>([]) }
    let box: Box

    mutating func write(_ buffer: ByteBuffer) async throws { box.octets.withLock { $0 += Array(buffer: buffer) } }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension TestDesk {
    /// Asks for a page as a browser does.
    func get(
        _ path: String,
        as visitor: (any TestVisitor)? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        try await send(.get, path, as: visitor, headers: headers)
    }

    /// Submits a form as a browser does, with the session's token unless told otherwise.
    func post(
        _ path: String,
        _ form: [(String, String)] = [],
        as visitor: (any TestVisitor)? = nil,
        headers: [String: String] = [:],
        withToken: Bool = true
    ) async throws -> Answer {
        var fields = form
        if withToken, let visitor { fields.append((FormToken.field, visitor.formToken)) }
        let body = fields.map { "\(PercentCoding.encode($0.0))=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
        let all = [
            "Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1:8080",
            "Sec-Fetch-Site": "same-origin",
        ].merging(headers) { _, own in own }
        return try await send(.post, path, as: visitor, headers: all, body: Array(body.utf8))
    }

    /// Sends anything to either origin.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        as visitor: (any TestVisitor)? = nil,
        headers: [String: String] = [:],
        body: [UInt8] = [],
        toContent: Bool = false,
        peer: String = "127.0.0.1"
    ) async throws -> Answer {
        var fields = HTTPFields()
        fields[.accept] = "text/html,*/*"
        if let visitor { fields[.cookie] = visitor.cookie }
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields[name] = value
        }
        let request = Request(
            head: HTTPRequest(
                method: method,
                scheme: "http",
                authority: "127.0.0.1:8080",
                path: path,
                headerFields: fields
            ),
            body: RequestBody(buffer: ByteBuffer(bytes: body))
        )
        let responder = toContent ? content : main
        let context = DeskRequestContext(peer: peer, logger: services.logger)
        let response = try await responder.respond(to: request, context: context)
        let box = CollectingWriter.Box()
        try await response.body.write(CollectingWriter(box: box))
        return Answer(
            status: response.status.code,
            headers: response.headers,
            body: String(decoding: box.octets.withLock { $0 }, as: UTF8.self)
        )
    }
}
