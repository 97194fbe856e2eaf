import ChannelKit
import Foundation
import ProviderKit
import Testing

@testable import LiveChatAdapter

/// What visitors send, and who is let in.
@Suite struct TalkTests {
    @Test func `the same key is the same message`() async throws {
        let chat = try ChatSample()
        let token = try await chat.token()
        let ids = try await [1, 2].asyncMap { _ in
            try chat.envelope(await chat.post("chat/message", ["key": "key-00000001", "text": "Hi"], token: token))
                .externalID
        }
        #expect(ids[0] == ids[1])
        let other = try await chat.token()
        let foreign = try chat.envelope(
            await chat.post("chat/message", ["key": "key-00000001", "text": "Hi"], token: other)
        )
        #expect(foreign.externalID != ids[0], "another visitor's key is another message")
    }

    private static let noMessages: [(JSONValue, Int)] = [
        noMessage("key-00000001", " \n\t ", 422), noMessage("short", "Hi", 400), noMessage("key 0000 0001", "Hi", 400),
        noMessage(nil, "Hi", 400), noMessage("key-00000001", nil, 422), (.array([]), 400),
        noMessage("key-00000001", String(repeating: "a", count: 10_001), 422),
        noMessage("key-00000001", "Hi", 422, email: "no address"),
    ]

    private static func noMessage(
        _ key: String?,
        _ text: String?,
        _ status: Int,
        email: String? = nil
    ) -> (JSONValue, Int) {
        let members = ["key": key, "text": text, "email": email].compactMapValues { $0.map(JSONValue.text) }
        return (.object(members), status)
    }

    @Test(arguments: noMessages) func `a message that is none is refused`(
        _ document: JSONValue,
        _ status: Int
    ) async throws {
        let chat = try ChatSample()
        let token = try await chat.token()
        #expect(ChatSample.status(await chat.post("chat/message", document, token: token)) == status)
    }

    @Test func `a page is named without its query, where passwords may stand`() async throws {
        let chat = try ChatSample()
        let token = try await chat.token()
        let envelope = try chat.envelope(
            await chat.post(
                "chat/message",
                ["key": "key-00000001", "text": "Hi", "page": "https://shop.example/reset?token=secret#x"],
                token: token
            )
        )
        #expect(envelope.fields.map(\.value) == ["https://shop.example/reset"])
    }

    @Test(arguments: [
        ([HeaderField("Origin", ChatSample.site)], true), ([HeaderField("Origin", "https://evil.example")], false),
        ([HeaderField("Origin", "https://shop.example.evil.example")], false), ([HeaderField("Origin", "null")], false),
        ([HeaderField("Sec-Fetch-Site", "cross-site")], false), ([HeaderField("Sec-Fetch-Site", "same-origin")], true),
        ([HeaderField("Origin", "https://desk.example")], true), ([], true),
    ]) func `only named sites talk to the chat`(_ headers: [HeaderField], _ isAllowed: Bool) async throws {
        let chat = try ChatSample()
        let outcome = await chat.post("chat/start", [:], headers: headers)
        guard case .answer(let answer) = outcome else { throw ChatSample.Unexpected() }
        #expect((answer.status == 200) == isAllowed)
        let shared = answer.headers.first(named: "Access-Control-Allow-Origin")
        #expect(shared == (headers.first?.value == ChatSample.site ? ChatSample.site : nil))
        #expect(answer.headers.first(named: "Vary") == "Origin")
        guard
            case .answer(let preflight) = await chat.adapter.serve(
                chat.request("OPTIONS", "chat/start", headers: headers)
            )
        else { throw ChatSample.Unexpected() }
        #expect((preflight.status == 204) == (headers.first?.value == ChatSample.site))
    }

    @Test func `a body that forms can post is not taken`() async throws {
        let chat = try ChatSample()
        var request = chat.request("POST", "chat/start", body: Array("{}".utf8))
        request.headers = [HeaderField("Content-Type", "text/plain")]
        #expect(ChatSample.status(await chat.adapter.serve(request)) == 400)
    }

    @Test func `messages beyond a visitor's limit wait`() async throws {
        let chat = try ChatSample(["rate_limits": .object(["messages_per_visitor": .integer(3)])])
        let token = try await chat.token()
        for number in 1...3 {
            let document: JSONValue = ["key": "key-0000000\(number)", "text": "Hi"]
            _ = try chat.envelope(await chat.post("chat/message", document, token: token))
        }
        let outcome = await chat.post("chat/message", ["key": "key-00000009", "text": "Hi"], token: token)
        guard case .answer(let answer) = outcome else { throw ChatSample.Unexpected() }
        #expect(answer.status == 429)
        #expect(answer.headers.first(named: "Retry-After") != nil)
    }

