import ChannelKit
import ProviderKit

/// Reads one call of the Events API.
struct SlackReading: Sendable {
    /// Subtypes in which somebody says something.
    private static let spoken: Set<String> = ["file_share", "thread_broadcast", "me_message", "bot_message"]

    private let document: JSONValue
    private let event: JSONValue
    private let team: String

    /// Whether an event is read; what else an app subscribes to is of no use to a desk.
    static func isWanted(_ event: JSONValue?) -> Bool {
        switch event?["type"]?.text {
        case "app_mention": true
        case "message":
            event?["subtype"]?.text.map {
                spoken.contains($0) || $0 == "message_changed" || $0 == "message_deleted" || $0.isEmpty
            } ?? true
        case "reaction_added": event?["item", "channel"] != nil
        default: false
        }
    }

    /// Begins to read a call.
    ///
    /// - Throws: `UnreadableArrival` when it holds no event that is read.
    init(_ document: JSONValue) throws(UnreadableArrival) {
        guard let event = document["event"], Self.isWanted(event) else {
            throw UnreadableArrival("The call holds no message.", "调用中没有消息。")
        }
        self.document = document
        self.event = event
        // Of the team the app is installed in: messages with files name no other.
        team = document["team_id"]?.text ?? event["team"]?.text ?? ""
    }

    /// The events of the call: one, or none where nothing was said.
    ///
    /// - Throws: `UnreadableArrival` when the message names no channel or time.
    func events() throws(UnreadableArrival) -> [ProviderEvent] {
        if event["type"]?.text == "reaction_added" { return [try reaction()] }
        guard let channel = event["channel"]?.text, !channel.isEmpty else {
            throw UnreadableArrival("The message names no channel.", "消息没有注明频道。")
        }
        switch event["subtype"]?.text {
        case "message_changed": return try change(in: channel).map { [$0] } ?? []
        case "message_deleted": return [try removal(in: channel)]
        default: return [try message(in: channel)]
        }
    }

    private func message(in channel: String) throws(UnreadableArrival) -> ProviderEvent {
        guard let time = event["ts"]?.text, !time.isEmpty else {
            throw UnreadableArrival("The message names no time.", "消息没有注明时间。")
        }
        let parent = event["thread_ts"]?.text
        var made = common(event, in: channel, at: time, kind: .message, id: "\(channel):\(time)")
        made.messageID = "\(channel):\(time)"
        made.regarding = parent.flatMap { $0 == time ? nil : ["\(channel):\($0)"] } ?? []
        return made
    }

    /// An edit; nil where Slack itself changed something, such as adding the preview of a link.
    private func change(in channel: String) throws(UnreadableArrival) -> ProviderEvent? {
        guard let message = event["message"], let time = message["ts"]?.text, !time.isEmpty else {
            throw UnreadableArrival("The change names no message.", "修改没有指明消息。")
        }
        guard message["subtype"]?.text != "tombstone" else { return nil }
        guard message["text"]?.text != event["previous_message", "text"]?.text else { return nil }
        let changed = event["event_ts"]?.text ?? event["ts"]?.text ?? message["edited", "ts"]?.text ?? ""
        var made = common(message, in: channel, at: time, kind: .edit, id: "\(channel):\(time):edit:\(changed)")
        made.occurredAt = Self.time(changed) ?? made.occurredAt
        made.regarding = ["\(channel):\(time)"]
        return made
    }

    private func removal(in channel: String) throws(UnreadableArrival) -> ProviderEvent {
        guard let time = event["deleted_ts"]?.text ?? event["previous_message", "ts"]?.text, !time.isEmpty else {
            throw UnreadableArrival("The removal names no message.", "删除没有指明消息。")
        }
        let former = event["previous_message"] ?? [:]
        var made = common(former, in: channel, at: time, kind: .delete, id: "\(channel):\(time):delete")
        made.text = ""
        made.attachments = []
        made.occurredAt = event["event_ts"]?.text.flatMap(Self.time) ?? made.occurredAt
        made.regarding = ["\(channel):\(time)"]
        return made
    }

