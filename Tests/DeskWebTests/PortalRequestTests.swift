import ChannelKit
import DeskModel
import HTTPTypes
import MessageRouting
import Testing
import TicketStorage

@testable import DeskWeb

/// What a customer sees of a ticket at the portal, and what they do with it.
@Suite struct PortalRequestTests {
    private func page(_ ticket: Ticket, _ customer: TestCustomer, _ desk: TestDesk) async throws -> Answer {
        try await desk.get("/help/requests/\(ticket.number)", as: customer)
    }

    // MARK: - What is shown

    @Test func `a customer sees their words and the answers, and no note`() async throws {
        let desk = try TestDesk()
        let file = (name: "pump.png", type: "image/png", octets: [UInt8(1)], contentID: String?.none)
        let ticket = try await desk.receive(Letter(quoted: "quoted-words", files: [file]))
        let agent = try await desk.signIn(name: "Ada Agent")
        let path = "/desk/tickets/\(ticket.number)"
        _ = try await desk.post("\(path)/notes", [("note", "secret-note")], as: agent)
        _ = try await desk.post("\(path)/replies", [("text", "the-answer"), ("status", "pending")], as: agent)
        let customer = try await desk.signInCustomer()
        // While a reply can be taken back unseen, nobody sees it.
        #expect(try await page(ticket, customer, desk).body.contains("the-answer") == false)
        desk.clock.advance(by: .seconds(11))
        let answer = try await page(ticket, customer, desk)
        #expect(answer.body.contains("The pump hums since Monday.") && answer.body.contains("the-answer"))
        #expect(answer.body.contains("Ada Agent") && answer.body.contains("pump.png"))
        #expect(!answer.body.contains("secret-note") && !answer.body.contains("quoted-words"))
        #expect(answer.body.contains("Waiting for you"))
        let list = try await desk.get("/help/requests", as: customer)
        #expect(list.body.contains("The pump hums") && !list.body.contains("secret-note"))
    }

