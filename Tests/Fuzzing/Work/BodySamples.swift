/// Bodies of mails for the bounds of parsing.
extension WorkSample {
    static let charsetTexts: [WorkSample] = charsets.flatMap { charset in octets.map { text(of: $0, in: charset) } }

    private static let charsets: [String] = [
        "utf-8", "us-ascii", "iso-8859-1", "gb2312", "big5", "shift_jis", "iso-2022-jp", "euc-kr", "utf-7", "utf-16",
        "koi8-r", "unknown",
    ]
    private static let octets: [[UInt8]] = [
        [0x61], [0xC3, 0xA9], [0xA4, 0xA4], [0xFF], [0x1B, 0x24, 0x42, 0x24], [0x2B, 0x41],
    ]

    private static func text(of octets: [UInt8], in charset: String) -> WorkSample {
        WorkSample(name: "parse: \(charset) of \(octets)", kind: .parse) { size in
            let head = Array("Content-Type: text/plain; charset=\(charset)\n\n".utf8)
            return head + Array(repeating: octets, count: 2_000 * size).joined()
        }
    }

    static let encodedTexts: [WorkSample] = encodings.flatMap { encoding in
        encoded.map { piece in
            let head = "Content-Transfer-Encoding: \(encoding)\n\n"
            return repeated("\(encoding) of \(piece)", .parse, piece, times: 2_000, after: head)
        }
    }

    private static let encodings: [String] = ["base64", "quoted-printable", "x-uuencode"]
    private static let encoded: [String] = ["YWJj\n", "=41", "=\n", "#86)C\n", " \n", "= ", "begin 644 a\n"]

    static let texts: [WorkSample] =
        pieces.flatMap { piece in
            [
                repeated("text of \(piece)", .parse, piece, times: 800, after: "Subject: x\n\n"),
                repeated("a bounce of \(piece)", .parse, piece, times: 800, after: bounceHead),
            ]
        } + [
            repeated(
                "flowed lines",
                .parse,
                "> word \n",
                times: 2_000,
                after: "Content-Type: text/plain; format=flowed\n\n"
            ),
            repeated(
                "lines of a calendar",
                .parse,
                "SUMMARY:x\n y\nBEGIN:VEVENT\n",
                times: 100,
                after: "Content-Type: text/calendar\n\n"
            ),
        ]

    private static let bounceHead = "From: MAILER-DAEMON@b.example\nSubject: Undelivered Mail Returned to Sender\n\n"
    private static let pieces: [String] = [
        "begin 644 a\n", "begin 644 a\n#86)C\n`\nend\n", "begin 644 a\n#86)C\n", "end\n",
        "From: a@b.c\nSubject: x\nTo: y\n",
        "<a@b.example>:\n550 unknown\n\n", "Message-ID: <a@b>\n", "550 5.1.1 <a@b.example>\n",
    ]
}
