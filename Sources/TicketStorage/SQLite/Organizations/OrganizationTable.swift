import ChannelKit
import DeskModel

/// Organizations and their domains.
struct OrganizationTable {
    let connection: Connection

    /// A page by name; the cursor is the last one's id, so that no name stands in an address.
    func page(after: PageCursor?, limit: Int) throws -> Page<Organization> {
        let limit = min(max(limit, 1), 200)
        let last = try after.flatMap { OrganizationID($0.rawValue) }.flatMap(organization)
        let found = try connection.all(
            "SELECT id, name, isVIP FROM organization WHERE name > ?1 ORDER BY name LIMIT ?2",
            last?.name ?? "",
            limit + 1,
            row: Self.decode
        )
        let items = try found.prefix(limit).map(complete)
        return Page(
            items: items,
            next: found.count > limit ? items.last.map { PageCursor(rawValue: $0.id.description) } : nil
        )
    }

    /// The organization with an id.
    func organization(_ id: OrganizationID) throws -> Organization? {
        try connection.first("SELECT id, name, isVIP FROM organization WHERE id = ?1", id, row: Self.decode)
            .map(complete)
    }

    /// The organization of a person.
    func organization(of person: ContactID) throws -> Organization? {
        try connection.first(
            """
            SELECT o.id, o.name, o.isVIP FROM contact c JOIN identity i ON i.contact = c.id
            JOIN organizationDomain d ON d.domain = substr(i.value, instr(i.value, '@') + 1)
            JOIN organization o ON o.id = d.organization
            WHERE c.person = ?1 AND i.kind = 'email' ORDER BY i.isVerified DESC, i.id LIMIT 1
            """,
            person,
            row: Self.decode
        ).map(complete)
    }

    /// A page of an organization's people.
    func members(of id: OrganizationID, after: PageCursor?, limit: Int) throws -> Page<OrganizationMember> {
        let limit = min(max(limit, 1), 200)
        let found = try connection.all(
            """
            SELECT i.id, c.person, p.name, i.address FROM identity i JOIN contact c ON c.id = i.contact
            JOIN contact p ON p.id = c.person
            WHERE i.kind = 'email' AND i.id > ?2 AND substr(i.value, instr(i.value, '@') + 1) IN
                (SELECT domain FROM organizationDomain WHERE organization = ?1)
            ORDER BY i.id LIMIT ?3
            """,
            id,
            Int64(after?.rawValue ?? "") ?? 0,
            limit + 1
        ) { row in
            let identity = try row.next(Int64.self)
            let member = OrganizationMember(person: try row.next(), name: try row.next(), address: try row.next())
            return (identity, member)
        }
        let items = found.prefix(limit)
        return Page(
            items: items.map(\.1),
            next: found.count > limit ? items.last.map { PageCursor(rawValue: String($0.0)) } : nil
        )
    }

    /// Adds or changes an organization.
    func save(_ organization: Organization) throws -> OrganizationChangeResult {
        let holder = try connection.value(
            "SELECT id FROM organization WHERE name = ?1",
            organization.name,
            as: OrganizationID.self
        )
        if let holder, holder != organization.id { return .nameTaken }
        for domain in organization.domains {
            let other = try connection.value(
                """
                SELECT o.name FROM organizationDomain d JOIN organization o ON o.id = d.organization
                WHERE d.domain = ?1 AND o.id <> ?2
                """,
                domain,
                organization.id,
                as: String.self
            )
            if let other { return .domainTaken(domain: domain, by: other) }
        }
        try connection.run(
            """
            INSERT INTO organization (id, name, isVIP) VALUES (?1, ?2, ?3)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, isVIP = excluded.isVIP
            """,
            organization.id,
            organization.name,
            organization.isVIP
        )
        try connection.run("DELETE FROM organizationDomain WHERE organization = ?1", organization.id)
        for domain in Set(organization.domains) {
            try connection.run(
                "INSERT INTO organizationDomain (domain, organization) VALUES (?1, ?2)",
                domain,
                organization.id
            )
        }
        return .done
    }

    /// Removes an organization; gives back whether there was one.
    func remove(_ id: OrganizationID) throws -> Bool {
        try connection.run("DELETE FROM organizationDomain WHERE organization = ?1", id)
        try connection.run("DELETE FROM organization WHERE id = ?1", id)
        return connection.changes > 0
    }

    private func complete(_ organization: Organization) throws -> Organization {
        var organization = organization
        organization.domains = try connection.all(
            "SELECT domain FROM organizationDomain WHERE organization = ?1 ORDER BY domain",
            organization.id
        ) { try $0.next() }
        return organization
    }

    private static func decode(_ row: inout ResultRow) throws -> Organization {
        Organization(id: try row.next(), name: try row.next(), domains: [], isVIP: try row.next())
    }
}