    @Test func `a reply that was taken back is not shown`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let path = "/desk/tickets/\(ticket.number)"
        _ = try await desk.post("\(path)/replies", [("text", "taken-back")], as: agent)
        for case .reply(let reply, _) in try await desk.thread(ticket).entries {
            _ = try await desk.post("\(path)/replies/\(reply.id)/cancel", as: agent)
        }
        desk.clock.advance(by: .seconds(60))
        let customer = try await desk.signInCustomer()
        #expect(try await page(ticket, customer, desk).body.contains("taken-back") == false)
    }

    @Test func `what others wrote in the ticket, and what was answered to them, is not shown`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        desk.clock.advance(by: .seconds(5))
        try await desk.receive(
            Letter(from: "boss@customer.example", name: "The Boss", text: "words-of-the-boss"),
            into: ticket
        )
        let agent = try await desk.signIn()
        _ = try await desk.post("/desk/tickets/\(ticket.number)/replies", [("text", "for-the-boss")], as: agent)
        desk.clock.advance(by: .seconds(60))
        let grace = try await desk.signInCustomer()
        let own = try await page(ticket, grace, desk)
        #expect(own.status == 200)
        #expect(!own.body.contains("words-of-the-boss") && !own.body.contains("for-the-boss"))
        #expect(!own.body.contains("Boss"))
        // Taking part is not owning: the ticket is another contact's.
        let boss = try await desk.signInCustomer("boss@customer.example")
        #expect(try await page(ticket, boss, desk).status == 404)
    }

    @Test func `what an unproven sender added in the customer's name is not shown`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        desk.clock.advance(by: .seconds(5))
        try await desk.receive(Letter(text: "forged-words https://phish.example", isVerified: false), into: ticket)
        let customer = try await desk.signInCustomer()
        let answer = try await page(ticket, customer, desk)
        #expect(!answer.body.contains("forged-words") && !answer.body.contains("phish"))
        #expect(answer.body.contains("could not be confirmed to be yours"))
        #expect(answer.body.contains("The pump hums since Monday."))
    }

    @Test func `what opened a request is shown without proof, and marked`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive(Letter(isVerified: false))
        let customer = try await desk.signInCustomer()
        let answer = try await page(ticket, customer, desk)
        #expect(answer.body.contains("The pump hums since Monday."))
        #expect(answer.body.contains("not confirmed to be from you"))
    }

    @Test func `what came with the signed reply address is shown without proof, and marked`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        desk.clock.advance(by: .seconds(5))
        try await desk.receive(Letter(text: "by-the-token", isVerified: false, rule: "reply-token"), into: ticket)
        let customer = try await desk.signInCustomer()
        let body = try await page(ticket, customer, desk).body
        #expect(body.contains("by-the-token"))
        #expect(body.ranges(of: "not confirmed to be from you").count == 1)
    }

    @Test func `merged people see each other's requests until the merge is undone`() async throws {
        let desk = try TestDesk()
        let own = try await desk.receive()
        let other = try await desk.receive(
            Letter(from: "grace@home.example", subject: "Other pump", text: "words-from-home")
        )
        let customer = try await desk.signInCustomer()
        #expect(try await page(other, customer, desk).status == 404)
        let merge = try await desk.merge("grace@home.example", into: "grace@customer.example")
        #expect(try await page(other, customer, desk).body.contains("words-from-home"))
        #expect(try await desk.get("/help/requests", as: customer).body.contains("Other pump"))
        #expect(try await desk.store.unmerge(merge, actor: .operator, at: desk.clock.now) == .done)
        #expect(try await page(other, customer, desk).status == 404)
        let list = try await desk.get("/help/requests", as: customer)
        #expect(!list.body.contains("Other pump") && list.body.contains("The pump hums"))
        #expect(try await page(own, customer, desk).status == 200)
    }

    @Test func `a merge brings nothing of an address that nobody proved`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let claimed = try await desk.receive(
            Letter(from: "ceo@customer.example", text: "words-of-the-ceo", isVerified: false)
        )
        _ = try await desk.merge("ceo@customer.example", into: "grace@customer.example")
        let customer = try await desk.signInCustomer()
        #expect(try await page(claimed, customer, desk).status == 404)
        #expect(try await desk.get("/help/requests", as: customer).body.contains("/\(claimed.number)\"") == false)
    }

    @Test func `a shared address opens what was written from it and nothing else`() async throws {
        let desk = try TestDesk()
        let shared = try await desk.receive(Letter(from: "info@customer.example", text: "from-the-mailbox"))
        let personal = try await desk.receive()
        _ = try await desk.merge("info@customer.example", into: "grace@customer.example")
        try await desk.store.markShared(
            try await desk.identity("info@customer.example").id,
            true,
            actor: .operator,
            at: desk.clock.now
        )
        let reader = try await desk.signInCustomer("info@customer.example")
        #expect(try await page(shared, reader, desk).body.contains("from-the-mailbox"))
        #expect(try await page(personal, reader, desk).status == 404)
        let grace = try await desk.signInCustomer()
        #expect(try await page(shared, grace, desk).status == 404)
        #expect(try await page(personal, grace, desk).status == 200)
    }

    @Test func `a merged ticket's number leads to where its messages are, if that is the customer's`() async throws {
        let desk = try TestDesk()
        let first = try await desk.receive()
        let second = try await desk.receive(Letter(text: "second-words"))
        let foreign = try await desk.receive(Letter(from: "mallory@other.example", text: "words-of-mallory"))
        let agent = try await desk.signIn()
        _ = try await desk.post("/desk/tickets/\(second.number)/merge", [("into", "\(first.number)")], as: agent)
        let customer = try await desk.signInCustomer()
        #expect(try await page(second, customer, desk).location == "/help/requests/\(first.number)")
        #expect(try await page(first, customer, desk).body.contains("second-words"))
        _ = try await desk.post("/desk/tickets/\(first.number)/merge", [("into", "\(foreign.number)")], as: agent)
        #expect(try await page(first, customer, desk).status == 404)
        #expect(try await page(second, customer, desk).status == 404)
    }

    @Test func `a long list goes on, each request once`() async throws {
        let desk = try TestDesk()
        for number in 1...35 { try await desk.receive(Letter(subject: "Matter \(number)")) }
        let customer = try await desk.signInCustomer()
        let first = try await desk.get("/help/requests", as: customer)
        let next = try #require(first.body.firstMatch(of: /href="(\/help\/requests\?after=[^"]+)"/)).output.1
        let second = try await desk.get(String(next), as: customer)
        let numbers = (first.body + second.body).matches(of: /Matter (\d+)</).compactMap { Int($0.output.1) }
        #expect(numbers == Array((1...35).reversed()))
        #expect(!second.body.contains("class=\"paging\""))
    }

    // MARK: - Writing

    @Test func `a message from the portal joins its request as a proven one`() async throws {
        let desk = try TestDesk(submissionPatience: .seconds(60))
        let ticket = try await desk.receive(Letter(isVerified: false))
        let agent = try await desk.signIn()
        _ = try await desk.post("/desk/tickets/\(ticket.number)/properties", [("status", "solved")], as: agent)
        let customer = try await desk.signInCustomer()
        let path = "/help/requests/\(ticket.number)"
        let fields = [("text", "It still hums."), ("key", "key-of-this-form")]
        let answer = try await desk.withRouter {
            _ = try await desk.post("\(path)/messages", fields, as: customer)
            // Pressed twice, sent once.
            return try await desk.post("\(path)/messages", fields, as: customer)
        }
        #expect(answer.location == "\(path)#newest")
        let thread = try await desk.thread(ticket)
        #expect(thread.ticket.status == .open)
        let inbound = thread.entries.compactMap { if case .inbound(let message) = $0 { message } else { nil } }
        let message = try #require(inbound.last)
        #expect(inbound.count == 2 && message.newText == "It still hums." && message.channel == PortalChannel.id)
        #expect(message.authenticity == .verified(method: "one-time-link"))
        #expect(message.decision.rule == "reply-token")
        // An answer goes back by the leg the customer wrote on.
        #expect(message.leg == thread.legs.first?.id && thread.legs.map(\.channel.rawValue) == ["mail"])
        #expect(try await page(ticket, customer, desk).body.contains("It still hums."))
        #expect(try await desk.store.verify() == [])
    }

    @Test func `files go along and come back`() async throws {
        let desk = try TestDesk(submissionPatience: .seconds(60))
        let ticket = try await desk.receive()
        let customer = try await desk.signInCustomer()
        let path = "/help/requests/\(ticket.number)/messages"
        let body = [
            "--b\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n\(customer.formToken)\r\n",
            "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\r\n",
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\dir\\log.txt\"\r\n",
            "Content-Type: text/plain\r\n\r\nlog-line\r\n--b--\r\n",
        ].joined()
        let headers = ["Content-Type": "multipart/form-data; boundary=b", "Sec-Fetch-Site": "same-origin"]
        let answer = try await desk.withRouter {
            try await desk.send(.post, path, as: customer, headers: headers, body: Array(body.utf8))
        }
        #expect(answer.status == 303)
        let page = try await page(ticket, customer, desk)
        let link = try #require(page.body.firstMatch(of: /href="http:\/\/127.0.0.1:8081([^"]+)"[^>]*>log.txt</))
        let file = try await desk.send(.get, String(link.output.1), toContent: true)
        #expect(file.status == 200 && file.body == "log-line")
    }

    @Test func `a message to a closed request opens a new one that is linked`() async throws {
        let desk = try TestDesk(submissionPatience: .seconds(60))
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        _ = try await desk.post("/desk/tickets/\(ticket.number)/properties", [("status", "closed")], as: agent)
        let customer = try await desk.signInCustomer()
        let path = "/help/requests/\(ticket.number)"
        #expect(try await desk.get(path, as: customer).body.contains("/reopen") == false)
        let answer = try await desk.withRouter {
            try await desk.post("\(path)/messages", [("text", "Once more.")], as: customer)
        }
        #expect(answer.location == "/help/requests/\(ticket.number + 1)#newest")
        #expect(try await desk.thread(ticket).links.map(\.link.kind) == [.followUp])
        #expect(try await desk.get("/help/requests/\(ticket.number + 1)", as: customer).body.contains("Once more."))
    }

    @Test func `nothing typed is lost when nothing can be taken`() async throws {
        let desk = try TestDesk(limits: .init(waiting: 0, freeDiskBytes: 0))
        let ticket = try await desk.receive()
        let customer = try await desk.signInCustomer()
        let path = "/help/requests/\(ticket.number)/messages"
        let busy = try await desk.post(path, [("text", "typed-words")], as: customer)
        #expect(busy.status == 503 && busy.header("Retry-After") != nil && busy.body.contains("typed-words"))
        let empty = try await desk.post(path, [("text", " \n")], as: customer)
        #expect(empty.status == 422 && empty.body.contains("role=\"alert\""))
        let long = try await desk.post(path, [("text", String(repeating: "x", count: 200_001))], as: customer)
        #expect(long.status == 422)
    }

    @Test func `a message that is not routed yet is confirmed`() async throws {
        let desk = try TestDesk(submissionPatience: .milliseconds(1))
        let ticket = try await desk.receive()
        let customer = try await desk.signInCustomer()
        let path = "/help/requests/\(ticket.number)"
        let answer = try await desk.post("\(path)/messages", [("text", "Later.")], as: customer)
        #expect(answer.location == "\(path)?sent=1")
        #expect(try await desk.get("\(path)?sent=1", as: customer).body.contains("it appears here in a moment"))
    }

    // MARK: - Closing and reopening

    @Test func `a customer closes and reopens, and the desk sees who did`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let customer = try await desk.signInCustomer()
        let path = "/help/requests/\(ticket.number)"
        #expect(try await desk.post("\(path)/close", [("key", "key-number-1")], as: customer).location == path)
        #expect(try await desk.thread(ticket).ticket.status == .solved)
        #expect(try await desk.get(path, as: customer).body.contains("Solved"))
        // Closing what is closed is no news.
        #expect(try await desk.post("\(path)/close", [("key", "key-number-2")], as: customer).status == 303)
        #expect(try await desk.post("\(path)/reopen", [("key", "key-number-3")], as: customer).status == 303)
        let thread = try await desk.thread(ticket)
        #expect(thread.ticket.status == .open)
        let changes = thread.events.filter { $0.kind == .status }
        #expect(changes.map(\.to) == ["solved", "open"])
        #expect(changes.allSatisfy { $0.actor == .contact(customer.identity.contact) })
    }

    @Test func `what a customer may write in a while is bounded`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let customer = try await desk.signInCustomer()
        for _ in 0..<40 {
            _ = desk.site.portalThrottle.take(.customer(customer.identity.id), at: desk.clock.now)
        }
        let path = "/help/requests/\(ticket.number)"
        #expect(try await desk.post("\(path)/messages", [("text", "x")], as: customer).status == 429)
        #expect(try await desk.post("\(path)/close", as: customer).status == 429)
    }
}
