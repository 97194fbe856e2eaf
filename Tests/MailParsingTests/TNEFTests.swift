import Foundation
import MessageText
import Testing

@testable import MailParsing

@Suite struct TNEFTests {
    private func mail(
        _ stream: [UInt8],
        text: String = "",
        type: String = "application/ms-tnef; name=winmail.dat"
    ) -> ParsedMail {
        let body = Data(stream).base64EncodedString()
        return MailFixture.mail(
            text:
                "From: ada@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n\(text)\n--b\nContent-Type: \(type)\n"
                + "Content-Transfer-Encoding: base64\n\n\(body)\n--b--\n"
        )
    }

    @Test func `files come out with their long names`() {
        var stream = TNEFStream()
        stream.file(Array("REPORT~1.TXT".utf8), Array("report".utf8), [.unicode(0x3707, "Bericht für März.txt")])
        stream.file(
            [],
            [],
            [.string(0x3707, Array("p\u{E9}".unicodeScalars.map { UInt8($0.value) })), .binary(0x3701, [1, 2])]
        )
        let mail = mail(stream.octets, text: "See the files.")
        #expect(mail.text == "See the files.")
        #expect(mail.attachments.map(\.filename) == ["Bericht für März.txt", "pé"])
        #expect(mail.attachments.map(\.bytes) == [Array("report".utf8), [1, 2]])
        #expect(mail.warnings.isEmpty)
    }

    @Test(
        arguments: [
            (936, [0xC4, 0xE3, 0xBA, 0xC3], "你好"), (932, [0x93, 0xFA, 0x96, 0x7B], "日本"), (1251, [0xC4, 0xE0], "Да"),
            (950, [0xA7, 0x41], "你"), (949, [0xC7, 0xD1], "한"), (65001, [0xC3, 0xA9], "é"), (1252, [0x80], "€"),
        ] as [(UInt32, [UInt8], String)]
    )
    func `short names and bodies are in the message's code page`(codepage: UInt32, octets: [UInt8], text: String) {
        var stream = TNEFStream(codepage: codepage)
        stream.body(octets)
        stream.file(octets + Array(".txt".utf8), [1])
        let mail = mail(stream.octets)
        #expect(mail.text == text)
        #expect(mail.attachments.map(\.filename) == ["\(text).txt"])
    }

    @Test func `HTML is shown where the mail has none`() {
        var stream = TNEFStream()
        stream.properties([
            .number(0x8005, 1), .unicode(0x0037, "Hello"), .number(0x3FDE, 65001),
            .binary(0x1013, Array("<p>Grüße<script>x()</script></p>".utf8)),
        ])
        let alone = mail(stream.octets)
        #expect(alone.text == "Grüße")
        #expect(alone.html?.markup == "<p>Grüße</p>")
        #expect(alone.attachments.isEmpty)
        #expect(mail(stream.octets, text: "Greetings").text == "Greetings")
    }

    @Test func `rich text is unpacked into a file`() {
        // The sample of MS-OXRTFCP 4.1.1: two literals, then places in the window.
        let packed: [UInt8] = [
            0x2D, 0, 0, 0, 0x2B, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7, 0xA7, 0x03, 0, 0x0A, 0, 0x72, 0x63,
            0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20, 0x68, 0x65, 0x6C, 0x09, 0, 0x20, 0x62, 0x77,
            0x05,
            0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F, 0xA0,
        ]
        var stream = TNEFStream()
        stream.properties([.binary(0x1009, packed)])
        let mail = mail(stream.octets, text: "hello")
        #expect(mail.attachments.map(\.filename) == ["message.rtf"])
        #expect(mail.attachments.map(\.contentType) == ["application/rtf"])
        #expect(
            mail.attachments.map { String(decoding: $0.bytes, as: UTF8.self) }
                == ["{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"]
        )
    }

    @Test func `rich text that repeats itself for ever ends at its size`() {
        // A place that overlaps what is being written (MS-OXRTFCP 4.1.2), and a size of four gigabytes.
        let packed: [UInt8] = [
            0x1A, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x4C, 0x5A, 0x46, 0x75, 0, 0, 0, 0, 0x08, 0x7B, 0x61, 0x62, 0xD1,
            0x0F,
        ]
        let text = CompressedRTF.decode(packed[...])
        #expect(text != nil)
        #expect((text?.count ?? .max) < 100)
    }

    @Test func `messages inside the message come out with their files`() {
        var innermost = TNEFStream()
        innermost.body(Array("deep".utf8))
        var inner = TNEFStream()
        inner.subject(Array("Old/matter".utf8))
        inner.body(Array("words".utf8))
        inner.file(Array("a.txt".utf8), [1])
        inner.file([], [], [.number(0x3705, 5), .message(innermost.octets)])
        var stream = TNEFStream()
        stream.file(Array("title".utf8), [], [.number(0x3705, 5), .message(inner.octets)])
        let mail = mail(stream.octets, text: "See below.")
        #expect(mail.attachments.map(\.filename) == ["Old_matter.txt", "a.txt", "message.txt"])
    }

    @Test func `nesting ends at its limit`() {
        var stream = TNEFStream()
        stream.body(Array("x".utf8))
        for _ in 0..<50 {
            var outer = TNEFStream()
            outer.file([], [], [.number(0x3705, 5), .message(stream.octets)])
            stream = outer
        }
        #expect(mail(stream.octets, text: "x").attachments.count == 1)
    }

    @Test func `a name without a type is enough, and what is no stream stays a file`() {
        var stream = TNEFStream()
        stream.file(Array("a.txt".utf8), [1])
        let type = "application/octet-stream; name=\"WinMail.dat\""
        #expect(mail(stream.octets, type: type).attachments.map(\.filename) == ["a.txt"])
        #expect(mail([1, 2, 3], type: type).attachments.map(\.filename) == ["WinMail.dat"])
    }

    @Test func `a stream cut at any octet gives what came before, and keeps the rest`() {
        var stream = TNEFStream()
        stream.properties([.unicode(0x0037, "Hello"), .string(0x1000, Array("words".utf8))])
        stream.file(Array("a.txt".utf8), [1, 2, 3], [.unicode(0x3707, "long name.txt")])
        // Between two attributes nothing tells that there was more.
        var silent = 0
        for length in 0..<stream.octets.count {
            let mail = mail(Array(stream.octets.prefix(length)), text: "x")
            let isKept = mail.attachments.contains { $0.filename == "winmail.dat" }
            if !isKept, !mail.attachments.contains(where: { $0.bytes == [1, 2, 3] }) { silent += 1 }
        }
        #expect(silent == 5)
    }

    @Test func `so many files are taken and no more`() {
        var stream = TNEFStream()
        for number in 0..<1_500 { stream.file(Array("\(number).txt".utf8), [1]) }
        let mail = mail(stream.octets, text: "x")
        #expect(mail.attachments.count == 1_001)
        #expect(mail.warnings.contains(.containerCut))
    }
}
