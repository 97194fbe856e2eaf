import MessageText
import Testing

@testable import MailParsing

@Suite("Bodies and files")
struct BodyTests {
    @Test func `alternatives give one text and one HTML version`() {
        let mail = MailFixture.mail(
            text: """
                Content-Type: multipart/alternative; boundary="b"

                --b
                Content-Type: text/plain; charset=utf-8

                Hello there
                --b
                Content-Type: text/html; charset=utf-8

                <p>Hello <b>there</b></p>
                --b--

                """
        )
        #expect(mail.text == "Hello there")
        #expect(mail.html?.markup.contains("<b>there</b>") == true)
        #expect(mail.attachments.isEmpty)
        #expect(mail.warnings.isEmpty)
    }

    @Test func `a mail of HTML only is readable as text`() {
        let mail = MailFixture.mail(
            text: "Content-Type: text/html; charset=utf-8\n\n<p>One</p><script>alert(1)</script><p>Two</p>"
        )
        #expect(mail.text.contains("One"))
        #expect(mail.text.contains("Two"))
        #expect(!mail.text.contains("alert"))
        #expect(mail.html?.markup.contains("script") == false)
        #expect(mail.originalHTML?.contains("<script>") == true)
    }

    @Test func `text around a file is kept whole and in order`() {
        let mail = MailFixture.mail(
            text: """
                Content-Type: multipart/mixed; boundary=b

                --b

                before
                --b
                Content-Type: image/png; name=dot.png
                Content-Transfer-Encoding: base64
                Content-ID: <dot@example.com>

                AAECAwQFBg==
                --b
                Content-Type: text/plain

                after
                --b--

                """
        )
        #expect(mail.text == "before\nafter")
        #expect(mail.attachments.map(\.filename) == ["dot.png"])
        #expect(mail.attachments.first?.bytes == [0, 1, 2, 3, 4, 5, 6])
        #expect(mail.attachments.first?.contentID == "dot@example.com")
        #expect(
            mail.attachments.first?.sha256 == "57355ac3303c148f11aef7cb179456b9232cde33a818dfda2c2fcb9325749a6b"
        )
        #expect(mail.attachments.first?.md5 == "9aa461e1eca4086f9230aa49c90b0c61")
    }

    @Test func `an attached mail is a file with its own octets`() {
        let inner = "From: a@example.com\r\nSubject: inner\r\n\r\nhello\r\n"
        let mail = MailFixture.mail(
            text: "Subject: outer\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsee below\r\n"
                + "--b\r\nContent-Type: message/rfc822\r\n\r\n\(inner)\r\n--b--\r\n"
        )
        #expect(mail.subject == "outer")
        #expect(mail.text == "see below")
        #expect(mail.attachments.map(\.contentType) == ["message/rfc822"])
        #expect(mail.attachments.first?.bytes == Array(inner.utf8))
        #expect(MailParser.parse(mail.attachments.first?.bytes ?? []).subject == "inner")
    }

    @Test(
        arguments: [
            ("Content-Disposition: attachment\r\n", "Subject: Call: a/b\r\n", "Call: a_b.eml"),
            ("Content-Disposition: attachment; filename=x.eml\r\n", "Subject: inner\r\n", "x.eml"),
            ("Content-Disposition: attachment\r\n", "Subject: ..\r\n", nil),
            ("Content-Disposition: attachment\r\n", "From: a@example.com\r\n", nil),
            ("", "Subject: returned by a server\r\n", nil),
        ] as [(String, String, String?)]
    )
    func `a mail attached as a file is named after its subject`(disposition: String, inner: String, name: String?) {
        let mail = MailFixture.mail(
            text: "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsee below\r\n"
                + "--b\r\nContent-Type: message/rfc822\r\n\(disposition)\r\n\(inner)\r\nhello\r\n--b--\r\n"
        )
        #expect(mail.attachments.map(\.filename) == [name])
    }

    @Test(
        arguments: [
            ("8bit", "gr\u{FC}n"),
            ("quoted-printable", "gr=FCn"),
            ("base64", "Z3L8bg=="),
            ("Quoted-Printable", "gr=FC=\nn"),
            ("\"base64\"", "Z3L8\nbg"),
        ]
    )
    func `transfer encodings are undone`(encoding: String, body: String) {
        let head = "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: \(encoding)\n\n"
        let octets = body.unicodeScalars.map { UInt8($0.value) }
        #expect(MailParser.parse(Array(head.utf8) + octets).text == "grün")
    }

    @Test func `uuencode is undone`() {
        let mail = MailFixture.mail(
            text: "Content-Type: image/gif; name=a.gif\nContent-Transfer-Encoding: x-uuencode\n\n"
                + "begin 644 a.gif\n#86)C\n`\nend\n"
        )
        #expect(mail.attachments.first?.bytes == Array("abc".utf8))
    }

    @Test(
        arguments: [
            ("application/octet-stream", "a.PDF", "application/pdf"),
            ("application/octet-stream", "a.html", "application/octet-stream"),
            ("application/octet-stream", "a", "application/octet-stream"),
            ("image/png", "a.pdf", "image/png"),
        ]
    )
    func `a type is told by the name only where the mail tells none`(claimed: String, name: String, expected: String) {
        #expect(MediaType.refined(claimed, filename: name) == expected)
    }

    @Test func `a stray equals sign in quoted-printable stays`() {
        let text = QuotedPrintable.decode(Array("a=b =C3=BC= \n1=1 end=".utf8)[...])
        #expect(String(decoding: text, as: UTF8.self) == "a=b ü1=1 end")
    }

    @Test func `flowed lines are joined within one quote depth`() {
        let mail = MailFixture.mail(
            text: "Content-Type: text/plain; format=flowed\n\n"
                + "This is one \nparagraph.\n> and a \n> quoted one\n  stuffed\n-- \nAna\n"
        )
        #expect(mail.text == "This is one paragraph.\n> and a quoted one\n stuffed\n-- \nAna\n")
    }

    @Test func `AMP pages and watch HTML are no files`() {
        let mail = MailFixture.mail(
            text: "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nplain\n"
                + "--b\nContent-Type: text/x-amp-html\n\n<html amp4email></html>\n--b\n"
                + "Content-Type: text/html\n\n<p>rich</p>\n--b--\n"
        )
        #expect(mail.text == "plain")
        #expect(mail.attachments.isEmpty)
    }

    @Test func `a calendar in an alternative is a file`() {
        let mail = MailFixture.mail(
            text: "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nplain\n"
                + "--b\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n--b--\n"
        )
        #expect(mail.attachments.map(\.contentType) == ["text/calendar"])
    }

    @Test(
        arguments: [
            "Content-Type: multipart/mixed; boundary=other\n\n--used-line-1\n\nhello\n--used-line-1--\n",
            "Content-Type: multipart/mixed\n\n--used-line-1\n\nhello\n--used-line-1--\n",
            "Content-Type: multipart/mixed;\nboundary=b\n\n--b\n\nhello\n--b--\n",
            "Content-Type: multipart/mixed; boundary=b\n\nhello\n",
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n",
            "Content-Type: text/plain;\n\nhello\n",
            "Content-Type: nonsense\n\nhello\n",
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=c\n\nhello\n--b--\n",
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed;\nboundary=c\n\n--c\n\nhello\n--c--\n--b--\n",
            "From someone Mon Jan  1 00:00:00 2024\nSubject: x\n\nhello\n",
            "\n\nSubject: x\n\nhello\n",
            "Subject: x\nthis is no field\nFrom: a@example.com\n\nhello\n",
        ]
    )
    func `broken structure is still readable`(text: String) {
        #expect(MailFixture.mail(text: text).text.contains("hello"))
    }

    @Test func `a mail that is all header is an empty mail with that header`() {
        #expect(MailFixture.mail(text: "Subject: x").subject == "x")
        #expect(MailFixture.mail(text: "").text.isEmpty)
    }

    @Test func `NUL characters do not reach the text`() {
        #expect(MailFixture.mail(text: "Subject: a\u{0}b\n\nx\u{0}y\n").text == "xy\n")
        #expect(!MailFixture.mail(text: "Subject: a\u{0}b\n\n").subject.contains("\u{0}"))
    }

    @Test func `the answer is told from the quote`() {
        let text =
            "Subject: Re: x\n\nThanks, it works.\n\nOn Mon, 6 Jan 2025 at 10:00, Desk <desk@example.net> wrote:\n> Try this.\n"
        let mail = MailFixture.mail(text: text)
        #expect(mail.replyText == "Thanks, it works.")
        #expect(mail.quotedText.contains("Try this."))
        var options = MailParseOptions()
        options.trimsReply = false
        #expect(MailFixture.mail(text: text, options: options).replyText == mail.text)
    }
}
