import ChannelKit
import DeskModel
import Foundation

/// Agents' answers by mail, until they are worked off.
struct StaffMailTable {
    let connection: Connection

    /// Keeps a mail, once.
    func add(_ mail: StaffMail) throws {
        try connection.run(
            """
            INSERT INTO staffMail (arrival, envelope, ticket, number, agent, sender, isProven, text, at, isDone, attachments)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10) ON CONFLICT DO NOTHING
            """,
            mail.arrival,
            mail.envelope,
            mail.ticket,
            mail.number,
            mail.agent,
            mail.sender,
            mail.isProven,
            mail.text,
            mail.at,
            String(decoding: try JSONEncoder().encode(mail.attachments), as: UTF8.self)
        )
    }

    /// What was not worked off, oldest first.
    func open(limit: Int) throws -> [StaffMail] {
        try connection.all(
            """
            SELECT arrival, envelope, ticket, number, agent, sender, isProven, text, attachments, at FROM staffMail
            WHERE isDone = 0 ORDER BY arrival, envelope LIMIT ?1
            """,
            limit
        ) { row in
            StaffMail(
                arrival: try row.next(),
                envelope: try row.next(),
                ticket: try row.next(),
                number: try row.next(),
                agent: try row.next(),
                sender: try row.next(),
                isProven: try row.next(),
                text: try row.next(),
                attachments: try JSONDecoder()
                    .decode([AttachmentRecord].self, from: Data(try row.next(String.self).utf8)),
                at: try row.next()
            )
        }
    }

    /// Notes that a mail was worked off: its words are where they belong, and only its name is kept.
    func finish(_ mail: StaffMail) throws {
        try connection.run(
            """
            UPDATE staffMail SET isDone = 1, sender = '', text = '', attachments = '[]'
            WHERE arrival = ?1 AND envelope = ?2
            """,
            mail.arrival,
            mail.envelope
        )
    }
}
