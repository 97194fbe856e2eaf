public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// A page of tickets.
    public func ticketPage(_ query: TicketQuery) async throws -> Page<TicketSummary> {
        try await read { try TicketListReading(connection: $0).page(query) }
    }

    /// How many tickets each view holds for an agent.
    public func viewCounts(for agent: AgentID?) async throws -> [TicketView: Int] {
        try await read { try TicketListReading(connection: $0).counts(for: agent) }
    }

    /// A ticket by number, whole.
    public func thread(number: Int) async throws -> TicketThread? {
        let folder = settings.blobFolder
        return try await read { try ThreadReading(connection: $0, blobFolder: folder).thread(number: number) }
    }

    /// Applies one change by an actor.
    public func apply(_ change: DeskChange) async throws -> ChangeResult {
        try await writer.write(.change) { try DeskChangeWriter(context: $0, change: change).apply() }
    }

    /// An inbound message.
    public func inboundMessage(_ id: MessageID) async throws -> InboundMessage? {
        try await read { connection in
            guard let message = try MessageRow(connection: connection).inbound(id),
                try connection.isSeen(message.ticket, by: connection.viewer)
            else { return nil }
            return message
        }
    }

    /// An attachment's record.
    public func attachment(_ id: RecordID<AttachmentRecord>) async throws -> AttachmentRecord? {
        try await read { connection in
            let ticket = try connection.value(
                "SELECT m.ticket FROM attachment a JOIN message m ON m.id = a.message WHERE a.id = ?1",
                id,
                as: TicketID.self
            )
            guard let ticket, try connection.isSeen(ticket, by: connection.viewer) else { return nil }
            return try MessageRow(connection: connection).attachment(id)
        }
    }

    /// The bytes of a blob.
    public func blob(_ digest: BlobDigest) async throws -> [UInt8]? {
        let folder = settings.blobFolder
        return try await read { try BlobReading(connection: $0, folder: folder).bytes(digest) }
    }

    /// Keeps bytes for a reply that is being written.
    public func keep(_ blobs: [BlobBytes], at: Timestamp) async throws {
        try await writer.write(.other, weight: blobs.reduce(0) { $0 + $1.bytes.count }) { context in
            for blob in blobs { try BlobTable(context: context).keep(blob, at: at) }
        }
    }

    /// Ticket events behind a place, oldest first.
    public func events(after: RecordID<TicketEvent>?, limit: Int) async throws -> [TicketEvent] {
        try await read { try EventReading(connection: $0).events(after: after, limit: limit) }
    }

    /// Open suggestions about a ticket or a person.
    public func suggestions(ticket: TicketID?, person: ContactID?) async throws -> [Suggestion] {
        try await read { try SuggestionTable(connection: $0).open(ticket: ticket, person: person) }
    }

    /// Adds suggestions about pairs that have none.
    public func suggest(_ suggestions: [Suggestion]) async throws {
        try await writer.write(.other) { context in
            for suggestion in suggestions { try SuggestionTable(connection: context.connection).add(suggestion) }
        }
    }

    /// Turns a suggestion down.
    public func dismiss(
        _ suggestion: RecordID<Suggestion>,
        actor: Actor,
        at: Timestamp
    ) async throws -> Bool {
        try await writer.write(.change) { context in
            guard try SuggestionTable(connection: context.connection).dismiss(suggestion) else { return false }
            let object = "suggestion:\(suggestion)"
            try AuditTable(context: context)
                .add(AuditEntry(actor: actor, action: .suggestionDismissed, object: object, at: at))
            return true
        }
    }
}
