import Testing

@testable import MailParsing

@Suite("Header fields")
struct HeaderFieldTests {
    @Test(
        arguments: [
            ("plain words", "plain words"),
            ("=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
            ("=?utf-8?B?5L2g5aW9?=", "你好"),
            ("=?utf-8?B?VGVzdA==?= =?utf-8?B?aW5n?=", "Testing"),
            // A character split between two words.
            ("=?utf-8?B?5L2g5Q==?= =?utf-8?B?pb0=?=", "你好"),
            ("=?iso-8859-1?q?caf=E9_bar?= today", "café bar today"),
            ("=?iso-8859-1*de?Q?sch=F6n?=", "schön"),
            ("=?gb2312?B?xOO6ww==?=", "你好"),
            ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
            ("=?utf-8?Q?with spaces inside?=", "with spaces inside"),
            ("[SPAM]=?utf-8?Q?offer?=", "[SPAM] offer"),
            ("Fr=?iso-8859-1?Q?=F6?=sche", "Frösche"),
            ("=?utf-8?X?nothing?=", "=?utf-8?X?nothing?="),
            ("=?utf-8?B?unfinished", "=?utf-8?B?unfinished"),
            ("=? what", "=? what"),
            ("one\r\n two\r\n\tthree", "one two three"),
            ("=?UTF-8?Q?Why=3F?=", "Why?"),
            ("=?UTF-8?Q?Why??=", "Why?"),
            ("=?windows-1252?Q?=80_=93quoted=94?=", "€ “quoted”"),
            ("a\u{0007}b", "a b"),
        ]
    )
    func `a subject is decoded`(value: String, expected: String) {
        #expect(MailFixture.header("Subject", value).subject == expected)
    }

    @Test(
        arguments: [
            ([0x47, 0x72, 0xFC, 0xDF, 0x65], "Grüße"),
            (Array("Grüße".utf8), "Grüße"),
            ([0xC4, 0xE3, 0xBA, 0xC3, 0xA3, 0xAC, 0xCA, 0xC0, 0xBD, 0xE7], "你好，世界"),
        ] as [([UInt8], String)]
    )
    func `a raw eight-bit subject is guessed`(octets: [UInt8], expected: String) {
        let mail = MailParser.parse(Array("Subject: ".utf8) + octets + Array("\n\n".utf8))
        #expect(mail.subject == expected)
    }

    @Test(
        arguments: [
            ("Ana <ana@example.com>", [("Ana", "ana@example.com")]),
            ("ana@example.com", [(nil, "ana@example.com")]),
            ("<ana@example.com>", [(nil, "ana@example.com")]),
            ("ana@example.com (Ana)", [("Ana", "ana@example.com")]),
            ("\"Muster, Ana\" <ana@example.com>", [("Muster, Ana", "ana@example.com")]),
            ("Muster, Ana <ana@example.com>", [("Muster, Ana", "ana@example.com")]),
            ("a@example.com, b@example.com", [(nil, "a@example.com"), (nil, "b@example.com")]),
            ("a@example.com; b@example.com", [(nil, "a@example.com"), (nil, "b@example.com")]),
            ("Team: a@example.com, B <b@example.com>;", [(nil, "a@example.com"), ("B", "b@example.com")]),
            ("Undisclosed recipients:;", []),
            ("<@relay.example,@other.example:ana@example.com>", [(nil, "ana@example.com")]),
            ("Ana <ana@example.com", [("Ana", "ana@example.com")]),
            ("=?utf-8?Q?=C3=84nne?= <ana@example.com>", [("Änne", "ana@example.com")]),
            ("\"=?utf-8?Q?=C3=84nne?=\" <ana@example.com>", [("Änne", "ana@example.com")]),
            ("\"ana lee\"@example.com", [(nil, "\"ana lee\"@example.com")]),
            ("ana @ example.com", [(nil, "ana@example.com")]),
            ("'ana@example.com'", [(nil, "ana@example.com")]),
            ("\"O\\\"Neil\" <o@example.com>", [("O\"Neil", "o@example.com")]),
            ("Nobody", [(nil, "Nobody")]),
            ("", []),
            (",,;,", []),
        ] as [(String, [(String?, String)])]
    )
    func `addresses are read as mailers write them`(value: String, expected: [(String?, String)]) {
        let list = MailFixture.header("To", value).to
        #expect(list == expected.map { MailAddress(name: $0.0, address: $0.1) })
    }

    @Test(
        arguments: [
            ("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T09:55:06-06:00"),
            ("21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06Z"),
            ("Tue, 1 Jul 2003 (a (nested) comment) 10:52:37 +0200", "2003-07-01T10:52:37+02:00"),
            ("Thu, 10 Jul 1997 14:53:31 EST", "1997-07-10T14:53:31-05:00"),
            ("2021-05-04T09:55:06Z", "2021-05-04T09:55:06Z"),
            ("2021-05-04 09:55:06 +0530", "2021-05-04T09:55:06+05:30"),
            ("Tue May  4 09:55:06 2021", "2021-05-04T09:55:06Z"),
            ("04-May-2021 09:55", "2021-05-04T09:55:00Z"),
            ("Mon, 29 Feb 2016 23:59:60 +0000", "2016-02-29T23:59:59Z"),
            ("5/4/2021 9:55:06 PM", "2021-05-04T21:55:06Z"),
            ("Wed, 1 Jan 2025 00:30:00 GMT+0100", "2025-01-01T00:30:00+01:00"),
            ("Wed, 31 Dec 1969 23:59:59 +0000", "1969-12-31T23:59:59Z"),
            ("31 Jun 2021 10:00:00 +0000", nil),
            ("1 Jan 2021 25:00:00 +0000", nil),
            ("sometime next week", nil),
            ("99999999999999999999 99999999 9999:99:99", nil),
        ] as [(String, String?)]
    )
    func `dates are read`(value: String, expected: String?) {
        let mail = MailFixture.header("Date", value)
        #expect(mail.date?.rfc3339 == expected)
        #expect(mail.warnings.contains(.dateUnreadable) == (expected == nil))
    }

    @Test(
        arguments: [
            ("<a@example.com>", ["a@example.com"]),
            ("<a@example.com> <b@example.com>", ["a@example.com", "b@example.com"]),
            ("<a@example.com><b@example.com>", ["a@example.com", "b@example.com"]),
            ("a@example.com", ["a@example.com"]),
            ("<a@exam\r\n ple.com>", ["a@example.com"]),
            ("message from Ana of Monday <a@example.com>", ["a@example.com"]),
            ("<>", []),
            ("< >", []),
            ("<unclosed@example.com", ["unclosed@example.com"]),
            ("Your note of Monday", []),
        ]
    )
    func `ids are read`(value: String, expected: [String]) {
        #expect(MailFixture.header("References", value).references == expected)
    }

    @Test func `an endless thread keeps its oldest and newest ids`() {
        let ids = (0..<1000).map { "<\($0)@example.com>" }.joined(separator: "\r\n ")
        let references = MailFixture.header("References", ids).references
        #expect(references.count == MessageIDList.limit)
        #expect(references.first == "0@example.com")
        #expect(references.last == "999@example.com")
    }

    @Test(
        arguments: [
            ("report.pdf", "report.pdf"),
            ("\"my report.pdf\"", "my report.pdf"),
            ("my report.pdf", "my report.pdf"),
            ("\"../../etc/passwd\"", "passwd"),
            ("\"C:\\temp\\report.pdf\"", "report.pdf"),
            ("\"=?utf-8?Q?=C3=9Cbersicht.pdf?=\"", "Übersicht.pdf"),
            ("\"invoice\u{202E}fdp.exe\"", "invoicefdp.exe"),
            ("\"a\u{0001}b.txt\"", "ab.txt"),
            ("\"..\"", nil),
            ("\"\"", nil),
        ] as [(String, String?)]
    )
    func `file names are made harmless`(value: String, expected: String?) {
        let text =
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n"
            + "Content-Disposition: attachment; filename=\(value)\n\nx\n--b--\n"
        let mail = MailFixture.mail(text: text)
        #expect(mail.attachments.count == 1)
        #expect(mail.attachments.first?.filename == expected)
    }

    @Test(
        arguments: [
            ("filename*=utf-8''%C3%9Cbersicht.pdf", "Übersicht.pdf"),
            ("filename*=iso-8859-1'de'%DCbersicht.pdf", "Übersicht.pdf"),
            ("filename*0=\"Über\";\n filename*1=\"sicht.pdf\"", "Übersicht.pdf"),
            ("filename*0*=utf-8''%C3%9C;\n filename*1*=bersicht;\n filename*2=\".pdf\"", "Übersicht.pdf"),
            ("filename=plain.pdf; filename*=utf-8''%E4%BD%A0%E5%A5%BD.pdf", "你好.pdf"),
        ]
    )
    func `long and foreign parameters are joined`(parameters: String, expected: String) {
        let text =
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n"
            + "Content-Disposition: attachment;\n \(parameters)\n\nx\n--b--\n"
        #expect(MailFixture.mail(text: text).attachments.first?.filename == expected)
    }

    @Test func `a very long file name keeps its ending`() {
        let name = AttachmentName.sanitized(String(repeating: "a", count: 5000) + ".tar.gz")
        #expect(name?.count == AttachmentName.longest)
        #expect(name?.hasSuffix(".gz") == true)
    }

    @Test func `a mail without an address in From shows where answers go`() {
        let mail = MailFixture.mail(text: "From: [??]\nReply-To: Ana <ana@example.com>\n\nhello\n")
        #expect(mail.from == [MailAddress(name: "Ana", address: "ana@example.com")])
        #expect(mail.warnings.contains(.fromMissing))
    }

    @Test func `of two authors fields the first with an address counts and is warned about`() {
        let mail = MailFixture.mail(text: "From: a@example.com\nFrom: b@example.com\n\nhello\n")
        #expect(mail.from.map(\.address) == ["a@example.com"])
        #expect(mail.warnings.contains(.severalFrom))
    }

    @Test func `traces of delivery are collected`() {
        let mail = MailFixture.mail(
            text: "Return-Path: <bounce@example.com>\nDelivered-To: desk@example.net\n"
                + "X-Original-To: desk+42.abc@example.net\nEnvelope-To: desk@example.net\n\n"
        )
        #expect(mail.deliveredTo == ["desk@example.net", "desk+42.abc@example.net"])
        #expect(mail.returnPath == "bounce@example.com")
    }

    @Test func `Outlook's thread index is decoded`() {
        let mail = MailFixture.header("Thread-Index", "AQHULG7wPdM5C2MDV0uPffPI3EAuh6SwhQYp")
        #expect(mail.threadIndex?.count == 27)
        #expect(MailFixture.header("Thread-Index", "AQ==").threadIndex == nil)
    }

    @Test(
        arguments: [
            ("X-Spam-Flag: YES", true, nil),
            ("X-Spam-Status: No, score=1.5 required=5.0", false, 1.5),
            ("X-Spam-Status: Yes, score=12.25", true, 12.25),
        ] as [(String, Bool, Double?)]
    )
    func `a spam filter's verdict is read`(field: String, isSpam: Bool, score: Double?) {
        #expect(MailFixture.mail(text: field + "\n\n").spam == SpamVerdict(isSpam: isSpam, score: score))
    }
}
