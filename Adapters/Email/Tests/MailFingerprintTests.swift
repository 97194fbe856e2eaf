import ChannelKit
import Testing

@testable import EmailAdapter

@Suite struct MailFingerprintTests {
    private func name(_ mail: String) -> String { MailFingerprint(Array(mail.utf8)).externalID.rawValue }

    @Test func `line ends and trailing lines do not matter`() {
        let mail = "Message-ID: <1@x>\nSubject: a\n\nHello\n\nWorld\n"
        let variants = [
            mail.replacing("\n", with: "\r\n"), mail.replacing("\n", with: "\r\n") + "\r\n\r\n",
            String(mail.dropLast()),
            "Message-ID: <1@x>\nSubject: a\n\nHello\r\rWorld\r",
        ]
        for variant in variants { #expect(name(variant) == name(mail)) }
    }

    @Test func `the header besides the id does not matter`() {
        let mail = "Message-ID: <1@x>\nSubject: a\n\nHello\n"
        #expect(name("Received: by y\nmessage-id:\n  <1@x>\nDelivered-To: z@x\nSubject: b\n\nHello\n") == name(mail))
    }

    @Test func `the same id with other words is another mail`() {
        #expect(name("Message-ID: <1@x>\n\nHello\n") != name("Message-ID: <1@x>\n\nHello!\n"))
        #expect(name("Message-ID: <1@x>\n\nHello\n") != name("Message-ID: <2@x>\n\nHello\n"))
    }

    @Test func `without an id, date, sender and subject count`() {
        let mail = "Date: d\nFrom: f\nSubject: s\n\nHello\n"
        #expect(name(mail) == name("Subject: s\r\nX: y\r\nDate: d\r\nFrom: f\r\n\r\nHello\r\n"))
        for other in [
            "Date: e\nFrom: f\nSubject: s\n\nHello\n", "Date: d\nFrom: g\nSubject: s\n\nHello\n",
            "Date: d\nFrom: f\nSubject: t\n\nHello\n",
        ] {
            #expect(name(other) != name(mail))
        }
        #expect(name("Message-ID: <>\n" + mail) == name(mail))
    }

    @Test(arguments: [0, 1, 16_383, 16_384, 16_385, 40_000])
    func `windows of the digest begin and end anywhere`(length: Int) {
        let body = String(repeating: "x", count: length)
        let mail = "Message-ID: <1@x>\n\n\(body)\nend"
        #expect(name(mail.replacing("\n", with: "\r\n")) == name(mail))
        #expect(name(mail) != name("Message-ID: <1@x>\n\n\(body)end"))
    }

    @Test func `the name stays short however long the id is`() {
        let id = String(repeating: "a", count: 5000)
        #expect(name("Message-ID: <\(id)@x>\n\nHi").utf8.count <= 512)
        #expect(name("Message-ID: <\(id)@x>\n\nHi") != name("Message-ID: <\(id)@y>\n\nHi"))
    }

    @Test func `any octets have a name`() {
        for mail in [
            "", "\n", "\r", "no header", "\0\0", ":", " folded", "a:b", String(repeating: "x: y\n", count: 1000),
        ] {
            #expect(!name(mail).isEmpty)
        }
    }
}
