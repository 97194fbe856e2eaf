import Testing

@testable import MailParsing

@Suite("Bounces, notices and complaints")
struct ReportTests {
    @Test func `a standard bounce names each recipient and the mail it returns`() throws {
        let mail = try MailFixture.mail("bounce-postfix-dsn.eml")
        #expect(mail.kind == .bounce)
        #expect(mail.automaticSignals.contains(.report))
        let report = try #require(mail.report)
        #expect(report.recipients.map(\.address) == ["nobody@example.com", "later@example.org"])
        #expect(report.recipients.map(\.status) == ["5.1.1", "4.4.1"])
        #expect(report.recipients.map(\.action) == ["failed", "delayed"])
        #expect(report.recipients.map(\.permanent) == [true, false])
        #expect(report.recipients.first?.diagnostic?.contains("User unknown") == true)
        #expect(report.originalMessageID == "t42.abcdef@example.net")
        #expect(report.originalSubject == "Re: Drücker")
    }

    @Test func `a bounce in words alone is read`() throws {
        let mail = try MailFixture.mail("bounce-qmail-words-only.eml")
        #expect(mail.kind == .bounce)
        let report = try #require(mail.report)
        #expect(report.recipients.map(\.address) == ["nobody@example.com"])
        #expect(report.recipients.first?.status == "5.1.1")
        #expect(report.recipients.first?.permanent == true)
        #expect(report.originalMessageID == "t42.abcdef@example.net")
        #expect(report.originalSubject == "Re: printer")
    }

    @Test func `a delay is a bounce that is not permanent`() throws {
        let mail = try MailFixture.mail("delay-exim-words-only.eml")
        #expect(mail.kind == .bounce)
        let report = try #require(mail.report)
        #expect(report.recipients.map(\.address) == ["slow@example.com"])
        #expect(report.recipients.first?.action == "delayed")
        #expect(report.recipients.first?.permanent == false)
        #expect(report.recipients.first?.status == "4.7.1")
    }

    @Test func `a complaint names who complained about which mail`() throws {
        let mail = try MailFixture.mail("complaint-arf.eml")
        #expect(mail.kind == .feedbackReport)
        #expect(mail.report?.recipients.map(\.address) == ["ana@isp.example"])
        #expect(mail.report?.recipients.first?.action == "abuse")
        #expect(mail.report?.originalMessageID == "t7.xyz@example.net")
    }

    @Test func `a read receipt is a delivery notice`() throws {
        let mail = try MailFixture.mail("receipt-mdn.eml")
        #expect(mail.kind == .deliveryNotice)
        #expect(mail.report?.recipients.first?.action == "displayed")
        #expect(mail.report?.originalMessageID == "t7.xyz@example.net")
    }

    @Test func `Amazon's JSON is a bounce`() throws {
        let mail = try MailFixture.mail("bounce-ses-json.eml")
        #expect(mail.kind == .bounce)
        #expect(mail.report?.recipients.map(\.address) == ["nobody@example.com"])
        #expect(mail.report?.originalMessageID == "t42.abcdef@example.net")
        #expect(mail.report?.originalSubject == "Re: {printer}")
    }

    @Test func `a notice of success is no bounce`() {
        let mail = MailFixture.mail(
            text:
                "From: mailer-daemon@example.com\nContent-Type: multipart/report; boundary=b\n\n--b\n\ndelivered\n--b\n"
                + "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@example.com\n"
                + "Action: delivered\nStatus: 2.0.0\n\n--b--\n"
        )
        #expect(mail.kind == .deliveryNotice)
        #expect(mail.report?.recipients.first?.permanent == false)
    }

    @Test(
        arguments: [
            "From: Ana <ana@example.com>\nSubject: My parcel was not delivered\n\nThe parcel for ana@example.com is late.\n",
            "From: Ana <ana@example.com>\nSubject: Error 550\n\nI get 550 5.1.1 user unknown when I write to bob@example.com.\n",
            "From: Ana <ana@example.com>\nSubject: Re: invoice\n\nYour message to me did not reach my inbox.\n",
            "From: Ana <ana@example.com>\nSubject: the returned original\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
                + "see attached\n--b\nContent-Type: message/rfc822\n\nSubject: x\nMessage-ID: <x@example.com>\n\nx\n--b--\n",
        ]
    )
    func `a person who writes about mail is no bounce`(text: String) {
        let mail = MailFixture.mail(text: text)
        #expect(mail.kind == .message)
        #expect(mail.report == nil)
        #expect(!mail.isAutomatic)
    }

    @Test(
        arguments: [
            ("550 5.1.1 <a@example.com> unknown", "5.1.1"),
            ("status 4.7.1, try later", "4.7.1"),
            ("host 5.1.2.3 refused", nil),
            ("version 5.0.2195.6713", nil),
            ("sendmail 8.14.3/5.0.1", "5.0.1"),
            ("code=5.7.26.", "5.7.26"),
            ("nothing", nil),
        ] as [(String, String?)]
    )
    func `status codes are told from other numbers`(text: String, expected: String?) {
        #expect(StatusCode.enhanced(in: text) == expected)
    }

    @Test(
        arguments: [
            ("550 no such user", 550), ("550-no such user", 550), ("said: 421 too busy", 421), ("port 587", nil),
            ("4500 bytes", nil), ("[450]", nil), ("192.168.5.550 x", nil), ("(reason: 552 full)", 552),
        ] as [(String, Int?)]
    )
    func `reply codes are told from other numbers`(text: String, expected: Int?) {
        #expect(StatusCode.reply(in: text) == expected)
    }
}
