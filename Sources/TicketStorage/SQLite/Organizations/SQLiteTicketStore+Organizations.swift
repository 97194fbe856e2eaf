public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// A page of organizations by name.
    public func organizationPage(after: PageCursor?, limit: Int) async throws -> Page<Organization> {
        try await read { try OrganizationTable(connection: $0).page(after: after, limit: limit) }
    }

    /// An organization.
    public func organization(_ id: OrganizationID) async throws -> Organization? {
        try await read { try OrganizationTable(connection: $0).organization(id) }
    }

    /// The organization a person belongs to.
    public func organization(of person: ContactID) async throws -> Organization? {
        try await read { try OrganizationTable(connection: $0).organization(of: person) }
    }

    /// A page of an organization's people.
    public func members(
        of id: OrganizationID,
        after: PageCursor?,
        limit: Int
    ) async throws -> Page<OrganizationMember> {
        try await read { try OrganizationTable(connection: $0).members(of: id, after: after, limit: limit) }
    }

    /// Adds or changes an organization.
    public func saveOrganization(
        _ organization: Organization,
        actor: Actor,
        at: Timestamp
    ) async throws -> OrganizationChangeResult {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).save(organization) }
    }

    /// Removes an organization.
    public func removeOrganization(_ id: OrganizationID, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).remove(id) }
    }
}
