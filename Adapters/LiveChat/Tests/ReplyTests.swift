import ChannelKit
import Foundation
import ProviderKit
import Synchronization
import Testing

@testable import LiveChatAdapter

/// How replies reach visitors, who are there or have gone.
@Suite struct ReplyTests {
    private static let visitor = "v00000000000000000000000000000001"

    private static func reply(address: String = "visitor-000000", target: String = visitor) -> OutboundReply {
        OutboundReply(
            key: "17",
            ticketNumber: 3,
            subject: "The engine",
            text: "It weaves.",
            authorName: "Grace",
            route: ReplyRoute(
                target: IdentityKey(kind: .handle, namespace: "live-chat:chat", value: target),
                address: address,
                conversationKey: target
            ),
            threading: OutboundThreading(messageToken: "token", date: ChatSample.start, replyToken: "reply-token")
        )
    }

    private static let context = DeliveryContext(idempotencyKey: "1", attempt: 1)

    private static func part(_ chat: ChatSample, _ reply: OutboundReply = reply()) throws -> OutboundPart {
        try #require(try chat.adapter.plan(reply).first)
    }

    @Test func `without a mail address a reply is sent once it can be read`() async throws {
        let chat = try ChatSample()
        let receipt = try await chat.adapter.deliver(try Self.part(chat), Self.context)
        #expect(receipt.progress == .sent)
        #expect(chat.desk.letters.isEmpty)
    }

    @Test func `a reply that no page takes in time goes by mail, once, about its ticket`() async throws {
        let chat = try ChatSample()
        let part = try Self.part(chat, Self.reply(address: "ada@example.org"))
        let early = await #expect(throws: DeliveryFailure.self) { try await chat.adapter.deliver(part, Self.context) }
        #expect(early?.verdict == .notYet(after: .seconds(600)))
        chat.clock.advance(by: .seconds(601))
        let receipt = try await chat.adapter.deliver(part, Self.context)
        #expect(receipt.progress == .sent)
        #expect(receipt.externalID?.rawValue == "mail-17")
        let letter = try #require(chat.desk.letters.first)
        #expect(letter.address == "ada@example.org" && letter.ticketNumber == 3 && letter.authorName == "Grace")
        #expect(letter.text.hasPrefix("It weaves.\n\n"))
    }

    @Test func `a reply that a page has taken is delivered and never mailed`() async throws {
        let chat = try ChatSample()
        let said = try await chat.start()
        let token = try #require(said["token"]?.text)
        let visitor = try #require(said["visitor"]?.text)
        let part = try Self.part(chat, Self.reply(address: "ada@example.org", target: visitor))
        chat.desk.add(
            ConversationEntry(
                id: "17",
                at: ChatSample.start,
                author: .desk(name: "Grace"),
                text: "It weaves.",
                progress: .underWay
            ),
            to: visitor
        )
        let seen = try chat.envelope(await chat.post("chat/seen", ["ids": ["17"], "read": true], token: token))
        #expect(seen.kind == .receipt)
        #expect(seen.news.map(\.outcome) == [.read])
        #expect(seen.news.map(\.messageID) == [part.externalID?.rawValue])
        chat.clock.advance(by: .seconds(3_600))
        #expect(try await chat.adapter.deliver(part, Self.context).progress == .delivered)
        #expect(chat.desk.letters.isEmpty)
    }

    @Test func `a page confirms nothing but what the desk said to it`() async throws {
        let chat = try ChatSample()
        let said = try await chat.start()
        let token = try #require(said["token"]?.text)
        let visitor = try #require(said["visitor"]?.text)
        chat.desk.add(
            ConversationEntry(id: "1", at: ChatSample.start, author: .customer(ExternalID(rawValue: "x")), text: "Hi"),
            to: visitor
        )
        chat.desk.add(
            ConversationEntry(id: "2", at: ChatSample.start, author: .desk(name: nil), text: "Hi", progress: .waiting),
            to: visitor
        )
        let foreign = try ChatSample.document(
            await chat.post("chat/seen", ["ids": ["1", "99"], "read": true], token: token)
        )
        #expect(foreign["again"]?.boolean == false)
        let early = try ChatSample.document(await chat.post("chat/seen", ["ids": ["2"], "read": true], token: token))
        #expect(early["again"]?.boolean == true, "its delivery has not begun, so nothing can be told of it yet")
    }

