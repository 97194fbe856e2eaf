import ChannelKit
import DeskModel

/// Takes people of a list in, and back.
struct ContactImportTable {
    /// How many people, or items, one transaction handles, so that no other write waits long.
    static let step = 500

    let connection: Connection

    /// The latest imports.
    func latest(_ limit: Int) throws -> [ContactImport] {
        try connection.all(
            """
            SELECT id, name, actor, assertedBy, at,
                (SELECT count(*) FROM contactImportItem WHERE import = contactImport.id AND kind = 'contact'),
                (SELECT count(*) FROM contactImportItem WHERE import = contactImport.id AND kind = 'identity'), undoneAt
            FROM contactImport ORDER BY id DESC LIMIT ?1
            """,
            limit
        ) { row in
            ContactImport(
                id: try row.next(),
                name: try row.next(),
                actor: try row.next(),
                assertedBy: try row.next(),
                at: try row.next(),
                people: try row.next(),
                addresses: try row.next(),
                undoneAt: try row.next()
            )
        }
    }

    /// Notes an import, once.
    func add(_ item: ContactImport) throws {
        try connection.run(
            """
            INSERT INTO contactImport (id, name, actor, assertedBy, at) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO NOTHING
            """,
            item.id,
            item.name,
            item.actor,
            item.assertedBy,
            item.at
        )
    }

    /// What would become of a person.
    func outcome(of person: ImportedPerson) throws -> ImportOutcome { try look(at: person).outcome }

    private struct Look {
        let outcome: ImportOutcome
        /// Addresses that somebody has.
        let known: [Identity]
        /// Who has them.
        let holder: ContactID?
    }

    private func look(at person: ImportedPerson) throws -> Look {
        let rows = PersonRow(connection: connection)
        let known = try person.identities.compactMap { try rows.identity($0.key) }
        // An address that several people use says nothing about who this is, unless there is no other.
        let telling = known.contains { !$0.isShared } ? known.filter { !$0.isShared } : known
        var persons: [ContactID] = []
        for identity in telling {
            guard let person = try rows.contact(identity.contact)?.person, !persons.contains(person) else { continue }
            persons.append(person)
        }
        if persons.count > 1 { return Look(outcome: .conflict(telling.map(\.address)), known: known, holder: nil) }
        let missing = person.identities.count - known.count
        // A colleague at info@ is not the one who is kept there.
        guard let holder = telling.first, !(holder.isShared && missing > 0) else {
            return Look(outcome: .added, known: known, holder: nil)
        }
        return Look(outcome: missing == 0 ? .known : .extended(missing), known: known, holder: holder.contact)
    }

    /// Takes a person in.
    func take(_ person: ImportedPerson, with item: ContactImport, _ context: WriteContext) throws -> ImportOutcome {
        let look = try look(at: person)
        if case .conflict = look.outcome { return look.outcome }
        let people = PeopleWriter(context: context)
        let contact = look.holder ?? person.contact.id
        if look.holder == nil {
            try people.add(person.contact)
            try note("contact", person.contact.id.rawValue, in: item.id)
        }
        var stored = look.known
        for var identity in person.identities where !look.known.contains(where: { $0.key == identity.key }) {
            identity.contact = contact
            try people.add(identity)
            try note("identity", identity.id.rawValue, in: item.id)
            stored.append(identity)
        }
        for identity in stored where !identity.isShared {
            let evidence = IdentityEvidence(
                id: context.ids.next(at: item.at),
                identity: identity.id,
                tiedTo: stored.first { $0.key != identity.key && !$0.isShared }?.key,
                method: "import",
                assertedBy: item.assertedBy,
                isVerified: false,
                at: item.at
            )
            try people.add(evidence)
            if connection.changes > 0 { try note("evidence", evidence.id.rawValue, in: item.id) }
        }
        return look.outcome
    }

