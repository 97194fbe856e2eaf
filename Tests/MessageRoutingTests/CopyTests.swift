import ChannelKit
import DeskModel
import Testing
import TicketStorage

/// One mail that reaches the desk by several ways.
struct CopyTests {
    private static let teams: [ChannelID: [String: String]] = [
        MailDesk.support: ["billing@desk.test": "Billing", "*": "Support"], MailDesk.sales: ["*": "Sales"],
    ]

    @Test func `a mail to two channels is one ticket with one message and one acknowledgment`() async throws {
        let desk = try MailDesk()
        let mail = desk.mail(to: "support@desk.test, sales@desk.test")
        let first = try await desk.receive(mail, by: MailDesk.support)
        let second = try await desk.receive(mail, by: MailDesk.sales, to: ["sales@desk.test", "hidden@desk.test"])
        #expect(first.outcome == .opened)
        #expect(second.outcome == .duplicate && second.rule == "copy" && second.ticketNumber == first.ticketNumber)
        #expect(second.message == first.message && second.contact == first.contact)
        let thread = try await desk.thread(first.ticketNumber)
        #expect(thread.entries.count == 2)
        let letter = try #require(try await desk.letters(first.ticketNumber).first)
        #expect(letter.recipients.map(\.address) == ["support@desk.test", "sales@desk.test", "hidden@desk.test"])
        #expect(try await desk.tickets().count == 1)
        #expect(try await desk.store.verify() == [])
    }

    @Test func `copies that come together are one ticket as well, in whatever order`() async throws {
        for ways in [[MailDesk.support, MailDesk.sales], [MailDesk.sales, MailDesk.support]] {
            let desk = try MailDesk()
            let mail = desk.mail(to: "support@desk.test, sales@desk.test")
            for way in ways { try await desk.receive(mail, by: way) }
            // And each once more, as a server does that lost our answer.
            for way in ways.reversed() { try await desk.receive(mail, by: way) }
            #expect(try await desk.tickets().map(\.messageCount) == [2])
        }
    }

    @Test func `an answer to both channels joins its ticket once`() async throws {
        let desk = try MailDesk()
        let opened = try await desk.receive(desk.mail())
        let sent = try await desk.reply(opened.ticketNumber)
        let answer = desk.mail(to: "support@desk.test, sales@desk.test", headers: ["In-Reply-To: <\(sent)>"], "Thanks.")
        let copy = try await desk.receive(answer, by: MailDesk.sales)
        #expect(copy.outcome == .appended && copy.ticketNumber == opened.ticketNumber)
        #expect(try await desk.receive(answer).rule == "copy")
        #expect(try await desk.letters(opened.ticketNumber).map(\.newText) == ["It hums.", "Thanks."])
    }

    @Test func `somebody else's mail of the same id and words is no copy`() async throws {
        let desk = try MailDesk()
        let opened = try await desk.receive(desk.mail(id: "same@customer.test"))
        let forged = try await desk.receive(
            desk.mail(from: "Eve <eve@stranger.test>", id: "same@customer.test"),
            by: MailDesk.sales
        )
        #expect(forged.outcome == .opened && forged.ticketNumber != opened.ticketNumber)
        let other = try await desk.receive(desk.mail(id: "same@customer.test", "Other words."), by: MailDesk.sales)
        #expect(other.outcome == .opened)
        // Whom a copy's header names is not believed: agents send copies of answers to those.
        let second = try MailDesk()
        let letter = try await second.receive(second.mail(id: "same@customer.test"))
        let again = second.mail(id: "same@customer.test", headers: ["Cc: eve@stranger.test"])
        #expect(try await second.receive(again, by: MailDesk.sales).rule == "copy")
        let named = try await second.letters(letter.ticketNumber).flatMap(\.recipients).map(\.address)
        #expect(named == ["support@desk.test"])
    }

