import ChannelKit
import ProviderKit
import Testing

@testable import EmailAdapter

@Suite struct MailgunWebhookTests {
    private let desk = TestDesk()
    private let settings: [String: SettingValue] = ["signing_key": .secrets([Secret(ProviderCalls.signingKey)])]

    private func adapter() throws -> EmailAdapter { try desk.adapter(.mailgun, settings) }

    @Test func `a mail that was taken apart reads as the mail it was`() async throws {
        let call = ProviderCalls.mailgun(ProviderCalls.mailgunMail, files: ProviderCalls.mailgunFiles)
        let envelope = try #require(try await desk.envelopes(call, try adapter()).first)
        #expect(envelope.sender.address == "ada@example.net")
        #expect(envelope.sender.name == "Ada Lovelace")
        #expect(envelope.sender.authenticity == .verified(method: "dkim"))
        #expect(envelope.subject == "Die Maschine läuft")
        #expect(envelope.text.hasPrefix("It weaves."))
        #expect(envelope.quotedText?.contains("Does it?") == true)
        #expect(envelope.html?.contains("<b>weaves</b>") == true)
        #expect(envelope.threading.messageID == "m1@example.net")
        #expect(envelope.externalID.rawValue.hasPrefix("m1@example.net#"))
        #expect(envelope.occurredAt == Timestamp(seconds: 1_800_000_000))
        #expect(envelope.recipients.map(\.address) == ["desk@example.org"])
        #expect(envelope.attachments.map(\.name) == ["plan é.txt", "p.png"])
        #expect(envelope.attachments.map(\.content) == ProviderCalls.mailgunFiles.map { .bytes($0.octets) })
        #expect(envelope.attachments.map(\.contentID) == [nil, "p1"])
    }

    @Test func `the address to paste makes Mailgun send whole mails, and there is another for news`() throws {
        let places = try adapter().webhookPlaces
        #expect(places.map(\.path) == ["webhook/mime", "webhook"] && places.map(\.purpose) == [.messages, .news])
    }

    @Test func `a whole mail is journaled as it came`() async throws {
        let mail = "From: ada@example.net\r\nMessage-ID: <m2@example.net>\r\nSubject: Whole\r\n\r\nIt weaves.\r\n"
        let call = ProviderCalls.mailgun(
            ["sender": "ada@example.net", "recipient": "desk+t@example.org", "body-mime": mail],
            path: "webhook/mime"
        )
        let adapter = try adapter()
        let arrival = try #require(await adapter.receive(call).arrivals?.first)
        #expect(arrival.mediaType == "message/rfc822")
        #expect(arrival.body == Array(mail.utf8))
        #expect(arrival.externalID == MailFingerprint(Array(mail.utf8)).externalID)
        #expect(arrival.envelopeSender == "ada@example.net")
        #expect(arrival.envelopeRecipients == ["desk+t@example.org"])
        #expect(try adapter.normalize(arrival).first?.threading.recipientTokens == ["t"])
    }

    @Test(arguments: [("X-Mailgun-Sflag: No\r\n", true), ("Received: by mx.example.com\r\n", false)])
    func `the findings in a whole mail count above the first Received`(first: String, isVerified: Bool) async throws {
        let mail =
            first
            + "X-Mailgun-Dkim-Check-Result: Pass\r\nReceived: by mx.example.com\r\nDKIM-Signature: v=1; a=x;\r\n\td=example.net\r\n"
            + "From: ada@example.net\r\n\r\nHi\r\n"
        let call = ProviderCalls.mailgun(["body-mime": mail], path: "webhook/mime")
        let envelope = try #require(try await desk.envelopes(call, try adapter()).first)
        #expect(envelope.sender.authenticity.isVerified == isVerified)
    }

