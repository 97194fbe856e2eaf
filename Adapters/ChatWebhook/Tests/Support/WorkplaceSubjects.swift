import ChannelKit
import ChatWebhookAdapter
import ConformanceCases
import Crypto
import Foundation
import ProviderKit

/// Discord, DingTalk and Teams as subjects of the conformance cases.
extension ProviderSubjects {
    static func discord() throws -> ConformanceSubject {
        let body = try Written.octets("discord/command.json")
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 7, count: 32))
        func call(_ body: [UInt8], by key: Curve25519.Signing.PrivateKey) throws -> WebRequest {
            let signature = try key.signature(for: Array("\(time)".utf8) + body)
            return Calls.post(
                body,
                [
                    HeaderField("X-Signature-Ed25519", Hexadecimal.text(Array(signature))),
                    HeaderField("X-Signature-Timestamp", "\(time)"),
                ]
            )
        }
        var subject = subject(
            "discord",
            settings: ["public_key": "'\(Hexadecimal.text(Array(key.publicKey.rawRepresentation)))'"],
            secrets: ["bot_token": "invented-discord-bot-token"],
            badSettings: [
                BadSettings("half a key", changing: ["public_key": "03a107bff3ce10be"], path: "public_key"),
                BadSettings("no token of the bot", changing: ["bot_token": nil], path: "bot_token"),
            ],
            arrivals: [
                SampleArrival(
                    "a command with a file",
                    ChatSubjects.arrival("interaction:1100000000000000000", body),
                    envelopes: [ExternalID(rawValue: "1100000000000000000")],
                    attachments: [SampleAttachment(name: "loom.png", octets: nil)]
                )
            ],
            requests: [
                SampleRequest("a command", try call(body, by: key), .taken(arrivals: 1), isSigned: true),
                SampleRequest(
                    "a ping",
                    try call(Array(#"{"type":1}"#.utf8), by: key),
                    .answered(status: 200),
                    isSigned: true
                ),
                SampleRequest("a command of a stranger", try call(body, by: .init()), .refused(status: 401)),
            ],
            conversation: "300",
            answers: ["id": "55"]
        )
        subject.delivery?.text = { JSONPart.text(of: $0, at: "content") }
        return subject
    }

    static func dingtalk() throws -> ConformanceSubject {
        let body = try Written.octets("dingtalk/group.json")
        let secret = "invented-dingtalk-secret"
        func call(_ secret: String) -> WebRequest {
            let time = "\(time * 1000)"
            let code = Signature.code(.sha256, key: Array(secret.utf8), Array("\(time)\n\(secret)".utf8))
            return Calls.post(body, [HeaderField("timestamp", time), HeaderField("sign", Base64.text(code))])
        }
        var subject = subject(
            "dingtalk",
            settings: ["robot_code": "dingloom"],
            secrets: ["app_secret": secret],
            badSettings: [
                BadSettings("no robot", changing: ["robot_code": nil], path: "robot_code"),
                BadSettings("no secret", changing: ["app_secret": nil], path: "app_secret"),
            ],
            arrivals: [
                SampleArrival(
                    "words and a picture",
                    ChatSubjects.arrival("message:m1", body),
                    envelopes: [ExternalID(rawValue: "m1")],
                    attachments: [SampleAttachment(name: "image.jpg", octets: nil)]
                )
            ],
            requests: [
                // The time is signed, and not the body.
                SampleRequest("a message", call(secret), .taken(arrivals: 1)),
                SampleRequest("a message of a stranger", call("another-secret"), .refused(status: 401)),
            ],
            conversation: "user:u1",
            answers: ["accessToken": "t-1", "expireIn": 7200, "processQueryKey": "q1"]
        )
        subject.delivery?.outcomes = DeliveryOutcome.provider.map { outcome in
            guard outcome.name == "a refused token" else { return outcome }
            // A token may have run out before its time, so a fresh one is tried once.
            let refusal = ProviderAnswer(status: 401)
            return .answered(outcome.name, outcome.expectation, .success(refusal), requests: 2)
        }
        subject.delivery?.text = { part in
            JSONPart.text(of: part, at: "msgParam").flatMap { try? JSONValue(parsing: $0.utf8) }?["content"]?.text
        }
        return subject
    }

    /// Teams takes an answer on the spot only, so it sends no replies.
    static func teams() throws -> ConformanceSubject {
        let key = [UInt8](repeating: 9, count: 32)
        let activity = try JSONValue(parsing: try Written.octets("teams/message.json"))
        var members = activity.members
        members["attachments"] = [
            ["contentType": "application/pdf", "contentUrl": "https://loom.example/plan.pdf", "name": "plan.pdf"]
        ]
        let body = JSONValue.object(members).octets()
        func call(_ body: [UInt8], _ key: [UInt8]) -> WebRequest {
            let code = Base64.text(Signature.code(.sha256, key: key, body))
            return Calls.post(body, [HeaderField("Authorization", "HMAC \(code)")])
        }
        var subject = subject(
            "teams",
            settings: [:],
            secrets: ["security_token": Base64.text(key)],
            badSettings: [BadSettings("no token", changing: ["security_token": nil], path: "security_token")],
            arrivals: [
                SampleArrival(
                    "a message with a file",
                    ChatSubjects.arrival("activity:1", body),
                    envelopes: [ExternalID(rawValue: "19:loom@thread.tacv2:1735689600000")],
                    attachments: [SampleAttachment(name: "plan.pdf", octets: nil)]
                )
            ],
            requests: [
                SampleRequest("a signed message", call(body, key), .taken(arrivals: 1), isSigned: true),
                SampleRequest(
                    "an activity of another type",
                    call(Array(#"{"type":"typing"}"#.utf8), key),
                    .answered(status: 200),
                    isSigned: true
                ),
                SampleRequest("a message of a stranger", call(body, [1]), .refused(status: 401)),
            ],
            conversation: "19:loom@thread.tacv2",
            answers: [:]
        )
        subject.delivery = nil
        return subject
    }

    /// 微信客服, whose messages are pulled by schedule.
    static func wecomService() throws -> ConformanceSubject {
        var subject = try wecom()
        subject.name = "wecom by pulling"
        subject.settings["service_accounts"] = "[\(WeComPlace.account)]"
        subject.settings["agent_id"] = nil
        subject.source = { _ in WeComPlace() }
        subject.abilities = { adapter, manifest in
            (adapter as? ChatWebhookAdapter)?.abilities(within: manifest) ?? manifest
        }
        return subject
    }
}
