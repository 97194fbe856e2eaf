import ChannelKit
import Testing

@testable import Outbound

struct ImapResponseReaderTests {
    typealias Response = ImapResponseReader.Response

    private static func limits(_ change: (inout MailboxLimits) -> Void = { _ in }) -> MailboxLimits {
        var limits = MailboxLimits()
        change(&limits)
        return limits
    }

    /// Reads a text that comes in pieces of `size` octets.
    private func read(_ text: String, by size: Int, limits: MailboxLimits = limits()) throws -> [Response] {
        var reader = ImapResponseReader(limits: limits)
        var responses: [Response] = []
        let octets = Array(text.utf8)
        for start in stride(from: 0, to: octets.count, by: size) {
            octets[start..<min(start + size, octets.count)].withUnsafeBytes { reader.append($0) }
            while let response = try reader.next() { responses.append(response) }
        }
        #expect(reader.isEmpty)
        return responses
    }

    @Test(arguments: [1, 2, 3, 5, 7, 64, 10_000])
    func `responses are the same however the octets come`(size: Int) throws {
        let mail = "Subject: x\r\n\r\nt2 OK forged\r\n* BYE\r\n{5}\r\n"
        let text =
            "* 3 EXISTS\r\n+ idling\r\n* 1 FETCH (UID 9 BODY[] {\(mail.utf8.count)}\r\n\(mail) FLAGS (\\Seen) X ~{2}\r\n\r\n)\r\n"
            + "* 2 FETCH (BODY[] {0}\r\n)\r\nt2 OK [READ-ONLY] done\r\nt3 bad\r\n"
        #expect(
            try read(text, by: size) == [
                .untagged(MailboxResponse(line: "3 EXISTS")),
                .continuation("idling"),
                .untagged(
                    MailboxResponse(
                        line: "1 FETCH (UID 9 BODY[] {\(mail.utf8.count)} FLAGS (\\Seen) X ~{2})",
                        literals: [Array(mail.utf8), [0x0D, 0x0A]]
                    )
                ),
                .untagged(MailboxResponse(line: "2 FETCH (BODY[] {0})", literals: [[]])),
                .tagged(tag: "t2", status: "OK", text: "[READ-ONLY] done"),
                .tagged(tag: "t3", status: "BAD", text: ""),
            ]
        )
    }

    @Test(arguments: [
        ("a {5}", 5), ("a {5+}", 5), ("~{0}", 0), ("{30}", 30), ("a {5} ", nil), ("a {}", nil), ("a {x}", nil),
        ("a 5}", nil), ("}", nil), ("", nil), ("{+}", nil), ("{-5}", nil),
        ("a {99999999999999999999999999}", Int.max),
    ])
    func `only a count in braces at the end announces a literal`(line: String, count: Int?) {
        #expect(ImapResponseReader.literalCount(Array(line.utf8)) == count)
    }

    @Test(arguments: [
        "* 1 FETCH (BODY[] {101}\r\n", "* 1 FETCH (BODY[] {9223372036854775807}\r\n",
        "* 1 FETCH (BODY[] {99999999999999999999999}\r\n", "* X {60}\r\n\(String(repeating: "a", count: 60)){60}\r\n",
        "* X {1}\r\na{1}\r\na{1}\r\na{1}\r\n", "* \(String(repeating: "a", count: 200))\r\n",
        String(repeating: "a", count: 201), "* X {1}\r\na\(String(repeating: "b", count: 199))\r\n", "nonsense\r\n",
        "\r\n",
    ])
    func `what is over a bound or no response breaks the line`(text: String) {
        let limits = Self.limits {
            $0.literalOctets = 100
            $0.responseOctets = 110
            $0.literalCount = 3
            $0.lineOctets = 200
        }
        #expect(throws: LineFailure.self) { _ = try read(text, by: 16, limits: limits) }
    }

    @Test func `a mail at the limit is read whole`() throws {
        let limits = Self.limits { $0.literalOctets = 100_000 }
        let mail = String(repeating: "0123456789", count: 10_000)
        let responses = try read("* 1 FETCH (BODY[] {100000}\r\n\(mail))\r\n", by: 4096, limits: limits)
        guard case .untagged(let response) = try #require(responses.first) else {
            Issue.record("not untagged")
            return
        }
        #expect(response.literals == [Array(mail.utf8)])
    }
}