    private func note(_ kind: String, _ id: Int64, in item: ContactImportID) throws {
        try connection.run(
            "INSERT INTO contactImportItem (import, kind, item) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            item,
            kind,
            id
        )
    }

    // MARK: - Taking back

    /// Whether an import is there and was not taken back.
    func isInForce(_ id: ContactImportID) throws -> Bool {
        try connection.exists("SELECT 1 FROM contactImport WHERE id = ?1 AND undoneAt IS NULL", id)
    }

    /// Marks an import as taken back; false when it is not in force.
    func markUndone(_ id: ContactImportID, at: Timestamp) throws -> Bool {
        try connection.run("UPDATE contactImport SET undoneAt = ?2 WHERE id = ?1 AND undoneAt IS NULL", id, at)
        return connection.changes > 0
    }

    /// Takes the next items of a kind back.
    ///
    /// - Returns: the last item; nil when there are no more.
    func takeBack(
        _ kind: String,
        of id: ContactImportID,
        after: Int64,
        _ report: inout ContactImportUndo,
        at: Timestamp,
        _ context: WriteContext
    ) throws -> Int64? {
        let items = try connection.all(
            "SELECT item FROM contactImportItem WHERE import = ?1 AND kind = ?2 AND item > ?3 ORDER BY item LIMIT ?4",
            id,
            kind,
            after,
            Self.step
        ) { try $0.next(Int64.self) }
        for item in items {
            switch kind {
            case "evidence": try connection.run("DELETE FROM identityEvidence WHERE id = ?1", item)
            case "identity": try takeBack(identity: IdentityID(rawValue: item), &report, context)
            default: try takeBack(contact: ContactID(rawValue: item), &report, at: at, context)
            }
        }
        return items.last
    }

    private func takeBack(
        identity id: IdentityID,
        _ report: inout ContactImportUndo,
        _ context: WriteContext
    ) throws {
        guard let identity = try PersonRow(connection: connection).identity(id) else { return }
        let isUsed = try connection.exists(
            """
            SELECT 1 FROM identity i WHERE i.id = ?1 AND (
                i.isVerified = 1 OR i.isBlocked = 1
                OR EXISTS (SELECT 1 FROM identityEvidence WHERE identity = i.id)
                OR EXISTS (SELECT 1 FROM inboundMessage WHERE sender = i.id)
                OR EXISTS (SELECT 1 FROM customerSession WHERE identity = i.id)
                OR EXISTS (SELECT 1 FROM ticket t JOIN ticketParticipant p ON p.ticket = t.id AND p.value = i.value
                    WHERE t.contact = i.contact))
            """,
            id
        )
        if isUsed {
            report.kept += 1
            return
        }
        try connection.run("DELETE FROM identity WHERE id = ?1", id)
        try SearchQueue(context: context).mark(contact: identity.contact)
        report.addresses += 1
    }

    /// A contact that nothing belongs to any more is emptied and leaves every list.
    private func takeBack(
        contact id: ContactID,
        _ report: inout ContactImportUndo,
        at: Timestamp,
        _ context: WriteContext
    ) throws {
        try connection.run(
            """
            UPDATE contact SET name = '', erasedAt = ?2 WHERE id = ?1 AND person = id
                AND NOT EXISTS (SELECT 1 FROM identity WHERE contact = ?1)
                AND NOT EXISTS (SELECT 1 FROM ticket WHERE contact = ?1)
                AND NOT EXISTS (SELECT 1 FROM inboundMessage WHERE contact = ?1)
                AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.person = ?1 AND c.id <> ?1)
            """,
            id,
            at
        )
        guard connection.changes > 0 else { return }
        try connection.run("DELETE FROM suggestion WHERE kind = 'contacts' AND one = ?1", id)
        try connection.run("DELETE FROM suggestion WHERE kind = 'contacts' AND other = ?1", id)
        try SearchTable(connection: connection).remove(id.rawValue)
        try SearchQueue(context: context).mark(contact: id)
        report.people += 1
    }
}
