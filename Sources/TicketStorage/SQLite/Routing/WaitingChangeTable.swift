import ChannelKit
import DeskModel
import Foundation

/// Changes that came before their messages.
struct WaitingChangeTable {
    /// How long a change waits.
    private static let patience: Duration = .seconds(7 * 24 * 3600)
    /// The most changes that wait for one message; the oldest give way.
    private static let most = 20

    let connection: Connection

    /// Keeps a change; those that have waited too long are let go.
    func add(_ change: WaitingChange) throws {
        try connection.run(
            "DELETE FROM waitingChange WHERE at < ?1",
            change.receivedAt.advanced(by: .zero - Self.patience)
        )
        try connection.run(
            """
            INSERT INTO waitingChange (channel, messageID, arrival, envelope, change, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO NOTHING
            """,
            change.channel,
            change.messageID,
            change.arrival,
            change.envelope,
            String(decoding: try JSONEncoder().encode(change), as: UTF8.self),
            change.receivedAt
        )
        try connection.run(
            """
            DELETE FROM waitingChange WHERE channel = ?1 AND messageID = ?2 AND (arrival, envelope) NOT IN (
                SELECT arrival, envelope FROM waitingChange WHERE channel = ?1 AND messageID = ?2
                ORDER BY arrival DESC, envelope DESC LIMIT ?3)
            """,
            change.channel,
            change.messageID,
            Self.most
        )
    }

    /// The changes that wait for a message, as they were received.
    func changes(of messageID: String, channel: ChannelID) throws -> [WaitingChange] {
        let texts = try connection.all(
            "SELECT change FROM waitingChange WHERE channel = ?1 AND messageID = ?2 ORDER BY arrival, envelope",
            channel,
            messageID
        ) { try $0.next(String.self) }
        return try texts.map { try JSONDecoder().decode(WaitingChange.self, from: Data($0.utf8)) }
    }

    /// Lets go of what waited for a message that has come.
    func remove(of messageID: String, channel: ChannelID) throws {
        try connection.run("DELETE FROM waitingChange WHERE channel = ?1 AND messageID = ?2", channel, messageID)
    }
}
