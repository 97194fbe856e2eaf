import ChannelKit
import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// A ticket's life over the API.
@Suite struct APITicketTests {
    @Test func `a program opens a ticket, reads it, answers, notes and solves it`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let opened = try await desk.api(
            .post,
            "/tickets",
            [
                "subject": "Your order 7", "channel": "mail", "address": "ada@example.org", "name": "Ada",
                "message": "It is on its way.", "priority": "high",
            ],
            as: program
        )
        #expect(opened.status == 201)
        let number = try #require(opened.json["number"]?.integer)
        #expect(opened.answer.location == "/api/v1/tickets/\(number)")
        let read = try await desk.api(.get, "/tickets/\(number)", as: program)
        #expect(read.json["priority"] == "high")
        #expect(read.json["status"] == "pending")
        #expect(read.entityTag?.hasPrefix("\"\(read.json["version"]?.integer ?? 0).") == true)
        let messages = try await desk.api(.get, "/tickets/\(number)/messages", as: program)
        let first = try #require(messages.json["items"]?.elements.first)
        #expect(first["direction"] == "outbound")
        #expect(first["text"] == "It is on its way.")
        #expect(first["author"]?["kind"] == "service")
        #expect(first["author"]?["name"] == "Order system")
        #expect(first["deliveries"]?.elements.first?["state"] == "queued")

