import ChannelKit
import Foundation
import Testing

@testable import ProcessAdapter

/// Files that a program hands over, and what events become.
@Suite struct FetchingTests {
    @Test func `files come in the answer or through the channel's folder, which is left empty`() async throws {
        let loft = try Loft()
        #expect(try await loft.adapter.attachment("small", maximumBytes: 5) == Array("hello".utf8))
        #expect(try await loft.adapter.attachment("300000", maximumBytes: 300_000).count == 300_000)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(loft.folder)/files").isEmpty)
    }

    @Test(arguments: ["small", "6", "outside", "link"])
    func `a file that is too large, lies elsewhere or is a link is refused for good`(_ handle: String) async throws {
        let loft = try Loft()
        let failure = await #expect(throws: DeliveryFailure.self) {
            try await loft.adapter.attachment(handle, maximumBytes: 4)
        }
        #expect(failure?.verdict == .never, "\(String(describing: failure))")
    }

    @Test func `an event becomes the envelope that its fields describe`() throws {
        let loft = try Loft(settings: ["identity_namespace": .text("pigeon:loft")])
        let envelope = try #require(try normalize(Events.message, loft).first)
        let ada = IdentityKey(kind: .handle, namespace: "pigeon:loft", value: "ada")
        #expect(
            envelope.sender
                == EnvelopeSender(
                    identity: ada,
                    address: "ada",
                    name: "Ada",
                    authenticity: .verified(method: "provider")
                )
        )
        #expect(envelope.text == "Does it coo? 👩‍👩‍👧‍👦")
        #expect(envelope.html?.contains("<b>coo</b>") == true && envelope.html?.contains("script") == false)
        #expect(envelope.occurredAt == Timestamp(seconds: 1_769_846_400))
        #expect(envelope.threading.messageID == "m1" && envelope.threading.parentIDs == ["m0"])
        #expect(
            envelope.replyRoute.target == ada
                && envelope.replyRoute.conversationKey == envelope.threading.conversationKey
        )
        #expect(envelope.providerMetadata["title"] == "The roof" && envelope.providerMetadata["asker"] == "ada")
    }

    @Test func `what a sender claims beside their address is evidence, verified only where the program says so`() throws
    {
        let envelope = try #require(try normalize(Events.mail, Loft()).first)
        #expect(envelope.sender.identity?.value == "ada@example.org" && envelope.sender.authenticity.isVerified)
        #expect(envelope.sender.claims.map(\.isVerified) == [false])
        #expect(envelope.automatic == .autoReply && envelope.fields.map(\.value) == ["3"])
        #expect(envelope.replyRoute.openUntil == Timestamp(seconds: 1_769_929_200))
        let bare = try #require(try normalize(#"{"event_id":"e","sender":{"id":"x"},"text":"y"}"#, Loft()).first)
        #expect(!bare.sender.authenticity.isVerified && bare.automatic == nil)
        let own = try #require(try normalize(#"{"event_id":"e","sender":{"id":"x","is_self":true}}"#, Loft()).first)
        #expect(own.automatic == .ownEcho && own.replyRoute.target == nil)
    }

    @Test func `receipts are news of what was sent, and unknown ones are left out`() throws {
        let envelope = try #require(try normalize(Events.receipt, Loft()).first)
        #expect(envelope.kind == .receipt)
        #expect(envelope.news.map(\.outcome) == [.read, .failed])
        #expect(
            envelope.news[1]
                == DeliveryNews(messageID: "m2", outcome: .failed, code: "17", detail: .verbatim("a hawk"))
        )
    }

    @Test func `what nobody knows here is kept as a sign of the provider with a warning`() throws {
        let envelope = try #require(
            try normalize(#"{"event_id":"e","kind":"dance","occurred_at":"noon"}"#, Loft()).first
        )
        #expect(envelope.kind == .system)
        #expect(envelope.warnings.count == 2)
    }

    private func normalize(_ event: String, _ loft: Loft) throws -> [InboundEnvelope] {
        try loft.adapter.normalize(
            RawArrival(
                channel: ChannelID(rawValue: "conformance"),
                externalID: ExternalID(rawValue: "e"),
                receivedAt: Timestamp(seconds: 1_800_000_000),
                mediaType: "",
                body: Array(event.utf8)
            )
        )
    }
}
