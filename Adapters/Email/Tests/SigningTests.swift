import ChannelKit
import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import EmailAdapter

/// DKIM signatures of our mail.
///
/// That others take them is shown with another program in the end-to-end tests.
@Suite struct SigningTests {
    private let desk = TestDesk()
    private static let settings: [String: SettingValue] = ["dkim": .object([:])]

    private func keys() throws {
        for kind in SigningKey.Kind.allCases {
            let key = try SigningKey.make(kind)
            desk.kept.withLock { $0[kind.secretName] = key }
        }
    }

    private let reply = OutboundReply(
        key: "k",
        ticketNumber: 7,
        subject: "Drucker für Zoë — 打印机",
        text: "It is mended.  \n\n\n",
        route: ReplyRoute(target: IdentityKey(kind: .email, value: "ada@example.net"), address: "ada@example.net"),
        threading: OutboundThreading(messageToken: "abc", date: Timestamp(seconds: 1_800_000_000), replyToken: "t")
    )

    @Test func `a mail is signed by both keys, the same at every attempt`() throws {
        try keys()
        let adapter = try desk.adapter(Self.settings)
        let first = try #require(try adapter.plan(reply).first?.body)
        #expect(try adapter.plan(reply).first?.body == first)
        let text = String(decoding: first, as: UTF8.self)
        #expect(text.ranges(of: "DKIM-Signature:").count == 2)
        #expect(text.contains("a=rsa-sha256"))
        #expect(text.contains("a=ed25519-sha256"))
        #expect(text.contains("s=tributary-ed25519;"))
        #expect(text.split(separator: "\r\n").prefix(20).allSatisfy { $0.utf8.count <= 78 })
        #expect(text.contains("t=1800000000;"))
    }

    @Test func `without keys nothing is signed, and the health says what to do`() async throws {
        let adapter = try desk.adapter(Self.settings)
        let body = try #require(try adapter.plan(reply).first?.body)
        #expect(!String(decoding: body, as: UTF8.self).contains("DKIM-Signature"))
        let check = await adapter.checkHealth()
        #expect(!check.isHealthy)
        #expect(check.findings.contains { $0.english.contains("tributary channels dkim mail") })
    }

    @Test func `the records to publish hold the public halves`() throws {
        let plan = try #require(try desk.adapter(Self.settings).signing)
        for key in plan.keys {
            let record = try #require(key.record(try key.make()))
            #expect(record.name.hasSuffix("._domainkey.example.org"))
            #expect(record.text.hasPrefix("v=DKIM1; k="))
            let encoded = try #require(record.text.split(separator: "p=").last)
            let octets = try #require(Data(base64Encoded: String(encoded)))
            if record.text.contains("k=rsa") {
                #expect(try _RSA.Signing.PublicKey(derRepresentation: octets).keySizeInBits == 2048)
            } else {
                #expect(octets.count == 32)
            }
            #expect(key.record([1, 2, 3]) == nil)
        }
    }

    /// RFC 6376, 3.4.5, and the corners around it.
    @Test(arguments: [
        (" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n"), ("", ""), ("\r\n\r\n", ""), ("a", "a\r\n"),
        ("a\r\n\r\nb  \r\n", "a\r\n\r\nb\r\n"), ("\r\n\r\na\r\n", "\r\n\r\na\r\n"), (" \t \r\na\r\n \r\n", "\r\na\r\n"),
    ]) func `a body is digested in its relaxed form`(_ body: String, _ form: String) {
        #expect(String(decoding: RelaxedForm.body(Array(body.utf8)[...]), as: UTF8.self) == form)
    }

    @Test func `a field is digested in its relaxed form`() {
        #expect(RelaxedForm.field("SUBJect", Array(" A \t b\r\n\tc \r\n".utf8)) == Array("subject:A b c".utf8))
    }

    @Test(
        arguments: [
            (["domain": .text("other.org")], "dkim.domain"), (["domain": .text("org")], "dkim.domain"),
            (["selector": .text("a.b")], "dkim.selector"), (["selector": .text("")], "dkim.selector"),
        ] as [([String: SettingValue], String)]
    )
    func `a domain that may not sign for the address is refused`(_ dkim: [String: SettingValue], _ path: String) {
        let problem = #expect(throws: SettingProblem.self) { try desk.adapter(["dkim": .object(dkim)]) }
        #expect(problem?.path == path)
    }
}