    @Test func `a repeated call is the same arrival, and another body behind its token is refused`() async throws {
        let adapter = try adapter()
        let call = ProviderCalls.mailgun(ProviderCalls.mailgunMail)
        let first = await adapter.receive(call).arrivals
        #expect(first?.count == 1)
        #expect(await adapter.receive(call).arrivals == first)
        #expect(
            await adapter.receive(ProviderCalls.mailgun(["sender": "eve@example.com", "body-plain": "x"])).status == 401
        )
        // Mailgun's own next try has another token, and the mail the same name.
        let again = ProviderCalls.mailgun(ProviderCalls.mailgunMail, token: "another")
        #expect(await adapter.receive(again).arrivals?.map(\.externalID) == first?.map(\.externalID))
    }

    @Test(arguments: [
        ("wrong", 0, 401), (ProviderCalls.signingKey, 10 * 3600, 401), (ProviderCalls.signingKey, -600, 401),
        (ProviderCalls.signingKey, 8 * 3600, 200),
    ])
    func `a call needs the right key and a time that is not long ago`(key: String, age: Int64, status: Int) async throws
    {
        var call = ProviderCalls.mailgun(ProviderCalls.mailgunMail, key: key)
        call.receivedAt = Timestamp(seconds: ProviderCalls.time.seconds + age)
        #expect(await (try adapter()).receive(call).status == status)
    }

    @Test func `what a stranger writes below the provider's own fields vouches for nobody`() async throws {
        let forged =
            #"[["Received","by mx.example.com"],["X-Mailgun-Spf","Pass"],["X-Mailgun-Dkim-Check-Result","Pass"],"#
            + #"["X-Envelope-From","<ada@example.net>"],["DKIM-Signature","d=example.net"],["From","ada@example.net"]]"#
        let call = ProviderCalls.mailgun(["message-headers": forged, "body-plain": "Pay me."])
        let envelope = try #require(try await desk.envelopes(call, try adapter()).first)
        #expect(!envelope.sender.authenticity.isVerified)
    }

    @Test func `findings in a mail that nobody signed for count for nothing`() throws {
        let adapter = try adapter()
        var arrival = desk.arrival("From: ada@example.net\n\nHi\n", to: adapter)
        arrival.headers.append(HeaderField(ProviderArrival.findingsField, "mailgun; dmarc=pass"))
        #expect(try adapter.normalize(arrival).first?.sender.authenticity.isVerified == false)
        arrival.verdict = .signed
        #expect(try adapter.normalize(arrival).first?.sender.authenticity == .verified(method: "dmarc"))
    }

    @Test func `a mail whose header names an event stays a mail`() async throws {
        let call = ProviderCalls.mailgun([
            "event": "complained", "message-headers": #"[["From","eve@example.com"],["Event","complained"]]"#,
            "body-plain": "Hello",
        ])
        #expect(try await desk.envelopes(call, try adapter()).map(\.kind) == [.message])
    }

    @Test(
        arguments: [
            ("delivered", nil, .delivered), ("failed", "permanent", .failed), ("failed", "temporary", .delayed),
            ("opened", nil, .read), ("complained", nil, .complained), ("rejected", nil, .failed),
            ("accepted", nil, nil),
            ("unsubscribed", nil, nil),
        ] as [(String, String?, DeliveryNews.Outcome?)]
    )
    func `an event is news of the mail it names`(
        event: String,
        severity: String?,
        outcome: DeliveryNews.Outcome?
    ) async throws {
        var data: [String: JSONValue] = [
            "id": "e1", "event": .text(event), "timestamp": .number("1799999999.25"), "recipient": "ada@example.net",
            "message": ["headers": ["message-id": "our-1@example.org"]],
            "delivery-status": ["code": 550, "enhanced-code": "5.1.1", "message": "no such user"],
        ]
        if let severity { data["severity"] = .text(severity) }
        let envelopes = try await desk.envelopes(ProviderCalls.mailgunEvent(.object(data)), try adapter())
        #expect(envelopes.map { $0.news.map(\.outcome) } == (outcome.map { [[$0]] } ?? []))
        guard let envelope = envelopes.first, let news = envelope.news.first else { return }
        #expect(envelope.kind == .receipt)
        #expect(envelope.externalID.rawValue == "mailgun:e1")
        #expect(envelope.automatic != nil)
        #expect(envelope.occurredAt == Timestamp(rawValue: 1_799_999_999_250))
        #expect(envelope.replyRoute.target == nil)
        #expect(news.messageID == "our-1@example.org")
        #expect(news.recipient == IdentityKey(kind: .email, value: "ada@example.net"))
        #expect(news.code == "5.1.1")
    }

    @Test func `a bounce that was taken apart is a bounce still`() async throws {
        let headers =
            #"[["From","MAILER-DAEMON@mx.example.net"],["Message-Id","<b@mx>"],["Subject","Undelivered"],"#
            + #"["Content-Type","multipart/report; report-type=delivery-status; boundary=\"x\""]]"#
        let status =
            "Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; ada@example.net\nAction: failed\n"
            + "Status: 5.1.1\n"
        let call = ProviderCalls.mailgun(
            ["message-headers": headers, "body-plain": "It could not be delivered."],
            files: [
                ("attachment-1", "", "message/delivery-status", Array(status.utf8)),
                ("attachment-2", "", "message/rfc822", Array("Message-ID: <our-1@example.org>\nSubject: Hi\n\n".utf8)),
            ]
        )
        let envelope = try #require(try await desk.envelopes(call, try adapter()).first)
        #expect(envelope.kind == .receipt)
        #expect(envelope.news.map(\.messageID) == ["our-1@example.org"])
        #expect(envelope.news.map(\.outcome) == [.failed])
    }
}
