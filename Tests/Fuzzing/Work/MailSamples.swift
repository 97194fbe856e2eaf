/// Mails for the bounds of parsing.
extension WorkSample {
    /// 256 KiB of header, 64 KiB of a field, 1,000 fields.
    static let headers: [WorkSample] =
        [
            repeated("header fields", .parse, "X-Field: some value\n", times: 120, before: "\nx"),
            repeated("an endless header", .parse, "X-Field: some value\n", times: 1_600, before: "\nx"),
            repeated("lines that are no fields", .parse, "no field\nX-A: b\n", times: 1_000, before: "\nx"),
            repeated("folded lines", .parse, "\n word", times: 1_300, after: "Subject: x", before: "\n\nx"),
        ] + fieldNames.flatMap { name in values.map { field(name, of: $0) } }

    private static let fieldNames: [String] = [
        "To", "From", "Subject", "References", "Date", "Content-Type", "Content-Disposition", "Authentication-Results",
    ]

    private static let values: [String] = [
        "a@b.example, ", "\"x\" <a@b.example>, ", "g: ", "g: a@b;", "(", "(x) ", "\"", "<", "@", ".", ",", "\\",
        "=?utf-8?q?a?= ", "=?utf-8?b?YQ==?= ", "=?", "=?a?q?", "<@x:", "\u{E9}", "a ", "; a=b", "; a*0*=utf-8''%41",
    ]

    private static func field(_ name: String, of value: String) -> WorkSample {
        let times = 8_000 / value.utf8.count
        return repeated("\(name) of \(value)", .parse, value, times: times, after: "\(name): ", before: "\n\nx")
    }

    /// 1,000 parts, 20 levels.
    static let structures: [WorkSample] =
        [
            mixed("parts", "--b\nContent-Type: image/png\n\nx\n", times: 120),
            mixed("too many parts", "--b\nContent-Type: image/png\n\nx\n", times: 1_000),
            mixed("texts", "--b\n\nsome words\n", times: 120),
            mixed("empty parts", "--b\n", times: 1_000),
            mixed("boundaries that are none", "--bb\n-b\n--\n", times: 2_000),
            mixed("attached mails", "--b\nContent-Type: message/rfc822\n\nSubject: x\n\ny\n", times: 120),
            // Bodies under 32 KiB are not looked through first; longer words make all of these larger.
            mixed(
                "containers without parts",
                "--b\nContent-Type: multipart/mixed; boundary=c\n\n\(words)\n",
                times: 120
            ),
            mixed("containers without boundaries", "--b\nContent-Type: multipart/mixed\n\n--c\n\nx\n", times: 120),
            mixed("calendars", "--b\nContent-Type: text/calendar\n\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n", times: 120),
            mixed("headers of parts", "--b\nX-A: b\nX-A: b\nX-A: b\nX-A: b\n\nx\n", times: 120),
            WorkSample(name: "parse: nested containers", kind: .parse) { size in
                let levels = (0..<400 * size).map { "Content-Type: multipart/mixed; boundary=\"b\($0)\"\n\n--b\($0)\n" }
                return Array(levels.joined().utf8)
            },
            repeated(
                "recipients of a report",
                .parse,
                "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no\n\n",
                times: 60,
                after: "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nx\n--b\n"
                    + "Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n",
                before: "--b--\n"
            ),
        ] + packedSamples

    private static let words = String(repeating: "words ", count: 50)

    private static func mixed(_ name: String, _ piece: String, times: Int) -> WorkSample {
        let head = "Content-Type: multipart/mixed; boundary=b\n\n"
        return repeated(name, .parse, piece, times: times, after: head, before: "--b--\n")
    }

    private static let packedSamples: [WorkSample] = [
        WorkSample(name: "parse: packed files", kind: .parse) { packed(packedFile, times: 120 * $0) },
        WorkSample(name: "parse: packed attributes", kind: .parse) { packed(packedText, times: 1_000 * $0) },
    ]

    /// A stream that Outlook would write, of one attribute again and again.
    private static func packed(_ attribute: [UInt8], times: Int) -> [UInt8] {
        let head = Array("Content-Type: application/ms-tnef\n\n".utf8) + [0x78, 0x9F, 0x3E, 0x22, 1, 0]
        return head + Array(repeating: attribute, count: times).joined()
    }

    private static let packedFile: [UInt8] = [
        2, 0x02, 0x90, 6, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0x0F, 0x80, 6, 0, 4, 0, 0, 0, 1, 2, 3, 4, 10, 0,
    ]
    private static let packedText: [UInt8] = [1, 0x0C, 0x80, 2, 0, 3, 0, 0, 0, 0x61, 0x62, 0, 0, 0]
}
