import ChannelKit
import DeskModel

/// The words of what can be found.
struct SearchDocuments {
    /// The longest text that is indexed, in bytes.
    private static let maximumLength = 256 << 10

    let connection: Connection

    /// The words of an entry; nil when what it stands for does not exist.
    func document(_ id: Int64, _ kind: SearchQueue.Kind) throws -> SearchTable.Document? {
        switch kind {
        case .message: try message(MessageID(rawValue: id))
        case .ticket: try ticket(TicketID(rawValue: id))
        case .contact: try contact(ContactID(rawValue: id))
        }
    }

    private func message(_ id: MessageID) throws -> SearchTable.Document? {
        let found = try connection.first(
            """
            SELECT coalesce(i.subject, ''), coalesce(i.senderName, l.recipientName, ''),
                coalesce(i.senderAddress, l.address, ''), substr(coalesce(i.text, r.text, n.text), 1, ?2),
                coalesce(i.fields, '[]')
            FROM message m
            LEFT JOIN inboundMessage i ON i.id = m.id
            LEFT JOIN reply r ON r.id = m.id
            LEFT JOIN leg l ON l.id = r.leg
            LEFT JOIN note n ON n.id = m.id
            WHERE m.id = ?1
            """,
            id,
            Self.maximumLength
        ) { row in
            let heading = [try row.next(String.self), try row.next(String.self), try row.next(String.self)]
            return (heading, try row.next(String.self), try row.next(String.self))
        }
        guard let (heading, text, fields) = found else { return nil }
        let names = try MessageRow(connection: connection).attachments(of: id).map(\.name)
        let answers = try JSONText.read(fields, as: EnvelopeField.self).map(\.value)
        return SearchTable.Document(
            heading: heading.joined(separator: "\n"),
            body: ([text] + answers + names).joined(separator: "\n")
        )
    }

    private func ticket(_ id: TicketID) throws -> SearchTable.Document? {
        try connection.value("SELECT subject FROM ticket WHERE id = ?1", id, as: String.self)
            .map { SearchTable.Document(heading: $0) }
    }

    private func contact(_ id: ContactID) throws -> SearchTable.Document? {
        let rows = PersonRow(connection: connection)
        guard let contact = try rows.contact(id) else { return nil }
        let identities = try rows.identities(of: id)
        return SearchTable.Document(
            person: ([contact.name] + identities.flatMap { [$0.address, $0.key.value] }).joined(separator: "\n")
        )
    }
}
