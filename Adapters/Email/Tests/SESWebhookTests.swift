import ChannelKit
import Foundation
import ProviderKit
import Testing

@testable import EmailAdapter

@Suite struct SESWebhookTests {
    private let desk = TestDesk()

    private func adapter(_ settings: [String: SettingValue] = [:]) throws -> EmailAdapter {
        desk.providers.answer(
            ProviderCalls.certificateURL,
            ProviderAnswer(status: 200, body: try ProviderCalls.certificate())
        )
        return try desk.adapter(.ses, ["topic_arn": .text(ProviderCalls.topic)].merging(settings) { $1 })
    }

    private static let mail = "From: ada@example.net\r\nMessage-ID: <a1@x>\r\nSubject: SES\r\n\r\nIt weaves.\r\n"

    private static func received(dmarc: String = "PASS", content: JSONValue? = nil, coded: Bool = true) -> String {
        var inner: [String: JSONValue] = [
            "notificationType": "Received",
            "mail": [
                "source": "ada@example.net", "messageId": "ses-1",
                "headers": [["name": "From", "value": "ada@example.net"], ["name": "Subject", "value": "Far away"]],
            ],
            "receipt": [
                "recipients": ["desk@example.org"], "spfVerdict": ["status": "PASS"],
                "dmarcVerdict": ["status": .text(dmarc)],
                "action": ["type": "SNS", "encoding": coded ? "BASE64" : "UTF8", "bucketName": "b", "objectKey": "k"],
            ],
        ]
        if let content { inner["content"] = content }
        return JSONValue.object(inner).document
    }

    @Test(arguments: ["1", "2"])
    func `a mail that Amazon signed is journaled as it came`(version: String) async throws {
        let content = JSONValue.text(Data(Self.mail.utf8).base64EncodedString())
        let adapter = try adapter()
        let call = try ProviderCalls.sns(Self.received(content: content), version: version, more: ["Subject": "S"])
        let arrival = try #require(await adapter.receive(call).arrivals?.first)
        #expect(arrival.body == Array(Self.mail.utf8))
        #expect(arrival.envelopeSender == "ada@example.net")
        #expect(arrival.envelopeRecipients == ["desk@example.org"])
        #expect(try adapter.normalize(arrival).first?.sender.authenticity == .verified(method: "dmarc"))
        // The certificate is fetched once.
        #expect(await adapter.receive(call).arrivals?.count == 1)
        #expect(desk.providers.asked == [ProviderCalls.certificateURL])
    }

    @Test func `a sender whose domain disowns the mail is not verified`() async throws {
        let call = try ProviderCalls.sns(Self.received(dmarc: "FAIL", content: .text(Self.mail), coded: false))
        let envelope = try #require(try await desk.envelopes(call, try adapter()).first)
        #expect(!envelope.sender.authenticity.isVerified)
        #expect(envelope.text.hasPrefix("It weaves."))
    }

