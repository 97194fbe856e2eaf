import ChannelKit
import ProviderKit

@testable import SocialWebhookAdapter

/// Makes providers and carries out what they describe against answers of a script.
enum ProviderTrial {
    /// The settings that make a channel of each provider; texts are texts and everything named in `secrets` is one.
    static func settings(
        _ texts: [String: String] = [:],
        secrets: [String: [String]] = [:],
        more: [String: SettingValue] = [:]
    ) -> ChannelSettings {
        var values = more
        for (name, text) in texts { values[name] = .text(text) }
        for (name, live) in secrets { values[name] = .secrets(live.map { Secret($0) }) }
        return ChannelSettings(values)
    }

    static let channel = ChannelID(rawValue: "social")

    /// A call as the host hands it over.
    static func call(
        _ method: String = "POST",
        query: KeyValuePairs<String, String> = [:],
        headers: KeyValuePairs<String, String> = [:],
        body: String = ""
    ) -> WebRequest {
        WebRequest(
            method: method,
            path: "webhook",
            query: query.map { HeaderField($0.key, $0.value) },
            headers: headers.map { HeaderField($0.key, $0.value) },
            body: Array(body.utf8),
            receivedAt: Timestamp(seconds: 1_735_689_600)
        )
    }

    /// The status of the answer, and whether something is journaled.
    static func outcome(_ verdict: CallVerdict) -> String {
        switch verdict {
        case .authentic(_, let answer): "taken \(answer.status)"
        case .answered(let answer): "answered \(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
        case .doorbell(_, let answer): "doorbell \(answer.status)"
        case .refused(let answer): "refused \(answer.status)"
        }
    }

    /// A reply into a conversation.
    static func reply(
        _ text: String,
        to conversation: String,
        thread: String? = nil,
        isGroup: Bool = false,
        parentID: String? = nil,
        openUntil: Int64? = nil,
        files: [OutboundAttachment] = []
    ) -> OutboundReply {
        OutboundReply(
            key: "reply-1",
            ticketNumber: 42,
            subject: "The engine",
            text: text,
            route: ReplyRoute(
                target: IdentityKey(kind: .handle, namespace: "space", value: "person"),
                address: "person",
                conversationKey: ReplyPlace(conversation: conversation, thread: thread, isGroup: isGroup).key,
                openUntil: openUntil.map(Timestamp.init(seconds:))
            ),
            recipientName: "Ada",
            attachments: files,
            threading: OutboundThreading(
                messageToken: "token",
                date: Timestamp(seconds: 1_735_689_600),
                parentID: parentID,
                replyToken: "reply-token"
            )
        )
    }

    static let context = DeliveryContext(idempotencyKey: "key-1", attempt: 1)

    /// Carries out an exchange.
    ///
    /// - Parameters:
    ///   - exchange: what is to be asked.
    ///   - answers: the answers in their order.
    /// - Returns: the requests, and what came of them; nil when more was asked than there are answers.
    static func run<Outcome>(
        _ exchange: Exchange<Outcome>,
        _ answers: [ProviderAnswer]
    ) -> (requests: [ProviderRequest], ending: Result<Outcome, DeliveryFailure>?, isTokenExpired: Bool) {
        var requests: [ProviderRequest] = []
        var answers = answers[...]
        var current = exchange
        while true {
            switch current {
            case .done(let outcome): return (requests, .success(outcome), false)
            case .failed(let failure): return (requests, .failure(failure), false)
            case .tokenExpired(let failure): return (requests, .failure(failure), true)
            case .ask(let request, let read):
                requests.append(request)
                guard let answer = answers.popFirst() else { return (requests, nil, false) }
                current = read(answer)
            }
        }
    }

    /// An answer with a document.
    static func answer(
        _ status: Int = 200,
        _ body: String,
        headers: KeyValuePairs<String, String> = [:]
    ) -> ProviderAnswer {
        ProviderAnswer(status: status, headers: headers.map { HeaderField($0.key, $0.value) }, body: Array(body.utf8))
    }
}
