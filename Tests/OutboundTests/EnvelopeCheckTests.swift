import ChannelKit
import Testing

@testable import Outbound

struct EnvelopeCheckTests {
    @Test(arguments: [
        "ann@example.org", "ann+tag@example.org", "\"o'neil\"@example.org", "a@b", "ann@xn--bcher-kva.example",
        "\"a@b\"@example.org", "ann@[192.0.2.1]",
    ])
    func `an ordinary address is taken`(address: String) {
        #expect(EnvelopeCheck.isUsable(address))
    }

    @Test(arguments: [
        "", "ann", "@example.org", "ann@", "ann@example.org\r\nRSET", "a>\r\nRSET\r\nRCPT TO:<b@c", "<ann@example.org>",
        "ann @example.org", "ann@exa\u{0}mple.org", "ann@exa\tmple.org", "ann@b\u{FC}cher.example",
        "\u{5F20}@example.cn",
        "ann@example.org\u{7F}", String(repeating: "a", count: 320) + "@example.org",
    ])
    func `an address that could say more than itself is refused`(address: String) {
        #expect(!EnvelopeCheck.isUsable(address))
    }

    @Test(arguments: ["a\nb", "a\rb", "a\r", "\n.\r\n", "a\r\r\nb", "a\n\r\n"])
    func `a stray CR or LF is refused`(octets: String) {
        let mail = MailSubmission(sender: "", recipients: ["a@b"], octets: Array(octets.utf8))
        #expect(throws: MailRefusal.self) { try EnvelopeCheck.check(mail) }
    }

    @Test(arguments: ["", "a", "a\r\nb\r\n", "\r\n\r\n", "\u{0}\u{FF}\r\n"])
    func `whole line ends are taken`(octets: String) throws {
        try EnvelopeCheck.check(MailSubmission(sender: "", recipients: ["a@b"], octets: Array(octets.utf8)))
    }

    @Test func `a mail to nobody is refused`() {
        #expect(throws: MailRefusal.unusableAddress("")) {
            try EnvelopeCheck.check(MailSubmission(sender: "a@b", recipients: [], octets: []))
        }
    }

    @Test func `one bad recipient among good ones refuses the mail and is named without its line ends`() {
        #expect(throws: MailRefusal.unusableAddress("c@d RSET")) {
            try EnvelopeCheck.check(MailSubmission(sender: "a@b", recipients: ["a@b", "c@d\r\nRSET"], octets: []))
        }
    }
}