    @Test func `a mail that Amazon kept to itself is announced with its place`() async throws {
        let envelope = try #require(
            try await desk.envelopes(try ProviderCalls.sns(Self.received()), try adapter()).first
        )
        #expect(envelope.subject == "Far away")
        #expect(envelope.externalID.rawValue == "ses:ses-1")
        #expect(envelope.warnings.contains { $0.english.contains("b/k") })
    }

    /// Changes that no signature covers, or that the signature does not fit.
    private static let forged: [[String: JSONValue]] = [
        ["Message": "{}"], ["Timestamp": "2027-01-15T08:00:01.000Z"], ["Signature": "AAAA"], ["SignatureVersion": "3"],
        ["SignatureVersion": "1"], ["Type": "Unknown"], ["TopicArn": "arn:aws:sns:eu-west-1:210987654321:other"],
        ["SigningCertURL": "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c.pem"],
        ["SigningCertURL": "https://sns.eu-west-1.amazonaws.com.example.com/SimpleNotificationService-0a1b2c.pem"],
        ["SigningCertURL": "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a1b2c.pem"],
        ["SigningCertURL": "https://sns.eu-west-1.amazonaws.com@example.com/SimpleNotificationService-0a1b2c.pem"],
        ["SigningCertURL": "https://sns.eu-west-1.amazonaws.com:444/SimpleNotificationService-0a1b2c.pem"],
        ["SigningCertURL": "https://sns.eu-west-1.amazonaws.com/x/../SimpleNotificationService-0a1b2c.pem"],
        ["SigningCertURL": "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c.pem?x=1"],
        ["SigningCertURL": "https://bucket.s3.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c.pem"],
    ]

    @Test(arguments: forged.indices)
    func `whatever was changed is refused, and no foreign address is asked`(index: Int) async throws {
        let call = try ProviderCalls.sns(Self.received(), changing: Self.forged[index])
        #expect(await (try adapter()).receive(call).status == 401)
        #expect(Set(desk.providers.asked).isSubset(of: [ProviderCalls.certificateURL]))
    }

    @Test func `without the certificate Amazon is asked to come again, and few certificates are fetched`() async throws
    {
        let adapter = try desk.adapter(.ses, ["topic_arn": .text(ProviderCalls.topic)])
        for number in 0..<30 {
            let url = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-\(number).pem"
            let call = try ProviderCalls.sns("{}", changing: ["SigningCertURL": .text(url)])
            #expect(await adapter.receive(call).status == 503)
        }
        #expect(desk.providers.asked.count == SNSCertificates.limits.fetches)
    }

    @Test func `a subscription to our topic is confirmed, at Amazon's address only`() async throws {
        let adapter = try adapter()
        let address = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"
        func confirmation(_ url: String) throws -> WebRequest {
            try ProviderCalls.sns(
                "You have chosen to subscribe.",
                type: "SubscriptionConfirmation",
                more: ["SubscribeURL": .text(url), "Token": "t"]
            )
        }
        // The confirmation did not get through, so Amazon is to come again.
        #expect(await adapter.receive(try confirmation(address)).status == 503)
        desk.providers.answer(address, ProviderAnswer(status: 200))
        let outcome = await adapter.receive(try confirmation(address))
        #expect(outcome.arrivals == [])
        #expect(outcome.status == 200)
        #expect(await adapter.receive(try confirmation("https://example.com/")).arrivals == nil)
        #expect(Set(desk.providers.asked) == [ProviderCalls.certificateURL, address])
    }

    @Test func `with a sign-in, nobody without it makes us ask for a certificate`() async throws {
        let adapter = try adapter(["basic_auth": .secrets([Secret(ProviderCalls.basicAuth)])])
        var call = try ProviderCalls.sns(Self.received())
        #expect(await adapter.receive(call).status == 401)
        #expect(desk.providers.asked.isEmpty)
        call.headers.append(ProviderCalls.signIn())
        #expect(await adapter.receive(call).status == 200)
    }

    @Test(
        arguments: [
            (
                #""eventType":"Delivery","delivery":{"recipients":["a@example.net","b@example.net"]}"#,
                [.delivered, .delivered]
            ),
            (
                #""notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"NoEmail","#
                    + #""bouncedRecipients":[{"emailAddress":"a@example.net","status":"5.1.1","diagnosticCode":"550 no"}]}"#,
                [.failed]
            ),
            (
                #""notificationType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"General","#
                    + #""bouncedRecipients":[{"emailAddress":"a@example.net"}]}"#, [.delayed]
            ),
            (
                #""eventType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"a@example.net"}]}"#,
                [.complained]
            ),
            (
                #""eventType":"DeliveryDelay","deliveryDelay":{"delayedRecipients":[{"emailAddress":"a@x.org"}]}"#,
                [.delayed]
            ),
            (#""eventType":"Reject","reject":{"reason":"Bad content"}"#, [.failed, .failed]),
            (#""eventType":"Open","open":{}"#, [.read]), (#""eventType":"Send","send":{}"#, []),
        ] as [(String, [DeliveryNews.Outcome])]
    )
    func `events are news of the mail as we named it`(event: String, outcomes: [DeliveryNews.Outcome]) async throws {
        let mail =
            #""mail":{"messageId":"ses-1","destination":["a@example.net","b@example.net"],"#
            + #""headers":[{"name":"Message-ID","value":"<our-1@example.org>"}]}"#
        let envelopes = try await desk.envelopes(try ProviderCalls.sns("{\(event),\(mail)}"), try adapter())
        #expect(envelopes.flatMap { $0.news.map(\.outcome) } == outcomes)
        #expect(envelopes.allSatisfy { $0.news.first?.messageID == "our-1@example.org" && $0.kind == .receipt })
    }
}
