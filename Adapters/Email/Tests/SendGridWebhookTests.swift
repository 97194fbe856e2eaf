import ChannelKit
import Crypto
import ProviderKit
import Testing

@testable import EmailAdapter

@Suite struct SendGridWebhookTests {
    private let desk = TestDesk()
    private let signed: [String: SettingValue] = [
        "public_key": .secrets([
            Secret(P256.Signing.PrivateKey().publicKey.pemRepresentation), Secret(ProviderCalls.sendGridPublicKey),
        ])
    ]
    private let secret: [String: SettingValue] = ["basic_auth": .secrets([Secret(ProviderCalls.basicAuth)])]

    private func form(_ fields: [(String, [UInt8])], file: [UInt8]? = nil) -> (contentType: String, octets: [UInt8]) {
        var octets: [UInt8] = []
        for (name, value) in fields {
            octets +=
                Array("--edge\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n".utf8) + value + [13, 10]
        }
        if let file {
            let header = "Content-Disposition: form-data; name=\"attachment1\"; filename=\"a.bin\"\r\n"
            octets += Array("--edge\r\n\(header)Content-Type: application/x-a\r\n\r\n".utf8) + file + [13, 10]
        }
        return ("multipart/form-data; boundary=edge", octets + Array("--edge--\r\n".utf8))
    }

    @Test func `fields in charsets of their own read as the mail they were`() async throws {
        let (type, body) = form(
            [
                (
                    "headers",
                    Array(
                        "Received: by x\r\nFrom: =?utf-8?q?J=C3=BCrg?= <j@example.net>\r\nMessage-ID:\r\n <s1@x>\r\n"
                            .utf8
                    )
                ),
                ("subject", Array("Grüße".utf8)), ("to", Array("desk@example.org".utf8)),
                ("text", [0x47, 0x72, 0xFC, 0xDF, 0x65]), ("html", Array("<p>Grüße</p>".utf8)),
                ("charsets", Array(#"{"text":"iso-8859-1","html":"UTF-8"}"#.utf8)),
                ("envelope", Array(#"{"to":["desk+a@example.org"],"from":"bounce@example.net"}"#.utf8)),
                ("SPF", Array("pass".utf8)), ("dkim", Array("{@other.example : pass, @example.net : fail}".utf8)),
                (
                    "attachment-info",
                    Array(#"{"attachment1":{"filename":"Übersicht.bin","type":"application/x-a"}}"#.utf8)
                ),
            ],
            file: [0, 13, 10, 255]
        )
        let adapter = try desk.adapter(.sendgrid, signed)
        let envelope = try #require(try await desk.envelopes(try ProviderCalls.sendGrid(body, type), adapter).first)
        #expect(envelope.sender.name == "Jürg")
        #expect(envelope.sender.authenticity == .verified(method: "spf"))
        #expect(envelope.text == "Grüße")
        #expect(envelope.html?.contains("Grüße") == true)
        #expect(envelope.subject == "Grüße")
        #expect(envelope.threading.messageID == "s1@x")
        #expect(envelope.threading.recipientTokens == ["a"])
        #expect(envelope.attachments.map(\.name) == ["Übersicht.bin"])
        #expect(envelope.attachments.map(\.content) == [.bytes([0, 13, 10, 255])])
    }

    @Test func `a whole mail is journaled as it came`() async throws {
        let mail = Array("From: ada@example.net\nMessage-ID: <s2@x>\n\nIt weaves.\n".utf8)
        let (type, body) = form([("email", mail), ("SPF", Array("fail".utf8))])
        let adapter = try desk.adapter(.sendgrid, secret)
        let call = ProviderCalls.request(body, type, headers: [ProviderCalls.signIn()])
        #expect(await adapter.receive(call).arrivals?.map(\.body) == [mail])
    }

    @Test func `only what was signed with the key is taken`() async throws {
        let adapter = try desk.adapter(.sendgrid, signed)
        let body = Array(
            #"[{"event":"delivered","email":"ada@example.net","smtp-id":"<our-1@example.org>","sg_event_id":"e"}]"#.utf8
        )
        #expect(await adapter.receive(try ProviderCalls.sendGrid(body)).arrivals?.count == 1)
        #expect(await adapter.receive(try ProviderCalls.sendGrid(body, key: P256.Signing.PrivateKey())).status == 401)
        #expect(await adapter.receive(try ProviderCalls.sendGrid(body, stamp: "a word")).status == 401)
        #expect(await adapter.receive(try ProviderCalls.sendGrid(body, stamp: "1700000000")).status == 401)
        #expect(await adapter.receive(ProviderCalls.request(body, "application/json")).status == 401)
        var changed = try ProviderCalls.sendGrid(body)
        changed.body.append(0x20)
        #expect(await adapter.receive(changed).status == 401)
        var doubled = try ProviderCalls.sendGrid(body)
        doubled.headers += doubled.headers
        #expect(await adapter.receive(doubled).status == 401)
    }

    @Test func `with a key and a sign-in both are needed`() async throws {
        let adapter = try desk.adapter(.sendgrid, signed.merging(secret) { $1 })
        var call = try ProviderCalls.sendGrid(Array("[]".utf8))
        #expect(await adapter.receive(call).status == 401)
        call.headers.append(ProviderCalls.signIn())
        #expect(await adapter.receive(call).status == 200)
        call = ProviderCalls.request(Array("[]".utf8), "application/json", headers: [ProviderCalls.signIn()])
        #expect(await adapter.receive(call).status == 401)
    }

    @Test func `each event of a batch is news of its own`() async throws {
        let body = Array(
            #"""
            [{"event":"processed","sg_event_id":"0"},
            {"event":"bounce","sg_event_id":"1","smtp-id":"<our-1@example.org>","email":"a@example.net","status":"5.0.0",
            "reason":"550 no","timestamp":1799999000},
            {"event":"deferred","sg_event_id":"2","response":"later"},{"event":"dropped","sg_event_id":"3"},
            {"event":"open","sg_event_id":"4"},{"event":"spamreport","sg_event_id":"5"},{"event":"open","sg_event_id":"4"}]
            """#.utf8
        )
        let envelopes = try await desk.envelopes(
            try ProviderCalls.sendGrid(body),
            try desk.adapter(.sendgrid, signed)
        )
        #expect(
            envelopes.map(\.externalID.rawValue) == [
                "sendgrid:1", "sendgrid:2", "sendgrid:3", "sendgrid:4", "sendgrid:5",
            ]
        )
        #expect(envelopes.flatMap { $0.news.map(\.outcome) } == [.failed, .delayed, .failed, .read, .complained])
        #expect(envelopes.first?.news.first?.messageID == "our-1@example.org")
        #expect(envelopes.map(\.automatic) == [.bounce, .deliveryNotice, .bounce, .deliveryNotice, .feedbackReport])
    }
}
