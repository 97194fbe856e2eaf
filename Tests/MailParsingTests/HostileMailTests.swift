import Testing

@testable import MailParsing

@Suite("Hostile mails")
struct HostileMailTests {
    @Test func `a mail cut at any octet is read`() throws {
        for name in ["bounce-postfix-dsn.eml", "complaint-arf.eml", "bounce-ses-json.eml"] {
            let octets = try MailFixture.octets(name)
            for length in stride(from: 0, through: octets.count, by: 7) {
                _ = MailParser.parse(Array(octets.prefix(length)))
            }
        }
    }

    @Test func `octets changed at random are read`() throws {
        var generator = SeededGenerator(seed: 42)
        let original = try MailFixture.octets("bounce-postfix-dsn.eml")
        for _ in 0..<400 {
            var octets = original
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                octets[Int.random(in: octets.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = MailParser.parse(octets)
        }
    }

    @Test func `five megabytes of text are read whole`() {
        let line = String(repeating: "x", count: 76) + "\n"
        let body = String(repeating: line, count: 5_000_000 / line.utf8.count)
        var options = MailParseOptions()
        options.trimsReply = false
        let mail = MailFixture.mail(text: "Subject: big\n\n" + body, options: options)
        #expect(mail.text.utf8.count == body.utf8.count)
        #expect(mail.warnings.isEmpty)
    }

    @Test func `a mail over the limit keeps its beginning and says so`() {
        var options = MailParseOptions()
        options.maximumSize = 1000
        let mail = MailFixture.mail(text: "Subject: x\n\n" + String(repeating: "y", count: 5000), options: options)
        #expect(mail.text.utf8.count == 1000 - 12)
        #expect(mail.warnings.contains(.mailCut))
    }

    @Test func `a header over the limit is cut and the body still found`() {
        let fields = (0..<20_000).map { "X-Field-\($0): \(String(repeating: "v", count: 20))" }.joined(separator: "\n")
        let mail = MailFixture.mail(text: "Subject: x\n\(fields)\n\nhello\n")
        #expect(mail.subject == "x")
        #expect(mail.text == "hello\n")
        #expect(mail.headers.count <= MailParseOptions().maximumHeaderFields)
        #expect(mail.warnings.contains(.headerCut))
    }

    @Test func `one endless header field is cut`() {
        let mail = MailFixture.mail(text: "Subject: \(String(repeating: "s", count: 200_000))\n\nhello\n")
        #expect(mail.subject.utf8.count <= MailParseOptions().maximumHeaderField)
        #expect(mail.text == "hello\n")
        #expect(mail.warnings.contains(.headerCut))
    }

    @Test(
        arguments: [
            String(repeating: "g: ", count: 60_000), String(repeating: "(", count: 60_000),
            String(repeating: "\"", count: 60_000), String(repeating: "<", count: 60_000),
            String(repeating: "a,", count: 30_000), String(repeating: "=?", count: 30_000),
            String(repeating: "=?a?q?", count: 10_000), String(repeating: "\\", count: 60_000),
            String(repeating: "@", count: 60_000), String(repeating: ".", count: 60_000),
        ]
    )
    func `nested and endless addresses cost one pass`(value: String) {
        let mail = MailFixture.mail(
            text: "To: \(value)\nFrom: \(value)\nDate: \(value)\nReferences: \(value)\n\nhello\n"
        )
        #expect(mail.text == "hello\n")
        #expect(mail.to.count <= MailParseOptions().maximumAddresses)
    }

    @Test func `the same bomb in an attached mail stays closed`() {
        let mail = MailFixture.mail(
            text: "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
                + "To: \(String(repeating: "g: ", count: 100_000))\n\nx\n--b--\n"
        )
        #expect(mail.attachments.map(\.contentType) == ["message/rfc822"])
    }

    @Test func `too many addresses are cut and said`() {
        let list = (0..<3000).map { "a\($0)@example.com" }.joined(separator: ",\n ")
        let mail = MailFixture.mail(text: "To: \(list)\n\n")
        #expect(mail.to.count == 1000)
        #expect(mail.warnings.contains(.addressesCut))
    }

    @Test func `deep nesting ends at its limit`() {
        var text = ""
        for level in 0..<3000 {
            text += "Content-Type: multipart/mixed; boundary=\"b\(level)\"\n\n--b\(level)\n"
        }
        let mail = MailFixture.mail(text: text + "\nhello\n")
        #expect(mail.warnings.contains(.partsCut))
    }

    @Test func `a body of one endless line is no header`() {
        let mail = MailFixture.mail(text: "Subject: x\n\n" + String(repeating: "y", count: 400_000))
        #expect(mail.text.utf8.count == 400_000)
        #expect(mail.warnings.isEmpty)
    }

    @Test func `a long digest of mails with parts of their own is read whole`() {
        var text = "Content-Type: multipart/digest; boundary=outer\n\n"
        for number in 0..<200 {
            text += "--outer\n\nSubject: \(number)\nContent-Type: multipart/mixed; boundary=b\(number)\n\n"
            text += "--b\(number)\n\n\(String(repeating: "text ", count: 100))\n--b\(number)--\n"
        }
        let mail = MailFixture.mail(text: text + "--outer--\n")
        #expect(mail.attachments.count == 200)
        #expect(mail.attachments.allSatisfy { $0.contentType == "message/rfc822" })
        #expect(mail.warnings.isEmpty)
    }

    @Test func `too many parts are cut`() {
        let parts = String(repeating: "--b\nContent-Type: image/png\n\nx\n", count: 50_000)
        let mail = MailFixture.mail(text: "Content-Type: multipart/mixed; boundary=b\n\n" + parts + "--b--\n")
        #expect(mail.attachments.count < 1000)
        #expect(mail.attachments.count > 900)
        #expect(mail.warnings.contains(.partsCut))
    }

    @Test func `a part with an endless header is cut`() {
        let fields = String(repeating: "a: b\n", count: 400_000)
        let mail = MailFixture.mail(
            text: "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\n\(fields)\nx\n--b--\n"
        )
        #expect(mail.text == "hello")
        #expect(mail.warnings.contains(.partsCut))
    }

    @Test func `parsing is repeatable`() throws {
        let octets = try MailFixture.octets("bounce-postfix-dsn.eml")
        let first = MailParser.parse(octets)
        let second = MailParser.parse(octets)
        #expect("\(first)" == "\(second)")
    }

    @Test func `mails are parsed on many threads at once`() async throws {
        let octets = try MailFixture.octets("bounce-postfix-dsn.eml")
        await withTaskGroup(of: String?.self) { group in
            for _ in 0..<200 { group.addTask { MailParser.parse(octets).report?.originalMessageID } }
            for await id in group { #expect(id == "t42.abcdef@example.net") }
        }
    }
}

/// A small repeatable generator (SplitMix64), so that a failing input can be made again.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
