public import ChannelKit
public import DeskModel

/// Whose an envelope is, and on what evidence.
public struct IdentityDecision: Sendable, Hashable {
    /// The contact the message belongs to.
    public var contact: Contact
    /// The sender's identity; nil when the channel gives none.
    public var identity: Identity?
    /// Whether ``contact`` has to be stored.
    public var isNewContact: Bool
    /// Identities to store.
    public var newIdentities: [Identity]
    /// Known identities that are proven now.
    public var verifiedIdentities: [IdentityID]
    /// A better name for the contact.
    public var betterName: String?
    /// Evidence to keep.
    public var evidence: [IdentityEvidence]
    /// Merges that evidence proven on both sides asks for.
    public var merges: [ContactMerge]
    /// Contacts that may be the same person, with the reasons.
    public var suggestions: [SuggestedContact]
    /// The rule that decided and what it saw.
    public var trace: DecisionTrace
}

/// A contact that may be the same person as the sender.
public struct SuggestedContact: Sendable, Hashable {
    /// The contact.
    public var contact: ContactID
    /// How likely, from 0 to 1.
    public var score: Double
    /// Why.
    public var reason: Evidence
}

/// What identity resolution needs beside the envelope: ids and the time are handed in, so that deciding stays pure.
public struct IdentityContext: Sendable {
    /// When the envelope was received.
    public var now: Timestamp
    /// Makes ids.
    public var ids: RecordIDSource

    /// Creates a context.
    public init(now: Timestamp, ids: RecordIDSource) {
        self.now = now
        self.ids = ids
    }
}
