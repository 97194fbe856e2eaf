import ChannelKit
import Testing

@testable import WebFormAdapter

struct SubmissionTests {
    @Test func `a submission becomes one arrival and one envelope`() async throws {
        let sample = try FormSample(["region": .text("GB")])
        let arrival = try await sample.submit(FormSample.complete).arrival()
        #expect(arrival.channel == ChannelID(rawValue: "contact-form"))
        #expect(arrival.settingsVersion == "s1")
        #expect(arrival.verdict == .unauthenticated)
        let envelopes = try sample.adapter.normalize(arrival)
        try #require(envelopes.count == 1)
        let envelope = envelopes[0]
        #expect(try sample.adapter.normalize(arrival) == envelopes)
        #expect(envelope.externalID == arrival.externalID)
        #expect(envelope.sender.identity == IdentityKey(kind: .email, value: "ada@example.org"))
        #expect(envelope.sender.name == "Ada Lovelace")
        #expect(!envelope.sender.authenticity.isVerified)
        #expect(envelope.subject == "The engine")
        #expect(envelope.text == "It weaves.\nDoes it?")
        #expect(envelope.replyRoute.channel == ChannelID(rawValue: "mail"))
        #expect(envelope.replyRoute.target == envelope.sender.identity)
        #expect(envelope.replyRoute.address == "ada@example.org")
        #expect(envelope.fields.map(\.name) == ["name", "email", "subject", "message"])
        #expect(envelope.language == "en")
        #expect(envelope.occurredAt == arrival.receivedAt)
    }

    @Test func `the confirmation shows the number in the submitter's language`() async throws {
        let sample = try FormSample()
        let chinese = [HeaderField("lang", "zh")]
        let (_, answer) = try await sample.submit(FormSample.complete, query: chinese).submission()
        let redirect = answer(.taken(ticketNumber: 41, isDuplicate: false))
        #expect(redirect.status == 303)
        let location = try #require(redirect.headers.first(named: "Location"))
        #expect(location.hasPrefix("sent?n=41&t="))
        #expect(location.hasSuffix("&lang=zh"))
        let page = try await sample.get("sent", query: Self.query(of: location))
        #expect(page.status == 200)
        #expect(page.text.contains("您的工单编号是 T-41"))
    }

    @Test func `a submission that is not routed yet is confirmed without a number`() async throws {
        let sample = try FormSample()
        let (_, answer) = try await sample.submit(FormSample.complete).submission()
        let location = answer(.taken(ticketNumber: nil, isDuplicate: false)).headers.first(named: "Location") ?? ""
        let page = try await sample.get("sent", query: Self.query(of: location))
        #expect(page.text.contains("It is being filed"))
        #expect(!page.text.contains("T-"))
    }

    @Test(arguments: ["n=42&t=AAAA", "n=42", "n=42&t=", ""])
    func `a confirmation that nobody signed does not exist`(_ query: String) async throws {
        let page = try await FormSample().get("sent", query: Self.query(of: "sent?" + query))
        #expect(page.status == 404)
    }

    @Test func `the same submission twice is one arrival`() async throws {
        let sample = try FormSample()
        var fields = FormSample.complete
        fields["_token"] = try await sample.token()
        let first = try await sample.submit(fields, after: 60).submission()
        _ = first.answer(.taken(ticketNumber: 7, isDuplicate: false))
        let second = try await sample.submit(fields, after: 90).submission()
        #expect(first.arrival.externalID == second.arrival.externalID)
        let confirmation = second.answer(.taken(ticketNumber: 7, isDuplicate: true))
        #expect(confirmation.headers == first.answer(.taken(ticketNumber: 7, isDuplicate: false)).headers)
    }

    @Test func `another submission under a used key is refused and can be sent as a new one`() async throws {
        let sample = try FormSample()
        var fields = FormSample.complete
        fields["_token"] = try await sample.token()
        _ = try await sample.submit(fields).arrival()
        fields["message"] = "Something else."
        let refused = try await sample.submit(fields).answer()
        #expect(refused.status == 422)
        #expect(refused.text.contains("sent before, with other answers"))
        #expect(refused.text.contains("Something else."))
        fields["_token"] = try Self.token(in: refused.text)
        // The renewed token can be sent at once: its holder has waited already.
        _ = try await sample.submit(fields).arrival()
    }

