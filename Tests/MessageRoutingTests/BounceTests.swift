import ChannelKit
import DeskModel
import Testing
import TicketStorage

@testable import EmailAdapter

/// Bounces that come to envelope senders of ours, through the real reading, routing and storage.
struct BounceTests {
    /// A desk whose address leaves little room behind the plus.
    private static let longAddress = String(repeating: "a", count: 40) + "@desk.test"

    private static func settings(_ address: String) -> [String: SettingValue] {
        [
            "address": .text(address), "envelope_sender": .text("signed"),
            "smtp": .object(["host": .text("smtp.desk.test"), "port": .integer(25), "security": .text("none")]),
        ]
    }

    private static func bounce(_ desk: MailDesk, to address: String) -> String {
        let lines = [
            "From: MAILER-DAEMON@mx.customer.test", "To: \(address)", "Subject: Undelivered Mail",
            "Message-ID: <\(address.replacing("@", with: "_"))@mx.customer.test>", "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b", "", "--b",
            "Content-Type: text/plain", "", "The user is unknown.", "", "--b", "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.customer.test", "", "Final-Recipient: rfc822; elsewhere@customer.test",
            "Action: failed", "Status: 5.1.1", "", "--b--", "",
        ]
        return lines.joined(separator: "\r\n")
    }

    @Test(arguments: ["support@desk.test", longAddress])
    func `a bounce that quotes nothing is matched by the address it came to`(_ address: String) async throws {
        let desk = try MailDesk(settings: Self.settings(address), acknowledges: false)
        let opened = try await desk.receive(desk.mail(to: address))
        _ = try await desk.reply(opened.ticketNumber)
        let claimed = try await desk.claim()
        let part = try #require(claimed.first { $0.part.origin?.contains("+") == true }?.part)
        let origin = try #require(part.origin)
        #expect(origin.prefix { $0 != "@" }.utf8.count <= 64)
        #expect(origin.contains("+h") == (address == Self.longAddress))
        for wrong in ["x", ""] {
            let other = origin.replacing("@desk", with: wrong.isEmpty ? "a@desk" : "\(wrong)@desk")
            #expect(try await desk.receive(Self.bounce(desk, to: other)).outcome == .ignored)
        }
        // News is nobody's words, so nothing is added to the thread but what became of the delivery.
        #expect(try await desk.receive(Self.bounce(desk, to: origin.uppercased())).rule == "not-words")
        let thread = try await desk.thread(opened.ticketNumber)
        let states = thread.entries.compactMap { entry -> [DeliveryState]? in
            if case .reply(let reply, let deliveries) = entry, reply.purpose == .reply {
                deliveries.map(\.delivery.state)
            } else {
                nil
            }
        }
        #expect(states == [[.failed]])
        #expect(thread.identities.first?.undeliverableSince != nil)
    }
}
