import ChannelKit
import DeskModel

/// Stores contacts, identities and evidence.
struct PeopleWriter {
    let context: WriteContext
    private var connection: Connection { context.connection }

    init(context: WriteContext) { self.context = context }

    /// Adds a contact, which stands for itself, with its first identities.
    func add(_ contact: Contact, with identities: [Identity] = []) throws {
        try connection.run(
            "INSERT INTO contact (id, name, person, createdAt) VALUES (?1, ?2, ?1, ?3)",
            contact.id,
            contact.name,
            contact.createdAt
        )
        for identity in identities { try insert(identity) }
        try SearchQueue(context: context).mark(contact: contact.id)
    }

    /// Adds an identity that nobody has yet.
    func add(_ identity: Identity) throws {
        try insert(identity)
        try SearchQueue(context: context).mark(contact: identity.contact)
    }

    private func insert(_ identity: Identity) throws {
        try connection.run(
            """
            INSERT INTO identity (id, kind, namespace, value, address, contact, isVerified, isShared,
                undeliverableSince, isBlocked, createdAt)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """,
            identity.id,
            identity.key.kind,
            identity.key.namespace,
            identity.key.value,
            identity.address,
            identity.contact,
            identity.isVerified,
            identity.isShared,
            identity.undeliverableSince,
            identity.isBlocked,
            identity.createdAt
        )
    }

    /// Adds evidence; the same thing asserted again by the same one is not kept twice.
    func add(_ evidence: IdentityEvidence) throws {
        try connection.run(
            """
            INSERT INTO identityEvidence (id, identity, tiedKind, tiedNamespace, tiedValue, method, assertedBy,
                isVerified, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (identity, method, assertedBy, isVerified, tiedValue, tiedKind, tiedNamespace) DO NOTHING
            """,
            evidence.id,
            evidence.identity,
            evidence.tiedTo?.kind.rawValue ?? "",
            evidence.tiedTo?.namespace ?? "",
            evidence.tiedTo?.value ?? "",
            evidence.method,
            evidence.assertedBy,
            evidence.isVerified,
            evidence.at
        )
    }

    /// Marks an identity as proven.
    func markVerified(_ identity: IdentityID) throws {
        try connection.run("UPDATE identity SET isVerified = 1 WHERE id = ?1 AND isVerified = 0", identity)
    }

    /// Marks an address as undeliverable since a time, unless it is so already.
    func markUndeliverable(_ key: IdentityKey, since: Timestamp) throws {
        try connection.run(
            """
            UPDATE identity SET undeliverableSince = ?4
            WHERE value = ?1 AND kind = ?2 AND namespace = ?3 AND undeliverableSince IS NULL
            """,
            key.value,
            key.kind,
            key.namespace,
            since
        )
    }

    /// Gives a contact a better name.
    func rename(_ contact: ContactID, to name: String) throws {
        try connection.run("UPDATE contact SET name = ?2 WHERE id = ?1 AND name <> ?2", contact, name)
        if connection.changes > 0 { try SearchQueue(context: context).mark(contact: contact) }
    }
}
