import ChannelKit
import DeskModel

/// Replaces a message's reading, keeping the old one.
struct RevisionWriter {
    let context: WriteContext
    private var connection: Connection { context.connection }

    init(context: WriteContext) { self.context = context }

    /// Stores a new reading; ticket, status and clocks stay as they are.
    func revise(_ message: MessageID, reading: InboundMessage, blobs: [BlobBytes]) throws {
        guard try connection.exists("SELECT 1 FROM inboundMessage WHERE id = ?1", message) else { return }
        for blob in blobs { try BlobTable(context: context).put(blob, at: reading.at) }
        let number = try keep(message, writtenAt: nil)
        try connection.run(
            "UPDATE attachment SET revision = ?2 WHERE message = ?1 AND revision = 0",
            message,
            number
        )
        try connection.run(
            """
            UPDATE inboundMessage
            SET subject = ?2, text = ?3, newText = ?4, quotedText = ?5, html = ?6, warnings = ?7, fields = ?8
            WHERE id = ?1
            """,
            message,
            reading.subject,
            reading.text,
            reading.newText == reading.text ? nil : reading.newText,
            reading.quotedText,
            reading.html,
            JSONText.list(reading.warnings),
            JSONText.list(reading.fields)
        )
        try MessageWriter(context: context).add(reading.attachments, to: message)
        try SearchQueue(context: context).mark(message: message)
    }

    /// Keeps the reading in force as a revision.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - writtenAt: when its sender wrote these words; nil when only the reading of the same words changes.
    /// - Returns: the revision's number.
    /// - Throws: ``SQLiteFailure``.
    func keep(_ message: MessageID, writtenAt: Timestamp?) throws -> Int {
        let number = try nextNumber(of: message)
        try connection.run(
            """
            INSERT INTO messageRevision (message, number, subject, text, newText, quotedText, html, warnings, writtenAt)
            SELECT id, ?2, subject, text, newText, quotedText, html, warnings, ?3 FROM inboundMessage WHERE id = ?1
            """,
            message,
            number,
            writtenAt
        )
        return number
    }

    /// The number of a message's next revision.
    func nextNumber(of message: MessageID) throws -> Int {
        try connection.value(
            "SELECT count(*) + 1 FROM messageRevision WHERE message = ?1",
            message,
            as: Int.self
        ) ?? 1
    }
}
