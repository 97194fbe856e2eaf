import DeskModel
import HTTPTypes

extension APIRoutes {
    /// Companies and other bodies with their people.
    static let organizations: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/organizations",
            access: .scope(.readContacts),
            operation: "listOrganizations",
            summary: "Organizations by name.",
            parameters: APIParameter.paging,
            answer: .object(.ok, APISchema.page(of: OrganizationCalls.schema), "A page of organizations."),
            respond: OrganizationCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/organizations",
            access: .scope(.admin),
            operation: "addOrganization",
            summary: "Adds an organization with its mail domains.",
            body: .object(OrganizationCalls.new),
            answer: .object(.created, OrganizationCalls.schema, "The organization."),
            respond: OrganizationCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/organizations/{id}",
            access: .scope(.readContacts),
            operation: "getOrganization",
            summary: "One organization.",
            parameters: [.id("organization")],
            answer: .object(.ok, OrganizationCalls.schema, "The organization."),
            respond: OrganizationCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/organizations/{id}",
            access: .scope(.admin),
            operation: "changeOrganization",
            summary: "Changes an organization; what is left out stays.",
            parameters: [.id("organization")],
            body: .object(OrganizationCalls.change),
            answer: .object(.ok, OrganizationCalls.schema, "The organization as it is now."),
            respond: OrganizationCalls.update
        ),
        APIRoute(
            method: .delete,
            path: "/organizations/{id}",
            access: .scope(.admin),
            operation: "removeOrganization",
            summary: "Removes an organization; its people stay.",
            parameters: [.id("organization")],
            answer: .nothing("It is gone."),
            respond: OrganizationCalls.remove
        ),
        APIRoute(
            method: .get,
            path: "/organizations/{id}/members",
            access: .scope(.readContacts),
            operation: "listOrganizationMembers",
            summary: "An organization's people, one for each address with a domain of it.",
            parameters: [.id("organization")] + APIParameter.paging,
            answer: .object(.ok, APISchema.page(of: OrganizationCalls.member), "A page of people."),
            respond: OrganizationCalls.members
        ),
        APIRoute(
            method: .get,
            path: "/contacts/{id}/organization",
            access: .scope(.readContacts),
            operation: "getContactOrganization",
            summary: "The organization a person belongs to: by a proven address, else by any.",
            parameters: [.id("contact")],
            answer: .object(.ok, OrganizationCalls.schema, "The organization."),
            respond: OrganizationCalls.ofContact
        ),
    ]
}
