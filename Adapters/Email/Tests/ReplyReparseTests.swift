import ChannelKit
import Foundation
import Testing

@testable import EmailAdapter

/// Another program's reader (Python's `email`) reads what we write: it must find exactly the fields, addresses, words
/// and files that were meant, whatever was put into them.
@Suite struct ReplyReparseTests {
    private struct Reading: Decodable {
        let names: [String]
        let subject: String
        let from: [[String]]
        let to: [[String]]
        let parsedTo: [String]
        let text: String
        let html: String
        let files: [File]
        let defects: [String]
        let longestLine: Int
        let strayLineEnds: Int
        let loneDots: Int
    }

    private struct File: Decodable {
        let name: String
        let size: Int
    }

    private static let names: Set<String> = [
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "References", "X-Tributary", "MIME-Version",
        "Content-Type",
    ]

    /// Texts that have broken mail programs, and random ones of a fixed seed.
    private static let hostile: [String] = {
        var texts = [
            "plain", "a\r\nBcc: evil@example.com", "a\nX-Evil: 1\n\nbody", "a\rb", "\r\n.\r\nMAIL FROM:<x@y>\r\n",
            "\n.\n", "=?utf-8?Q?=0d=0aBcc:x?=",
            "quote \" back \\ slash", "<a@b>, c@d;", "日本語の件名がとても長くて一行に収まらないときの折り返しを確かめるための文字列です", "👩‍👩‍👧 family",
            "שלום \u{202E}abc",
            "nul\0byte \u{7F}\u{85}", "\u{2028}line\u{2029}", String(repeating: "x", count: 1500),
            String(repeating: "word ", count: 300),
            "tab\tstop", "  leading and trailing  ", "a  b", "(comment)", "=", "=?", "%s%n", "From here", ".", "..", "",
            "\u{FEFF}bom", "é", String(repeating: "é", count: 200), ";filename=evil", "\"; x=\"", "a/b\\c", "..%2f",
            "\u{0301}combining",
        ]
        var state: UInt64 = 20_260_102
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let pieces = [
            "\r", "\n", "\r\n", ":", " ", "\t", "=", "?", "<", ">", "\"", "\\", ",", ";", "@", ".", "a", "Z", "ß", "中",
            "🙂", "\0", "--", "=_", "X:",
        ]
        for _ in 0..<120 {
            texts.append((0..<Int(next() % 60)).map { _ in pieces[Int(next() % UInt64(pieces.count))] }.joined())
        }
        return texts
    }()

    @Test func `nothing put into a reply adds a field, a recipient or a second mail`() throws {
        let desk = TestDesk()
        let adapter = try desk.adapter(["signature": .text("Example Desk\r\n.\r\n"), "reply_token": .text("plus")])
        let folder = try TemporaryFolder()
        for (index, text) in Self.hostile.enumerated() {
            var reply = ReplyPlanTests.reply()
            reply.subject = text
            reply.text = text
            reply.authorName = text
            reply.recipientName = text
            reply.threading.parentID = text
            reply.threading.ancestorIDs.append(text)
            reply.quoted = QuotedMessage(author: text, at: Timestamp(seconds: 1), text: text)
            reply.attachments = [OutboundAttachment(name: text, contentType: text, bytes: Array(text.utf8))]
            let part = try #require(try adapter.plan(reply).first)
            #expect(part.destinations == ["Ada@example.net"])
            try Data(part.body).write(to: URL(fileURLWithPath: "\(folder.path)/\(String(format: "%04d", index)).eml"))
        }
        let readings = try Self.read(folder: folder.path)
        #expect(readings.count == Self.hostile.count)
        for (text, reading) in zip(Self.hostile, readings) {
            #expect(Set(reading.names).subtracting(["In-Reply-To"]) == Self.names)
            #expect(reading.names.count == Set(reading.names).count)
            #expect(reading.subject == SubjectTag.subject(text, number: 42, isAnswer: true))
            #expect(reading.from.map { $0[1] } == ["desk@example.org"])
            #expect(reading.to.map { $0[1] } == ["Ada@example.net"])
            #expect(reading.parsedTo == ["Ada@example.net"])
            #expect(reading.to.map { $0[0] } == [HeaderText.clean(text)])
            #expect(reading.files.map(\.name) == [AttachmentPart.fileName(text)])
            #expect(reading.files.map(\.size) == [text.utf8.count])
            #expect(reading.defects.isEmpty, "\(reading.defects)")
            #expect(reading.longestLine <= 998)
            #expect(reading.strayLineEnds == 0)
            #expect(reading.loneDots == 0)
            let words = text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
            let read = reading.text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
            #expect(String(String.UnicodeScalarView(read)).hasPrefix(String(String.UnicodeScalarView(words))))
            #expect(!reading.html.contains("<script"))
        }
    }

    private static func read(folder: String) throws -> [Reading] {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Fixtures/read-mails.py"
        )
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", script.path, folder]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try JSONDecoder().decode([Reading].self, from: data)
    }
}
