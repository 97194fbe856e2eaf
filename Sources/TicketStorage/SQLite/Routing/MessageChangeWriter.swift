import ChannelKit
import DeskModel

/// Stores what senders do to their messages after sending them.
struct MessageChangeWriter {
    let context: WriteContext
    private var connection: Connection { context.connection }

    init(context: WriteContext) { self.context = context }

    /// Stores a change; status, clocks and the ticket's place in its lists stay as they are.
    func apply(_ change: MessageChange, in ticket: TicketID) throws {
        let before = try line(of: change.message)
        switch change.kind {
        case .edit(let words): try edit(change, words)
        case .lateEdit(let words): try keep(words, of: change)
        case .deletion:
            try connection.run("UPDATE inboundMessage SET deletedAt = ?2 WHERE id = ?1", change.message, change.madeAt)
        }
        try note(change)
        try SearchQueue(context: context).mark(message: change.message)
        try refresh(ticket, from: before, to: try line(of: change.message))
    }

    private func edit(_ change: MessageChange, _ words: MessageWords) throws {
        let writtenAt = try connection.value(
            "SELECT coalesce(i.editedAt, i.occurredAt, m.at) FROM inboundMessage i JOIN message m ON m.id = i.id WHERE i.id = ?1",
            change.message,
            as: Timestamp.self
        )
        let number = try RevisionWriter(context: context).keep(change.message, writtenAt: writtenAt ?? change.madeAt)
        try connection.run(
            """
            UPDATE inboundMessage SET text = ?2, newText = ?3, quotedText = ?4, html = ?5, warnings = ?6, editedAt = ?7
            WHERE id = ?1
            """,
            change.message,
            words.text,
            words.newText == words.text ? nil : words.newText,
            words.quotedText,
            words.html,
            JSONText.list(words.warnings),
            change.madeAt
        )
        guard !words.attachments.isEmpty else { return }
        try connection.run(
            "UPDATE attachment SET revision = ?2 WHERE message = ?1 AND revision = 0",
            change.message,
            number
        )
        try MessageWriter(context: context).add(words.attachments, to: change.message)
    }

    /// Keeps words that never were in force here.
    private func keep(_ words: MessageWords, of change: MessageChange) throws {
        try connection.run(
            """
            INSERT INTO messageRevision (message, number, subject, text, newText, quotedText, html, warnings, writtenAt)
            SELECT id, ?2, subject, ?3, ?4, ?5, ?6, ?7, ?8 FROM inboundMessage WHERE id = ?1
            """,
            change.message,
            try RevisionWriter(context: context).nextNumber(of: change.message),
            words.text,
            words.newText == words.text ? nil : words.newText,
            words.quotedText,
            words.html,
            JSONText.list(words.warnings),
            change.madeAt
        )
    }

    private func note(_ change: MessageChange) throws {
        let kind =
            switch change.kind {
            case .edit, .lateEdit: "edit"
            case .deletion: "deletion"
            }
        try connection.run(
            """
            INSERT INTO messageChange (message, number, kind, arrival, madeBy, madeAt, at, rule, evidence)
            SELECT ?1, count(*) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM messageChange WHERE message = ?1
            """,
            change.message,
            kind,
            change.arrival,
            change.madeBy,
            change.madeAt,
            change.at,
            change.decision.rule,
            JSONText.list(change.decision.evidence)
        )
    }

    /// What a list shows of a message: its words, or a mark where they were taken back.
    private func line(of message: MessageID) throws -> String {
        let text = try connection.value(
            "SELECT iif(deletedAt IS NULL, coalesce(newText, text), '…') FROM inboundMessage WHERE id = ?1",
            message,
            as: String.self
        )
        return TicketWriter.preview(of: text ?? "")
    }

    /// Counts the change, so that nobody answers words they have not seen.
    private func refresh(_ ticket: TicketID, from old: String, to new: String) throws {
        try connection.run(
            "UPDATE ticket SET version = version + 1, preview = iif(preview = ?2, ?3, preview) WHERE id = ?1",
            ticket,
            old,
            new
        )
    }
}
