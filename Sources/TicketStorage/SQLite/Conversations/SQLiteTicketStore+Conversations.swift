public import ChannelKit
import DeskModel

extension SQLiteTicketStore {
    /// The newest messages of a conversation, oldest first, as its customer may see them.
    public func conversation(
        _ key: String,
        channel: ChannelID,
        since: Timestamp,
        at now: Timestamp,
        limit: Int
    ) async throws -> [ConversationMessage] {
        try await read {
            try ConversationReading(connection: $0, now: now)
                .messages(of: key, channel: channel, since: since, limit: limit)
        }
    }

    /// Whether a session of an agent who may answer was used since a time.
    public func isAgentSeen(since: Timestamp) async throws -> Bool {
        try await read { connection in
            try connection.value(
                """
                SELECT EXISTS (SELECT 1 FROM session s JOIN agent a ON a.id = s.agent
                    WHERE s.lastUsedAt >= ?1 AND a.isEnabled = 1 AND a.role <> 'read-only')
                """,
                since,
                as: Bool.self
            ) ?? false
        }
    }
}
