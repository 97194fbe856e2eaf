import ChannelKit
import DeskModel

/// Notes what the full-text index does not hold yet; cheap enough to be part of every commit.
struct SearchQueue {
    /// What an entry of the index stands for.
    enum Kind: String, SQLText {
        case message
        case ticket
        case contact
    }

    let context: WriteContext

    /// A message whose words are new or have changed.
    func mark(message id: MessageID) throws { try mark(id.rawValue, .message) }

    /// A ticket whose subject is new or has changed.
    func mark(ticket id: TicketID) throws { try mark(id.rawValue, .ticket) }

    /// A contact whose name or addresses are new or have changed.
    func mark(contact id: ContactID) throws { try mark(id.rawValue, .contact) }

    private func mark(_ id: Int64, _ kind: Kind) throws {
        // A version is never used twice, so that an indexer that read an older one cannot take the mark away.
        let version = context.ids.next(Kind.self, at: Timestamp(rawValue: 0))
        try context.connection.run(
            """
            INSERT INTO searchPending (id, kind, version) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET version = excluded.version
            """,
            id,
            kind,
            version
        )
    }
}
