import Testing

@testable import MailParsing

@Suite("Charsets")
struct CharsetTests {
    /// Label, octets and the text they mean.
    static let labeled: [(String?, [UInt8], String)] = [
        ("utf-8", Array("naïve 你好".utf8), "naïve 你好"),
        (nil, Array("naïve 你好".utf8), "naïve 你好"),
        ("us-ascii", Array("naïve".utf8), "naïve"),
        ("iso-8859-1", [0x63, 0x61, 0x66, 0xE9], "café"),
        ("ISO_8859-15", [0xA4], "€"),
        ("windows-1252", [0x80, 0x93], "€“"),
        ("gb2312", [0xE9, 0x46, 0xC4, 0xE3], "镕你"),
        ("GBK", [0xC4, 0xE3, 0xBA, 0xC3], "你好"),
        ("big5", [0xA7, 0x41, 0xA6, 0x6E], "你好"),
        ("shift_jis", [0x93, 0xFA, 0x96, 0x7B], "日本"),
        ("euc-jp", [0xC6, 0xFC, 0xCB, 0xDC], "日本"),
        ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42], "日本"),
        ("ks_c_5601-1987", [0xC7, 0xD1, 0xB1, 0xB9], "한국"),
        ("koi8-r", [0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4], "Привет"),
        ("windows-1251", [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2], "Привет"),
        ("cp-1251", [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2], "Привет"),
        ("utf-7", Array("Gr+APwA3w-e".utf8), "Grüße"),
        ("utf-16", [0xFF, 0xFE, 0x68, 0x00, 0x69, 0x00], "hi"),
        ("utf-16", [0x00, 0x68, 0x00, 0x69], "hi"),
        ("utf-16le", [0x68, 0x00, 0x69, 0x00], "hi"),
        ("utf-8", [0xEF, 0xBB, 0xBF, 0x68, 0x69], "hi"),
        ("iso-8859-1", [0xEF, 0xBB, 0xBF, 0xC3, 0xBC], "ü"),
        ("x-unknown", [0x68, 0x69], "hi"),
        ("../../etc/passwd", [0x68, 0x69], "hi"),
    ]

    @Test(arguments: labeled)
    func `a body is read in its charset`(label: String?, octets: [UInt8], expected: String) {
        let charset = label.map { "; charset=\"\($0)\"" } ?? ""
        let head = Array("Content-Type: text/plain\(charset)\nContent-Transfer-Encoding: 8bit\n\n".utf8)
        #expect(MailParser.parse(head + octets).text == expected)
    }

    @Test(
        arguments: [
            // A wrong label: the octets are Latin-1, not UTF-8.
            ("utf-8", [0x46, 0x72, 0xF6, 0x73, 0x63, 0x68, 0x65], "Frösche"),
            // No label: Chinese, Cyrillic, Western.
            (nil, [0xC4, 0xE3, 0xBA, 0xC3, 0xA3, 0xAC, 0xD6, 0xD0, 0xB9, 0xFA], "你好，中国"),
            (nil, [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0x20, 0xEC, 0xE8, 0xF0], "Привет мир"),
            (nil, [0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4, 0x20, 0xCD, 0xC9, 0xD2], "Привет мир"),
            (
                nil, [0x47, 0x72, 0xFC, 0xDF, 0x65, 0x20, 0x61, 0x75, 0x73, 0x20, 0x4B, 0xF6, 0x6C, 0x6E],
                "Grüße aus Köln"
            ),
        ] as [(String?, [UInt8], String)]
    )
    func `a missing or wrong label is guessed and said`(label: String?, octets: [UInt8], expected: String) {
        let charset = label.map { "; charset=\($0)" } ?? ""
        let mail = MailParser.parse(Array("Content-Type: text/plain\(charset)\n\n".utf8) + octets)
        #expect(mail.text == expected)
        #expect(mail.warnings.contains(.charsetGuessed))
    }

    @Test func `damaged UTF-8 stays UTF-8 with the damage marked`() {
        let octets = Array("Grüße aus Köln, ".utf8) + [0xFF] + Array(" schöne Grüße".utf8)
        let mail = MailParser.parse(Array("Content-Type: text/plain; charset=utf-8\n\n".utf8) + octets)
        #expect(mail.text == "Grüße aus Köln, \u{FFFD} schöne Grüße")
        #expect(mail.warnings.contains(.charsetGuessed))
    }

    @Test func `a page's own charset counts where the header names none`() {
        let page = Array("<meta charset=\"koi8-r\"><p>".utf8) + [0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4]
        #expect(MailParser.parse(Array("Content-Type: text/html\n\n".utf8) + page).text.contains("Привет"))
    }

    @Test func `octets without meaning never stop a conversion`() {
        for name in ["gb18030", "shift_jis", "iso-2022-jp", "utf-7", "big5", "euc-kr", "hz-gb-2312", "utf-16"] {
            let all = (0...255).map(UInt8.init) + (0...255).reversed().map(UInt8.init)
            let mail = MailParser.parse(Array("Content-Type: text/plain; charset=\(name)\n\n".utf8) + all)
            #expect(!mail.text.isEmpty)
        }
    }
}
