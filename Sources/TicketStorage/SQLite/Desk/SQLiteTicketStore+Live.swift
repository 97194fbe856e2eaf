public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// The heads of tickets.
    public func heads(of tickets: [TicketID]) async throws -> [TicketHeading] {
        try await read { connection in
            try tickets.prefix(1_000).compactMap { try TicketRow(connection: connection).ticket($0) }
                .map { ticket in
                    TicketHeading(
                        id: ticket.id,
                        number: ticket.number,
                        subject: ticket.subject,
                        version: ticket.version,
                        assignee: ticket.assignee
                    )
                }
                .sorted { $0.number < $1.number }
        }
    }

    /// The legs of a ticket that a reply can be made on.
    public func legs(of ticket: TicketID) async throws -> [Leg] {
        try await read { try LegRow(connection: $0).legs(of: ticket) }
    }

    /// Whether a session goes on.
    public func stands(session digest: String, at: Timestamp) async throws -> Bool {
        try await read { try SessionTable(connection: $0).session(digest, at: at) != nil }
    }
}
