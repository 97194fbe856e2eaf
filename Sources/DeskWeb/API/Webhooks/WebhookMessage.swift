import ChannelKit
import Crypto
import DeskModel
import Foundation
import TicketStorage

/// What an endpoint is sent, the same at every attempt but for the time and signature of the attempt.
///
/// Source: Standard Webhooks 1.0.0, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
enum WebhookMessage {
    /// The type of a trial.
    static let trial = "webhook.trial"

    /// The type of what is sent.
    static func type(of delivery: WebhookDelivery) -> String { delivery.event?.event.kind.webhookType ?? trial }

    /// What names it: the same for every attempt and every endpoint.
    static func id(of delivery: WebhookDelivery) -> String {
        delivery.event.map { "evt_\($0.event.id)" } ?? "try_\(delivery.id)"
    }

    /// The request of an attempt.
    static func request(
        _ due: DueWebhookDelivery,
        at now: Timestamp,
        _ secrets: WebhookSecrets
    ) -> ProviderRequest {
        let delivery = due.delivery
        let id = id(of: delivery)
        let body = Array(body(of: delivery).compact.utf8)
        let makings = [due.endpoint.secret] + (due.endpoint.olderSecret.map { [$0] } ?? [])
        let signatures = makings.map {
            signature(id, now, body, secret: secrets.octets(due.endpoint.id, $0))
        }
        return ProviderRequest(
            method: "POST",
            url: due.endpoint.url,
            headers: [
                HeaderField("Content-Type", "application/json"),
                HeaderField("User-Agent", "Tributary"),
                HeaderField("webhook-id", id),
                HeaderField("webhook-timestamp", String(now.seconds)),
                HeaderField("webhook-signature", signatures.joined(separator: " ")),
            ],
            body: body,
            maximumAnswerBytes: 16 << 10
        )
    }

    /// The body: what happened and to which ticket, without anybody's words.
    static func body(of delivery: WebhookDelivery) -> JSON {
        [
            "type": .text(type(of: delivery)),
            "timestamp": .time(delivery.event?.event.at ?? delivery.queuedAt),
            "data": delivery.event.map(EventResource.json) ?? ["message": "This is a trial."],
        ]
    }

    /// The signature of a message at a time.
    static func signature(_ id: String, _ at: Timestamp, _ body: [UInt8], secret: [UInt8]) -> String {
        var code = HMAC<SHA256>(key: SymmetricKey(data: secret))
        code.update(data: Array("\(id).\(at.seconds).".utf8))
        code.update(data: body)
        return "v1,\(Data(code.finalize()).base64EncodedString())"
    }
}

/// The secrets of endpoints.
///
/// They are derived from the installation's key, so that none is stored, and the same again after a restore.
struct WebhookSecrets: Sendable {
    private let key: SymmetricKey

    init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// The 32 octets of a making of an endpoint's secret.
    func octets(_ endpoint: WebhookEndpointID, _ making: Int) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array("\(endpoint)/\(making)".utf8), using: key))
    }

    /// The secret as its receiver is given it.
    func text(_ endpoint: WebhookEndpointID, _ making: Int) -> String {
        "whsec_\(Data(octets(endpoint, making)).base64EncodedString())"
    }
}
