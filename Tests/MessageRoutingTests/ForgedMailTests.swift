import ChannelKit
import DeskModel
import MessageThreading
import Testing
import TicketStorage

/// Mails by which strangers try to get into a customer's ticket; through the real reading, routing and storage.
struct ForgedMailTests {
    /// A ticket of a proven customer with an answer of ours in it, and all that a stranger might have heard of it.
    private struct Target {
        let desk: MailDesk
        let number: Int
        let token: String
        let staffToken: String
        let sent: String

        init() async throws {
            desk = try MailDesk()
            let opened = try await desk.receive(
                desk.mail(
                    id: "first@customer.test",
                    proven: true,
                    headers: ["References: <list@elsewhere.test>", "Thread-Index: \(Self.threadIndex)"]
                )
            )
            number = try #require(opened.ticketNumber)
            sent = try await desk.reply(number)
            let ticket = try #require(opened.ticket)
            _ = try await desk.store.apply(DeskChange(.status(ticket, .pending), actor: .operator, at: desk.now))
            token = desk.tokens.token(ticketNumber: number, channel: MailDesk.support)
            let agent = try #require(try await desk.store.agents().first)
            staffToken = desk.staffTokens.token(ticketNumber: number, agent: agent.id, channel: MailDesk.support)
        }

        static let threadIndex = "AdnuV0zO2hTqrT1hQbGcQJWqJ1tQmA=="

        /// Nothing of the ticket has changed, and nobody else has a part in it.
        func expectUntouched(_ tried: Int) async throws {
            let thread = try await desk.thread(number)
            #expect(thread.entries.count == 3, "of \(tried) mails, some are in the ticket")
            #expect(thread.identities.map(\.address) == ["ada@customer.test"])
            #expect(thread.legs.map(\.route.address) == ["ada@customer.test"])
            #expect(thread.ticket.status == .pending)
            #expect(try await desk.store.verify() == [])
        }
    }

    private static let eve = "Eve <eve@stranger.test>"
    /// The customer's own name and address, which nothing proves.
    private static let ada = "Ada <ada@customer.test>"

