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
        try await writer.write(.change) { context in
            let result = try OrganizationTable(connection: context.connection).save(organization)
            guard result == .done else { return result }
            let mark = organization.isVIP ? " VIP" : ""
            let entry = AuditEntry(
                actor: actor,
                action: "organization.saved",
                object: "organization:\(organization.id)",
                detail: "\(organization.name)\(mark): \(organization.domains.joined(separator: ", "))",
                at: at
            )
            try AuditTable(context: context).add(entry)
            return result
        }
    }

    /// Removes an organization.
    public func removeOrganization(_ id: OrganizationID, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { context in
            guard try OrganizationTable(connection: context.connection).remove(id) else { return }
            try AuditTable(context: context)
                .add(AuditEntry(actor: actor, action: "organization.removed", object: "organization:\(id)", at: at))
        }
    }
}