    private func reaction() throws(UnreadableArrival) -> ProviderEvent {
        guard let channel = event["item", "channel"]?.text, let time = event["item", "ts"]?.text,
            let user = event["user"]?.text, !channel.isEmpty, !time.isEmpty
        else { throw UnreadableArrival("The reaction names no message.", "表情回应没有指明消息。") }
        let name = event["reaction"]?.text ?? ""
        return ProviderEvent(
            kind: .reaction,
            externalID: ExternalID(rawValue: "\(channel):\(time):reaction:\(user):\(name)"),
            occurredAt: event["event_ts"]?.text.flatMap(Self.time),
            conversation: channel,
            thread: isDirect(channel) ? nil : time,
            actor: ProviderEvent.Actor(id: user, space: "slack:\(team)"),
            isGroup: !isDirect(channel),
            text: ":\(name):",
            regarding: ["\(channel):\(time)"]
        )
    }

    private func common(
        _ message: JSONValue,
        in channel: String,
        at time: String,
        kind: EnvelopeKind,
        id: String
    ) -> ProviderEvent {
        let user = message["user"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        let isDirect = isDirect(channel)
        return ProviderEvent(
            kind: kind,
            externalID: ExternalID(rawValue: id),
            occurredAt: Self.time(time),
            conversation: channel,
            // A conversation with one person goes on; in a channel each thread is a matter of its own.
            thread: isDirect ? nil : message["thread_ts"]?.text ?? time,
            actor: user.map {
                ProviderEvent.Actor(id: $0, space: "slack:\(team)", name: message["user_profile", "real_name"]?.text)
            },
            isGroup: !isDirect,
            text: SlackText.plain(message["text"]?.text ?? ""),
            attachments: (message["files"]?.array ?? []).compactMap(Self.attachment),
            automatic: automatic(message, user),
            metadata: ["team": team]
        )
    }

    /// What a program wrote, our own or another; what our own bot posts always bears a mark of its app.
    private func automatic(_ message: JSONValue, _ user: String?) -> AutomaticOrigin? {
        func isNamed(_ value: JSONValue?) -> Bool { value?.text.map { !$0.isEmpty } ?? false }
        let isProgram =
            message["subtype"]?.text == "bot_message" || isNamed(message["bot_id"]) || isNamed(message["app_id"])
            || isNamed(message["bot_profile", "id"])
        guard isProgram else { return nil }
        let bots = (document["authorizations"]?.array ?? []).filter { $0["is_bot"]?.boolean == true }
        if let user, bots.contains(where: { $0["user_id"]?.text == user }) { return .ownEcho }
        let apps = [message["app_id"]?.text, message["bot_profile", "app_id"]?.text].compactMap { $0 }
        return document["api_app_id"]?.text.map(apps.contains) == true ? .ownEcho : .bulk
    }

    private func isDirect(_ channel: String) -> Bool { event["channel_type"]?.text == "im" || channel.hasPrefix("D") }

    private static func attachment(_ file: JSONValue) -> InboundAttachment? {
        guard file["mode"]?.text != "tombstone", file["mode"]?.text != "hidden_by_limit" else { return nil }
        let address = file["url_private_download"]?.text ?? file["url_private"]?.text
        // Without an address the file has to be asked for by its id.
        guard let handle = address ?? file["id"]?.text.map({ "id:\($0)" }), handle.utf8.count <= 2000 else {
            return nil
        }
        return InboundAttachment(
            name: file["name"]?.text ?? file["title"]?.text ?? "",
            contentType: file["mimetype"]?.text ?? "application/octet-stream",
            content: .handle(handle)
        )
    }

    /// A time such as `1735689600.000100`, to the millisecond.
    private static func time(_ text: String) -> Timestamp? {
        let digits = text.split(separator: ".", maxSplits: 1)
        guard let seconds = digits.first.flatMap({ Int64($0) }), (0...253_402_300_799).contains(seconds) else {
            return nil
        }
        let fraction = digits.count > 1 ? Int64((digits[1] + "000").prefix(3)) ?? 0 : 0
        return Timestamp(rawValue: seconds * 1000 + max(0, fraction))
    }
}
