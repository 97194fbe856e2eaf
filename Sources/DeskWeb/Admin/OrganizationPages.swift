import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Organizations with their domains and people, for admins.
enum OrganizationPages {
    private static let pageSize = 50

    /// Answers `GET /admin/organizations`.
    static func list(_ exchange: Exchange) async throws -> Response {
        let after = exchange.query["after"].map(PageCursor.init(rawValue:))
        let page = OrganizationListPage(
            organizations: try await exchange.store.organizationPage(after: after, limit: pageSize),
            isFirst: after == nil,
            form: OrganizationForm()
        )
        return try await answer(page, exchange)
    }

    /// Answers `POST /admin/organizations`: adds one.
    static func add(_ exchange: Exchange) async throws -> Response {
        var form = OrganizationForm(exchange.form)
        if let organization = try await save(nil, &form, exchange) {
            return .seeOther("/admin/organizations/\(organization.id)")
        }
        let page = OrganizationListPage(
            organizations: try await exchange.store.organizationPage(after: nil, limit: pageSize),
            isFirst: true,
            form: form
        )
        return try await answer(page, exchange, status: .unprocessableContent)
    }

    /// Answers `GET /admin/organizations/:id`.
    static func show(_ exchange: Exchange) async throws -> Response {
        let organization = try await organization(exchange)
        return try await answer(organization, OrganizationForm(organization), exchange)
    }

    /// Answers `POST /admin/organizations/:id`: changes one.
    static func change(_ exchange: Exchange) async throws -> Response {
        let organization = try await organization(exchange)
        var form = OrganizationForm(exchange.form)
        if try await save(organization.id, &form, exchange) != nil {
            return .seeOther("/admin/organizations/\(organization.id)")
        }
        return try await answer(organization, form, exchange, status: .unprocessableContent)
    }

    /// Answers `POST /admin/organizations/:id/remove`.
    static func remove(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: Organization.self)
        try await exchange.store.removeOrganization(id, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/admin/organizations")
    }

    private static func organization(_ exchange: Exchange) async throws -> Organization {
        guard let found = try await exchange.store.organization(try exchange.id("id", of: Organization.self)) else {
            throw PageProblem.notFound
        }
        return found
    }

    /// What was stored; nil when the form tells why it was not.
    private static func save(
        _ id: OrganizationID?,
        _ form: inout OrganizationForm,
        _ exchange: Exchange
    ) async throws -> Organization? {
        let words = exchange.words
        do {
            let organization = Organization(
                id: id ?? exchange.site.services.ids.next(at: exchange.now),
                name: try form.checkedName(words),
                domains: try form.checkedDomains(words),
                isVIP: form.isVIP
            )
            switch try await exchange.store.saveOrganization(organization, actor: try exchange.actor, at: exchange.now)
            {
            case .done: return organization
            case .nameTaken:
                form.problem = words.say(
                    "There is another organization named “\(organization.name)”.",
                    "已有名为“\(organization.name)”的组织。"
                )
            case .domainTaken(let domain, let other):
                form.problem = words.say(
                    "The domain \(domain) belongs to “\(other)”.",
                    "域名 \(domain) 已属于“\(other)”。"
                )
            }
        } catch let problem as OrganizationForm.Problem {
            form.problem = problem.sentence
        }
        return nil
    }

    private static func answer(
        _ page: OrganizationListPage,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        try await exchange.adminPage(
            exchange.words.say("Organizations", "组织"),
            status: status,
            content: page.html(exchange.frame)
        )
    }

    private static func answer(
        _ organization: Organization,
        _ form: OrganizationForm,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let after = exchange.query["after"].map(PageCursor.init(rawValue:))
        let page = OrganizationPage(
            organization: organization,
            form: form,
            members: try await exchange.store.members(of: organization.id, after: after, limit: pageSize),
            isFirst: after == nil
        )
        return try await exchange.adminPage(organization.name, status: status, content: page.html(exchange.frame))
    }
}

/// An organization as its form holds it.
struct OrganizationForm: Sendable {
    /// What keeps a form from being saved, as a sentence.
    struct Problem: Error {
        let sentence: String
    }

    var name = ""
    var domains = ""
    var isVIP = false
    var problem: String?

    /// An empty form.
    init() {}

    /// The form of an organization.
    init(_ organization: Organization) {
        name = organization.name
        domains = organization.domains.joined(separator: "\n")
        isVIP = organization.isVIP
    }

    /// The form as it was submitted.
    init(_ values: FormValues) {
        name = String((values.trimmed("name") ?? "").prefix(Organization.maximumName + 1))
        domains = String((values["domains"] ?? "").replacing("\r\n", with: "\n").prefix(16_000))
        isVIP = values["vip"] == "yes"
    }

    /// The name.
    ///
    /// - Throws: ``Problem``.
    func checkedName(_ words: Words) throws -> String {
        guard (1...Organization.maximumName).contains(name.count) else {
            throw Problem(
                sentence: words.say(
                    "An organization needs a name of 1 to \(Organization.maximumName) characters.",
                    "组织名称须为 1 至 \(Organization.maximumName) 个字符。"
                )
            )
        }
        return name
    }

    /// The domains in the form that addresses are kept in.
    ///
    /// - Throws: ``Problem``, naming the one that is none.
    func checkedDomains(_ words: Words) throws -> [String] {
        let typed = domains.split { $0.isWhitespace || ",;，；、".contains($0) }
        guard typed.count <= Organization.maximumDomains else {
            throw Problem(
                sentence: words.say(
                    "An organization has at most \(Organization.maximumDomains) domains; these are \(typed.count).",
                    "每个组织最多 \(Organization.maximumDomains) 个域名，当前为 \(typed.count) 个。"
                )
            )
        }
        return try typed.map { text in
            do throws(OrganizationDomain.Problem) {
                return try OrganizationDomain.read(text)
            } catch {
                throw Problem(sentence: Self.sentence(error, String(text.prefix(100)), words))
            }
        }
    }

    private static func sentence(_ problem: OrganizationDomain.Problem, _ text: String, _ words: Words) -> String {
        switch problem {
        case .noDomain:
            words.say(
                "“\(text)” is no mail domain; write it as example.com.",
                "“\(text)”不是邮箱域名，请写成 example.com 的形式。"
            )
        case .common(let domain):
            words.say(
                "\(domain) is used by everybody, so it can tell no organization.",
                "\(domain) 是公共邮箱域名，无法用于区分组织。"
            )
        }
    }
}
