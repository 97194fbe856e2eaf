import ChannelKit
import DeskModel
import MessageText

/// Reads people.
struct ContactReading {
    let connection: Connection
    private var people: PersonRow { PersonRow(connection: connection) }

    init(connection: Connection) { self.connection = connection }

    /// A contact with everything known of the person it stands for.
    func profile(_ id: ContactID) throws -> ContactProfile? {
        guard let contact = try people.contact(id), let person = try people.contact(contact.person) else { return nil }
        return try profile(of: contact, person: person)
    }

    /// The contact that an address belongs to.
    func profile(holding key: IdentityKey) throws -> ContactProfile? {
        try people.identity(key).flatMap { try profile($0.contact) }
    }

    /// The profile of a contact whose person is known.
    func profile(of contact: Contact, person: Contact) throws -> ContactProfile {
        let contacts = try people.contacts(ofPerson: person.id)
        let identities = try contacts.flatMap(people.identities)
        let tickets = try connection.value(
            """
            SELECT count(*) FROM contact c JOIN ticket t ON t.contact = c.id
            WHERE c.person = ?1 AND t.mergedInto IS NULL AND (?2 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?2 AND s.ticket = t.id))
            """,
            person.id,
            connection.viewer,
            as: Int.self
        )
        return ContactProfile(
            contact: contact,
            person: person,
            identities: identities,
            evidence: try identities.flatMap { try evidence(about: $0.id) },
            merges: try merges(touching: contacts),
            ticketCount: tickets ?? 0
        )
    }

    private func evidence(about identity: IdentityID) throws -> [IdentityEvidence] {
        try connection.all(
            """
            SELECT id, tiedKind, tiedNamespace, tiedValue, method, assertedBy, isVerified, at
            FROM identityEvidence WHERE identity = ?1 ORDER BY id LIMIT 100
            """,
            identity
        ) { row in
            let id = try row.next(RecordID<IdentityEvidence>.self)
            let kind = IdentityKind(rawValue: try row.next(String.self))
            let namespace = try row.next(String.self)
            let value = try row.next(String.self)
            return IdentityEvidence(
                id: id,
                identity: identity,
                tiedTo: kind.map { IdentityKey(kind: $0, namespace: namespace, value: value) },
                method: try row.next(),
                assertedBy: try row.next(),
                isVerified: try row.next(),
                at: try row.next()
            )
        }
    }

    private func merges(touching contacts: [ContactID]) throws -> [ContactMerge] {
        let ids = JSONText.list(contacts)
        return try connection.all(
            """
            SELECT id, fromContact, intoContact, actor, evidence, at, undoneAt FROM contactMerge
            WHERE fromContact IN (SELECT value FROM json_each(?1))
            UNION
            SELECT id, fromContact, intoContact, actor, evidence, at, undoneAt FROM contactMerge
            WHERE intoContact IN (SELECT value FROM json_each(?1))
            ORDER BY id LIMIT 200
            """,
            ids
        ) { row in
            ContactMerge(
                id: try row.next(),
                from: try row.next(),
                into: try row.next(),
                actor: try row.next(),
                evidence: try JSONText.read(try row.next()),
                at: try row.next(),
                undoneAt: try row.next()
            )
        }
    }

    /// Contacts, newest first, older than one.
    func profiles(before: ContactID?, limit: Int) throws -> [ContactProfile] {
        try connection.all(
            "SELECT id FROM contact WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
            before?.rawValue ?? .max,
            min(max(limit, 1), 10_000)
        ) { try $0.next(ContactID.self) }.compactMap(profile)
    }

    /// What a merge would bring together.
    func mergePreview(from: ContactID, into: ContactID) throws -> MergePreview? {
        guard let from = try profile(from), let into = try profile(into) else { return nil }
        return MergePreview(from: from, into: into, remarks: MergeRemarks.remarks(from: from, into: into))
    }

    /// A page of people by name, or of those found by words or an address.
    func page(matching words: String?, after: PageCursor?, limit: Int) throws -> Page<ContactProfile> {
        let limit = min(max(limit, 1), 200)
        guard let words, !words.allSatisfy(\.isWhitespace) else { return try pageByName(after, limit) }
        let start = Int(after?.rawValue ?? "") ?? 0
        let found = try PersonSearch(connection: connection).people(matching: words)
        let items = try found.dropFirst(max(start, 0)).prefix(limit).compactMap(profile)
        let end = max(start, 0) + items.count
        return Page(items: items, next: end < found.count ? PageCursor(rawValue: String(end)) : nil)
    }

    private func pageByName(_ after: PageCursor?, _ limit: Int) throws -> Page<ContactProfile> {
        // The cursor is the last contact's id; its name is looked up, so that no name stands in an address.
        let last = try after.flatMap { ContactID($0.rawValue) }.flatMap(people.contact)
        let ids = try connection.all(
            """
            SELECT id FROM contact INDEXED BY personByName
            WHERE person = id AND erasedAt IS NULL AND (name, id) > (?1 COLLATE NOCASE, ?2)
            ORDER BY name COLLATE NOCASE, id LIMIT ?3
            """,
            last?.name ?? "",
            last?.id.rawValue ?? -1,
            limit + 1
        ) { try $0.next(ContactID.self) }
        let items = try ids.prefix(limit).compactMap(profile)
        let next = ids.count > limit ? items.last.map { PageCursor(rawValue: $0.contact.id.description) } : nil
        return Page(items: items, next: next)
    }
}
