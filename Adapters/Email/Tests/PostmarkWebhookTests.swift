import ChannelKit
import ProviderKit
import Testing

@testable import EmailAdapter

@Suite struct PostmarkWebhookTests {
    private let desk = TestDesk()

    private func adapter() throws -> EmailAdapter {
        try desk.adapter(.postmark, ["basic_auth": .secrets([Secret("old:one"), Secret(ProviderCalls.basicAuth)])])
    }

    private func call(_ json: JSONValue, as credentials: String? = ProviderCalls.basicAuth) -> WebRequest {
        ProviderCalls.request(
            json.octets(),
            "application/json; charset=utf-8",
            headers: credentials.map { [ProviderCalls.signIn($0)] } ?? []
        )
    }

    private static let mail: [String: JSONValue] = [
        "FromFull": ["Email": "ada@example.net", "Name": "Lovelace, \"Ada\""],
        "ToFull": [["Email": "desk@example.org", "Name": ""]], "CcFull": [["Email": "c@example.net", "Name": "C"]],
        "OriginalRecipient": "desk+tok@example.org", "Subject": "Grüße\r\nBcc: x@example.com", "MessageID": "p-1",
        "Date": "Fri, 15 Jan 2027 09:00:00 +0100", "ReplyTo": "other@example.net", "TextBody": "Es webt.",
        "HtmlBody": "<p>Es webt.</p>",
        "Headers": [
            ["Name": "Received-SPF", "Value": "Pass (ok) identity=mailfrom; envelope-from=ada@example.net; helo=x"],
            ["Name": "References", "Value": "<our-0@example.org>"], ["Name": "Subject", "Value": "another"],
        ],
        "Attachments": [["Name": "../a.txt", "ContentType": "text/plain", "Content": "aGVsbG8A"]],
    ]

    @Test func `a mail in fields reads as the mail it was`() async throws {
        let envelope = try #require(try await desk.envelopes(call(.object(Self.mail)), try adapter()).first)
        #expect(envelope.externalID.rawValue == "postmark:p-1")
        #expect(envelope.sender.name == "Lovelace, Ada")
        #expect(envelope.sender.authenticity == .verified(method: "spf"))
        #expect(envelope.replyRoute.address == "other@example.net")
        // A line end in a value begins no field.
        #expect(envelope.subject == "Grüße  Bcc: x@example.com")
        #expect(envelope.recipients.map(\.address) == ["desk@example.org", "c@example.net", "desk+tok@example.org"])
        #expect(envelope.threading.recipientTokens == ["tok"])
        #expect(envelope.threading.ancestorIDs == ["our-0@example.org"])
        #expect(envelope.text == "Es webt.")
        #expect(envelope.attachments.map(\.name) == ["a.txt"])
        #expect(envelope.attachments.map(\.content) == [.bytes(Array("hello\0".utf8))])
    }

    @Test func `two results of SPF are one too many`() async throws {
        var mail = Self.mail
        let field: JSONValue = ["Name": "Received-SPF", "Value": "Pass envelope-from=ada@example.net"]
        mail["Headers"] = .array([field, field])
        let envelope = try #require(try await desk.envelopes(call(.object(mail)), try adapter()).first)
        #expect(!envelope.sender.authenticity.isVerified)
    }

    @Test func `the whole mail is taken where it is sent`() async throws {
        let whole = "From: ada@example.net\r\nMessage-ID: <p2@x>\r\n\r\nWhole.\r\n"
        let arrivals = await (try adapter()).receive(call(["From": "x", "RawEmail": .text(whole)])).arrivals
        #expect(arrivals?.map(\.body) == [Array(whole.utf8)])
        #expect(arrivals?.map(\.mediaType) == ["message/rfc822"])
    }

    @Test(arguments: [nil, "", "tributary", "tributary:wrong", "tributary:invented-passwore", "old:one2"] as [String?])
    func `who cannot sign in brings nothing`(credentials: String?) async throws {
        let outcome = await (try adapter()).receive(call(.object(Self.mail), as: credentials))
        #expect(outcome.arrivals == nil)
        #expect(outcome.status == 401)
    }

    @Test func `either of two live secrets is taken, and two fields are none`() async throws {
        let adapter = try adapter()
        #expect(await adapter.receive(call([:], as: "old:one")).status == 200)
        var doubled = call([:])
        doubled.headers.append(ProviderCalls.signIn())
        #expect(await adapter.receive(doubled).status == 401)
    }

    @Test(
        arguments: [
            (["RecordType": "Delivery", "DeliveredAt": "2027-01-15T08:00:00Z"], .delivered),
            (["RecordType": "Bounce", "Type": "HardBounce", "ID": 7], .failed),
            (["RecordType": "Bounce", "Type": "Transient", "ID": 7], .delayed),
            (["RecordType": "Bounce", "Type": "AutoResponder"], nil),
            (["RecordType": "Bounce", "Type": "Unsubscribe"], nil),
            (["RecordType": "SpamComplaint"], .complained), (["RecordType": "Open"], .read),
            (
                ["RecordType": "SubscriptionChange", "SuppressSending": true, "SuppressionReason": "HardBounce"],
                .failed
            ),
            (["RecordType": "SubscriptionChange", "SuppressSending": false, "SuppressionReason": "HardBounce"], nil),
            (["RecordType": "Something"], nil), ([:], nil),
        ] as [([String: JSONValue], DeliveryNews.Outcome?)]
    )
    func `events are news of the mail whose id they carry`(
        event: [String: JSONValue],
        outcome: DeliveryNews.Outcome?
    ) async throws {
        let more: [String: JSONValue] = [
            "MessageID": "postmarks-own", "Metadata": ["message-id": "our-1@example.org"],
            "Recipient": "ada@example.net",
        ]
        let envelopes = try await desk.envelopes(call(.object(event.merging(more) { $1 })), try adapter())
        #expect(envelopes.flatMap { $0.news.map(\.outcome) } == [outcome].compactMap { $0 })
        #expect(envelopes.allSatisfy { $0.news.first?.messageID == "our-1@example.org" && $0.kind == .receipt })
    }

    @Test func `our mail carries its id through Postmark, and through no other server`() throws {
        func mail(_ adapter: EmailAdapter) throws -> String {
            let reply = OutboundReply(
                key: "reply-1",
                ticketNumber: 42,
                subject: "The engine",
                text: "Hello",
                route: ReplyRoute(
                    target: IdentityKey(kind: .email, value: "ada@example.net"),
                    address: "ada@example.net"
                ),
                threading: OutboundThreading(
                    messageToken: "k7f3zq9d8s6a5p4m",
                    date: ProviderCalls.time,
                    replyToken: "tok-1"
                )
            )
            return String(decoding: try #require(try adapter.plan(reply).first).body, as: UTF8.self)
        }
        let through = try mail(try adapter())
        #expect(through.contains("\r\nX-PM-Metadata-message-id: k7f3zq9d8s6a5p4m@example.org\r\n"))
        #expect(through.contains("\r\nX-PM-KeepID: true\r\n"))
        #expect(try !mail(try desk.adapter()).contains("X-PM-"))
    }
}
