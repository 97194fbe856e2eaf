import ChannelKit
import DeskModel
import MessageThreading
import Testing
import TicketStorage

/// Agents' answers to notices, as routing keeps them.
struct StaffMailTests {
    @Test func `the files of an agent's answer are kept with it`() async throws {
        let desk = try MailDesk()
        let opened = try await desk.receive(desk.mail())
        let agent = try await desk.addAgent("ann@staff.test")
        let number = try #require(opened.ticketNumber)
        let token = desk.staffTokens.token(ticketNumber: number, agent: agent.id, channel: MailDesk.support)
        let lines = [
            "Authentication-Results: mx.desk.test; dmarc=pass header.from=staff.test", "From: ann@staff.test",
            "To: support+\(token)@desk.test", "Subject: Re: notice", "Message-ID: <a@staff.test>", "MIME-Version: 1.0",
            "Content-Type: multipart/mixed; boundary=x", "", "--x", "Content-Type: text/plain; charset=utf-8", "",
            "The drawing is attached.", "--x", "Content-Type: application/pdf; name=\"valve.pdf\"",
            "Content-Disposition: attachment; filename=\"valve.pdf\"", "", "%PDF-1.4 valve", "--x--", "",
        ]
        let result = try await desk.receive(lines.joined(separator: "\r\n"))
        #expect(result.rule == "staff-answer")
        let mail = try #require(try await desk.store.staffMails(limit: 10).first)
        #expect(mail.text == "The drawing is attached." && mail.isProven)
        #expect(mail.attachments.map(\.name) == ["valve.pdf"])
        let file = try #require(mail.attachments.first)
        let bytes = try #require(try await desk.store.blob(file.blob))
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("%PDF-1.4 valve"))
    }

    @Test func `a mail to an agent that comes back is shown to admins`() async throws {
        let desk = try MailDesk()
        let agent = try await desk.addAgent("ann@staff.test")
        try await desk.addNotice(to: agent, id: "notice-1@desk.test")
        let epoch = try await desk.store.beginEpoch()
        _ = try await desk.store.claimNotices(epoch: epoch, now: desk.now.advanced(by: .seconds(9)), limit: 9)
        let lines = [
            "From: MAILER-DAEMON@mx.staff.test", "To: support@desk.test", "Subject: Undelivered Mail",
            "Message-ID: <bounce@mx.staff.test>", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b", "", "--b",
            "Content-Type: text/plain", "", "The mailbox is full.", "", "--b", "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.staff.test", "", "Final-Recipient: rfc822; ann@staff.test", "Action: failed",
            "Status: 5.2.2", "Diagnostic-Code: smtp; 552 5.2.2 mailbox full", "", "--b",
            "Content-Type: text/rfc822-headers", "", "Message-ID: <notice-1@desk.test>", "To: ann@staff.test",
            "Subject: A notice", "", "--b--", "",
        ]
        #expect(try await desk.receive(lines.joined(separator: "\r\n")).outcome == .ignored)
        let failed = try await desk.store.failedNotices(since: MailDesk.start, limit: 10)
        #expect(failed.map(\.address) == ["ann@staff.test"])
        #expect(failed.first?.reason.english.contains("mailbox full") == true)
        #expect(try await desk.tickets().count == 1)
    }
}
