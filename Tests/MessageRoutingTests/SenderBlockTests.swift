import ChannelKit
import DeskModel
import Testing
import TicketStorage

/// Senders who are blocked, and mail that the mail server calls spam.
struct SenderBlockTests {
    @Test func `a blocked address or domain is put aside, and released it is ordinary mail`() async throws {
        for (value, kind) in [
            ("ada@customer.test", SenderBlock.Kind.address), ("customer.test", .domain), ("test", .domain),
        ] {
            let desk = try MailDesk()
            let isTopLevel = value == "test"
            #expect(try await desk.block(value, kind))
            #expect(try await !desk.block(value, kind))
            let result = try await desk.receive(desk.mail())
            // A name of one label blocks nothing below it.
            #expect(result.outcome == (isTopLevel ? .opened : .quarantined))
            guard !isTopLevel else { continue }
            #expect(result.rule == "blocked-sender")
            #expect(try await desk.tickets().isEmpty)
            #expect(try await desk.receive(desk.mail(from: "Bo <bo@elsewhere.test>")).outcome == .opened)
            let released = try await desk.release(result.arrival)
            #expect(released.outcome == .opened)
            // The message and its acknowledgment, as for any other mail.
            #expect(try await desk.thread(released.ticketNumber).entries.count == 2)
            #expect(try await desk.receive(desk.mail()).outcome == .quarantined)
            let block = try #require(try await desk.store.senderBlocks(limit: 10).first)
            #expect(block.value == value && block.kind == kind)
            #expect(try await desk.store.release(block.id, actor: .operator, at: desk.now) == block)
            #expect(try await desk.store.release(block.id, actor: .operator, at: desk.now) == nil)
            #expect(try await desk.receive(desk.mail()).outcome == .opened)
            let actions = try await desk.store.auditPage(AuditQuery()).items.map(\.action)
            #expect(actions.filter { $0.hasPrefix("sender.") } == ["sender.released", "sender.blocked"])
        }
    }

    @Test func `a domain holds those below it and none beside it`() async throws {
        let desk = try MailDesk()
        #expect(try await desk.block("customer.test", .domain))
        for (address, isBlocked) in [
            ("a@mail.customer.test", true), ("a@deep.mail.customer.test", true), ("a@CUSTOMER.test", true),
            ("a@notcustomer.test", false), ("a@customer.test.example", false), ("customer.test@other.test", false),
        ] {
            let outcome = try await desk.receive(desk.mail(from: address)).outcome
            #expect((outcome == .quarantined) == isBlocked, "\(address)")
        }
    }

    @Test func `an address that is known is blocked where it is known, and listed`() async throws {
        let desk = try MailDesk()
        let opened = try await desk.receive(desk.mail())
        #expect(try await desk.block("ada@customer.test", .address))
        #expect(try await desk.thread(opened.ticketNumber).identities.map(\.isBlocked) == [true])
        #expect(try await desk.store.senderBlocks(limit: 10).map(\.value) == ["ada@customer.test"])
        let block = try #require(try await desk.store.senderBlocks(limit: 10).first)
        _ = try await desk.store.release(block.id, actor: .operator, at: desk.now)
        #expect(try await desk.thread(opened.ticketNumber).identities.map(\.isBlocked) == [false])
    }

    @Test(arguments: ["X-Spam-Flag: YES", "X-Spam-Status: Yes, score=12.3 required=5.0", "X-Spam: Yes"])
    func `a spam verdict counts only where the mail server is trusted with it`(_ header: String) async throws {
        let wary = try MailDesk()
        #expect(try await wary.receive(wary.mail(headers: [header])).outcome == .opened)
        let trusting = try MailDesk(settings: ["spam_verdicts": .text("trusted")])
        let spam = try await trusting.receive(trusting.mail(headers: [header]))
        #expect(spam.outcome == .quarantined && spam.rule == "suspicious")
        let ham = try await trusting.receive(
            trusting.mail(headers: ["X-Spam-Flag: NO", "X-Spam-Status: No, score=0.1"])
        )
        #expect(ham.outcome == .opened)
        var query = IntakeQuery(outcome: .quarantined)
        query.isSpamOnly = true
        #expect(try await trusting.store.intakePage(query).items.map(\.id) == [spam.arrival])
        let released = try await trusting.release(spam.arrival)
        #expect(released.outcome == .opened)
        #expect(try await trusting.store.intakePage(query).items.isEmpty)
        #expect(try await trusting.letters(released.ticketNumber).count == 1)
    }
}
