public import ChannelKit
public import DeskModel

/// A conversation as the customer at its other end sees it.
public protocol ConversationStore: Sendable {
    /// The newest messages of a conversation, oldest first: what came by it, and the replies that went into it.
    ///
    /// There is no room in it for a note, for a reply that can still be taken back, or for anything of another channel.
    ///
    /// - Parameters:
    ///   - key: the conversation.
    ///   - channel: its channel.
    ///   - since: messages older than this are left out.
    ///   - now: the time.
    ///   - limit: the most messages, 1 to 500.
    /// - Returns: the messages.
    /// - Throws: ``StorageError``.
    func conversation(
        _ key: String,
        channel: ChannelID,
        since: Timestamp,
        at now: Timestamp,
        limit: Int
    ) async throws -> [ConversationMessage]

    /// Whether a session of an agent who may answer was used since a time.
    ///
    /// Uses are noted at most once a minute.
    func isAgentSeen(since: Timestamp) async throws -> Bool
}

/// One message of a conversation.
public enum ConversationMessage: Sendable, Hashable {
    /// The customer's own words, with the external id of the envelope they came as.
    case own(CustomerRequestEntry.OwnWords, ExternalID)
    /// The desk's answer, with how far its delivery has come.
    case answer(CustomerRequestEntry.DeskAnswer, DeliveryState)
}
