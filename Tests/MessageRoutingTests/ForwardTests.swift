import ChannelKit
import DeskModel
import Testing
import TicketStorage

/// Customers' mails that agents forward to the desk.
struct ForwardTests {
    private static let agent = "Ann Agent <ann@staff.test>"

    private static func forward(_ block: String, comment: String = "Please take this one.") -> String {
        (comment + "\n\n" + block).replacing("\n", with: "\r\n")
    }

    private static let gmail = """
        ---------- Forwarded message ---------
        From: Bo Berg <bo@customer.test>
        Date: Thu, May 28, 2026 at 8:20 PM
        Subject: The boiler drips
        To: Ann Agent <ann@staff.test>


        It drips since Monday.

        Can somebody come?
        """

    @Test func `the author of a forwarded mail is the requester, unproven, and the agent's words are a note`()
        async throws
    {
        let desk = try MailDesk()
        let agent = try await desk.addAgent("ann@staff.test")
        let mail = desk.mail(from: Self.agent, subject: "Fwd: The boiler drips", proven: true, Self.forward(Self.gmail))
        let result = try await desk.receive(mail)
        #expect(result.outcome == .opened && result.rule == "forwarded")
        let thread = try await desk.thread(result.ticketNumber)
        #expect(thread.ticket.subject == "The boiler drips")
        #expect(thread.person.name == "Bo Berg" && thread.identities.map(\.address) == ["bo@customer.test"])
        #expect(thread.identities.allSatisfy { !$0.isVerified })
        #expect(thread.legs.map(\.route.address) == ["bo@customer.test"])
        // The message and the note: nothing is acknowledged to an address that stands in a text.
        #expect(thread.entries.count == 2)
        guard case .inbound(let message) = thread.entries[0], case .note(let note) = thread.entries[1] else {
            Issue.record("\(thread.entries)")
            return
        }
        #expect(message.senderAddress == "bo@customer.test" && !message.authenticity.isVerified)
        #expect(message.text == "It drips since Monday.\n\nCan somebody come?" && message.html == nil)
        #expect(message.recipients.allSatisfy { $0.role == .envelope })
        #expect(note.text == "Please take this one." && note.author == .agent(agent.id))
        #expect(try await desk.store.contact(holding: IdentityKey(kind: .email, value: "ann@staff.test")) == nil)
        #expect(try await desk.tickets().map(\.preview) == ["It drips since Monday. Can somebody come?"])
        #expect(try await desk.store.verify() == [])
    }

    @Test func `what nothing proves to be an agent's makes nobody else the requester`() async throws {
        let desk = try MailDesk()
        _ = try await desk.addAgent("ann@staff.test")
        let text = Self.forward(Self.gmail)
        let forged = try await desk.receive(desk.mail(from: Self.agent, subject: "Fwd: The boiler", text))
        #expect(forged.outcome == .quarantined)
        let customers = try await desk.receive(desk.mail(subject: "Fwd: The boiler", proven: true, text))
        #expect(customers.outcome == .opened)
        #expect(try await desk.thread(customers.ticketNumber).identities.map(\.address) == ["ada@customer.test"])
    }

    @Test func `an agent's own mail that quotes somebody is no forward`() async throws {
        let desk = try MailDesk()
        _ = try await desk.addAgent("ann@staff.test")
        let block = Self.gmail.replacing("---------- Forwarded message ---------", with: "________________")
        let answer = desk.mail(from: Self.agent, subject: "Re: The boiler drips", proven: true, Self.forward(block))
        #expect(try await desk.receive(answer).outcome == .quarantined)
        let plain = desk.mail(from: Self.agent, subject: "Fwd: lunch", proven: true, "Lunch at noon?")
        #expect(try await desk.receive(plain).outcome == .quarantined)
        let own = Self.gmail.replacing("bo@customer.test", with: "support@desk.test")
        let ours = desk.mail(from: Self.agent, subject: "Fwd: x", proven: true, Self.forward(own))
        #expect(try await desk.receive(ours).outcome == .quarantined)
    }

    @Test func `the forward of a blocked sender's mail is put aside, and released it is theirs`() async throws {
        let desk = try MailDesk()
        _ = try await desk.addAgent("ann@staff.test")
        #expect(try await desk.block("customer.test", .domain))
        let mail = desk.mail(from: Self.agent, subject: "Fwd: The boiler drips", proven: true, Self.forward(Self.gmail))
        let result = try await desk.receive(mail)
        #expect(result.outcome == .quarantined && result.rule == "blocked-sender")
    }

    @Test func `a mail that is attached whole is read as well`() async throws {
        let desk = try MailDesk()
        _ = try await desk.addAgent("ann@staff.test")
        let lines = [
            "Authentication-Results: mx.desk.test; dmarc=pass header.from=staff.test", "From: \(Self.agent)",
            "To: support@desk.test", "Subject: FW: see attached", "Message-ID: <outer@staff.test>", "MIME-Version: 1.0",
            "Content-Type: multipart/mixed; boundary=x", "", "--x", "Content-Type: text/plain; charset=utf-8", "",
            "Yours, I think.", "--x", "Content-Type: message/rfc822", "", "From: Bo Berg <bo@customer.test>",
            "To: ann@staff.test", "Subject: The boiler drips", "Message-ID: <inner@customer.test>", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "", "It drips.", "", "--x--", "",
        ]
        let result = try await desk.receive(lines.joined(separator: "\r\n"))
        let thread = try await desk.thread(result.ticketNumber)
        #expect(result.rule == "forwarded" && thread.ticket.subject == "The boiler drips")
        #expect(thread.identities.map(\.address) == ["bo@customer.test"])
        let texts = try await desk.letters(result.ticketNumber).map(\.text)
        #expect(texts == ["It drips.\n"])
        let notes = thread.entries.compactMap { if case .note(let note) = $0 { note.text } else { nil } }
        #expect(notes == ["Yours, I think."])
    }
}
