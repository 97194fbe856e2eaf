public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// How many tickets one step of renaming a tag changes.
    private static let renamingStep = 200

    /// The fields and types.
    public func ticketDesign() async throws -> TicketDesign {
        try await read { try DesignTable(connection: $0).design() }
    }

    /// The values of a ticket's fields.
    public func fieldValues(of ticket: TicketID) async throws -> [TicketFieldID: String] {
        try await read { try FieldValueTable(connection: $0).values(of: ticket) }
    }

    /// The values of tickets' fields.
    public func fieldValues(of tickets: [TicketID]) async throws -> [TicketID: [TicketFieldID: String]] {
        try await read { connection in
            let table = FieldValueTable(connection: connection)
            return Dictionary(uniqueKeysWithValues: try Set(tickets).map { ($0, try table.values(of: $0)) })
        }
    }

    /// Adds or changes a field.
    public func save(_ field: TicketField, actor: Actor, at: Timestamp) async throws -> Bool {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).save(field) }
    }

    /// Adds or changes a type.
    public func save(_ type: CustomTicketType, actor: Actor, at: Timestamp) async throws -> Bool {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).save(type) }
    }

    /// The request forms in their order.
    public func requestForms() async throws -> [RequestForm] {
        try await read { try FormTable(connection: $0).forms() }
    }

    /// Adds or changes a request form.
    public func save(_ form: RequestForm, actor: Actor, at: Timestamp) async throws -> Bool {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).save(form) }
    }

    /// Removes a request form.
    public func removeForm(_ id: RequestFormID, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).remove(id) }
    }

    /// The tags that most tickets have and those out of use.
    public func tags(limit: Int) async throws -> [TagUse] {
        try await read { try TagTable(connection: $0).tags(limit: limit) }
    }

    /// Gives every ticket that has a tag another one in its place.
    public func renameTag(_ tag: String, to target: String, actor: Actor, at: Timestamp) async throws -> Int {
        guard tag != target else { return 0 }
        var count = 0
        while true {
            let isFirst = count == 0
            let changed = try await writer.write(.change) { context in
                let tags = TagWriter(context: context, actor: actor, at: at)
                if isFirst { try tags.renameInDefinitions(tag, to: target) }
                return try tags.rename(tag, to: target, limit: Self.renamingStep)
            }
            count += changed
            if changed < Self.renamingStep { return count }
        }
    }

    /// Takes a tag out of use, or back into it.
    public func setTag(_ tag: String, isRetired: Bool, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { context in
            try TagWriter(context: context, actor: actor, at: at).set(tag, isRetired: isRetired)
        }
    }
}
