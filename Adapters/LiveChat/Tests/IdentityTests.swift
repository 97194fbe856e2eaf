import ChannelKit
import Crypto
import Foundation
import ProviderKit
import Testing

@testable import LiveChatAdapter

/// Who a visitor is: by the desk's token, by the host page's signature, by a code that was mailed.
@Suite struct IdentityTests {
    private static func code(_ text: String, _ secret: String = ChatSample.secret) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: Array(secret.utf8))))
    }

    private static func jwt(_ claims: String, header: String = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}") -> String {
        let signed = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(claims.utf8))
        return signed + "." + Base64URL.encode(code(signed))
    }

    @Test func `an anonymous visitor is unverified and keeps their conversation`() async throws {
        let chat = try ChatSample()
        let token = try await chat.token()
        let first = try chat.envelope(
            await chat.post("chat/message", ["key": "key-00000001", "text": "Hello"], token: token)
        )
        #expect(!first.sender.authenticity.isVerified)
        #expect(first.sender.claims.isEmpty)
        #expect(first.sender.identity?.namespace == "live-chat:chat")
        let again = try await chat.start(["token": .text(token)])
        #expect(again["visitor"]?.text == first.threading.conversationKey)
        #expect(first.threading.conversationEndsWhenSolved)
    }

    @Test(arguments: ["", "a.b", "....", "e30.e30"]) func `what is no token of ours opens nothing`(
        _ token: String
    ) async throws {
        let chat = try ChatSample()
        let outcome = await chat.post("chat/message", ["key": "key-00000001", "text": "Hello"], token: token)
        #expect(ChatSample.status(outcome) == 401)
    }

    @Test func `a token of another channel opens nothing, nor a changed one`() async throws {
        let token = try await ChatSample(channel: "other").token()
        let chat = try ChatSample()
        #expect(ChatSample.status(await chat.post("chat/typing", [:], token: token)) == 401)
        let own = try await chat.token()
        let changed = own.dropLast() + (own.last == "A" ? "B" : "A")
        // The last character may hold bits that belong to no octet, so an earlier one is changed too.
        let payload = own.replacing("v0", with: "v1")
        for wrong in [String(changed) + "x", payload == own ? "x" + own : payload] {
            #expect(ChatSample.status(await chat.post("chat/typing", [:], token: wrong)) == 401)
        }
    }

    @Test func `a signed user id is verified, on every device the same, with either live secret`() async throws {
        let chat = try ChatSample()
        for secret in [ChatSample.secret, "another-secret-of-thirty-two-letters"] {
            let identity: JSONValue = [
                "user": "42", "code": .text(Hexadecimal.text(Self.code("42", secret))), "name": "Ada",
                "email": "ada@example.org",
            ]
            let said = try await chat.start(["identity": identity])
            #expect(said["visitor"]?.text?.hasPrefix("u") == true)
            let token = try #require(said["token"]?.text)
            let envelope = try chat.envelope(
                await chat.post("chat/message", ["key": "key-00000001", "text": "Hello"], token: token)
            )
            #expect(envelope.sender.authenticity == .verified(method: "signed-identity"))
            #expect(envelope.sender.name == "Ada")
            // The code covers the id alone.
            #expect(envelope.sender.claims.map(\.isVerified) == [false])
        }
    }

    @Test func `a JSON Web Token's checked address is verified evidence`() async throws {
        let chat = try ChatSample()
        let claims = "{\"sub\":42,\"email\":\"Ada@Example.org\",\"email_verified\":true,\"exp\":1800000100}"
        let token = try await chat.token(["identity": ["token": .text(Self.jwt(claims))]])
        let envelope = try chat.envelope(
            await chat.post("chat/message", ["key": "key-00000001", "text": "Hi"], token: token)
        )
        #expect(envelope.sender.authenticity.isVerified)
        #expect(envelope.sender.claims.map(\.identity.value) == ["ada@example.org"])
        #expect(envelope.sender.claims.allSatisfy { $0.isVerified && $0.assertedBy == "host-page" })
    }

    @Test(arguments: [
        IdentityTests.jwt("{\"sub\":\"42\"}", header: "{\"alg\":\"none\"}"),
        IdentityTests.jwt("{\"sub\":\"42\"}", header: "{\"alg\":\"HS512\"}"),
        IdentityTests.jwt("{\"sub\":\"42\"}", header: "{\"alg\":\"HS256\",\"crit\":[\"x\"]}"),
        IdentityTests.jwt("{\"sub\":\"42\",\"exp\":1799999000}"),
        IdentityTests.jwt("{\"sub\":\"42\",\"nbf\":1800001000}"),
        IdentityTests.jwt("{\"sub\":\"\"}"), IdentityTests.jwt("{}"), "a.b.c", "..", "",
        String(IdentityTests.jwt("{\"sub\":\"42\"}").dropLast(4)),
    ]) func `a token that is not signed, not now, or of nobody is refused`(_ token: String) async throws {
        let chat = try ChatSample()
        #expect(ChatSample.status(await chat.post("chat/start", ["identity": ["token": .text(token)]])) == 403)
    }

    @Test func `a user's token is worth nothing once the page names nobody`() async throws {
        let chat = try ChatSample()
        let identity: JSONValue = ["user": "42", "code": .text(Hexadecimal.text(Self.code("42")))]
        let token = try await chat.token(["identity": identity])
        let later = try await chat.start(["token": .text(token)])
        #expect(later["visitor"]?.text?.hasPrefix("v") == true)
        chat.clock.advance(by: .seconds(86_401))
        #expect(ChatSample.status(await chat.post("chat/typing", [:], token: token)) == 401)
    }

    @Test func `who they were before they signed in is evidence`() async throws {
        let chat = try ChatSample()
        let before = try await chat.start()
        let identity: JSONValue = ["user": "42", "code": .text(Hexadecimal.text(Self.code("42")))]
        let token = try await chat.token(["identity": identity, "token": before["token"] ?? .null])
        let envelope = try chat.envelope(
            await chat.post("chat/message", ["key": "key-00000001", "text": "Hi"], token: token)
        )
        #expect(envelope.sender.claims.map(\.identity.value) == [before["visitor"]?.text])
    }

    @Test func `a typed address is a claim until a code proves it`() async throws {
        let chat = try ChatSample()
        let token = try await chat.token()
        let typed = try chat.envelope(
            await chat.post(
                "chat/message",
                ["key": "key-00000001", "text": "Hi", "email": "ada@example.org"],
                token: token
            )
        )
        #expect(typed.sender.claims.map(\.isVerified) == [false])
        #expect(typed.replyRoute.address == "ada@example.org")
        #expect(typed.replyRoute.target?.kind == .handle)

        let asked = await chat.post("chat/code", ["email": "ada@example.org"], token: token)
        #expect(ChatSample.status(asked) == 202)
        #expect(chat.desk.letters.map(\.address) == ["ada@example.org"])
        #expect(chat.desk.letters.first?.text.contains("042042") == true)
        let wrong = await chat.post("chat/proof", ["code": "111111", "key": "key-00000002"], token: token)
        #expect(ChatSample.status(wrong) == 403)
        let said = try ChatSample.document(
            await chat.post("chat/proof", ["code": "042 042", "key": "key-00000002"], token: token)
        )
        let proven = try chat.envelope(
            await chat.post(
                "chat/message",
                ["key": "key-00000003", "text": "It is me"],
                token: try #require(said["token"]?.text)
            )
        )
        #expect(proven.sender.authenticity == .verified(method: "one-time-code"))
        #expect(proven.sender.claims.map(\.isVerified) == [true])
        // Another address typed later is a claim again.
        let other = try chat.envelope(
            await chat.post(
                "chat/message",
                ["key": "key-00000004", "text": "Hm", "email": "bo@example.org"],
                token: try #require(said["token"]?.text)
            )
        )
        #expect(!other.sender.authenticity.isVerified)
    }

    @Test func `a proof in a conversation is told to the desk at once`() async throws {
        let chat = try ChatSample()
        let said = try await chat.start()
        let token = try #require(said["token"]?.text)
        let visitor = try #require(said["visitor"]?.text)
        chat.desk.add(
            ConversationEntry(id: "1", at: ChatSample.start, author: .customer(ExternalID(rawValue: "x")), text: "Hi"),
            to: visitor
        )
        _ = await chat.post("chat/code", ["email": "ada@example.org"], token: token)
        let envelope = try chat.envelope(
            await chat.post("chat/proof", ["code": "042042", "key": "key-00000002"], token: token)
        )
        #expect(envelope.text.contains("ada@example.org"))
        #expect(envelope.sender.authenticity == .verified(method: "one-time-code"))
    }

    @Test func `a code is void after five wrong tries, and after ten minutes`() async throws {
        let codes = OneTimeCodes(makeDigits: { "042042" })
        let now = ChatSample.start
        #expect(codes.issue(to: "v1", email: "ada@example.org", at: now) != nil)
        for left in [4, 3, 2, 1] { #expect(codes.redeem("1", of: "v1", at: now) == .wrong(triesLeft: left)) }
        #expect(codes.redeem("1", of: "v1", at: now) == .void)
        #expect(codes.redeem("042042", of: "v1", at: now) == .void)
        _ = codes.issue(to: "v1", email: "ada@example.org", at: now)
        #expect(codes.redeem("042042", of: "v2", at: now) == .void)
        #expect(codes.redeem("042042", of: "v1", at: now) == .proven(email: "ada@example.org"))
        #expect(codes.redeem("042042", of: "v1", at: now.advanced(by: .seconds(601))) == .void)
        #expect(Set((0..<50).map { _ in OneTimeCodes.randomDigits() }).count > 40)
        #expect(OneTimeCodes.randomDigits().count == 6)
    }

    @Test func `codes to one address are few, and the answer never tells who is known`() async throws {
        let chat = try ChatSample([
            "rate_limits": .object(["codes_per_email": .integer(2), "codes_per_address": .integer(0)])
        ])
        let token = try await chat.token()
        chat.desk.fail(DeliveryFailure(.never, reason: .verbatim("550 No such user here.")))
        #expect(ChatSample.status(await chat.post("chat/code", ["email": "a@example.org"], token: token)) == 202)
        chat.desk.fail(nil)
        #expect(ChatSample.status(await chat.post("chat/code", ["email": "a@example.org"], token: token)) == 202)
        #expect(ChatSample.status(await chat.post("chat/code", ["email": "a@example.org"], token: token)) == 429)
        #expect(ChatSample.status(await chat.post("chat/code", ["email": "b@example.org"], token: token)) == 202)
    }
}
