import ChannelKit
import ProviderKit

/// Discord's interactions: what people say with a command, a button or a form of the desk's application.
///
/// Ordinary messages come through Discord's gateway alone and are not read. Answers are posted by the bot.
/// Source: <https://discord.com/developers/docs/interactions/receiving-and-responding>.
struct Discord: MessageProvider {
    static let name = "discord"

    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 2000, unit: .utf16),
        outboundAttachmentBytes: 10 << 20,
        threading: .conversation,
        receipts: [.sent],
        idempotentSending: true,
        defaultBaseURL: "https://discord.com/api/v10"
    )

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        let keys = publicKeys(settings)
        guard !keys.isEmpty, keys.allSatisfy({ $0.count == 32 }) else {
            throw SettingProblem(
                path: "public_key",
                problem: "it is missing or no key of Discord's",
                allowed: "the application's public key, 64 hexadecimal digits"
            )
        }
        _ = try settings.required("bot_token", "the bot's token, for sending")
    }

    let base: String
    let keys: [[UInt8]]
    let token: Secret?
    let inlineAnswer: String
    let hosts = ["cdn.discordapp.com", "media.discordapp.net"]

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        base = settings.baseURL(orElse: "https://discord.com/api/v10")
        keys = Self.publicKeys(settings)
        token = settings.secrets("bot_token").first
        inlineAnswer = settings.inlineAnswer
    }

    private static func publicKeys(_ settings: ChannelSettings) -> [[UInt8]] {
        let written =
            settings.secrets("public_key").map { $0.reveal() } + [settings.text("public_key")].compactMap { $0 }
        return written.map { Hexadecimal.octets($0) ?? [] }
    }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard call.method == "POST" else { return .refused(.wrongMethod(allowed: "POST")) }
        guard let signature = call.headers.single(named: "X-Signature-Ed25519").flatMap({ Hexadecimal.octets($0) }),
            let time = call.headers.single(named: "X-Signature-Timestamp"), let seconds = Int64(time),
            (0...253_402_300_799).contains(seconds), Signature.isFresh(Timestamp(seconds: seconds), now: now),
            Signature.isEd25519(signature, publicKeys: keys, over: Array(time.utf8) + call.body)
        else { return .refused(.notAuthentic) }
        return unwrap(call)
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard let content = try? JSONValue(parsing: call.body), let type = content["type"]?.integer else {
            return .refused(.notReadable)
        }
        // The address for events of the application has pings and types of its own.
        if type == 0 || content["event"] != nil { return .answered(WebAnswer(status: 204)) }
        switch type {
        case 1: return .answered(.json(status: 200, ["type": 1]))
        case 2, 3, 5:
            guard let id = content["id"]?.name, case .object(var members) = content else {
                return .refused(.notReadable)
            }
            // The token lets anybody speak for us for 15 minutes; no secret is journaled.
            members["token"] = nil
            let payload = ProviderPayload(
                externalID: ExternalID(rawValue: "interaction:\(id)"),
                mediaType: "application/json",
                body: JSONValue.object(members).octets()
            )
            // 4 answers with a message, which flag 64 shows to the asker alone.
            return .authentic(
                payload,
                answer: .json(
                    status: 200,
                    [
                        "type": 4,
                        "data": ["content": .text(inlineAnswer), "flags": 64, "allowed_mentions": ["parse": []]],
                    ]
                )
            )
        case 4: return .answered(.json(status: 200, ["type": 8, "data": ["choices": []]]))
        default: return .answered(.json(status: 200, ["type": 6]))
        }
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let content = try? JSONValue(parsing: arrival.body), let id = content["id"]?.name else {
            throw UnreadableArrival("The interaction is no JSON object with an id.", "交互不是带 id 的 JSON 对象。")
        }
        guard let user = content["member", "user"] ?? content["user"], let person = user["id"]?.name,
            user["bot"]?.boolean != true
        else { return [] }
        var event = ProviderEvent(
            kind: .message,
            externalID: ExternalID(rawValue: id),
            occurredAt: Self.time(ofSnowflake: id),
            conversation: content["channel_id"]?.name ?? content["channel", "id"]?.name ?? "",
            actor: ProviderEvent.Actor(
                id: person,
                space: "discord",
                name: content["member", "nick"]?.text ?? user["global_name"]?.text ?? user["username"]?.text
            ),
            isGroup: content["guild_id"] != nil,
            conversationTitle: content["channel", "name"]?.text,
            language: content["locale"]?.text
        )
        DiscordWords(data: content["data"] ?? [:]).read(into: &event)
        if content["type"]?.integer == 3 {
            event.kind = .reaction
            event.regarding = [content["message", "id"]?.name].compactMap { $0 }
        }
        return [event]
    }

    /// An id holds the milliseconds since 2015 above its lowest 22 bits.
    private static func time(ofSnowflake id: String) -> Timestamp? {
        Int64(id).map { Timestamp(rawValue: ($0 >> 22) + 1_420_070_400_000) }
    }
}

/// What somebody filled into a command or a form.
struct DiscordWords: Sendable {
    let data: JSONValue

    /// Puts words and files into an event.
    func read(into event: inout ProviderEvent) {
        var lines: [String] = []
        if let target = data["target_id"]?.name, let message = data["resolved", "messages"]?.members[target] {
            lines.append(message["content"]?.text ?? "")
            event.regarding = [target]
            event.attachments += message["attachments", orEmpty: true].compactMap(Self.file)
            let author = message["author"]?["id"]?.name
            if author != event.actor?.id {
                let name = message["author", "username"]?.text
                event.warnings.append(
                    Wording(
                        "Handed in by the sender; written by \(name ?? "somebody else").",
                        "由发送者转交；作者是\(name ?? "其他人")。"
                    )
                )
            }
        }
        collect(data["options", orEmpty: true], depth: 0, into: &lines, &event)
        collect(data["components", orEmpty: true], depth: 0, into: &lines, &event)
        if lines.isEmpty, let chosen = data["custom_id"]?.text { lines.append(chosen) }
        event.text = lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// Options lie in groups of commands, a form's fields in rows.
    private func collect(_ items: [JSONValue], depth: Int, into lines: inout [String], _ event: inout ProviderEvent) {
        guard depth < 4 else { return }
        for item in items.prefix(100) {
            let value = item["value"]
            if item["type"]?.integer == 11, let id = value?.name,
                let file = data["resolved", "attachments"]?.members[id]
            {
                event.attachments += [Self.file(file)].compactMap { $0 }
            } else if let text = value?.name ?? value?.boolean.map({ $0 ? "yes" : "no" }) {
                lines.append(text)
            }
            lines += item["values", orEmpty: true].compactMap(\.name)
            let inner =
                item["options", orEmpty: true] + item["components", orEmpty: true]
                + [item["component"]].compactMap { $0 }
            collect(inner, depth: depth + 1, into: &lines, &event)
        }
    }

    private static func file(_ file: JSONValue) -> InboundAttachment? {
        guard let url = file["url"]?.text else { return nil }
        return InboundAttachment(
            name: file["filename"]?.text ?? "file",
            contentType: file["content_type"]?.text ?? "application/octet-stream",
            content: .handle(url)
        )
    }
}

extension ChannelSettings {
    /// What is answered on the spot.
    var inlineAnswer: String {
        let own = text("inline_answer") ?? ""
        return own.isEmpty ? "Thank you. Your message has reached the support desk." : own
    }
}
