import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Companies and other bodies that people belong to by the domains of their addresses.
enum OrganizationCalls {
    private static let name = APISchema.line(maximum: Organization.maximumName)
    private static let domains = APISchema.list(.line(maximum: 255), maximum: Organization.maximumDomains)

    static let new = APIObject(
        "NewOrganization",
        "An organization to add.",
        [
            .required("name", name, "The name, which no other organization has."),
            .optional("domains", domains, "Its mail domains; each belongs to one organization."),
            .optional("vip", .boolean, "Whether its people come first."),
        ]
    )

    static let change = APIObject(
        "OrganizationChange",
        "What is to be changed about an organization; what is left out stays.",
        [
            .optional("name", name, "The name, which no other organization has."),
            .optional("domains", domains, "Its mail domains, in place of those it has."),
            .optional("vip", .boolean, "Whether its people come first."),
        ]
    )

    static let schema = APIObject(
        "Organization",
        "A company or other body that people belong to by the domains of their addresses.",
        [
            .required("id", .id, "The id."),
            .required("name", .words, "The name."),
            .required("domains", .items(.words), "Its mail domains, normalized."),
            .required("vip", .boolean, "Whether its people come first."),
        ]
    )

    static let member = APIObject(
        "OrganizationMember",
        "Somebody of an organization.",
        [
            .required("person", .id, "The contact that stands for the person."),
            .required("name", .words, "Their name; may be empty."),
            .required("address", .words, "The address with the organization's domain."),
        ]
    )

    static func json(_ organization: Organization) -> JSON {
        [
            "id": .id(organization.id), "name": .text(organization.name),
            "domains": .array(organization.domains.map { .text($0) }), "vip": .boolean(organization.isVIP),
        ]
    }

    /// Answers `GET /organizations`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.page(try await exchange.store.organizationPage(after: exchange.after, limit: exchange.limit), json)
    }

    /// Answers `GET /organizations/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response { .json(json(try await known(exchange))) }

    /// Answers `GET /organizations/{id}/members`.
    static func members(_ exchange: APIExchange) async throws -> Response {
        let id = try await known(exchange).id
        let page = try await exchange.store.members(of: id, after: exchange.after, limit: exchange.limit)
        return exchange.page(page) { member in
            ["person": .id(member.person), "name": .text(member.name), "address": .text(member.address)]
        }
    }

    /// Answers `GET /contacts/{id}/organization`.
    static func ofContact(_ exchange: APIExchange) async throws -> Response {
        let profile = try await exchange.store.contact(try exchange.id(of: Contact.self)).orNotFound("contact")
        return .json(json(try await exchange.store.organization(of: profile.person.id).orNotFound("organization")))
    }

    /// Answers `POST /organizations`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        let new = Organization(id: exchange.ids.next(at: exchange.now), name: "", domains: [], isVIP: false)
        let organization = try changed(new, exchange)
        return try await exchange.administer(
            .saveOrganization(organization),
            json(organization),
            at: "/organizations/\(organization.id)"
        )
    }

    /// Answers `PATCH /organizations/{id}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let known = try await known(exchange)
        try exchange.expectChange()
        let organization = try changed(known, exchange)
        return try await exchange.administer(.saveOrganization(organization), json(organization))
    }

    /// Answers `DELETE /organizations/{id}`.
    static func remove(_ exchange: APIExchange) async throws -> Response {
        try await exchange.administer(.removeOrganization(try await known(exchange).id))
    }

    private static func known(_ exchange: APIExchange) async throws -> Organization {
        let id = try exchange.id(of: Organization.self)
        return try await exchange.store.organization(id).orNotFound("organization")
    }

    private static func changed(_ organization: Organization, _ exchange: APIExchange) throws -> Organization {
        var organization = organization
        for member in exchange.body.members {
            switch member.name {
            case "name": organization.name = member.value.text ?? organization.name
            case "vip": organization.isVIP = member.value.boolean ?? false
            case "domains": organization.domains = try domains(member.value)
            default: break
            }
        }
        return organization
    }

    private static func domains(_ value: JSON) throws -> [String] {
        var domains: Set<String> = []
        for (index, element) in value.elements.enumerated() {
            do throws(OrganizationDomain.Problem) {
                domains.insert(try OrganizationDomain.read(element.text ?? ""))
            } catch {
                let detail =
                    switch error {
                    case .noDomain: "this is no mail domain, such as example.com"
                    case .common: "everybody uses this domain, so it can tell no organization"
                    }
                throw APIProblem.invalid("/domains/\(index)", detail)
            }
        }
        return domains.sorted()
    }
}
