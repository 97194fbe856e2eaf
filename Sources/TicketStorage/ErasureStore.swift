public import ChannelKit
public import DeskModel

/// Erasing a person.
public protocol ErasureStore: Sendable {
    /// What erasing the person that a contact belongs to would remove and leave; nil when there is no such contact.
    func erasurePreview(of contact: ContactID) async throws -> ErasureReport?

    /// Erases the person that a contact belongs to, for good.
    ///
    /// When this returns, the words are gone from tables, index, database file, its log and the blob files.
    ///
    /// - Parameters:
    ///   - contact: any contact of the person.
    ///   - actor: who erases.
    ///   - at: now.
    /// - Returns: what became of it.
    /// - Throws: ``StorageError``; when the words are out of the tables but the files could not be cleaned, the next start
    ///   does that.
    func erase(_ contact: ContactID, actor: Actor, at: Timestamp) async throws -> ErasureResult
}

/// What an erasure removes, and what it leaves.
public struct ErasureReport: Sendable, Hashable, Codable {
    /// How many contacts the person is made of.
    public var contacts: Int
    /// How many addresses go, with their evidence and sign-ins.
    public var identities: Int
    /// The numbers of tickets whose skeletons stay; at most 1,000.
    public var tickets: [Int]
    /// How many messages, replies and notes lose their words.
    public var messages: Int
    /// How many attachments go.
    public var attachments: Int
    /// How many raw arrivals lose their octets and headers.
    public var arrivals: Int
    /// How many messages of other people in the person's tickets keep what those people newly wrote.
    public var foreignMessages: Int
    /// How many tickets of other people hold words of this person, which go.
    public var foreignTickets: Int

    /// Creates a report.
    public init(
        contacts: Int,
        identities: Int,
        tickets: [Int],
        messages: Int,
        attachments: Int,
        arrivals: Int,
        foreignMessages: Int,
        foreignTickets: Int
    ) {
        self.contacts = contacts
        self.identities = identities
        self.tickets = tickets
        self.messages = messages
        self.attachments = attachments
        self.arrivals = arrivals
        self.foreignMessages = foreignMessages
        self.foreignTickets = foreignTickets
    }
}

/// What became of an erasure.
public enum ErasureResult: Sendable, Hashable {
    /// There is no such contact.
    case unknown
    /// A message to the person is being sent right now; it is possible again once that has come to an end.
    case sending
    /// It is done.
    case erased(ErasureReport)
}

/// What stands where something was erased.
public enum ErasedMark {
    /// The text in the place of names, subjects and messages.
    public static let text = "[erased]"
}
