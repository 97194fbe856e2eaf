import ChannelKit
import ProviderKit
import Testing

@testable import SocialWebhookAdapter

/// Replies by WhatsApp: their form, their requests, and what the answers mean.
@Suite struct WhatsAppDeliveryTests {
    private func provider(template: [String]? = nil) throws -> WhatsApp {
        var more: [String: SettingValue] = [:]
        if let template {
            more["template"] = .object([
                "name": .text("desk_answer"), "language": .text("en_US"),
                "parameters": .list(template.map(SettingValue.text)),
            ])
        }
        return try WhatsApp(
            channel: ProviderTrial.channel,
            settings: ProviderTrial.settings(
                ["phone_number_id": "PN1", "api_version": "v23.0"],
                secrets: ["access_token": ["wa-token-1234"]],
                more: more
            )
        )
    }

    private func deliver(
        _ part: OutboundPart,
        _ answers: [ProviderAnswer]
    ) throws -> (
        requests: [ProviderRequest], ending: Result<DeliveryReceipt, DeliveryFailure>?, isTokenExpired: Bool
    ) {
        ProviderTrial.run(try provider().delivery(of: part, ProviderTrial.context, access: nil), answers)
    }

    @Test(arguments: [
        (
            "PN1:442087654321",
            #"{"messaging_product":"whatsapp","recipient_type":"individual","text":{"body":"It does."},"to":"442087654321","type":"text"}"#
        ),
        (
            "PN1:GB.777000111",
            #"{"messaging_product":"whatsapp","recipient":"GB.777000111","recipient_type":"individual","text":{"body":"It does."},"type":"text"}"#
        ),
        (
            "PN1:group:120@g.us",
            #"{"messaging_product":"whatsapp","recipient_type":"group","text":{"body":"It does."},"to":"120@g.us","type":"text"}"#
        ),
    ])
    func `a reply goes to the number, the scoped id or the group`(_ conversation: String, _ body: String) throws {
        let parts = try provider().plan(ProviderTrial.reply("It does.", to: conversation))
        #expect(parts.map { String(decoding: $0.body, as: UTF8.self) } == [body])
    }

    @Test func `somebody who has not written here is reached by the telephone number`() throws {
        var reply = ProviderTrial.reply("It does.", to: "-")
        reply.route.conversationKey = nil
        reply.route.target = IdentityKey(kind: .phone, value: "+442087654321")
        let part = try #require(try provider().plan(reply).first)
        #expect(try JSONValue(parsing: part.body)["to"]?.text == "442087654321")
        reply.route.target = IdentityKey(kind: .email, value: "ada@example.org")
        #expect(throws: DeliveryFailure.self) { try provider().plan(reply) }
    }

    @Test(arguments: [(4095, [4095]), (4096, [4096]), (4097, [4096, 1])])
    func `a text is split at 4096 units`(_ length: Int, _ pieces: [Int]) throws {
        let parts = try provider().plan(ProviderTrial.reply(String(repeating: "a", count: length), to: "PN1:1"))
        #expect(try parts.map { try JSONValue(parsing: $0.body)["text", "body"]?.text?.utf16.count } == pieces)
    }