    @Test func `both teams see it, wherever it came first, and members are counted what they are shown`() async throws {
        let desk = try MailDesk(teams: Self.teams)
        let ann = try await desk.addAgent("ann@desk.test", limited: true)
        let ben = try await desk.addAgent("ben@desk.test", limited: true)
        let cid = try await desk.addAgent("cid@desk.test", limited: true)
        let support = try await desk.addTeam("Support", [ann])
        let sales = try await desk.addTeam("Sales", [ben])
        _ = try await desk.addTeam("Billing", [cid])
        let both = desk.mail(to: "support@desk.test, sales@desk.test")
        let opened = try await desk.receive(both)
        try await desk.receive(desk.mail(from: "Bo <bo@customer.test>"))
        let number = try #require(opened.ticketNumber)
        for (agent, before, after) in [(ann, 2, 2), (ben, 0, 1), (cid, 0, 0)] {
            if before == 0 { try await desk.receive(both, by: MailDesk.sales) }
            try await TicketViewer.$current.withValue(agent.id) {
                for view in [TicketView.all, .team, .unassigned] {
                    let page = try await desk.store.ticketPage(TicketQuery(view: view, agent: agent.id)).items
                    #expect(page.count == after, "\(agent.email) in \(view)")
                    let counts = try await desk.store.viewCounts(for: agent.id)
                    #expect(counts[view] == after, "\(agent.email) counts \(view)")
                }
                let thread = try await desk.store.thread(number: number)
                #expect((thread != nil) == (agent != cid))
            }
        }
        let thread = try await desk.thread(number)
        #expect(thread.ticket.team == support.id)
        #expect(thread.events.filter { $0.kind == .shared }.map(\.to) == [sales.id.description])
    }

    @Test func `removing a team takes from its members what is shared with it, and tells how much`() async throws {
        let desk = try MailDesk(teams: Self.teams)
        let ben = try await desk.addAgent("ben@desk.test", limited: true)
        let support = try await desk.addTeam("Support", [])
        let sales = try await desk.addTeam("Sales", [ben])
        let both = desk.mail(to: "support@desk.test, sales@desk.test")
        let number = try #require(try await desk.receive(both).ticketNumber)
        try await desk.receive(both, by: MailDesk.sales)
        #expect(try await desk.store.teamHoldings(sales.id)?.shared == 1)
        #expect(try await desk.store.teamHoldings(support.id)?.shared == 0)
        #expect(try await desk.store.removeTeam(sales.id, actor: .operator, at: desk.now) == .done)
        let seen = try await TicketViewer.$current.withValue(ben.id) { try await desk.store.thread(number: number) }
        #expect(seen == nil)
        #expect(try await desk.thread(number).ticket.team == support.id)
        #expect(try await desk.store.verify().isEmpty)
    }

    @Test func `a mail to two addresses of one channel goes to both teams`() async throws {
        let desk = try MailDesk(teams: Self.teams, settings: ["addresses": .list([.text("billing@desk.test")])])
        let ann = try await desk.addAgent("ann@desk.test", limited: true)
        let support = try await desk.addTeam("Support", [ann])
        let billing = try await desk.addTeam("Billing", [])
        let one = try await desk.receive(desk.mail(to: "Billing@desk.test"))
        #expect(try await desk.thread(one.ticketNumber).ticket.team == billing.id)
        let other = try await desk.receive(desk.mail(from: "Bo <bo@customer.test>", to: "support+x.y@desk.test"))
        #expect(try await desk.thread(other.ticketNumber).ticket.team == support.id)
    }

    @Test func `a team that handed a ticket on does not see it again by an answer to its address`() async throws {
        let teams = [MailDesk.support: ["support@desk.test": "Support", "sales@desk.test": "Sales"]]
        let desk = try MailDesk(teams: teams)
        let ann = try await desk.addAgent("ann@desk.test", limited: true)
        _ = try await desk.addTeam("Support", [ann])
        let sales = try await desk.addTeam("Sales", [])
        let staff = try await desk.addTeam("Staff", [])
        let opened = try await desk.receive(desk.mail())
        let ticket = try #require(opened.ticket)
        _ = try await desk.store.apply(DeskChange(.team(ticket, staff.id), actor: .operator, at: desk.now))
        let sent = try await desk.reply(opened.ticketNumber)
        try await desk.receive(
            desk.mail(to: "support@desk.test, sales@desk.test", headers: ["In-Reply-To: <\(sent)>"])
        )
        let thread = try await desk.thread(opened.ticketNumber)
        #expect(thread.entries.count == 4)
        #expect(thread.events.filter { $0.kind == .shared }.map(\.to) == [sales.id.description])
        let unseen = try await TicketViewer.$current.withValue(ann.id) {
            try await desk.store.thread(number: thread.ticket.number)
        }
        #expect(unseen == nil)
    }
}
