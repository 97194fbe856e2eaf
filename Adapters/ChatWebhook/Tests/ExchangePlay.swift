import ChannelKit
import Foundation
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

/// An exchange played against written answers, with the requests it made.
struct ExchangePlay<Outcome: Sendable> {
    /// What came of it.
    let outcome: Outcome?
    /// Why nothing came of it.
    let failure: DeliveryFailure?
    /// Whether the provider wanted a new access token.
    let wantsToken: Bool
    /// What was asked, in order.
    let requests: [ProviderRequest]

    /// Plays; an exchange that asks for more than was written down fails the test.
    init(_ exchange: Exchange<Outcome>?, _ answers: ProviderAnswer...) throws {
        var next = try #require(exchange)
        var left = answers[...]
        var requests: [ProviderRequest] = []
        while case .ask(let request, then: let read) = next {
            requests.append(request)
            let answer = left.popFirst()
            next = read(try #require(answer, "asked \(requests.count) times"))
        }
        #expect(requests.filter { $0.effect == .delivery }.count <= 1)
        self.requests = requests
        switch next {
        case .done(let outcome): (self.outcome, failure, wantsToken) = (outcome, nil, false)
        case .failed(let failure): (outcome, self.failure, wantsToken) = (nil, failure, false)
        case .tokenExpired(let failure): (outcome, self.failure, wantsToken) = (nil, failure, true)
        case .ask: (outcome, failure, wantsToken) = (nil, nil, false)
        }
    }
}

extension ProviderAnswer {
    /// An answer in JSON.
    static func written(_ status: Int, _ body: JSONValue, _ headers: HeaderField...) -> ProviderAnswer {
        ProviderAnswer(status: status, headers: headers, body: body.octets())
    }
}

extension ProviderRequest {
    /// The body as JSON.
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
    /// The value of a header field.
    func field(_ name: String) -> String? { headers.first(named: name) }
}

extension CallVerdict {
    /// What is journaled; nil when nothing is.
    var payload: ProviderPayload? {
        if case .authentic(let payload, _) = self { payload } else { nil }
    }

    /// What is answered.
    var answer: WebAnswer {
        switch self {
        case .authentic(_, let answer), .answered(let answer), .doorbell(_, let answer), .refused(let answer): answer
        }
    }

    /// The status of a refusal; nil when the call was taken.
    var refusal: Int? {
        if case .refused(let answer) = self { answer.status } else { nil }
    }
}

extension MessageProvider {
    /// The provider with settings of text and secrets.
    static func made(
        _ texts: [String: String] = [:],
        secrets: [String: [String]] = [:],
        _ more: [String: SettingValue] = [:]
    )
        throws -> Self
    {
        var values = texts.mapValues { SettingValue.text($0) }
        for (name, list) in secrets { values[name] = .secrets(list.map { Secret($0) }) }
        let settings = ChannelSettings(values.merging(more) { $1 })
        return try Self(channel: ChannelID(rawValue: "desk"), settings: settings)
    }

    /// The events of a payload.
    func events(of payload: ProviderPayload) throws -> [ProviderEvent] {
        try events(
            in: RawArrival(
                channel: ChannelID(rawValue: "desk"),
                externalID: payload.externalID,
                receivedAt: Timestamp(seconds: 1_735_689_700),
                mediaType: payload.mediaType,
                verdict: .signed,
                body: payload.body
            )
        )
    }
}

/// Calls, replies and files for tests.
enum Written {
    /// A fixture's octets.
    static func octets(_ path: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        return Array(try Data(contentsOf: folder.appending(path: path)))
    }

    /// A call to the webhook.
    static func call(
        _ method: String = "POST",
        path: String = "webhook",
        query: KeyValuePairs<String, String> = [:],
        headers: KeyValuePairs<String, String> = [:],
        _ body: [UInt8] = []
    ) -> WebRequest {
        WebRequest(
            method: method,
            path: path,
            query: query.map { HeaderField($0.key, $0.value) },
            headers: headers.map { HeaderField($0.key, $0.value) },
            body: body,
            receivedAt: Timestamp(seconds: 1_735_689_600)
        )
    }

    /// A post to the webhook.
    static func call(_ body: [UInt8]) -> WebRequest { call("POST", body) }

    /// A reply into a place.
    static func reply(
        _ text: String,
        into place: ReplyPlace,
        to person: String? = nil,
        named name: String? = nil,
        answering parent: String? = nil,
        files: [OutboundAttachment] = []
    ) -> OutboundReply {
        OutboundReply(
            key: "reply-1",
            ticketNumber: 7,
            subject: "Loom",
            text: text,
            route: ReplyRoute(
                target: person.map { IdentityKey(kind: .handle, namespace: "test", value: $0) },
                address: person ?? "",
                conversationKey: place.key
            ),
            recipientName: name,
            attachments: files,
            threading: OutboundThreading(
                messageToken: "t",
                date: Timestamp(seconds: 1_735_689_600),
                parentID: parent,
                replyToken: "r"
            )
        )
    }

    /// A small file.
    static let picture = OutboundAttachment(name: "loom.png", contentType: "image/png", bytes: Array("not really".utf8))

    /// The attempt that most tests make.
    static let context = DeliveryContext(idempotencyKey: "key-of-part-1", attempt: 1)

    /// An access token.
    static let access = AccessToken(value: Secret("access-1"), lifetime: .seconds(7200))
}
