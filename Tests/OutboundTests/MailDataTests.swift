import Testing

@testable import Outbound

struct MailDataTests {
    @Test(arguments: [
        ("", ".\r\n"),
        ("a", "a\r\n.\r\n"),
        ("a\r\n", "a\r\n.\r\n"),
        (".", "..\r\n.\r\n"),
        (".\r\n", "..\r\n.\r\n"),
        ("a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n.\r\n"),
        ("a.\r\n..b\r\nc.d\r\n", "a.\r\n...b\r\nc.d\r\n.\r\n"),
    ])
    func `leading dots are doubled and a dot ends the mail`(octets: String, sent: String) {
        #expect(String(decoding: MailData.stuffed(Array(octets.utf8)), as: UTF8.self) == sent)
    }
}