    @Test(arguments: [
        (DeliveryFailure.Verdict.later(after: .seconds(9)), DeliveryFailure.Verdict.notYet(after: .seconds(9))),
        (.later(after: nil), .notYet(after: .seconds(300))), (.blocked(.credentials), .notYet(after: .seconds(300))),
        (.never, .never), (.unknown, .unknown),
    ]) func `a mail channel's trouble never holds the chat`(
        _ failure: DeliveryFailure.Verdict,
        _ own: DeliveryFailure.Verdict
    ) async throws {
        let chat = try ChatSample()
        chat.desk.fail(DeliveryFailure(failure, reason: .verbatim("The server is away.")))
        chat.clock.advance(by: .seconds(601))
        let part = try Self.part(chat, Self.reply(address: "ada@example.org"))
        let thrown = await #expect(throws: DeliveryFailure.self) { try await chat.adapter.deliver(part, Self.context) }
        #expect(thrown?.verdict == own)
    }

    @Test(arguments: ["other", "mail"]) func `an address of another channel is refused`(_ space: String) throws {
        let chat = try ChatSample()
        var reply = Self.reply()
        reply.route.target = IdentityKey(kind: .handle, namespace: "live-chat:\(space)", value: Self.visitor)
        #expect(throws: DeliveryFailure.self) { try chat.adapter.plan(reply) }
    }
}

/// What an open page is told.
@Suite struct EventStreamTests {
    /// Collects what a stream says.
    private final class Page: Sendable {
        private let said = Mutex("")
        var text: String { said.withLock { $0 } }

        func take(_ octets: [UInt8]) { said.withLock { $0 += String(decoding: octets, as: UTF8.self) } }

        /// Waits until the stream has said something.
        func hears(_ words: String) async throws {
            let end = ContinuousClock.now + .seconds(60)
            while !text.contains(words) {
                guard ContinuousClock.now < end else {
                    Issue.record("it never says \(words): \(text)")
                    throw ChatSample.Unexpected()
                }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    @Test func `it tells of the conversation, what is new, who types and what was read`() async throws {
        let chat = try ChatSample()
        let said = try await chat.start()
        let visitor = try #require(said["visitor"]?.text)
        chat.desk.add(
            ConversationEntry(
                id: "1",
                at: ChatSample.start,
                author: .customer(ExternalID(rawValue: "\(visitor):key-00000001")),
                text: "Line\nbreak"
            ),
            to: visitor
        )
        let outcome = await chat.adapter.serve(
            chat.request("GET", "chat/events", token: try #require(said["token"]?.text))
        )
        guard case .stream(let stream) = outcome else { throw ChatSample.Unexpected() }
        #expect(stream.headers.first(named: "Content-Type") == "text/event-stream")
        let page = Page()
        let reading = Task { try await stream.produce { page.take($0) } }
        try await page.hears("\"complete\":true")
        #expect(page.text.contains("\"key\":\"key-00000001\""))
        #expect(page.text.contains("Line\\nbreak"), "a line end would end the event")
        #expect(chat.desk.told == [.isHere])
        chat.desk.add(
            ConversationEntry(id: "2", at: ChatSample.start, author: .desk(name: "Grace"), text: "It weaves."),
            to: visitor
        )
        try await page.hears("It weaves.")
        chat.desk.signal(.typing(name: "Grace"), in: visitor)
        try await page.hears("\"typing\":\"Grace\"")
        chat.desk.signal(.hasRead(ChatSample.start), in: visitor)
        try await page.hears("\"read\":1800000000000")
        reading.cancel()
        _ = await reading.result
        #expect(chat.desk.told == [.isHere, .isAway])
        #expect(page.text.components(separatedBy: "event: entry").count == 3, "nothing is told twice to one page")
    }

    @Test func `a page that comes back is told what it missed, and what may have come late`() async throws {
        let chat = try ChatSample()
        let said = try await chat.start()
        let visitor = try #require(said["visitor"]?.text)
        for (number, seconds) in [(1, 0), (2, 900), (3, 1_000), (4, 2_000)] {
            let at = ChatSample.start.advanced(by: .seconds(seconds))
            chat.desk.add(
                ConversationEntry(id: "\(number)", at: at, author: .desk(name: nil), text: "entry-\(number)"),
                to: visitor
            )
        }
        let last = ChatSample.start.advanced(by: .seconds(1_000)).rawValue
        let request = chat.request(
            "GET",
            "chat/events",
            token: try #require(said["token"]?.text),
            headers: [HeaderField("Last-Event-ID", "\(last).3")]
        )
        guard case .stream(let stream) = await chat.adapter.serve(request) else { throw ChatSample.Unexpected() }
        let page = Page()
        let reading = Task { try await stream.produce { page.take($0) } }
        try await page.hears("\"complete\":true")
        reading.cancel()
        _ = await reading.result
        #expect(!page.text.contains("entry-1"))
        for number in 2...4 { #expect(page.text.contains("entry-\(number)")) }
    }
}
