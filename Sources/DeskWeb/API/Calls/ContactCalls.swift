import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// People, their addresses and merges.
enum ContactCalls {
    private static let addresses = APIField.required(
        "addresses",
        .list(.line(maximum: 320), maximum: 20),
        "Mail addresses and telephone numbers with country code."
    )

    static let new = APIObject(
        "NewContact",
        "A person to add.",
        [.required("name", .line(maximum: 100), "The name."), addresses]
    )

    static let newIdentity = APIObject(
        "NewIdentity",
        "An address to add to a person, on the caller's word.",
        [.required("address", .line(maximum: 320), "A mail address, or telephone number with country code.")]
    )

    static let merge = APIObject(
        "NewContactMerge",
        "The contact that is to stand for both.",
        [
            .required("into", .id, "Its id."),
            .optional("reason", .line(maximum: 500), "Why, for agents."),
        ]
    )

    static let merged = APIObject(
        "MadeContactMerge",
        "A merge that was made.",
        [.required("merge", .id, "Names it, for undoing it.")]
    )

    static let added = APIObject(
        "AddedContact",
        "A contact that was added.",
        [.required("id", .id, "Its id.")]
    )

    /// Answers `GET /contacts`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        if let address = exchange.query["address"] {
            guard let (key, _) = TicketOpeningCall.target(address) else {
                throw APIProblem.invalid([
                    FieldProblem(
                        place: .parameter("address", in: "query"),
                        detail: "no address; allowed are mail addresses and telephone numbers with country code"
                    )
                ])
            }
            let found = try await exchange.store.contact(holding: key)
            return exchange.page(Page(items: found.map { [$0] } ?? [], next: nil), ContactResource.json)
        }
        let page = try await exchange.store.contactPage(
            matching: exchange.query.trimmed("q"),
            after: exchange.after,
            limit: exchange.limit
        )
        return exchange.page(page, ContactResource.json)
    }

    /// Answers `GET /contacts/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response {
        let profile = try await exchange.store.contact(try exchange.id(of: Contact.self)).orNotFound("contact")
        return .json(ContactResource.json(profile))
    }

    /// Answers `POST /contacts`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        let now = exchange.now
        let contact = Contact(
            id: exchange.ids.next(at: now),
            name: exchange.body["name"]?.text ?? "",
            createdAt: now
        )
        var identities: [Identity] = []
        for (index, element) in (exchange.body["addresses"]?.elements ?? []).enumerated() {
            let (key, address) = try target(element, at: "/addresses/\(index)")
            guard !identities.contains(where: { $0.key == key }) else { continue }
            identities.append(
                Identity(
                    id: exchange.ids.next(at: now),
                    key: key,
                    address: address,
                    contact: contact.id,
                    createdAt: now
                )
            )
        }
        guard !identities.isEmpty else { throw APIProblem.invalid("/addresses", "a contact needs an address") }
        return try await exchange.change(.addContact(contact, identities)) { outcome in
            switch outcome {
            case .contact(let id, isNew: true):
                return ServiceAnswer(
                    status: 201,
                    location: ContactResource.path(id),
                    body: JSON.object([]).adding([("id", .id(id))]).compact
                )
            case .contact(let id, isNew: false):
                return TicketWords.problem(.conflict, "One of the addresses belongs to contact \(id) already.")
            case .ticket, .each, .article, .webhook, .other:
                return TicketWords.problem(.unexpected, "The change had another outcome than it can have.")
            }
        }
    }

    /// Answers `POST /contacts/{id}/identities`.
    static func addIdentity(_ exchange: APIExchange) async throws -> Response {
        let now = exchange.now
        let contact = try await exchange.store.contact(try exchange.id(of: Contact.self)).orNotFound("contact").contact
        let (key, address) = try target(exchange.body["address"] ?? .null, at: "/address")
        let identity = Identity(
            id: exchange.ids.next(at: now),
            key: key,
            address: address,
            contact: contact.id,
            createdAt: now
        )
        let evidence = IdentityEvidence(
            id: exchange.ids.next(at: now),
            identity: identity.id,
            method: "api",
            assertedBy: try exchange.token.token.name,
            isVerified: false,
            at: now
        )
        return try await exchange.change(.addIdentity(identity, evidence: evidence)) { Self.nothing($0) }
    }

    private static func target(_ value: JSON, at pointer: String) throws -> (IdentityKey, String) {
        guard let target = TicketOpeningCall.target(value.text ?? "") else {
            throw APIProblem.invalid(
                pointer,
                "no address; allowed are mail addresses and telephone numbers with country code"
            )
        }
        return target
    }

    /// Answers `POST /contacts/{id}/merge`.
    static func merge(_ exchange: APIExchange) async throws -> Response {
        let from = try await exchange.store.contact(try exchange.id(of: Contact.self)).orNotFound("contact").contact
        guard let into = try exchange.id(in: "into", of: Contact.self),
            try await exchange.store.contact(into) != nil
        else { throw APIProblem.invalid("/into", "there is no such contact") }
        let name = try exchange.token.token.name
        let given = exchange.body["reason"]?.text
        let reason: Evidence = if let given { .words(given) } else { .programsWord(name) }
        let merge = ContactMerge(
            id: exchange.ids.next(at: exchange.now),
            from: from.id,
            into: into,
            actor: try exchange.actor,
            evidence: [reason],
            at: exchange.now
        )
        return try await exchange.change(.mergeContacts(merge)) { outcome in
            guard case .other(.done) = outcome else { return Self.nothing(outcome) }
            return ServiceAnswer(status: 201, body: JSON.object([]).adding([("merge", .id(merge.id))]).compact)
        }
    }

    /// Answers `POST /contact-merges/{id}/undo`.
    static func unmerge(_ exchange: APIExchange) async throws -> Response {
        let id = try exchange.id(of: ContactMerge.self)
        return try await exchange.change(
            .unmergeContacts(id, actor: try exchange.actor, at: exchange.now)
        ) { Self.nothing($0) }
    }

    /// An empty answer when the change is made, else the problem.
    static func nothing(_ outcome: ServiceOutcome) -> ServiceAnswer {
        switch outcome {
        case .other(.done), .ticket(.done), .webhook: ServiceAnswer(status: 204, body: "")
        case .other(.refused(let reason)), .ticket(.refused(let reason)):
            TicketWords.problem(.conflict, Exchange.sentence(reason))
        case .ticket(.stale), .each, .contact, .article:
            TicketWords.problem(.unexpected, "The change had another outcome than it can have.")
        }
    }
}
