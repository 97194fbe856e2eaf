public import ChannelKit
public import DeskModel

/// The id of an import of people.
public typealias ContactImportID = RecordID<ContactImport>

/// People out of a list, on an admin's word.
public protocol ContactImportStore: Sendable {
    /// The latest imports, newest first.
    func contactImports(limit: Int) async throws -> [ContactImport]

    /// What taking people in would do, changing nothing.
    func checkImport(_ people: [ImportedPerson]) async throws -> [ImportOutcome]

    /// Takes people in.
    ///
    /// Addresses that are known stay with whoever has them; a person whose addresses belong to several people is left alone.
    ///
    /// - Parameters:
    ///   - people: the people, in the order of the list.
    ///   - import: what they come with; kept once.
    /// - Returns: what became of each.
    /// - Throws: ``StorageError``; what was taken in before stays, and taking the same list again goes on from there.
    func importPeople(_ people: [ImportedPerson], with import: ContactImport) async throws -> [ImportOutcome]

    /// Takes back what an import has added and nothing has used since; nil when there is no such import in force.
    func undoImport(_ id: ContactImportID, actor: Actor, at: Timestamp) async throws -> ContactImportUndo?
}

/// One import.
public struct ContactImport: Sendable, Hashable {
    /// The id.
    public var id: ContactImportID
    /// What the list was called.
    public var name: String
    /// Who says so.
    public var actor: Actor
    /// Who says so, as evidence names them.
    public var assertedBy: String
    /// When.
    public var at: Timestamp
    /// How many people it added; filled in when read.
    public var people: Int
    /// How many addresses it added; filled in when read.
    public var addresses: Int
    /// When it was taken back; nil while it holds.
    public var undoneAt: Timestamp?

    /// Creates an import that holds.
    public init(
        id: ContactImportID,
        name: String,
        actor: Actor,
        assertedBy: String,
        at: Timestamp,
        people: Int = 0,
        addresses: Int = 0,
        undoneAt: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.actor = actor
        self.assertedBy = assertedBy
        self.at = at
        self.people = people
        self.addresses = addresses
        self.undoneAt = undoneAt
    }
}

/// A person as a list names them.
public struct ImportedPerson: Sendable, Hashable {
    /// The contact, if it is new.
    public var contact: Contact
    /// Their addresses, at least one.
    public var identities: [Identity]

    /// Creates a person.
    public init(contact: Contact, identities: [Identity]) {
        self.contact = contact
        self.identities = identities
    }
}

/// What becomes of a person of a list.
public enum ImportOutcome: Sendable, Hashable {
    /// They are new.
    case added
    /// All their addresses are known, and of one person.
    case known
    /// Some of their addresses are known, and of one person, who gets so many more.
    case extended(Int)
    /// Their addresses belong to several people; nothing is done.
    case conflict([String])
}

/// What was taken back with an import.
public struct ContactImportUndo: Sendable, Hashable {
    /// How many people.
    public var people: Int
    /// How many addresses.
    public var addresses: Int
    /// How many addresses stay, since somebody wrote from them, was written to at them, or proved them since.
    public var kept: Int

    /// Creates a report.
    public init(people: Int = 0, addresses: Int = 0, kept: Int = 0) {
        self.people = people
        self.addresses = addresses
        self.kept = kept
    }
}
