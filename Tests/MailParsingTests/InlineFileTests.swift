import Testing

@testable import MailParsing

@Suite struct InlineFileTests {
    @Test func `files in the text come out of it`() {
        let mail = MailFixture.mail(
            text:
                "Subject: x\n\nSee here:\n\nbegin 644 ../note.txt\n#86)C\n`\nend\nand here\nbegin 0600 b.png\n#86)C\n \nend\nBye\n"
        )
        #expect(mail.text == "See here:\n\nand here\nBye\n")
        #expect(mail.attachments.map(\.filename) == ["note.txt", "b.png"])
        #expect(mail.attachments.map(\.contentType) == ["application/octet-stream", "image/png"])
        #expect(mail.attachments.allSatisfy { $0.bytes == Array("abc".utf8) })
    }

    @Test(arguments: [
        "begin 644 note.txt\nThis is a sentence.\nend\n", "begin 644 note.txt\n#86)C\n`\n", "begin 644\n#86)C\nend\n",
        "begin 999 note.txt\n#86)C\nend\n", "Please begin 644 note.txt\n#86)C\nend\n", "begin 644 note.txt\nend\n",
        "begin with this\nend\n",
    ])
    func `what only looks like a file stays text`(body: String) {
        let mail = MailFixture.mail(text: "Subject: x\n\n\(body)")
        #expect(mail.text == body)
        #expect(mail.attachments.isEmpty)
    }
}