        let note = try await desk.api(.post, "/tickets/\(number)/notes", ["text": "Paid."], as: program)
        #expect(note.status == 201)
        let one = try await desk.api(
            .get,
            "/tickets/\(number)/messages/\(note.json["id"]?.text ?? "")",
            as: program
        )
        #expect(one.json["direction"] == "note")
        let reply = try await desk.api(
            .post,
            "/tickets/\(number)/replies",
            ["text": "It has arrived.", "status": "solved"],
            as: program
        )
        #expect(reply.status == 201)
        #expect(reply.json["ticket"]?["status"] == "solved")
        #expect(desk.wakes.count == 2)
        let events = try await desk.api(.get, "/tickets/\(number)/events", as: program)
        let kinds = events.json["items"]?.elements.compactMap { $0["type"]?.text } ?? []
        #expect(kinds == ["ticket.opened", "ticket.reply", "ticket.note", "ticket.reply", "ticket.status"])
    }

    @Test func `a change with an older version is refused, and nothing of it is made`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let program = try await desk.program()
        let tag = try #require(try await desk.api(.get, "/tickets/\(ticket.number)", as: program).entityTag)
        let path = "/tickets/\(ticket.number)"
        let change: JSON = ["status": "pending", "priority": "urgent", "subject": "The pump is loud"]
        let done = try await desk.api(.patch, path, change, as: program, headers: ["If-Match": tag])
        #expect(done.status == 200)
        #expect(done.json["priority"] == "urgent")
        #expect(done.entityTag == "\"\(ticket.version + 3)\"")
        for stale in [tag, "\"0\"", "W/\(tag)", "\"x\""] {
            let again = try await desk.api(.patch, path, ["status": "open"], as: program, headers: ["If-Match": stale])
            #expect(again.status == 412, "\(stale)")
        }
        #expect(try await desk.thread(ticket).ticket.status == .pending)
        #expect(
            try await desk.api(.patch, path, ["status": "open"], as: program, headers: ["If-Match": "*"]).status == 200
        )
    }

    @Test func `of several changes all are made or none`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let program = try await desk.program()
        let before = try await desk.thread(ticket).events
        let change: JSON = ["status": "pending", "assignee": "99"]
        let answer = try await desk.api(.patch, "/tickets/\(ticket.number)", change, as: program)
        #expect(answer.status == 409)
        #expect(try await desk.thread(ticket).ticket.status == .new)
        #expect(try await desk.thread(ticket).events == before)
    }

    @Test func `a request that names itself is carried out once`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let program = try await desk.program()
        let path = "/tickets/\(ticket.number)/notes"
        let key = ["Idempotency-Key": "note-1"]
        let first = try await desk.api(.post, path, ["text": "Once."], as: program, headers: key)
        desk.clock.advance(by: .seconds(3_600))
        let again = try await desk.api(.post, path, ["text": "Once."], as: program, headers: key)
        #expect(again.status == 201)
        #expect(again.json == first.json)
        #expect(again.answer.location == first.answer.location)
        #expect(again.answer.header("Idempotency-Replayed") == "true")
        #expect(first.answer.header("Idempotency-Replayed") == nil)
        #expect(try await desk.thread(ticket).entries.count == 2)
        let other = try await desk.api(.post, path, ["text": "Twice."], as: program, headers: key)
        #expect(other.status == 422)
        #expect(other.json["type"] == "/api/v1/docs#problem-key-reused")
        // Another token's key is another key, and after a day it is forgotten.
        let second = try await desk.program()
        #expect(try await desk.api(.post, path, ["text": "Mine."], as: second, headers: key).status == 201)
        desk.clock.advance(by: .seconds(86_400))
        let late = try await desk.api(.post, path, ["text": "Once."], as: program, headers: key)
        #expect(late.json["id"] != first.json["id"])
    }

    @Test func `of many who send one request at once one changes, and all are answered the same`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let program = try await desk.program()
        let bodies = try await withThrowingTaskGroup(of: JSON.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await desk.api(
                        .post,
                        "/tickets/\(ticket.number)/notes",
                        ["text": "At once."],
                        as: program,
                        headers: ["Idempotency-Key": "same"]
                    ).json
                }
            }
            return try await group.reduce(into: Set<JSON>()) { $0.insert($1) }
        }
        #expect(bodies.count == 1)
        #expect(try await desk.thread(ticket).entries.count == 2)
    }

    @Test func `messages are split off, merged, moved, linked, and it is taken back`() async throws {
        let desk = try TestDesk()
        let one = try await desk.receive()
        _ = try await desk.receive(Letter(text: "And the light flickers."), into: one)
        let other = try await desk.receive(Letter(subject: "Invoice"))
        let program = try await desk.program()
        let items = try await desk.api(.get, "/tickets/\(one.number)/messages", as: program).json["items"]?.elements
        let second = try #require(items?.last?["id"])
        let split = try await desk.api(
            .post,
            "/tickets/\(one.number)/split",
            ["messages": .array([second]), "subject": "Light"],
            as: program
        )
        #expect(split.status == 201)
        let new = try #require(split.json["ticket"]?["number"]?.integer)
        #expect(try await desk.store.thread(number: new)?.entries.count == 1)
        let undone = try await desk.api(
            .post,
            "/tickets/\(new)/undo",
            ["action": split.json["action"] ?? .null],
            as: program
        )
        #expect(undone.status == 200)
        #expect(try await desk.thread(one).entries.count == 2)

        let merged = try await desk.api(
            .post,
            "/tickets/\(one.number)/merge",
            ["into": .integer(other.number)],
            as: program
        )
        #expect(merged.status == 201)
        let gone = try await desk.api(.get, "/tickets/\(one.number)", as: program)
        #expect(gone.json["merged_into"]?.integer == other.number)
        let refused = try await desk.api(.post, "/tickets/\(one.number)/notes", ["text": "x"], as: program)
        #expect(refused.status == 409)
        #expect(refused.json["detail"]?.text?.contains("\(other.number)") == true)

        let third = try await desk.receive(Letter(from: "eve@other.example", subject: "Third"))
        let link = try await desk.api(
            .post,
            "/tickets/\(third.number)/links",
            ["to": .integer(other.number)],
            as: program
        )
        #expect(link.status == 204)
        #expect(try await desk.thread(third).links.count == 1)
        #expect(
            try await desk.api(.delete, "/tickets/\(third.number)/links/\(other.number)", as: program).status == 204
        )
        #expect(try await desk.thread(third).links.isEmpty)
        let moved = try await desk.api(
            .post,
            "/tickets/\(other.number)/move",
            ["messages": .array([second]), "into": .integer(third.number)],
            as: program
        )
        #expect(moved.status == 201)
        #expect(try await desk.thread(third).entries.count == 2)
    }

    @Test func `lists come in pages that lead to each other`() async throws {
        let desk = try TestDesk()
        for count in 1...5 {
            desk.clock.advance(by: .seconds(1))
            try await desk.receive(Letter(from: "c\(count)@example.org", subject: "Matter \(count)"))
        }
        let program = try await desk.program()
        var path: String? = "/tickets?view=unsolved&limit=2"
        var numbers: [Int] = []
        while let next = path {
            let page = try await desk.api(.get, next, as: program)
            numbers += page.json["items"]?.elements.compactMap { $0["number"]?.integer } ?? []
            path = page.json["next"]?.text.map { String($0.dropFirst("/api/v1".count)) }
            #expect((path == nil) == (page.answer.header("Link") == nil))
        }
        #expect(numbers == [5, 4, 3, 2, 1])
        let beyond = try await desk.api(.get, "/search?q=Matter&after=9223372036854775807", as: program)
        #expect(beyond.json["items"] == [])
        let found = try await desk.api(.get, "/search?q=Matter%203", as: program)
        #expect(found.json["items"]?.elements.first?["ticket"]?["number"]?.integer == 3)
        let events = try await desk.api(.get, "/events?limit=3", as: program)
        #expect(events.json["items"]?.elements.count == 3)
        let more = String((events.json["next"]?.text ?? "").dropFirst("/api/v1".count))
        let rest = try await desk.api(.get, more, as: program)
        #expect(rest.json["items"]?.elements.first?["id"] != events.json["items"]?.elements.last?["id"])
    }

    @Test func `a file is uploaded, goes out with a reply, and comes back`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let program = try await desk.program()
        let octets = Array("a,b\n1,2\n".utf8)
        let upload = try await desk.api(
            .post,
            "/attachments?name=table.csv",
            octets: octets,
            as: program,
            headers: ["Content-Type": "text/csv"]
        )
        let reference = try #require(upload.json["reference"])
        let path = "/tickets/\(ticket.number)/replies"
        let body: JSON = ["text": "See the table.", "attachments": .array([reference])]
        #expect(try await desk.api(.post, path, body, as: program).status == 201)
        guard case .reply(let reply, _) = try await desk.thread(ticket).entries.last else {
            Issue.record("no reply")
            return
        }
        let file = try #require(reply.attachments.first)
        let back = try await desk.api(.get, "/attachments/\(file.id)", as: program)
        #expect(Array(back.answer.body.utf8) == octets)
        #expect(back.answer.header("Content-Disposition")?.hasPrefix("attachment; filename=\"table.csv\"") == true)
        // A reference is for the token that made it, and for a day.
        let stranger = try await desk.program()
        #expect(try await desk.api(.post, path, body, as: stranger).places == ["#/attachments/0"])
        let forged: JSON = ["text": "x", "attachments": .array([.text((reference.text ?? "") + "x")])]
        #expect(try await desk.api(.post, path, forged, as: program).status == 422)
        desk.clock.advance(by: .seconds(86_400))
        #expect(try await desk.api(.post, path, body, as: program).status == 422)
    }

    @Test func `what leaves is listed, taken back and sent again`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let program = try await desk.program()
        _ = try await desk.api(.post, "/tickets/\(ticket.number)/replies", ["text": "Hello."], as: program)
        let queued = try await desk.api(.get, "/outbox?state=queued", as: program)
        let id = try #require(queued.json["items"]?.elements.first?["id"]?.text)
        #expect(try await desk.api(.post, "/outbox/\(id)/retry", as: program).status == 409)
        #expect(try await desk.api(.post, "/outbox/\(id)/cancel", as: program).status == 204)
        #expect(try await desk.api(.get, "/outbox/\(id)", as: program).json["state"] == "canceled")
        #expect(try await desk.api(.post, "/outbox/pause", as: program).status == 204)
        #expect(try await desk.store.isOutboxPaused())
        #expect(try await desk.api(.post, "/outbox/resume", as: program).status == 204)
        #expect(try await desk.store.isOutboxPaused() == false)
    }

    @Test func `people are added, found, merged and separated`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let new: JSON = ["name": "Ada", "addresses": ["Ada@Example.org", "+44 20 8765 4321"]]
        let ada = try #require(try await desk.api(.post, "/contacts", new, as: program).json["id"]?.text)
        #expect(try await desk.api(.post, "/contacts", new, as: program).status == 409)
        let found = try await desk.api(.get, "/contacts?address=ada%40example.org", as: program)
        #expect(found.json["items"]?.elements.first?["id"]?.text == ada)
        let twin: JSON = ["name": "A. L.", "addresses": ["al@example.org"]]
        let other = try #require(try await desk.api(.post, "/contacts", twin, as: program).json["id"]?.text)
        let identity: JSON = ["address": "countess@example.org"]
        #expect(try await desk.api(.post, "/contacts/\(other)/identities", identity, as: program).status == 204)
        let merged = try await desk.api(.post, "/contacts/\(other)/merge", ["into": .text(ada)], as: program)
        #expect(merged.status == 201)
        let person = try await desk.api(.get, "/contacts/\(other)", as: program)
        #expect(person.json["person"]?.text == ada)
        #expect(person.json["identities"]?.elements.count == 4)
        let merge = merged.json["merge"]?.text ?? ""
        #expect(try await desk.api(.post, "/contact-merges/\(merge)/undo", as: program).status == 204)
        #expect(try await desk.api(.get, "/contacts/\(other)", as: program).json["person"]?.text == other)
        #expect(try await desk.api(.post, "/contact-merges/\(merge)/undo", as: program).status == 409)
    }

    @Test func `agents, teams, channels and the journal are told`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        _ = try await desk.signIn(.agent)
        let team = Team(id: desk.ids.next(at: desk.clock.now), name: "Sales")
        try await desk.store.saveTeam(team, actor: .operator, at: desk.clock.now)
        let program = try await desk.program([.readDesk])
        #expect(try await desk.api(.get, "/agents", as: program).json["items"]?.elements.count == 1)
        #expect(try await desk.api(.get, "/teams", as: program).json["items"]?.elements.first?["name"] == "Sales")
        let channels = try await desk.api(.get, "/channels", as: program).json["items"]?.elements ?? []
        #expect(channels.contains { $0["id"] == "mail" && $0["journaled"] == 1 })
        let intake = try await desk.api(.get, "/intake?channel=mail", as: program)
        #expect(intake.json["items"]?.elements.first?["tickets"] == [1])
    }
}
