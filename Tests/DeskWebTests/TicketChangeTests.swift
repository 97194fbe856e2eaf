import ChannelKit
import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

@Suite struct TicketChangeTests {
    private func replies(_ thread: TicketThread) -> [(Reply, [DeliveryRecord])] {
        thread.entries.compactMap { if case .reply(let reply, let records) = $0 { (reply, records) } else { nil } }
    }

    @Test func `a reply waits ten seconds, wakes the outbox and sets the status`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let thread = try await desk.thread(ticket)
        let form = [
            ("text", "It is the bearing."), ("leg", "\(try #require(thread.legs.first).id)"), ("status", "pending"),
            ("version", "\(thread.ticket.version)"), ("key", "form-key-1"), ("copies", "a@b.example; c@d.example"),
        ]
        let path = "/desk/tickets/\(ticket.number)"
        let answer = try await desk.post("\(path)/replies", form, as: agent)
        #expect(answer.status == 303)
        let after = try await desk.thread(ticket)
        let (reply, records) = try #require(replies(after).first)
        #expect(answer.location == "\(path)#m\(reply.id)")
        #expect(reply.text == "It is the bearing." && reply.author == .agent(agent.agent.id))
        #expect(records.map(\.delivery.notBefore) == [desk.clock.now.advanced(by: .seconds(10))])
        #expect(records.first?.delivery.part.destinations == ["grace@customer.example", "a@b.example", "c@d.example"])
        #expect(after.ticket.status == .pending)
        #expect(desk.wakes.count == 1)
        #expect(try await desk.get(path, as: agent).body.contains("Take it back"))
        // The same submission again changes nothing.
        #expect(try await desk.post("\(path)/replies", form, as: agent).status == 303)
        #expect(try await replies(desk.thread(ticket)).count == 1)
        desk.clock.advance(by: .seconds(11))
        #expect(try await !desk.get(path, as: agent).body.contains("Take it back"))
    }

    @Test func `a reply that is taken back is not sent, and its words come back`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let path = "/desk/tickets/\(ticket.number)"
        _ = try await desk.post("\(path)/replies", [("text", "Too fast")], as: agent)
        let (reply, _) = try #require(try await replies(desk.thread(ticket)).first)
        let answer = try await desk.post("\(path)/replies/\(reply.id)/cancel", as: agent)
        #expect(answer.location == "\(path)?draft=\(reply.id)#reply")
        #expect(try await replies(desk.thread(ticket)).first?.1.map(\.delivery.state) == [.canceled])
        let page = try await desk.get("\(path)?draft=\(reply.id)", as: agent)
        #expect(page.body.contains(">\nToo fast</textarea>"))
        // What nobody will ever see is folded.
        let folded =
            #/<details><summary>It was taken back and never left[^<]*</summary><div class="text">[^T]*Too fast/#
        #expect(page.body.contains(folded))
    }

    @Test func `what does not go through is shown again with what was typed`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let path = "/desk/tickets/\(ticket.number)/replies"
        let old = try await desk.thread(ticket).ticket.version
        try await desk.receive(Letter(text: "And it leaks."), into: ticket)
        let stale = try await desk.post(path, [("text", "My <b>answer"), ("version", "\(old)")], as: agent)
        #expect(stale.status == 409)
        #expect(stale.body.contains("My &lt;b&gt;answer</textarea>"))
        #expect(stale.body.contains("And it leaks."))
        let empty = try await desk.post(path, [("text", "  ")], as: agent)
        #expect(empty.status == 422 && empty.body.contains("An empty reply is not sent"))
        let refused = try await desk.post(path, [("text", "inexpressible words")], as: agent)
        #expect(refused.status == 422 && refused.body.contains("This cannot be said here."))
        #expect(refused.body.contains("inexpressible words</textarea>"))
        #expect(try await replies(desk.thread(ticket)).isEmpty)
    }

    @Test func `a file goes along`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let boundary = "----bound"
        let parts = [
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nSee the file\r\n",
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n\(agent.signedIn.formToken)\r\n",
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../plan.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\nstep one\r\n--not the boundary\r\n",
            "--\(boundary)--\r\n",
        ]
        let answer = try await desk.send(
            .post,
            "/desk/tickets/\(ticket.number)/replies",
            as: agent,
            headers: ["Content-Type": "multipart/form-data; boundary=\(boundary)", "Sec-Fetch-Site": "same-origin"],
            body: Array(parts.joined().utf8)
        )
        #expect(answer.status == 303)
        let file = try #require(try await replies(desk.thread(ticket)).first?.0.attachments.first)
        #expect(file.name == "plan.txt")
        let bytes = try #require(try await desk.store.blob(file.blob))
        #expect(String(decoding: bytes, as: UTF8.self) == "step one\r\n--not the boundary")
    }

    @Test func `a note stays inside`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let path = "/desk/tickets/\(ticket.number)"
        #expect(
            try await desk.post("\(path)/notes", [("note", "Ask the plumber"), ("key", "note-key-1")], as: agent).status
                == 303
        )
        #expect(
            try await desk.post("\(path)/notes", [("note", "Ask the plumber"), ("key", "note-key-1")], as: agent).status
                == 303
        )
        let notes = try await desk.thread(ticket).entries.filter { if case .note = $0 { true } else { false } }
        #expect(notes.count == 1)
        #expect(try await desk.store.outboxCounts().values.reduce(0, +) == 0)
        #expect(try await desk.post("\(path)/notes", [("note", " ")], as: agent).status == 422)
    }

    @Test func `status, assignee, priority and subject change together, each with its event`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let form = [
            ("status", "on-hold"), ("assignee", "\(agent.agent.id)"), ("priority", "urgent"),
            ("subject", "Pump, humming"),
            ("version", "\(ticket.version)"), ("key", "properties-1"),
        ]
        #expect(try await desk.post("/desk/tickets/\(ticket.number)/properties", form, as: agent).status == 303)
        let thread = try await desk.thread(ticket)
        #expect(thread.ticket.status == .onHold && thread.ticket.priority == .urgent)
        #expect(thread.ticket.assignee == agent.agent.id && thread.ticket.subject == "Pump, humming")
        let kinds = Set(thread.events.filter { $0.actor == .agent(agent.agent.id) }.map(\.kind))
        #expect(kinds == [.status, .assignee, .priority, .subject])
        let stale = try await desk.post(
            "/desk/tickets/\(ticket.number)/properties",
            [("priority", "low"), ("version", "\(ticket.version)")],
            as: agent
        )
        #expect(stale.status == 409)
        #expect(
            try await desk.post("/desk/tickets/\(ticket.number)/properties", [("status", "x")], as: agent).status == 404
        )
    }

    @Test func `split, move, merge and link are undone`() async throws {
        let desk = try TestDesk()
        let first = try await desk.receive()
        try await desk.receive(Letter(text: "And a second matter."), into: first)
        let second = try await desk.receive(Letter(from: "bob@customer.example", name: "Bob", subject: "Other"))
        let agent = try await desk.signIn()
        let path = "/desk/tickets/\(first.number)"
        let last = try #require(try await desk.thread(first).entries.last).id

        let split = try await desk.post(
            "\(path)/split",
            [("message", "\(last)"), ("subject", "Second matter")],
            as: agent
        )
        #expect(split.location?.prefix { $0 != "?" } == "/desk/tickets/3")
        #expect(try await desk.store.thread(number: 3)?.ticket.subject == "Second matter")
        let action = try #require(try await desk.thread(first).undoable.first)
        _ = try await desk.post("\(path)/undo", [("action", "\(action.id)")], as: agent)
        #expect(try await desk.thread(first).entries.count == 2)

        let moved = try await desk.post(
            "\(path)/move",
            [("message", "\(last)"), ("number", "#\(second.number)")],
            as: agent
        )
        #expect(moved.location?.prefix { $0 != "?" } == "/desk/tickets/\(second.number)")
        #expect(try await desk.thread(second).entries.count == 2)
        #expect(
            try await desk.post("\(path)/move", [("message", "\(last)"), ("number", "77")], as: agent).status == 422
        )

        let preview = try await desk.get("\(path)/merge?into=\(second.number)", as: agent)
        #expect(preview.body.contains("different people"))
        let merged = try await desk.post("\(path)/merge", [("into", "\(second.number)")], as: agent)
        let place = try #require(merged.location)
        #expect(place.prefix { $0 != "?" } == "/desk/tickets/\(second.number)")
        let shown = try await desk.get(place, as: agent).body
        #expect(shown.contains("class=\"toast\"") && shown.contains("action=\"/desk/tickets/\(second.number)/undo\""))
        let led = try await desk.get(path, as: agent).location ?? ""
        #expect(led.prefix { $0 != "?" } == "/desk/tickets/\(second.number)")
        let merge = try #require(try await desk.thread(second).undoable.first { $0.kind == .merge })
        _ = try await desk.post("/desk/tickets/\(second.number)/undo", [("action", "\(merge.id)")], as: agent)
        #expect(try await desk.get(path, as: agent).status == 200)

        _ = try await desk.post("\(path)/links", [("number", "\(second.number)")], as: agent)
        let link = try #require(try await desk.thread(first).links.first { $0.link.kind == .related })
        _ = try await desk.post(
            "\(path)/unlink",
            [("from", "\(link.link.from)"), ("to", "\(link.link.to)")],
            as: agent
        )
        #expect(try await desk.thread(first).links.contains { $0.link.kind == .related } == false)
    }

    @Test func `a new ticket opens with its first message, once`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        let form = [
            ("name", "New Person"), ("address", "New@Customer.example"), ("channel", "mail"), ("subject", "Your order"),
            ("text", "It has left."), ("key", "opening-key-1"),
        ]
        let answer = try await desk.post("/desk/tickets", form, as: agent)
        #expect(answer.location == "/desk/tickets/1#newest")
        #expect(try await desk.post("/desk/tickets", form, as: agent).location == "/desk/tickets/1#newest")
        let thread = try #require(try await desk.store.thread(number: 1))
        #expect(thread.ticket.assignee == agent.agent.id && thread.person.name == "New Person")
        #expect(replies(thread).count == 1)
        #expect(try await desk.store.thread(number: 2) == nil)
        let known = form.map { $0.0 == "key" ? ("key", "opening-key-2") : $0 }
        _ = try await desk.post("/desk/tickets", known, as: agent)
        #expect(try await desk.store.thread(number: 2)?.person.id == thread.person.id)
        for (field, value) in [("address", "nonsense"), ("subject", " "), ("text", ""), ("channel", "none")] {
            let bad = form.map { $0.0 == field ? (field, value) : $0.0 == "key" ? ("key", "bad-\(field)-1") : $0 }
            #expect(try await desk.post("/desk/tickets", bad, as: agent).status == 422)
        }
        #expect(try await desk.store.thread(number: 3) == nil)
    }

    @Test func `whoever opens a ticket hears of one that is open already`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let form = [
            ("address", "grace@customer.example"), ("channel", "mail"), ("subject", "Another matter"),
            ("text", "Hello."),
            ("key", "opening-key-5"),
        ]
        let warned = try await desk.post("/desk/tickets", form, as: agent)
        #expect(warned.status == 409 && warned.body.contains("href=\"/desk/tickets/\(ticket.number)\""))
        #expect(warned.body.contains("Another matter"))
        #expect(try await desk.post("/desk/tickets", form + [("anyway", "yes")], as: agent).status == 303)
        #expect(try await desk.store.thread(number: 2)?.person.id == desk.thread(ticket).person.id)
    }

    @Test func `a call is written down without sending anything`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        let form = [
            ("name", "Caller"), ("address", "caller@customer.example"), ("channel", "mail"), ("subject", "Called"),
            ("text", "Asks for a call back."), ("kind", "note"), ("key", "opening-key-3"),
        ]
        #expect(try await desk.post("/desk/tickets", form, as: agent).status == 303)
        let call = form.map { $0.0 == "kind" ? ("kind", "call") : $0.0 == "key" ? ("key", "opening-key-4") : $0 }
        _ = try await desk.post("/desk/tickets", call + [("minutes", "7"), ("anyway", "yes")], as: agent)
        #expect(
            try await desk.store.thread(number: 2)?.entries.contains {
                if case .note(let note) = $0 {
                    return note.text.hasPrefix("Call from caller@customer.example, 7 min\n")
                }
                return false
            } == true
        )
        #expect(try await desk.store.outboxCounts().values.reduce(0, +) == 0)
    }
}