    @Test func `the genuine token, id and marker do join, or this would prove nothing`() async throws {
        let target = try await Target()
        let desk = target.desk
        let mails = [
            desk.mail(to: "support+\(target.token)@desk.test"), desk.mail(headers: ["In-Reply-To: <\(target.sent)>"]),
            desk.mail(headers: ["References: <x@y> <\(target.sent)>"]), desk.mail("[ref:\(target.token)]"),
            desk.mail(proven: true, headers: ["In-Reply-To: <first@customer.test>"]),
            desk.mail(proven: true, headers: ["References: <list@elsewhere.test>"]),
            desk.mail(subject: "Re: The pump [T-\(target.number)]", proven: true),
            desk.mail(proven: true, headers: ["Thread-Index: \(Target.threadIndex)"]),
        ]
        for mail in mails { #expect(try await desk.receive(mail).ticketNumber == target.number) }
        #expect(try await desk.receive(desk.mail(to: "support+\(target.staffToken)@desk.test")).rule == "staff-answer")
    }

    @Test func `tokens of every length and case but the right one open nothing`() async throws {
        let target = try await Target()
        let desk = target.desk
        let token = Array(target.token)
        var forged = (0..<token.count).map { String(token.prefix($0)) }
        forged += (1...20).map { target.token + String(repeating: "a", count: $0) }
        forged += token.indices.compactMap { index in
            let changed = token[index].isLowercase ? token[index].uppercased() : token[index].lowercased()
            guard changed != String(token[index]) else { return nil }
            return String(token[..<index]) + changed + String(token[(index + 1)...])
        }
        forged += [target.token.uppercased(), " " + target.token, "0" + target.token, "+" + target.token]
        forged += [desk.tokens.token(ticketNumber: target.number, channel: MailDesk.sales)]
        forged += [
            "\(target.number).", "\(target.number)", ".", "-\(target.token)",
            "\(target.number + 1)" + target.token.dropFirst(),
        ]
        let mails = forged.flatMap { token in
            [desk.mail(from: Self.eve, to: "support+\(token)@desk.test"), desk.mail(from: Self.eve, "[ref:\(token)]")]
        }
        #expect(mails.count >= 150)
        for mail in mails { try await desk.receive(mail) }
        try await target.expectUntouched(mails.count)
    }

    @Test func `two hundred forged mails are in nobody's ticket`() async throws {
        let target = try await Target()
        let desk = target.desk
        var mails: [String] = []
        let ids = [
            "<>", "<> <>", "", "< >", "<@>", "<first@customer.test>", "<FIRST@customer.test>", "first@customer.test",
            "<list@elsewhere.test>", "<\(target.sent.uppercased())>", "<\(target.sent.dropLast())>",
            "<x\(target.sent)>",
            "<\(target.sent)x>", "<\(target.sent.replacing("@desk.test", with: "@stranger.test"))>",
            "<first@customer.test> <>",
            "<1@desk.test>", "<\(target.number)@desk.test>", "<%>", "<*>", "<' OR 1=1 -->",
        ]
        for sender in [Self.eve, Self.ada] {
            for id in ids {
                mails.append(desk.mail(from: sender, headers: ["In-Reply-To: \(id)"]))
                mails.append(desk.mail(from: sender, headers: ["References: \(id)"]))
                mails.append(desk.mail(from: sender, headers: ["In-Reply-To: \(id)", "References: <a@b> \(id)"]))
            }
            for tag in [
                "[T-%]", "Re: [T-%]", "AW: x [T-%] y", "#%", "[#%]", "Ticket %", "[T-0%]", "[t-%]", "[T-%", "T-%",
                "[T%]",
            ] {
                let subject = tag.replacing("%", with: "\(target.number)")
                mails.append(desk.mail(from: sender, subject: subject))
                mails.append(desk.mail(from: sender, subject: "Re: The pump " + subject))
            }
            mails.append(desk.mail(from: sender, headers: ["Thread-Index: \(Target.threadIndex)"]))
            mails.append(
                desk.mail(from: sender, headers: ["Thread-Topic: The pump", "Thread-Index: \(Target.threadIndex)"])
            )
            mails.append(desk.mail(from: sender, headers: ["X-Tributary: v1=00", "X-Ticket: \(target.number)"]))
        }
        // What names the customer beside the stranger, and what claims to be proven without being so.
        for headers in [
            ["Sender: ada@customer.test"], ["Reply-To: ada@customer.test"], ["Cc: ada@customer.test"],
            ["From: ada@customer.test"],
            ["Authentication-Results: mx.stranger.test; dmarc=pass header.from=customer.test"],
            ["Authentication-Results: mx.desk.test; dmarc=fail header.from=customer.test"],
            ["Resent-From: ada@customer.test"], ["X-Original-From: ada@customer.test"],
        ] {
            for sender in [Self.eve, "\"Ada\" <eve@stranger.test>, ada@customer.test"] {
                mails.append(desk.mail(from: sender, headers: headers + ["In-Reply-To: <first@customer.test>"]))
                mails.append(
                    desk.mail(from: sender, subject: "Re: The pump [T-\(target.number)]", headers: headers)
                )
            }
        }
        #expect(mails.count >= 200)
        for mail in mails { try await desk.receive(mail) }
        try await target.expectUntouched(mails.count)
        // Nor does the other channel open what the first does not.
        for mail in mails.prefix(60) {
            try await desk.receive(mail.replacing("<m", with: "<n"), by: MailDesk.sales)
        }
        try await target.expectUntouched(mails.count + 60)
    }

    @Test func `an agent's answer needs every octet of its address`() async throws {
        let target = try await Target()
        let desk = target.desk
        let token = Array(target.staffToken)
        let forged =
            (0..<token.count).map { String(token.prefix($0)) } + ["a", "0", "-"].map { target.staffToken + $0 }
            + token.indices.map { index in
                var changed = token
                changed[index] = token[index] == "x" ? "y" : "x"
                return String(changed)
            }
        for token in forged {
            let mail = desk.mail(from: "agent@desk.test", to: "support+\(token)@desk.test")
            #expect(try await desk.receive(mail).rule != "staff-answer", "\(token)")
        }
        try await target.expectUntouched(forged.count)
    }
}
