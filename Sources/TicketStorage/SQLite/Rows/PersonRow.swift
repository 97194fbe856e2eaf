import ChannelKit
import DeskModel

/// Reads contacts and identities.
struct PersonRow {
    let connection: Connection

    /// The contact with an id.
    func contact(_ id: ContactID) throws -> Contact? {
        try connection.first("SELECT id, name, person, createdAt FROM contact WHERE id = ?1", id) { row in
            Contact(id: try row.next(), name: try row.next(), person: try row.next(), createdAt: try row.next())
        }
    }

    /// The identity with a key.
    func identity(_ key: IdentityKey) throws -> Identity? {
        try connection.first(
            """
            SELECT id, kind, namespace, value, address, contact, isVerified, isShared, undeliverableSince, isBlocked,
                createdAt
            FROM identity WHERE value = ?1 AND kind = ?2 AND namespace = ?3
            """,
            key.value,
            key.kind,
            key.namespace,
            row: Self.decode
        )
    }

    /// The identity with an id.
    func identity(_ id: IdentityID) throws -> Identity? {
        try connection.first(
            """
            SELECT id, kind, namespace, value, address, contact, isVerified, isShared, undeliverableSince, isBlocked,
                createdAt
            FROM identity WHERE id = ?1
            """,
            id,
            row: Self.decode
        )
    }

    /// All identities of a contact.
    func identities(of contact: ContactID) throws -> [Identity] {
        try connection.all(
            """
            SELECT id, kind, namespace, value, address, contact, isVerified, isShared, undeliverableSince, isBlocked,
                createdAt
            FROM identity WHERE contact = ?1 ORDER BY id
            """,
            contact,
            row: Self.decode
        )
    }

    /// All contacts that one contact stands for, itself included.
    func contacts(ofPerson person: ContactID) throws -> [ContactID] {
        try connection.all("SELECT id FROM contact WHERE person = ?1 ORDER BY id", person) { try $0.next() }
    }

    private static func decode(_ row: inout ResultRow) throws -> Identity {
        Identity(
            id: try row.next(),
            key: IdentityKey(kind: try row.next(), namespace: try row.next(), value: try row.next()),
            address: try row.next(),
            contact: try row.next(),
            isVerified: try row.next(),
            isShared: try row.next(),
            undeliverableSince: try row.next(),
            isBlocked: try row.next(),
            createdAt: try row.next()
        )
    }
}