    @Test func `a key is free again when nothing was journaled`() async throws {
        let sample = try FormSample()
        var fields = FormSample.complete
        fields["_token"] = try await sample.token()
        let (_, answer) = try await sample.submit(fields).submission()
        let busy = answer(.refused(.busy(retryAfter: .seconds(5))))
        #expect(busy.status == 503)
        #expect(busy.headers.first(named: "Retry-After") == "5")
        #expect(busy.text.contains("It weaves."))
        fields["message"] = "It weaves, and I wrote more."
        _ = try await sample.submit(fields).arrival()
    }

    @Test(arguments: [
        (IntakeRefusal.unavailable("disk full: /secret/path"), 503), (.tooLarge(limit: 1 << 20), 413),
    ])
    func `a refusal of the journal keeps what was typed and tells no detail`(
        _ refusal: IntakeRefusal,
        _ status: Int
    ) async throws {
        let sample = try FormSample()
        let answer = try await sample.submit(FormSample.complete).submission().answer(.refused(refusal))
        #expect(answer.status == status)
        #expect(answer.text.contains("Ada Lovelace"))
        #expect(!answer.text.contains("secret"))
    }

    @Test func `the phone number beside the address is a claim and no identity`() async throws {
        let sample = try FormSample([
            "region": .text("GB"),
            "fields": fields(
                ["name": .text("email"), "type": .text("email")],
                ["name": .text("phone"), "type": .text("phone"), "label": words("Phone", "电话")],
                ["name": .text("message"), "type": .text("multiline")]
            ),
        ])
        let answers = ["email": "ada@example.org", "phone": "020 8765 4321", "message": "Hello"]
        let envelope = try sample.adapter.normalize(try await sample.submit(answers).arrival())[0]
        let phone = IdentityKey(kind: .phone, value: "+442087654321")
        #expect(envelope.sender.identity?.kind == .email)
        #expect(envelope.sender.claims == [IdentityClaim(identity: phone, assertedBy: "sender", isVerified: false)])
        #expect(envelope.text == "Hello\n\nPhone: 020 8765 4321")
        let alone = ["phone": "020 8765 4321", "message": "Hello"]
        let unaddressed = try sample.adapter.normalize(try await sample.submit(alone).arrival())[0]
        #expect(unaddressed.sender.identity == phone)
        #expect(unaddressed.replyRoute.target == nil)
    }

    @Test func `what a program filled in is quarantined and not lost`() async throws {
        let sample = try FormSample()
        var fields = FormSample.complete
        fields["website"] = "https://pills.example"
        let (arrival, answer) = try await sample.submit(fields).submission()
        #expect(answer(.taken(ticketNumber: nil, isDuplicate: false)).status == 303)
        #expect(try sample.adapter.normalize(arrival)[0].suspicion != nil)
        #expect(String(decoding: arrival.body, as: UTF8.self).contains("It weaves."))
    }

    @Test(arguments: [
        "", "{}", "null", "{\"version\":1}", "{\"version\":1,\"key\":\"k\",\"language\":\"en\",\"fields\":[1]}",
    ])
    func `an arrival that is no submission is unreadable`(_ body: String) throws {
        let arrival = RawArrival(
            channel: ChannelID(rawValue: "contact-form"),
            externalID: ExternalID(rawValue: "x"),
            receivedAt: FormSample.start,
            mediaType: SubmissionRecord.mediaType,
            body: Array(body.utf8)
        )
        let adapter = try FormSample().adapter
        #expect(throws: UnreadableArrival.self) { try adapter.normalize(arrival) }
    }

    /// The query of a relative address, cut as a browser and the host would.
    static func query(of location: String) -> [HeaderField] {
        location.split(separator: "?").dropFirst().joined().split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return HeaderField(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
    }

    /// The token in a page's form.
    static func token(in page: String) throws -> String {
        let rest = page.split(separator: "name=\"_token\" value=\"").dropFirst().first
        return String(try #require(rest).prefix { $0 != "\"" })
    }
}
