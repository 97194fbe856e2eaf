public import ChannelKit

/// The id of a contact.
public typealias ContactID = RecordID<Contact>
/// The id of an identity.
public typealias IdentityID = RecordID<Identity>

/// A person, as far as the desk knows: home of identities and tickets.
///
/// Merging leaves contacts, identities and tickets where they are and adds an edge; ``person`` tells the contact at its end.
public struct Contact: Sendable, Hashable, Codable {
    /// The id.
    public var id: ContactID
    /// The name as last believed; may be empty.
    public var name: String
    /// The contact that stands for the person after merges; the contact itself when there are none.
    public var person: ContactID
    /// When it was first heard of.
    public var createdAt: Timestamp

    /// Creates a contact that is its own person.
    public init(id: ContactID, name: String, person: ContactID? = nil, createdAt: Timestamp) {
        self.id = id
        self.name = name
        self.person = person ?? id
        self.createdAt = createdAt
    }
}

/// One address of a contact.
public struct Identity: Sendable, Hashable, Codable {
    /// The id.
    public var id: IdentityID
    /// The normalized address, unique in the data folder.
    public var key: IdentityKey
    /// The address as first written, for sending to it and for display.
    public var address: String
    /// The contact it belongs to; a merge leaves it.
    public var contact: ContactID
    /// Whether it was ever proven that the contact holds it.
    public var isVerified: Bool
    /// Whether several people use it (info@, a switchboard): it never unifies anything.
    public var isShared: Bool
    /// Set once mail to it failed for good.
    public var undeliverableSince: Timestamp?
    /// Whether its messages are taken without acknowledgment and put aside.
    public var isBlocked: Bool
    /// When it was first heard of.
    public var createdAt: Timestamp

    /// Creates an identity; unproven, not shared and reachable unless said otherwise.
    public init(
        id: IdentityID,
        key: IdentityKey,
        address: String,
        contact: ContactID,
        isVerified: Bool = false,
        isShared: Bool = false,
        undeliverableSince: Timestamp? = nil,
        isBlocked: Bool = false,
        createdAt: Timestamp
    ) {
        self.id = id
        self.key = key
        self.address = address
        self.contact = contact
        self.isVerified = isVerified
        self.isShared = isShared
        self.undeliverableSince = undeliverableSince
        self.isBlocked = isBlocked
        self.createdAt = createdAt
    }
}

/// One reason to believe something about an identity: who asserted it, how, and when.
public struct IdentityEvidence: Sendable, Hashable, Codable {
    /// The id.
    public var id: RecordID<IdentityEvidence>
    /// The identity it is about.
    public var identity: IdentityID
    /// A second identity that it ties to the first; nil when it proves the first alone.
    public var tiedTo: IdentityKey?
    /// How it was proven or claimed, such as `dmarc`, `one-time-link` or `agent`.
    public var method: String
    /// Who asserts it.
    public var assertedBy: String
    /// Whether it proves, or merely suggests.
    public var isVerified: Bool
    /// When.
    public var at: Timestamp

    /// Creates evidence.
    public init(
        id: RecordID<IdentityEvidence>,
        identity: IdentityID,
        tiedTo: IdentityKey? = nil,
        method: String,
        assertedBy: String,
        isVerified: Bool,
        at: Timestamp
    ) {
        self.id = id
        self.identity = identity
        self.tiedTo = tiedTo
        self.method = method
        self.assertedBy = assertedBy
        self.isVerified = isVerified
        self.at = at
    }
}

/// The id of a merge of contacts.
public typealias ContactMergeID = RecordID<ContactMerge>

/// An edge that makes one contact stand for another; undone in any order, even after new messages.
public struct ContactMerge: Sendable, Hashable, Codable {
    /// The id.
    public var id: ContactMergeID
    /// The contact that no longer stands for itself.
    public var from: ContactID
    /// The contact that stands for both.
    public var into: ContactID
    /// Who merged.
    public var actor: Actor
    /// Why, as shown to agents.
    public var evidence: [Evidence]
    /// When.
    public var at: Timestamp
    /// When it was undone; nil while it holds.
    public var undoneAt: Timestamp?

    /// Creates a merge that holds.
    public init(
        id: ContactMergeID,
        from: ContactID,
        into: ContactID,
        actor: Actor,
        evidence: [Evidence],
        at: Timestamp,
        undoneAt: Timestamp? = nil
    ) {
        self.id = id
        self.from = from
        self.into = into
        self.actor = actor
        self.evidence = evidence
        self.at = at
        self.undoneAt = undoneAt
    }
}

/// Something the desk may want to unify but does not by itself.
public struct Suggestion: Sendable, Hashable, Codable {
    /// What is suggested.
    public enum Proposal: Sendable, Hashable, Codable {
        /// Two contacts may be one person.
        case mergeContacts(ContactID, ContactID)
        /// A ticket may belong to another one.
        case mergeTickets(from: TicketID, into: TicketID)
    }

    /// What became of it.
    public enum Outcome: String, Sendable, Hashable, Codable {
        /// Nobody has decided.
        case open
        /// It was followed.
        case accepted
        /// It was turned down; it does not come again.
        case dismissed
    }

    /// The id.
    public var id: RecordID<Suggestion>
    /// What is suggested.
    public var proposal: Proposal
    /// How likely, from 0 to 1.
    public var score: Double
    /// Why, as shown to agents.
    public var evidence: [Evidence]
    /// What became of it.
    public var outcome: Outcome
    /// When it was made.
    public var at: Timestamp

    /// Creates an open suggestion.
    public init(
        id: RecordID<Suggestion>,
        proposal: Proposal,
        score: Double,
        evidence: [Evidence],
        outcome: Outcome = .open,
        at: Timestamp
    ) {
        self.id = id
        self.proposal = proposal
        self.score = score
        self.evidence = evidence
        self.outcome = outcome
        self.at = at
    }
}
