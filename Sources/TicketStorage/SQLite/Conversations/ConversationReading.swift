import ChannelKit
import DeskModel

/// Reads a conversation as its customer may see it.
struct ConversationReading {
    let connection: Connection
    let now: Timestamp

    private struct Heading {
        let id: MessageID
        let kind: MessageWriter.Kind
    }

    /// The newest messages of a conversation, oldest first.
    func messages(of key: String, channel: ChannelID, since: Timestamp, limit: Int) throws -> [ConversationMessage] {
        guard !key.isEmpty else { return [] }
        let headings = try connection.all(
            """
            SELECT m.id, m.kind, m.at AS at FROM inboundMessage i JOIN message m ON m.id = i.id
            WHERE i.channel = ?1 AND i.conversation = ?2 AND i.automatic IS NULL AND m.at >= ?3
            UNION ALL
            SELECT m.id, m.kind, m.at FROM leg l JOIN message m ON m.ticket = l.ticket
                JOIN reply r ON r.id = m.id AND r.leg = l.id
            WHERE l.channel = ?1 AND l.conversation = ?2 AND m.kind IN ('reply', 'automatic') AND m.at >= ?3
                AND EXISTS (SELECT 1 FROM delivery d
                    WHERE d.reply = r.id AND d.state <> 'canceled' AND NOT (d.state = 'queued' AND d.notBefore > ?4))
            ORDER BY at DESC, 1 DESC LIMIT ?5
            """,
            channel,
            key,
            since,
            now,
            min(max(limit, 1), 500)
        ) { Heading(id: try $0.next(), kind: try $0.next()) }
        return try headings.reversed().compactMap { heading in
            heading.kind == .inbound ? try own(heading.id) : try answer(heading.id)
        }
    }

    private func own(_ id: MessageID) throws -> ConversationMessage? {
        guard let message = try MessageRow(connection: connection).inbound(id) else { return nil }
        let words = CustomerRequestEntry.OwnWords(
            id: message.id,
            at: message.at,
            text: message.text,
            files: message.attachments,
            isProven: message.authenticity.isVerified
        )
        return .own(words, message.externalID)
    }

    private func answer(_ id: MessageID) throws -> ConversationMessage? {
        guard let reply = try MessageRow(connection: connection).reply(id),
            let state = try connection.value(
                "SELECT state FROM delivery WHERE reply = ?1 ORDER BY partIndex LIMIT 1",
                id,
                as: DeliveryState.self
            )
        else { return nil }
        var author: String?
        if case .agent(let agent) = reply.author {
            author = try AccountTable(connection: connection).agent(agent)?.name
        }
        let words = CustomerRequestEntry.DeskAnswer(
            id: reply.id,
            at: reply.at,
            author: author,
            text: reply.text,
            files: reply.attachments
        )
        return .answer(words, state)
    }
}
