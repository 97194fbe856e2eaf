import ChannelKit
import DeskModel

/// Splits, merges and moves that can be undone.
struct ActionTable {
    /// What undoing needs to know.
    struct Standing {
        let kind: UndoableAction.Kind
        let from: TicketID
        let to: TicketID
        let status: TicketStatus
    }

    let connection: Connection

    /// An action that was not undone.
    func standing(_ id: ActionID) throws -> Standing? {
        try connection.first(
            "SELECT kind, fromTicket, toTicket, fromStatus FROM undoableAction WHERE id = ?1 AND undoneAt IS NULL",
            id
        ) { Standing(kind: try $0.next(), from: try $0.next(), to: try $0.next(), status: try $0.next()) }
    }

    /// The actions about a ticket that were not undone, newest first.
    func actions(about ticket: TicketID) throws -> [UndoableAction] {
        let actions = try connection.all(
            """
            SELECT id, kind, fromTicket, toTicket, actor, at FROM undoableAction
            WHERE fromTicket = ?1 AND undoneAt IS NULL
            UNION ALL
            SELECT id, kind, fromTicket, toTicket, actor, at FROM undoableAction
            WHERE toTicket = ?1 AND undoneAt IS NULL
            ORDER BY id DESC LIMIT 50
            """,
            ticket
        ) { row in
            UndoableAction(
                id: try row.next(),
                kind: try row.next(),
                from: try row.next(),
                to: try row.next(),
                messages: [],
                actor: try row.next(),
                at: try row.next()
            )
        }
        return try actions.map { action in
            var action = action
            action.messages = try connection.all(
                "SELECT message FROM movedMessage WHERE action = ?1 ORDER BY message",
                action.id
            ) { try $0.next() }
            return action
        }
    }
}
