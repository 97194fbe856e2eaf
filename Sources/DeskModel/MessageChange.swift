public import ChannelKit

/// What somebody did to a message after it was sent: it was changed, or taken back.
public struct MessageChange: Sendable, Hashable, Codable {
    /// What was done.
    public enum Kind: Sendable, Hashable, Codable {
        /// Other words are in force; those before stay as a version.
        case edit(MessageWords)
        /// Words older than those in force, which came late: they stay as a version.
        case lateEdit(MessageWords)
        /// The message was taken back; its words stay for agents.
        case deletion
    }

    /// The message.
    public var message: MessageID
    /// What was done.
    public var kind: Kind
    /// The arrival that told it.
    public var arrival: ArrivalID
    /// Who did it, for display; empty when it was the sender.
    public var madeBy: String
    /// When it was done, as the other side says, else when it was received; orders the changes of one message.
    public var madeAt: Timestamp
    /// When it was received.
    public var at: Timestamp
    /// Why it was taken so.
    public var decision: DecisionTrace

    /// Creates a change.
    public init(
        message: MessageID,
        kind: Kind,
        arrival: ArrivalID,
        madeBy: String,
        madeAt: Timestamp,
        at: Timestamp,
        decision: DecisionTrace
    ) {
        self.message = message
        self.kind = kind
        self.arrival = arrival
        self.madeBy = madeBy
        self.madeAt = madeAt
        self.at = at
        self.decision = decision
    }
}

/// The words of a message as a change brings them.
public struct MessageWords: Sendable, Hashable, Codable {
    /// All readable words.
    public var text: String
    /// What is newly written.
    public var newText: String
    /// What is quoted.
    public var quotedText: String?
    /// Sanitized HTML markup.
    public var html: String?
    /// Files that came with the change; none leaves those of the message.
    public var attachments: [AttachmentRecord]
    /// Guesses made while reading it.
    public var warnings: [Wording]

    /// Creates words.
    public init(
        text: String,
        newText: String,
        quotedText: String? = nil,
        html: String? = nil,
        attachments: [AttachmentRecord] = [],
        warnings: [Wording] = []
    ) {
        self.text = text
        self.newText = newText
        self.quotedText = quotedText
        self.html = html
        self.attachments = attachments
        self.warnings = warnings
    }
}

/// A change of a message that has not come yet.
///
/// Providers do not promise any order, so it waits for its message a while.
public struct WaitingChange: Sendable, Hashable, Codable {
    /// The channel.
    public var channel: ChannelID
    /// The provider's id of the message it names.
    public var messageID: String
    /// The arrival that told it.
    public var arrival: ArrivalID
    /// Its position in the arrival.
    public var envelope: Int
    /// Who made it; nil when the provider does not say.
    public var sender: EnvelopeSender
    /// The new words; nil for a deletion.
    public var words: MessageWords?
    /// When it was made, as the other side says.
    public var occurredAt: Timestamp?
    /// When it was received.
    public var receivedAt: Timestamp

    /// Creates a waiting change.
    public init(
        channel: ChannelID,
        messageID: String,
        arrival: ArrivalID,
        envelope: Int,
        sender: EnvelopeSender,
        words: MessageWords?,
        occurredAt: Timestamp?,
        receivedAt: Timestamp
    ) {
        self.channel = channel
        self.messageID = messageID
        self.arrival = arrival
        self.envelope = envelope
        self.sender = sender
        self.words = words
        self.occurredAt = occurredAt
        self.receivedAt = receivedAt
    }

    /// When it was made: the other side's word, never later than its receipt.
    public var madeAt: Timestamp { min(occurredAt ?? receivedAt, receivedAt) }
}

/// What a message said before it was changed.
public struct MessageVersion: Sendable, Hashable, Codable {
    /// The words.
    public var text: String
    /// When they were written.
    public var writtenAt: Timestamp

    /// Creates a version.
    public init(text: String, writtenAt: Timestamp) {
        self.text = text
        self.writtenAt = writtenAt
    }
}

/// That a message was taken back.
public struct MessageDeletion: Sendable, Hashable, Codable {
    /// When.
    public var at: Timestamp
    /// Who did it, for display; empty when it was the sender.
    public var by: String

    /// Creates a deletion.
    public init(at: Timestamp, by: String) {
        self.at = at
        self.by = by
    }
}
