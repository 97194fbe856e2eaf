public import ChannelKit
public import DeskModel

/// Organizations and who belongs to them.
///
/// Nobody is put into one: a contact belongs to the organization whose domain an address of theirs has, as things stand.
public protocol OrganizationStore: Sendable {
    /// A page of organizations by name.
    func organizationPage(after: PageCursor?, limit: Int) async throws -> Page<Organization>

    /// An organization.
    func organization(_ id: OrganizationID) async throws -> Organization?

    /// The organization a person belongs to: by a proven address, else by any.
    func organization(of person: ContactID) async throws -> Organization?

    /// A page of an organization's people, one line for each address, in the order they were first heard of.
    func members(of id: OrganizationID, after: PageCursor?, limit: Int) async throws -> Page<OrganizationMember>

    /// Adds or changes an organization.
    func saveOrganization(
        _ organization: Organization,
        actor: Actor,
        at: Timestamp
    ) async throws -> OrganizationChangeResult

    /// Removes an organization; its people stay.
    func removeOrganization(_ id: OrganizationID, actor: Actor, at: Timestamp) async throws
}

/// Somebody of an organization.
public struct OrganizationMember: Sendable, Hashable {
    /// The contact that stands for the person.
    public var person: ContactID
    /// Their name; may be empty.
    public var name: String
    /// The address with the organization's domain.
    public var address: String

    /// Creates a member.
    public init(person: ContactID, name: String, address: String) {
        self.person = person
        self.name = name
        self.address = address
    }
}

/// What became of a change of an organization.
public enum OrganizationChangeResult: Sendable, Hashable {
    /// It is stored.
    case done
    /// Another one has that name.
    case nameTaken
    /// A domain belongs to another one, whose name is given.
    case domainTaken(domain: String, by: String)
}
