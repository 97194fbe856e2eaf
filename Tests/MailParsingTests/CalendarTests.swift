import Testing

@testable import MailParsing

@Suite struct CalendarTests {
    private func calendar(_ method: String, _ lines: [String]) -> String {
        (["BEGIN:VCALENDAR", "METHOD:\(method)", "BEGIN:VEVENT"] + lines + ["END:VEVENT", "END:VCALENDAR"])
            .joined(separator: "\r\n")
    }

    private func mail(_ calendar: String, method: String, text: String? = nil) -> ParsedMail {
        let head = "From: ada@example.org\nSubject: Visit\nContent-Type: multipart/alternative; boundary=b\n\n"
        let words = text.map { "--b\n\n\($0)\n" } ?? ""
        return MailFixture.mail(
            text: head + words
                + "--b\nContent-Type: text/calendar; charset=utf-8; method=\(method)\n\n\(calendar)\n--b--\n"
        )
    }

    private static let lines = [
        "SUMMARY:Visit\\, at last", "DTSTART;TZID=\"Europe/Berlin\":20260105T100000", "DTEND:20260105T110000Z",
        "LOCATION:Room 1", "ORGANIZER;CN=Ada Byron:mailto:ada@example.org", "DESCRIPTION:Bring\\nthe pri", " nter.",
        "BEGIN:VALARM", "SUMMARY:Alarm", "END:VALARM",
    ]

    @Test func `an invitation without words is readable`() {
        let mail = mail(calendar("REQUEST", Self.lines), method: "REQUEST")
        #expect(
            mail.text == """
                Visit, at last
                When: 2026-01-05 10:00 (Europe/Berlin) – 2026-01-05 11:00 UTC
                Where: Room 1
                From: Ada Byron ada@example.org

                Bring
                the printer.
                """
        )
        #expect(mail.attachments.map(\.contentType) == ["text/calendar"])
        #expect(mail.kind == .message)
    }

    @Test func `the sender's own words go first`() {
        let mail = mail(calendar("REQUEST", Self.lines), method: "REQUEST", text: "Please come.")
        #expect(mail.text == "Please come.")
    }

    @Test(arguments: [
        "", "BEGIN:VCALENDAR", "BEGIN:VEVENT\nEND", "END:VEVENT\nEND:X", ":\n;:\n\"", "BEGIN:VEVENT\nDTSTART:x",
    ])
    func `a broken calendar is a file`(calendar: String) {
        let mail = mail(calendar, method: "REQUEST")
        #expect(mail.attachments.map(\.contentType) == ["text/calendar"])
    }

    @Test func `a calendar's answer is no person's`() {
        let mail = mail(
            calendar("REPLY", ["SUMMARY:Visit", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:b@example.org"]),
            method: "REPLY"
        )
        #expect(mail.kind == .autoReply)
        #expect(mail.automaticSignals.contains(.calendarReply))
    }
}
