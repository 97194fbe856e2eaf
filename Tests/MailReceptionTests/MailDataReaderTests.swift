import Testing

@testable import MailReception

/// Where a mail ends, and what of it is kept.
@Suite struct MailDataReaderTests {
    /// What stands on the line, what is read of it, and how many octets come after the end.
    private static let mails: [(line: String, mail: String, rest: Int)] = [
        ("a\r\n.\r\n", "a\r\n", 0),
        (".\r\nQUIT\r\n", "", 6),
        ("..\r\n.\r\n", ".\r\n", 0),
        ("..a\r\n...b\r\n.\r\nX", ".a\r\n..b\r\n", 1),
        (".a\r\n.\r\n", "a\r\n", 0),
        // Only CRLF ends a line: what smuggles by other line ends stays within the mail.
        ("a\n.\n.\r\n\r\n.\r\n", "a\n.\n.\r\n\r\n", 0),
        ("a\n.\r\nMAIL FROM:<x@y>\r\n.\r\n", "a\n.\r\nMAIL FROM:<x@y>\r\n", 0),
        ("a\r.\r\n.\r\n", "a\r.\r\n", 0),
        ("a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n", 0),
        ("a\r\r\n.\r\n", "a\r\r\n", 0),
    ]

    @Test(arguments: mails) func `a mail ends at a dot between two CRLF, wherever the octets are cut`(
        _ mail: (line: String, mail: String, rest: Int)
    ) {
        let octets = Array(mail.line.utf8)
        for size in [1, 2, 3, 7, octets.count] {
            var reader = MailDataReader(limit: 1000)
            var used = 0
            for start in stride(from: 0, to: octets.count, by: size) {
                let piece = octets[start..<min(start + size, octets.count)]
                if let count = reader.read(piece) {
                    used = start + count
                    break
                }
            }
            #expect(String(decoding: reader.octets, as: UTF8.self) == mail.mail)
            #expect(octets.count - used == mail.rest)
        }
    }

    @Test func `what is over the limit is counted and not kept`() {
        var reader = MailDataReader(limit: 10)
        #expect(reader.read(Array(repeating: UInt8(ascii: "a"), count: 100)[...]) == nil)
        #expect(reader.read(Array("\r\n.\r\n".utf8)[...]) == 5)
        #expect(reader.octets.count == 10)
        #expect(reader.count == 102)
        #expect(reader.isOver)
    }
}
