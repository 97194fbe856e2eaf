import ChannelKit
import Testing

@testable import WebFormAdapter

struct JSONEndpointTests {
    private static let complete = #"{"name":"Ada","email":"ada@example.org","subject":"Engine","message":"It weaves."}"#

    private static func post(
        _ sample: FormSample,
        _ body: some StringProtocol,
        _ headers: [HeaderField] = [],
        after seconds: Int64 = 60
    ) async -> PageOutcome {
        await sample.post(Array(body.utf8), type: "application/json; charset=utf-8", headers: headers, after: seconds)
    }

    @Test func `a submission is answered with the ticket's number once it is routed`() async throws {
        let sample = try FormSample()
        let (arrival, answer) = try await Self.post(sample, Self.complete).submission()
        #expect(try sample.adapter.normalize(arrival)[0].subject == "Engine")
        let routed = answer(.taken(ticketNumber: 12, isDuplicate: false))
        #expect(routed.status == 201)
        #expect(routed.text == #"{"number":12,"status":"routed","duplicate":false}"#)
        let waiting = answer(.taken(ticketNumber: nil, isDuplicate: true))
        #expect(waiting.status == 202)
        #expect(waiting.text == #"{"number":null,"status":"accepted","duplicate":true}"#)
    }

    @Test func `mistakes are told field by field as problem details`() async throws {
        let answer = try await Self.post(FormSample(), #"{"email":"x","subject":"a","isAdmin":true}"#).answer()
        #expect(answer.status == 422)
        #expect(answer.headers.first(named: "Content-Type") == "application/problem+json")
        let errors = try answer.member("errors")?.elements ?? []
        #expect(errors.map { $0["field"]?.text } == ["email", "message", "isAdmin"])
        #expect(errors.map { $0["code"]?.text } == ["no-email-address", "missing", "unknown-field"])
        #expect(try answer.member("type")?.text == "urn:tributary:problem:invalid-fields")
        #expect(try answer.member("status") == .number("422"))
    }

    @Test func `one key is one submission`() async throws {
        let sample = try FormSample()
        let key = [HeaderField("idempotency-key", "3f0a-1")]
        let first = try await Self.post(sample, Self.complete, key).arrival()
        let again = try await Self.post(sample, Self.complete, key).arrival()
        #expect(first.externalID == again.externalID)
        let other = Self.complete.replacing("weaves", with: "stands")
        let refused = try await Self.post(sample, other, key).answer()
        #expect(refused.status == 422)
        #expect(try refused.member("type")?.text == "urn:tributary:problem:key-used")
        let unrelated = try await Self.post(sample, Self.complete).arrival()
        #expect(unrelated.externalID != first.externalID)
    }

    @Test(arguments: ["", "a b", "ключ", String(repeating: "k", count: 129)])
    func `a key that is none is refused`(_ key: String) async throws {
        let outcome = try await Self.post(FormSample(), Self.complete, [HeaderField("Idempotency-Key", key)])
        #expect(try outcome.answer().status == 400)
    }

    @Test func `a token is used once whatever keys come with it`() async throws {
        let sample = try FormSample()
        let token = try await sample.token()
        for number in 1...2 {
            let body = Self.complete.dropLast() + #","_token":"\#(token)","subject2":""}"#
            let text = body.replacing(#","subject2":"""#, with: "").replacing("Engine", with: "Engine \(number)")
            let outcome = await Self.post(sample, text, [HeaderField("Idempotency-Key", "k\(number)")])
            if number == 1 { _ = try outcome.arrival() } else { #expect(try outcome.answer().status == 422) }
        }
    }

    @Test func `a token can be made a must, and the refusal brings one`() async throws {
        let sample = try FormSample(["json_without_token": .boolean(false), "minimum_fill_time": .duration(.zero)])
        let refused = try await Self.post(sample, Self.complete).answer()
        #expect(refused.status == 403)
        #expect(try refused.member("challenge")?["algorithm"]?.text == "SHA-256")
        let token = try #require(try refused.member("token")?.text)
        _ = try await Self.post(sample, Self.complete.dropLast() + #","_token":"\#(token)"}"#).arrival()
    }

    @Test func `a submission without a token is held to the stricter limit`() async throws {
        let sample = try FormSample(["rate_limits": .object(["per_address_unproven": .integer(1)])])
        let arrival = try await Self.post(sample, Self.complete).arrival()
        #expect(try sample.adapter.normalize(arrival)[0].providerMetadata == ["proof": "none"])
        let refused = try await Self.post(sample, Self.complete).answer()
        #expect(refused.status == 429)
        #expect(refused.headers.first(named: "Retry-After") != nil)
    }

    @Test func `a token that came back too soon says when to come again`() async throws {
        let sample = try FormSample()
        let token = try await sample.token()
        let body = Self.complete.dropLast() + #","_token":"\#(token)"}"#
        let answer = try await Self.post(sample, body, after: 1).answer()
        #expect(answer.status == 429)
        #expect(answer.headers.first(named: "Retry-After") == "3")
        #expect(try answer.member("type")?.text == "urn:tributary:problem:too-soon")
    }

    @Test func `files travel in base64`() async throws {
        let body = Self.complete.dropLast() + #","files":[{"name":"a.txt","data":"SGVsbG8="}]}"#
        let sample = try FormSample()
        let envelope = try sample.adapter.normalize(try await Self.post(sample, String(body)).arrival())[0]
        #expect(envelope.attachments.map(\.content) == [.bytes(Array("Hello".utf8))])
    }

    @Test(arguments: ["null", "[]", "\"\""])
    func `no files may be said in any way`(_ none: String) async throws {
        let outcome = try await Self.post(FormSample(), Self.complete.dropLast() + #","files":\#(none)}"#)
        #expect(try outcome.arrival().externalID.rawValue.isEmpty == false)
    }

    @Test func `an allowed site's script may read the answer`() async throws {
        let sample = try FormSample(["allowed_origins": .list([.text("https://www.example.com")])])
        let origin = [
            HeaderField("Origin", "https://www.example.com"), HeaderField("Sec-Fetch-Site", "cross-site"),
        ]
        let (_, answer) = try await Self.post(sample, Self.complete, origin).submission()
        let fields = answer(.taken(ticketNumber: 1, isDuplicate: false)).headers
        #expect(fields.first(named: "Access-Control-Allow-Origin") == "https://www.example.com")
        #expect(fields.first(named: "Vary") == "Origin")
    }

    @Test func `the form describes itself to programs`() async throws {
        let answer = try await FormSample().get(
            "form",
            query: [HeaderField("lang", "zh")],
            headers: [HeaderField("Accept", "application/json")]
        )
        let form = try JSONValue.read(answer.body)
        #expect(form["language"]?.text == "zh-Hans")
        #expect(form["fields"]?.elements.map { $0["name"]?.text } == ["name", "email", "subject", "message", "files"])
        #expect(form["minimum_fill_ms"] == .number("3000"))
    }
}
