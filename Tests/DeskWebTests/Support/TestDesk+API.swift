import ChannelKit
import DeskModel
import HTTPTypes
import Synchronization
import Testing
import TicketStorage

@testable import DeskWeb

/// A program with a token.
struct TestProgram: Sendable {
    let token: APIToken
    let text: String
}

/// An answer of the API, read.
struct APIAnswer: Sendable {
    let answer: Answer
    let json: JSON

    var status: Int { answer.status }
    var entityTag: String? { answer.header("ETag") }

    /// Where the problems of a refused request are.
    var places: [String] {
        (json["errors"]?.elements ?? []).compactMap { $0["pointer"]?.text ?? $0["parameter"]?.text }
    }
}

extension TestDesk {
    /// A token with scopes, for a service or an account.
    func program(
        _ scopes: Set<APIScope> = Set(APIScope.allCases),
        as holder: APIToken.Holder = .service,
        for life: Duration? = nil
    ) async throws -> TestProgram {
        let text = BearerToken.make()
        let token = APIToken(
            id: ids.next(at: clock.now),
            name: "Order system",
            prefix: BearerToken.prefix(of: text),
            scopes: scopes,
            holder: holder,
            createdAt: clock.now,
            expiresAt: life.map { clock.now.advanced(by: $0) }
        )
        try await store.addToken(token, digest: TokenDigest.of(text), actor: .operator, at: clock.now)
        return TestProgram(token: token, text: text)
    }

    /// Makes a call, and checks the answer against what the call's own description says.
    func api(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ json: JSON? = nil,
        octets: [UInt8]? = nil,
        as program: TestProgram?,
        headers: [String: String] = [:]
    ) async throws -> APIAnswer {
        var fields = ["Accept": "application/json"]
        if let program { fields["Authorization"] = "Bearer \(program.text)" }
        if json != nil { fields["Content-Type"] = "application/json" }
        for (name, value) in headers { fields[name] = value }
        let body = octets ?? json.map { Array($0.compact.utf8) } ?? []
        let answer = try await send(method, "/api/v1\(path)", headers: fields, body: body)
        let isJSON = answer.header("Content-Type")?.contains("json") == true
        let read = isJSON && !answer.body.isEmpty ? try JSON(reading: Array(answer.body.utf8)) : JSON.null
        try expectConformance(method, path, answer, read)
        return APIAnswer(answer: answer, json: read)
    }

    /// Whether an answer is one that the document describes.
    private func expectConformance(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ answer: Answer,
        _ json: JSON
    ) throws {
        if answer.status >= 400 {
            #expect(answer.header("Content-Type") == "application/problem+json", "\(method) \(path)")
            #expect(APISchema.object(APIProblem.schema).problems(with: json) == [], "\(method) \(path)")
            #expect(json["status"]?.integer == answer.status)
            return
        }
        let parts = path.prefix { $0 != "?" }.split(separator: "/").map(String.init)
        guard let route = APIRoutes.all.first(where: { $0.method == method && $0.match(parts[...]) != nil }) else {
            return
        }
        if route.isTagged, answer.status == 304 {
            #expect(answer.body.isEmpty)
            return
        }
        switch route.answer {
        case .object(let status, let object, _):
            #expect(answer.status == status.code, "\(method) \(path)")
            #expect(APISchema.object(object).problems(with: json) == [], "\(method) \(path)")
        case .events(let object, _):
            #expect(APISchema.object(object).problems(with: json) == [], "\(method) \(path)")
        case .nothing:
            #expect(answer.status == 204, "\(method) \(path)")
            #expect(answer.body.isEmpty)
        case .file, .text: #expect(answer.status == 200)
        }
    }
}

/// An endpoint of the tests' own: keeps what it was sent and answers as it is told.
final class ScriptedEndpoint: ProviderTransport {
    private let state = Mutex<(requests: [ProviderRequest], answers: [ProviderAnswer])>(([], []))

    /// What it was sent.
    var requests: [ProviderRequest] { state.withLock(\.requests) }

    /// Answers with these, one after the other; then with 200.
    func answer(_ answers: [ProviderAnswer]) { state.withLock { $0.answers = answers } }

    func send(_ request: ProviderRequest, timeLimit: Duration) async throws(TransportFailure) -> ProviderAnswer {
        state.withLock { state in
            state.requests.append(request)
            return state.answers.isEmpty ? ProviderAnswer(status: 200) : state.answers.removeFirst()
        }
    }
}
