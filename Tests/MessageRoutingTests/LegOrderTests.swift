import ChannelKit
import DeskModel
import Testing
import TicketStorage

@testable import EmailAdapter

/// Replies of one leg leave in the order they were written.
struct LegOrderTests {
    private static let settings: [String: SettingValue] = [
        "envelope_sender": .text("signed"),
        "smtp": .object(["host": .text("smtp.desk.test"), "port": .integer(25), "security": .text("none")]),
    ]

    /// The mail server's word that a mail has arrived.
    private static func notice(to address: String) -> String {
        let lines = [
            "From: MAILER-DAEMON@mx.customer.test", "To: \(address)", "Subject: Successful Mail Delivery Report",
            "Message-ID: <notice@mx.customer.test>", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b", "", "--b",
            "Content-Type: text/plain", "", "It has arrived.", "", "--b", "Content-Type: message/delivery-status", "",
            "Reporting-MTA: dns; mx.customer.test", "", "Final-Recipient: rfc822; ada@customer.test",
            "Action: delivered", "Status: 2.0.0", "", "--b--", "",
        ]
        return lines.joined(separator: "\r\n")
    }

    @Test func `the outbox is woken as soon as news settles what kept the next one back`() async throws {
        let desk = try MailDesk(settings: Self.settings, acknowledges: false)
        let number = try await desk.receive(desk.mail()).ticketNumber
        _ = try await desk.reply(number, "First.")
        _ = try await desk.reply(number, "Second.")
        let epoch = try await desk.store.beginEpoch()
        let soon = desk.now.advanced(by: .seconds(60))
        let claimed = try await desk.store.claimDeliveries(epoch: epoch, now: soon, limit: 20)
        let first = try #require(claimed.first)
        #expect(claimed.count == 1)
        let later = AttemptOutcome(
            delivery: first.id,
            epoch: epoch,
            attempt: first.attempts,
            state: .deferred,
            outcome: "later",
            answer: .verbatim("Not now."),
            externalID: nil,
            notBefore: soon.advanced(by: .seconds(3600)),
            mayRepeat: false,
            at: soon
        )
        #expect(try await desk.store.record(later))
        // The second waits for the first, which is tried again in an hour.
        #expect(try await desk.store.claimDeliveries(epoch: epoch, now: soon, limit: 20).isEmpty)
        let rings = desk.outboxRings
        try await desk.receive(Self.notice(to: try #require(first.part.origin)))
        #expect(desk.outboxRings == rings + 1)
        let next = try await desk.store.claimDeliveries(epoch: epoch, now: soon, limit: 20)
        #expect(next.count == 1)
        #expect(next.first?.id != first.id)
    }

    @Test func `words that settle nothing wake nobody`() async throws {
        let desk = try MailDesk(settings: Self.settings, acknowledges: false)
        let opened = try await desk.receive(desk.mail(id: "one@customer.test"))
        let rings = desk.outboxRings
        let answer = desk.mail(proven: true, headers: ["In-Reply-To: <one@customer.test>"], "And it drips.")
        let appended = try await desk.receive(answer)
        #expect(opened.outcome == .opened && appended.outcome == .appended)
        #expect(appended.ticketNumber == opened.ticketNumber)
        #expect(try await desk.tickets().count == 1)
        #expect(desk.outboxRings == rings)
    }
}
