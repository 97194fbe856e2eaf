import ChannelKit
import ProviderKit

/// Reads the events of a room.
///
/// Every room counts as a place that others may read: an event does not say who is in it.
struct MatrixReading: Sendable {
    let own: MatrixNamespace

    /// What happened in a room; nil where it concerns nobody here.
    func event(_ event: JSONValue) -> ProviderEvent? {
        guard let type = event["type"]?.text, let sender = event["sender"]?.text, !own.contains(sender) else {
            return nil
        }
        if event["state_key"] != nil { return invitation(event, type, from: sender) }
        switch type {
        case "m.room.message": return message(event, from: sender)
        case "m.sticker": return words(event, event["content"] ?? [:], from: sender)
        case "m.reaction": return reaction(event, from: sender)
        case "m.room.redaction": return redaction(event, from: sender)
        case "m.room.encrypted": return encrypted(event, from: sender)
        default: return nil
        }
    }

    private func message(_ event: JSONValue, from sender: String) -> ProviderEvent? {
        guard let content = event["content"] else { return nil }
        switch content["msgtype"]?.text {
        case "m.notice", nil: return nil
        case "m.server_notice":
            var notice = bare(.system, event, from: sender)
            notice.text = content["body"]?.text ?? ""
            return notice
        default: break
        }
        let relation = content["m.relates_to"]
        guard relation?["rel_type"]?.text == "m.replace", let replaced = relation?["event_id"]?.text else {
            return words(event, content, from: sender)
        }
        var edit = words(event, content["m.new_content"] ?? content, from: sender)
        edit.kind = .edit
        edit.regarding = [replaced]
        return edit
    }

    /// A message with its words, files, and place in a thread.
    private func words(_ event: JSONValue, _ content: JSONValue, from sender: String) -> ProviderEvent {
        var message = bare(.message, event, from: sender)
        let relation = event["content", "m.relates_to"]
        let answered = relation?["m.in_reply_to", "event_id"]?.text
        if relation?["rel_type"]?.text == "m.thread" {
            message.thread = relation?["event_id"]?.text
            let isRealAnswer = relation?["is_falling_back"]?.boolean != true
            message.regarding = [isRealAnswer ? answered : nil, message.thread].compactMap { $0 }
        } else if let answered {
            message.regarding = [answered]
        }
        let body = content["body"]?.text ?? ""
        message.text = answered == nil ? body : Self.withoutFallback(body)
        if content["format"]?.text == "org.matrix.custom.html" {
            message.html = content["formatted_body"]?.text.map(Self.withoutQuotedReply)
        }
        message.attachments = [Self.file(content, body: body)].compactMap { $0 }
        if content["file", "url"] != nil {
            message.warnings.append(Wording("The file is encrypted and cannot be read here.", "文件已加密，无法在此读取。"))
        }
        if let place = content["geo_uri"]?.text { message.metadata["location"] = place }
        return message
    }

    private static func file(_ content: JSONValue, body: String) -> InboundAttachment? {
        guard let address = content["url"]?.text, address.hasPrefix("mxc://") else { return nil }
        return InboundAttachment(
            name: content["filename"]?.text ?? body,
            contentType: content["info", "mimetype"]?.text ?? "application/octet-stream",
            content: .handle(address)
        )
    }

    private func reaction(_ event: JSONValue, from sender: String) -> ProviderEvent? {
        guard let target = event["content", "m.relates_to", "event_id"]?.text else { return nil }
        var reaction = bare(.reaction, event, from: sender)
        reaction.text = event["content", "m.relates_to", "key"]?.text ?? ""
        reaction.regarding = [target]
        return reaction
    }

    private func redaction(_ event: JSONValue, from sender: String) -> ProviderEvent? {
        guard let target = event["redacts"]?.text ?? event["content", "redacts"]?.text else { return nil }
        var deletion = bare(.delete, event, from: sender)
        deletion.regarding = [target]
        return deletion
    }

    /// What is encrypted cannot be read here; the fact `notice` is what the room is told.
    private func encrypted(_ event: JSONValue, from sender: String) -> ProviderEvent {
        var notice = bare(.system, event, from: sender)
        notice.text = "\(sender) wrote something encrypted, which the desk cannot read."
        notice.metadata["notice"] = Self.notice
        return notice
    }

    /// What is told to a room whose messages cannot be read.
    static let notice = "This desk cannot read encrypted messages. Please write in a room without encryption."

    private func invitation(_ event: JSONValue, _ type: String, from sender: String) -> ProviderEvent? {
        guard type == "m.room.member", event["content", "membership"]?.text == "invite",
            let invited = event["state_key"]?.text, own.contains(invited)
        else { return nil }
        var invitation = bare(.system, event, from: sender)
        invitation.text = "\(sender) invited the desk to the room."
        return invitation
    }

    /// An event with what all events have.
    private func bare(_ kind: EnvelopeKind, _ event: JSONValue, from sender: String) -> ProviderEvent {
        let id = event["event_id"]?.text
        let name = id ?? "digest:\(Hexadecimal.text(Signature.sha256(event.octets()).prefix(16)))"
        return ProviderEvent(
            kind: kind,
            externalID: ExternalID(rawValue: name),
            occurredAt: event["origin_server_ts"]?.integer.map { Timestamp(rawValue: $0) },
            conversation: event["room_id"]?.text ?? "",
            actor: ProviderEvent.Actor(id: sender, space: Matrix.space),
            isGroup: true,
            messageID: id
        )
    }

    // MARK: - Receipts

    /// Who has read what: one event for each message and reader in an `m.receipt`.
    func receipts(_ event: JSONValue) -> [ProviderEvent] {
        guard event["type"]?.text == "m.receipt", let room = event["room_id"]?.text else { return [] }
        return (event["content"]?.members ?? [:]).sorted { $0.key < $1.key }.flatMap { message, receipts in
            (receipts["m.read"]?.members ?? [:]).sorted { $0.key < $1.key }.filter { !own.contains($0.key) }
                .map { reader, receipt in receiptOf(message, by: reader, at: receipt["ts"]?.integer, in: room) }
        }
    }

    private func receiptOf(_ message: String, by reader: String, at time: Int64?, in room: String) -> ProviderEvent {
        ProviderEvent(
            kind: .receipt,
            externalID: ExternalID(rawValue: "read:\(message):\(reader)"),
            occurredAt: time.map { Timestamp(rawValue: $0) },
            conversation: room,
            actor: ProviderEvent.Actor(id: reader, space: Matrix.space),
            isGroup: true,
            regarding: [message],
            news: [
                DeliveryNews(messageID: message, outcome: .read, detail: Wording("Read by \(reader).", "\(reader) 已读。"))
            ]
        )
    }

    // MARK: - Quoted words

    /// The words without the lines of the answered message that older clients put before them.
    private static func withoutFallback(_ body: String) -> String {
        guard body.hasPrefix("> ") else { return body }
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        let own = lines.drop { $0.hasPrefix(">") }
        return own.drop { $0.isEmpty }.joined(separator: "\n")
    }

    private static func withoutQuotedReply(_ markup: String) -> String {
        guard markup.hasPrefix("<mx-reply>"), let end = markup.firstRange(of: "</mx-reply>") else { return markup }
        return String(markup[end.upperBound...])
    }
}