    @Test(
        arguments: [
            ("plan.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2], "image/png"),
            ("../../notes.txt", Array("It weaves.".utf8), "text/plain"),
        ] as [(String, [UInt8], String)]
    ) func `a file is taken by its bytes`(_ name: String, _ octets: [UInt8], _ type: String) async throws {
        let chat = try ChatSample()
        let token = try await chat.token()
        let query = [HeaderField("key", "key-00000001"), HeaderField("name", name)]
        let envelope = try chat.envelope(
            await chat.adapter.serve(chat.request("POST", "chat/file", token: token, body: octets, query: query))
        )
        #expect(envelope.attachments.map(\.contentType) == [type])
        #expect(envelope.attachments.first?.content == .bytes(octets))
        #expect(envelope.attachments.first?.name.contains("/") == false)
    }

    @Test(
        arguments: [
            ("page.html", Array("<html><script>".utf8), 415), ("setup.exe", Array("MZ\u{0}\u{0}".utf8), 415),
            ("a.pdf", Array("%PDF-1.7".utf8), 415), ("empty.txt", [], 413),
            ("large.txt", [UInt8](repeating: 0x61, count: 1_001), 413),
        ] as [(String, [UInt8], Int)]
    ) func `a file of another kind is refused`(_ name: String, _ octets: [UInt8], _ status: Int) async throws {
        let chat = try ChatSample()
        let token = try await chat.token()
        let query = [HeaderField("key", "key-00000001"), HeaderField("name", name)]
        let outcome = await chat.adapter.serve(
            chat.request("POST", "chat/file", token: token, body: octets, query: query)
        )
        #expect(ChatSample.status(outcome) == status)
    }

    @Test func `it says when nobody is there`() async throws {
        let hours: SettingValue = .object([
            "time_zone": .text("Europe/Berlin"), "friday": .list([.text("09:00-10:00")]),
        ])
        // The sample's clock stands on Friday, 15 January 2027, 09:00 in Berlin.
        let chat = try ChatSample(["hours": hours])
        #expect(try await chat.start()["online"]?.boolean == true)
        chat.clock.advance(by: .seconds(3_600))
        #expect(try await chat.start()["online"]?.boolean == false)
        let always = try ChatSample()
        always.desk.attend(false)
        #expect(try await always.start()["online"]?.boolean == false)
        let alone = try ChatSample(["needs_agents": .boolean(false)])
        alone.desk.attend(false)
        #expect(try await alone.start()["online"]?.boolean == true)
    }

    @Test(arguments: ["9:00", "09:00-08:00", "25:00-26:00", "09:60-10:00", "-", "09:00-10:00-11:00"])
    func `hours that are none are refused`(_ span: String) {
        #expect(throws: SettingProblem.self) {
            try ChatSample(["hours": .object(["time_zone": .text("UTC"), "monday": .list([.text(span)])])])
        }
    }

    @Test(arguments: [("#1f5fbf", true), ("#000000", true), ("#ffcc00", false), ("blue", false), ("#12345", false)])
    func `white text must be readable on the color`(_ color: String, _ isGood: Bool) {
        #expect(((try? ChatSample(["color": .text(color)])) != nil) == isGood)
    }

    @Test func `contrast is reckoned as WCAG does`() {
        #expect(abs(Contrast.withWhite([0, 0, 0]) - 21) < 0.001)
        #expect(abs(Contrast.withWhite([255, 255, 255]) - 1) < 0.001)
        #expect(abs(Contrast.withWhite([0x76, 0x76, 0x76]) - 4.54) < 0.01)
    }

    @Test func `the page speaks the asked language and works without scripts`() async throws {
        let chat = try ChatSample(["form_url": .text("https://desk.example/channels/form/form?a=1&b=\"2\"")])
        var request = chat.request("GET", "chat")
        request.query = [HeaderField("lang", "zh-Hans")]
        guard case .answer(let answer) = await chat.adapter.serve(request) else { throw ChatSample.Unexpected() }
        let page = String(decoding: answer.body, as: UTF8.self)
        #expect(page.contains("lang=\"zh-CN\""))
        #expect(page.contains("<noscript>") && page.contains("&amp;b=&quot;2&quot;"))
        #expect(answer.headers.first(named: "Content-Security-Policy")?.contains("unsafe") == false)
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
