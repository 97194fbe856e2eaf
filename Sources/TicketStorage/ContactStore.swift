public import ChannelKit
public import DeskModel

/// People, their addresses and merges.
public protocol ContactStore: Sendable {
    /// A page of people by name, or those found by words or an address.
    func contactPage(matching words: String?, after: PageCursor?, limit: Int) async throws -> Page<ContactProfile>

    /// A contact with everything known of the person it stands for.
    func contact(_ id: ContactID) async throws -> ContactProfile?

    /// The contact an address belongs to.
    func contact(holding key: IdentityKey) async throws -> ContactProfile?

    /// What merging one contact into another would bring together.
    func mergePreview(from: ContactID, into: ContactID) async throws -> MergePreview?

    /// Merges; refused when one stands for the other already.
    func merge(_ merge: ContactMerge) async throws -> ContactChangeResult

    /// Undoes a merge, in whatever order merges were made.
    func unmerge(_ id: ContactMergeID, actor: Actor, at: Timestamp) async throws -> ContactChangeResult

    /// Adds an identity to a contact on an agent's word, with the evidence.
    func assert(_ identity: Identity, evidence: IdentityEvidence) async throws -> ContactChangeResult

    /// Proves an identity (a one-time link was followed).
    func verify(_ identity: IdentityID, evidence: IdentityEvidence) async throws

    /// Marks an identity as used by several people, or not.
    func markShared(_ identity: IdentityID, _ isShared: Bool, actor: Actor, at: Timestamp) async throws

    /// Contacts with names and addresses, newest first, older than one; for the search for duplicates.
    func contacts(before: ContactID?, limit: Int) async throws -> [ContactProfile]
}

/// A contact and the person it stands for.
public struct ContactProfile: Sendable, Hashable, Codable {
    /// The contact asked for.
    public var contact: Contact
    /// The contact that stands for the person.
    public var person: Contact
    /// All identities of the person.
    public var identities: [Identity]
    /// Why they are believed.
    public var evidence: [IdentityEvidence]
    /// Merges that make up the person, those undone included.
    public var merges: [ContactMerge]
    /// How many tickets the person has.
    public var ticketCount: Int

    /// Creates a profile.
    public init(
        contact: Contact,
        person: Contact,
        identities: [Identity],
        evidence: [IdentityEvidence],
        merges: [ContactMerge],
        ticketCount: Int
    ) {
        self.contact = contact
        self.person = person
        self.identities = identities
        self.evidence = evidence
        self.merges = merges
        self.ticketCount = ticketCount
    }
}

/// What a merge would bring together.
public struct MergePreview: Sendable, Hashable, Codable {
    /// The person that would no longer stand for itself.
    public var from: ContactProfile
    /// The person that would stand for both.
    public var into: ContactProfile
    /// What speaks for and against it, in sentences.
    public var remarks: [Evidence]

    /// Creates a preview.
    public init(from: ContactProfile, into: ContactProfile, remarks: [Evidence]) {
        self.from = from
        self.into = into
        self.remarks = remarks
    }
}

/// What became of a change of contacts.
public enum ContactChangeResult: Sendable, Hashable {
    /// It is stored.
    case done
    /// It is not possible; the reason is for whoever asked.
    case refused(String)
}
