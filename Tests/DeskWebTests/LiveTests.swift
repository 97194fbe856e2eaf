import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import NIOCore
import Synchronization
import Testing
import TicketStorage

@testable import DeskWeb

@Suite struct LiveTests {
    /// What a stream has written so far.
    private final class Heard: Sendable, ResponseBodyWriter {
        let text = Mutex("")

        func write(_ buffer: ByteBuffer) async throws { text.withLock { $0 += String(buffer: buffer) } }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}

        /// Waits until something was written, a minute at most.
        func wait(for words: String) async throws {
            for _ in 0..<600 {
                if text.withLock({ $0.contains(words) }) { return }
                try await Task.sleep(for: .milliseconds(100))
            }
            Issue.record("waited in vain for \(words); heard \(text.withLock { $0 })")
        }
    }

    private func stream(_ desk: TestDesk, _ agent: TestAgent, after event: String? = nil) async throws -> Response {
        var fields: HTTPFields = [.accept: "text/event-stream", .cookie: agent.cookie]
        if let event { fields[.lastEventID] = event }
        let head = HTTPRequest(method: .get, scheme: "http", authority: "d", path: "/desk/events", headerFields: fields)
        return try await desk.main.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer())),
            context: DeskRequestContext(peer: "127.0.0.1", logger: desk.services.logger)
        )
    }

    @Test func `an open page hears of a change once it is stored, and the stream ends with the desk`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let colleague = try await desk.signIn(.agent, name: "Bo Becker")
        let heard = Heard()
        let response = try await stream(desk, agent)
        #expect(response.headers[.contentType] == "text/event-stream; charset=utf-8")
        #expect(response.headers[.cacheControl] == "no-store, no-transform")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await desk.site.live.run() }
            group.addTask { try await response.body.write(heard) }
            try await heard.wait(for: "event: hello")
            for _ in 0..<600 where desk.store.feed.listenerCount == 0 { try await Task.sleep(for: .milliseconds(100)) }
            let path = "/desk/tickets/\(ticket.number)"
            _ = try await desk.post("\(path)/notes", [("note", "@ada please look")], as: colleague)
            try await heard.wait(for: "\"number\":\(ticket.number)")
            try await heard.wait(for: "\"agents\":[\"\(agent.agent.id)\"]")
            #expect(heard.text.withLock { $0.contains("id: ") && $0.contains("\"note\"") })
            #expect(heard.text.withLock { !$0.contains("please look") })
            desk.site.drain()
            group.cancelAll()
        }
        #expect(desk.site.live.count == 0)
        #expect(try await stream(desk, agent).status == .serviceUnavailable)
    }

    @Test func `a browser that comes back hears what it missed`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        let first = try await desk.receive()
        let second = try await desk.receive()
        _ = try await desk.post("/desk/tickets/\(first.number)/notes", [("note", "heard")], as: agent)
        let before = try #require(try await desk.store.events(after: nil, limit: 100).last)
        _ = try await desk.post("/desk/tickets/\(second.number)/notes", [("note", "missed")], as: agent)
        let heard = Heard()
        let response = try await stream(desk, agent, after: before.id.description)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await response.body.write(heard) }
            try await heard.wait(for: "\"number\":\(second.number)")
            desk.site.drain()
            group.cancelAll()
        }
        #expect(heard.text.withLock { !$0.contains("\"number\":\(first.number),") })
    }

    @Test func `a session that ends closes its streams, and an answer that is never written leaves none`() async throws
    {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        #expect(try await desk.send(.head, "/desk/events", as: agent).status == 200)
        #expect(desk.site.live.count == 0)
        let heard = Heard()
        let response = try await stream(desk, agent)
        #expect(desk.site.live.count == 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await response.body.write(heard) }
            try await heard.wait(for: "event: hello")
            #expect(try await desk.post("/desk/logout", as: agent).status == 303)
            try await group.waitForAll()
        }
        #expect(desk.site.live.count == 0)
    }

    @Test func `one session has a bounded number of streams`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        var open: [Response] = []
        for _ in 0..<LiveHub.maximumPerSession { open.append(try await stream(desk, agent)) }
        #expect(try await stream(desk, agent).status == .serviceUnavailable)
        #expect(open.allSatisfy { $0.status == .ok })
    }

    @Test func `colleagues at a ticket see each other, until they have gone`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let path = "/desk/tickets/\(ticket.number)/presence"
        let ada = try await desk.signIn()
        let bo = try await desk.signIn(.agent, name: "Bo Becker")
        _ = try await desk.post(path, [("doing", "looking")], as: ada)
        let both = try await desk.post(path, [("doing", "typing")], as: bo).body
        #expect(both.contains("Ada Agent") && both.contains("\"name\":\"Bo Becker\",\"typing\":true"))
        let alone = try await desk.post(path, [("doing", "gone")], as: ada).body
        #expect(!alone.contains("Ada Agent") && alone.contains("Bo Becker"))
        desk.clock.advance(by: .seconds(16))
        #expect(try await !desk.post(path, [("doing", "looking")], as: ada).body.contains("Bo Becker"))
        #expect(try await desk.post(path, [("doing", "dancing")], as: ada).status == 404)
    }

    @Test func `a customer on a page of ours learns who types on their leg and what was read, and agents of them`()
        async throws
    {
        let desk = try TestDesk(threading: .conversation)
        let ticket = try await desk.receive(Letter(conversation: "v1"))
        let leg = try #require(try await desk.thread(ticket).legs.first)
        let page = desk.services.signals.signaling(for: ticket.channel)
        var signals = page.deskSignals(in: "v1").makeAsyncIterator()
        let path = "/desk/tickets/\(ticket.number)/presence"
        let agent = try await desk.signIn()
        let alone = try await desk.post(path, [("doing", "looking")], as: agent).body
        #expect(alone.contains("\"customer\":{\"here\":false,\"typing\":false}"))
        #expect(await signals.next() == .hasRead(leg.lastInboundAt))
        // A note is typed beside every leg; what was read is told once.
        _ = try await desk.post(path, [("doing", "typing")], as: agent)
        page.wake("v1")
        #expect(await signals.next() == .changed)
        page.tell(.isHere, in: "v1")
        page.tell(.typing, in: "v1")
        let both = try await desk.post(path, [("doing", "typing"), ("leg", "\(leg.id)")], as: agent).body
        #expect(both.contains("\"customer\":{\"here\":true,\"typing\":true}"))
        #expect(await signals.next() == .typing(name: "Ada Agent"))
        _ = try await desk.post(path, [("doing", "looking")], as: agent)
        #expect(await signals.next() == .stoppedTyping)
        // Mail has no such page.
        let mail = try await desk.receive(Letter(from: "other@customer.example"))
        let other = try await desk.post("/desk/tickets/\(mail.number)/presence", [("doing", "looking")], as: agent)
        #expect(other.status == 200 && !other.body.contains("customer"))
    }

    @Test func `agents at a ticket hear at once that its customer types`() async throws {
        let desk = try TestDesk(threading: .conversation)
        let ticket = try await desk.receive(Letter(conversation: "v1"))
        let agent = try await desk.signIn()
        let page = desk.services.signals.signaling(for: ticket.channel)
        let heard = Heard()
        let response = try await stream(desk, agent)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await desk.site.live.run() }
            group.addTask { try await response.body.write(heard) }
            try await heard.wait(for: "event: hello")
            _ = try await desk.post("/desk/tickets/\(ticket.number)/presence", [("doing", "looking")], as: agent)
            let words = "\"customer\":{\"here\":false,\"typing\":true}"
            for _ in 0..<600 where !heard.text.withLock({ $0.contains(words) }) {
                page.tell(.typing, in: "v1")
                try await Task.sleep(for: .milliseconds(100))
            }
            try await heard.wait(for: words)
            desk.site.drain()
            group.cancelAll()
        }
    }

    @Test func `an open page gets only the parts that it asks for`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        let path = "/desk/tickets/\(ticket.number)?view=all"
        let whole = try await desk.get(path, as: agent).body
        #expect(whole.contains("id=\"list\"") && whole.contains("id=\"timeline\"") && whole.contains("id=\"reply\""))
        let part = try await desk.get(path, as: agent, headers: ["X-Part": "ticket"]).body
        #expect(part.contains("id=\"timeline\"") && part.contains("id=\"details\"") && part.contains("id=\"head\""))
        #expect(!part.contains("id=\"list\"") && !part.contains("id=\"views\"") && !part.contains("textarea"))
        let lists = try await desk.get("/desk/tickets?view=all", as: agent, headers: ["X-Part": "views list"]).body
        #expect(lists.contains("id=\"list\"") && lists.contains("id=\"views\"") && !lists.contains("id=\"timeline\""))
        #expect(lists.contains("id=\"areas\""))
    }
}
