public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// The latest imports.
    public func contactImports(limit: Int) async throws -> [ContactImport] {
        try await read { try ContactImportTable(connection: $0).latest(min(max(limit, 1), 200)) }
    }

    /// What taking people in would do.
    public func checkImport(_ people: [ImportedPerson]) async throws -> [ImportOutcome] {
        try await read { connection in
            let table = ContactImportTable(connection: connection)
            return try people.map(table.outcome)
        }
    }

    /// Takes people in.
    public func importPeople(
        _ people: [ImportedPerson],
        with item: ContactImport
    ) async throws -> [ImportOutcome] {
        var outcomes: [ImportOutcome] = []
        repeat {
            let part = Array(people[outcomes.count..<min(people.count, outcomes.count + ContactImportTable.step)])
            let isFirst = outcomes.isEmpty
            outcomes += try await writer.write(.change) { context in
                let table = ContactImportTable(connection: context.connection)
                try table.add(item)
                if isFirst {
                    let entry = AuditEntry(
                        actor: item.actor,
                        action: .contactsImported,
                        object: "import:\(item.id)",
                        detail: "\(people.count) rows of \(item.name)",
                        at: item.at
                    )
                    try AuditTable(context: context).add(entry)
                }
                return try part.map { try table.take($0, with: item, context) }
            }
        } while outcomes.count < people.count
        return outcomes
    }

    /// Takes an import back.
    public func undoImport(
        _ id: ContactImportID,
        actor: Actor,
        at: Timestamp
    ) async throws -> ContactImportUndo? {
        guard try await read({ try ContactImportTable(connection: $0).isInForce(id) }) else { return nil }
        var report = ContactImportUndo()
        // Evidence first: an address is used once somebody else speaks for it; a contact is empty once its addresses are gone.
        for kind in ["evidence", "identity", "contact"] {
            var last: Int64? = 0
            while let after = last {
                let before = report
                (last, report) = try await writer.write(.change) { context in
                    var report = before
                    let table = ContactImportTable(connection: context.connection)
                    let last = try table.takeBack(kind, of: id, after: after, &report, at: at, context)
                    return (last, report)
                }
            }
        }
        // Last of all: what a stop cuts off goes on when it is asked for again.
        let isDone = try await writer.write(.change) { context in
            guard try ContactImportTable(connection: context.connection).markUndone(id, at: at) else { return false }
            let entry = AuditEntry(actor: actor, action: .contactsImportUndone, object: "import:\(id)", at: at)
            try AuditTable(context: context).add(entry)
            return true
        }
        return isDone ? report : nil
    }
}
