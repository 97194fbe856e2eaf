import DeskModel

extension AuditedChange {
    /// Adds or changes an organization.
    func save(_ organization: Organization) throws -> OrganizationChangeResult {
        let result = try OrganizationTable(connection: connection).save(organization)
        guard result == .done else { return result }
        let mark = organization.isVIP ? " VIP" : ""
        try note(
            .organizationSaved,
            "organization:\(organization.id)",
            "\(organization.name)\(mark): \(organization.domains.joined(separator: ", "))"
        )
        return result
    }

    /// Removes an organization, if there is one.
    func remove(_ id: OrganizationID) throws {
        guard try OrganizationTable(connection: connection).remove(id) else { return }
        try note(.organizationRemoved, "organization:\(id)")
    }
}
