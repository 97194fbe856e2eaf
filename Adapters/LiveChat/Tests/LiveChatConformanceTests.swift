import ChannelConformance
import ChannelKit
import Foundation
import ProviderKit
import Testing

@testable import ConformanceCases
@testable import LiveChatAdapter

/// The chat held against the contract of all channels.
@Suite struct LiveChatConformanceTests {
    @Test(arguments: ConformanceCases.all)
    func `the chat keeps the contract`(_ promise: ConformanceCase) async {
        await ChannelConformance.check(Self.subject, against: promise)
    }

    private static let secret = "planted-identity-secret-of-the-chat"

    private static let subject = ConformanceSubject(
        name: "live chat",
        manifestSource: LiveChatAdapter.manifestSource,
        make: { channel, settings, context in
            var context = context
            let (now, providers) = (context.now, context.providers)
            // Long after the replies were written, so that they leave by mail, which is what can fail.
            context.now = { now().advanced(by: .seconds(86_400)) }
            context.conversations.letters = LettersByProvider(providers: providers)
            return try LiveChatAdapter(channel: channel, settings: settings, context: context)
        },
        settings: [
            "mail_through": "mail", "identity_secret": "{env: CHAT_IDENTITY_SECRET}",
            "allowed_origins": "['https://shop.example']",
            // Limits count what the cases send by the thousand.
            "rate_limits":
                "{messages_per_visitor: 0, messages_per_address: 0, visitors_per_address: 0, codes_per_address: 0}",
        ],
        secrets: ["CHAT_IDENTITY_SECRET": secret],
        otherChannels: ["mail"],
        badSettings: [
            BadSettings(
                "an origin with a path",
                changing: ["allowed_origins": "['https://www.example.com/shop']"],
                path: "allowed_origins"
            ),
            BadSettings("a color white cannot be read on", changing: ["color": "'#ffee00'"], path: "color"),
            BadSettings(
                "a time zone that is none",
                changing: ["hours": "{time_zone: Atlantis/Center}"],
                path: "hours.time_zone"
            ),
        ],
        arrivals: [
            SampleArrival(
                "a message with a file",
                arrival("v0:key-1", fixture("message")),
                envelopes: [ExternalID(rawValue: "v0:key-1")],
                attachments: [SampleAttachment(name: "b.txt", octets: Array("hello".utf8))]
            ),
            SampleArrival(
                "a receipt",
                arrival("seen:1", fixture("receipt")),
                envelopes: [ExternalID(rawValue: "seen:1")]
            ),
        ],
        poison: [arrival("p1", ""), arrival("p2", "{}"), arrival("p3", "{\"version\":2}"), arrival("p4", "[[[[")],
        requests: [
            post("a page that opens", "chat/start", "{}", .answered(status: 200), token: nil, isRepeatable: false),
            post(
                "a message",
                "chat/message",
                "{\"key\":\"key-00000001\",\"text\":\"It weaves.\"}",
                .taken(arrivals: 1)
            ),
            post(
                "an empty message",
                "chat/message",
                "{\"key\":\"key-00000001\",\"text\":\" \"}",
                .answered(status: 422)
            ),
            post("a message of nobody", "chat/message", "{}", .answered(status: 401), token: nil),
            post("a foreign identity", "chat/start", "{\"identity\":{\"token\":\"a.b.c\"}}", .answered(status: 403)),
            post("typing", "chat/typing", "{\"typing\":true}", .answered(status: 200)),
            post("what was seen", "chat/seen", "{\"ids\":[\"1\"],\"read\":true}", .answered(status: 200)),
            get("the widget", "chat.js", .answered(status: 200)), get("the page", "chat", .answered(status: 200)),
            get("the events", "chat/events", .streamed), get("nothing", "chat/nothing", .answered(status: 404)),
        ],
        delivery: DeliverySamples(
            route: ReplyRoute(
                target: IdentityKey(
                    kind: .handle,
                    namespace: "live-chat:\(ConformanceSubject.channel)",
                    value: visitor
                ),
                address: "ada@example.org",
                conversationKey: visitor
            ),
            text: { ChatReply($0.body)?.text },
            outcomes: [
                .answered("the mail leaves", .receipt),
                .answered(
                    "the mail channel is not well",
                    .failure(.notYet(after: .seconds(300))),
                    .success(ProviderAnswer(status: 503))
                ),
                .answered("the mailbox is not there", .failure(.never), .success(ProviderAnswer(status: 410))),
                .answered(
                    "the mail server does not answer",
                    .failure(.unknown),
                    .failure(.unanswered(detail: "no answer in time"))
                ),
            ]
        ),
        provider: { _ in ProviderAnswer(status: 200) }
    )

    private static let visitor = "v00000000000000000000000000000001"

    /// A token as the trials' adapters issue it: their keys are the same for a purpose.
    private static let token: String = {
        var seed: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in "chat-visitor".utf8 { seed = (seed ^ UInt64(octet)) &* 0x100_0000_01B3 }
        var random = SeededRandom(seed: seed)
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        return VisitorTokens(key: key).token(of: Visitor(id: visitor, issuedAt: ConformanceSubject.start))
    }()

    /// A document as the README describes it: what was journaled once must be readable ever after.
    private static func fixture(_ name: String) -> String {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name).json")
        return (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    }

    private static func arrival(_ id: String, _ document: String) -> RawArrival {
        RawArrival(
            channel: ConformanceSubject.channel,
            externalID: ExternalID(rawValue: id),
            receivedAt: ConformanceSubject.start,
            mediaType: ChatRecord.mediaType,
            verdict: .signed,
            body: Array(document.utf8)
        )
    }

    private static func post(
        _ name: String,
        _ path: String,
        _ body: String,
        _ outcome: SampleRequest.Outcome,
        token: String? = Self.token,
        isRepeatable: Bool = true
    ) -> SampleRequest {
        var headers = [HeaderField("Content-Type", "application/json"), HeaderField("Origin", "https://shop.example")]
        if let token { headers.append(HeaderField("Authorization", "Bearer \(token)")) }
        let request = WebRequest(
            method: "POST",
            path: path,
            headers: headers,
            body: Array(body.utf8),
            receivedAt: ConformanceSubject.start
        )
        return SampleRequest(name, request, outcome, isRepeatable: isRepeatable)
    }

    private static func get(_ name: String, _ path: String, _ outcome: SampleRequest.Outcome) -> SampleRequest {
        let request = WebRequest(
            method: "GET",
            path: path,
            headers: [HeaderField("Authorization", "Bearer \(token)")],
            receivedAt: ConformanceSubject.start
        )
        return SampleRequest(name, request, outcome)
    }
}

/// Sends letters as requests, so that a trial's scripted provider decides what comes of them.
private struct LettersByProvider: LetterSending {
    let providers: any ProviderTransport

    func send(
        _ letter: Letter,
        through channel: ChannelID,
        timeLimit: Duration
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        let request = ProviderRequest(
            method: "POST",
            url: "https://mail.example/\(channel)",
            body: Array("\(letter.key) \(letter.address)\n\(letter.text)".utf8),
            effect: .delivery
        )
        let answer: ProviderAnswer
        do { answer = try await providers.send(request, timeLimit: timeLimit) } catch {
            throw DeliveryFailure(.unknown, reason: .verbatim("The server did not answer."))
        }
        switch answer.status {
        case 200: return DeliveryReceipt(answer: .verbatim("250 Ok"))
        case 503: throw DeliveryFailure(.later(after: nil), reason: .verbatim("The server is busy."))
        default: throw DeliveryFailure(.never, reason: .verbatim("There is no such mailbox."))
        }
    }
}