    @Test func `a text is sent by one request with the token and the number`() throws {
        let part = try #require(try provider().plan(ProviderTrial.reply("It does.", to: "PN1:1")).first)
        let (requests, ending, _) = try deliver(part, [ProviderTrial.answer(200, #"{"messages":[{"id":"wamid.N1"}]}"#)])
        let request = try #require(requests.first)
        #expect(requests.count == 1)
        #expect(request.url == "https://graph.facebook.com/v23.0/PN1/messages")
        #expect(request.method == "POST" && request.effect == .delivery)
        #expect(request.headers.first(named: "Authorization") == "Bearer wa-token-1234")
        #expect(try ending?.get().externalID?.rawValue == "wamid.N1")
    }

    @Test(arguments: [
        ("image/png", 10, "image", #"{"id":"M9"}"#),
        ("image/png", 6 << 20, "document", #"{"filename":"a b.bin","id":"M9"}"#),
        ("audio/ogg", 10, "audio", #"{"id":"M9"}"#), ("video/mp4", 10, "video", #"{"id":"M9"}"#),
        ("application/pdf", 10, "document", #"{"filename":"a b.bin","id":"M9"}"#),
    ])
    func `a file is uploaded unseen and then sent once`(
        _ type: String,
        _ size: Int,
        _ kind: String,
        _ content: String
    ) throws {
        let file = OutboundAttachment(name: "a b.bin", contentType: type, bytes: [UInt8](repeating: 65, count: size))
        let parts = try provider().plan(ProviderTrial.reply("", to: "PN1:GB.1", files: [file]))
        let (requests, ending, _) = try deliver(
            try #require(parts.first),
            [
                ProviderTrial.answer(200, #"{"id":"M9"}"#),
                ProviderTrial.answer(200, #"{"messages":[{"id":"wamid.N2"}]}"#),
            ]
        )
        #expect(requests.map(\.effect) == [.none, .delivery])
        #expect(requests.first?.url == "https://graph.facebook.com/v23.0/PN1/media")
        let message = try JSONValue(parsing: try #require(requests.last).body)
        #expect(message["type"]?.text == kind)
        #expect(message[kind]?.document == content)
        #expect(message["recipient"]?.text == "GB.1")
        #expect(try ending?.get().externalID?.rawValue == "wamid.N2")
    }

    @Test func `an upload that fails sends nothing`() throws {
        let file = OutboundAttachment(name: "a.pdf", contentType: "application/pdf", bytes: [65])
        let part = try #require(try provider().plan(ProviderTrial.reply("", to: "PN1:1", files: [file])).first)
        let (requests, ending, _) = try deliver(part, [ProviderTrial.answer(400, #"{"error":{"code":131053}}"#)])
        #expect(requests.count == 1)
        #expect(throws: DeliveryFailure.self) { try ending?.get() }
    }

    // MARK: - Templates

    private let closed: Int64 = 1_735_689_600 - 1

    @Test func `once the window is closed the template carries the words`() throws {
        let reply = ProviderTrial.reply("It does.\n\n\tReally.", to: "PN1:1", openUntil: closed)
        let part = try #require(try provider(template: ["name", "text", "ticket"]).plan(reply).first)
        let message = try JSONValue(parsing: part.body)
        #expect(message["type"]?.text == "template")
        #expect(message["template", "name"]?.text == "desk_answer")
        #expect(message["template", "language", "code"]?.text == "en_US")
        let parameters = message["template", "components"]?.array.first?["parameters"]?.array.compactMap {
            $0["text"]?.text
        }
        #expect(parameters == ["Ada", "It does. Really.", "42"])
    }

    @Test func `while the window is open, or without a template, the words go as they are`() throws {
        let open = ProviderTrial.reply("It does.", to: "PN1:1", openUntil: closed + 3600)
        let late = ProviderTrial.reply("It does.", to: "PN1:1", openUntil: closed)
        for (reply, template) in [(open, ["text"]), (late, nil)] {
            let part = try #require(try provider(template: template).plan(reply).first)
            #expect(try JSONValue(parsing: part.body)["type"]?.text == "text")
        }
    }

    @Test func `what a template cannot carry is refused for good`() throws {
        let file = OutboundAttachment(name: "a.pdf", contentType: "application/pdf", bytes: [65])
        let replies = [
            ProviderTrial.reply(String(repeating: "a", count: 901), to: "PN1:1", openUntil: closed),
            ProviderTrial.reply("with a file", to: "PN1:1", openUntil: closed, files: [file]),
        ]
        for reply in replies {
            let failure = #expect(throws: DeliveryFailure.self) { try provider(template: ["text"]).plan(reply) }
            #expect(failure?.verdict == .never)
        }
    }

    @Test func `a template that would not carry the words is no setting`() throws {
        let problem = #expect(throws: SettingProblem.self) { try provider(template: ["name"]) }
        #expect(problem?.path == "template.parameters")
    }

    // MARK: - Refusals

    @Test(arguments: [
        (400, #"{"error":{"code":131047}}"#, DeliveryFailure.Verdict.blocked(.windowClosed)),
        (400, #"{"error":{"code":131056}}"#, .later(after: .seconds(6))),
        (400, #"{"error":{"code":130429}}"#, .later(after: nil)),
        (400, #"{"error":{"code":131000}}"#, .later(after: nil)),
        (500, #"{"error":{"code":2}}"#, .later(after: nil)),
        (401, #"{"error":{"code":190}}"#, .blocked(.credentials)),
        (403, #"{"error":{"code":10}}"#, .blocked(.credentials)),
        (403, #"{"error":{"code":200}}"#, .blocked(.credentials)),
        (403, #"{"error":{"code":368}}"#, .blocked(.credentials)),
        (400, #"{"error":{"code":131026}}"#, .never), (400, #"{"error":{"code":131049}}"#, .never),
        (400, #"{"error":{"code":131050}}"#, .never), (400, #"{"error":{"code":131051}}"#, .never),
        (400, #"{"error":{"code":132001}}"#, .never), (400, #"{"error":{"code":100}}"#, .never),
        (404, #"{"error":{"code":999999}}"#, .never), (503, "<html>busy</html>", .later(after: nil)),
        (200, "{}", .unknown), (200, "taken", .unknown),
    ])
    func `a refusal is classed`(_ status: Int, _ body: String, _ verdict: DeliveryFailure.Verdict) throws {
        let part = try #require(try provider().plan(ProviderTrial.reply("It does.", to: "PN1:1")).first)
        let (requests, ending, _) = try deliver(part, [ProviderTrial.answer(status, body)])
        #expect(requests.count == 1)
        let failure = #expect(throws: DeliveryFailure.self) { try ending?.get() }
        #expect(failure?.verdict == verdict)
        #expect(failure?.reason.isEmpty == false)
    }

    @Test func `what the provider asks to wait is kept`() throws {
        let part = try #require(try provider().plan(ProviderTrial.reply("It does.", to: "PN1:1")).first)
        let limited = #"{"error":{"code":80007}}"#
        let usage = #"{"W1":[{"type":"whatsapp","estimated_time_to_regain_access":7}]}"#
        let answers: [(ProviderAnswer, Duration)] = [
            (ProviderTrial.answer(429, limited, headers: ["Retry-After": "11"]), .seconds(11)),
            (ProviderTrial.answer(400, limited, headers: ["X-Business-Use-Case-Usage": usage]), .seconds(420)),
        ]
        for (answer, wait) in answers {
            let failure = #expect(throws: DeliveryFailure.self) { try deliver(part, [answer]).ending?.get() }
            #expect(failure?.verdict == .later(after: wait))
        }
    }

    // MARK: - Media

    @Test func `media are fetched by their id, then by their address, with the token`() throws {
        let exchange = try #require(try provider().attachment("9001", maximumBytes: 1000, access: nil))
        let (requests, ending, _) = ProviderTrial.run(
            exchange,
            [
                ProviderTrial.answer(200, #"{"url":"https://lookaside.fbsbx.com/m?id=1","mime_type":"image/png"}"#),
                ProviderTrial.answer(200, "octets"),
            ]
        )
        #expect(requests.map(\.url) == ["https://graph.facebook.com/v23.0/9001", "https://lookaside.fbsbx.com/m?id=1"])
        #expect(requests.allSatisfy { $0.headers.first(named: "Authorization") == "Bearer wa-token-1234" })
        #expect(requests.last?.maximumAnswerBytes == 1000)
        #expect(try ending?.get() == Array("octets".utf8))
    }

    @Test func `a tried connection names the telephone number`() throws {
        let exchange = try #require(try provider().health(access: nil))
        let (requests, ending, _) = ProviderTrial.run(
            exchange,
            [ProviderTrial.answer(200, #"{"display_phone_number":"+44 1234 567890"}"#)]
        )
        #expect(requests.allSatisfy { $0.effect == .none })
        #expect(try ending?.get().english.contains("+44 1234 567890") == true)
    }
}
