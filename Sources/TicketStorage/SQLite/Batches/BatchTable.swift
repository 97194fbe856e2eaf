import ChannelKit
import DeskModel

/// Keeps batches.
struct BatchTable {
    let connection: Connection

    /// The newest batches.
    func newest(_ limit: Int) throws -> [IntakeBatch] {
        try connection.all(
            """
            SELECT b.id, b.channel, b.name, b.startedAt, (SELECT count(*) FROM arrival WHERE batch = b.id), b.takenBackBy,
                b.takenBackAt
            FROM intakeBatch b ORDER BY b.id DESC LIMIT ?1
            """,
            min(max(limit, 1), 200),
            row: Self.decode
        )
    }

    /// The batch with an id.
    func batch(_ id: BatchID) throws -> IntakeBatch? {
        try connection.first(
            """
            SELECT b.id, b.channel, b.name, b.startedAt, (SELECT count(*) FROM arrival WHERE batch = b.id), b.takenBackBy,
                b.takenBackAt
            FROM intakeBatch b WHERE b.id = ?1
            """,
            id,
            row: Self.decode
        )
    }

    /// The id of the batch of that name that stands; made when there is none.
    func id(of name: String, channel: ChannelID, at time: Timestamp, _ ids: RecordIDSource) throws -> BatchID {
        let known = try connection.value(
            "SELECT id FROM intakeBatch WHERE channel = ?1 AND name = ?2 AND takenBackAt IS NULL",
            channel,
            name,
            as: BatchID.self
        )
        if let known { return known }
        let id = ids.next(IntakeBatch.self, at: time)
        try connection.run(
            "INSERT INTO intakeBatch (id, channel, name, startedAt) VALUES (?1, ?2, ?3, ?4)",
            id,
            channel,
            name,
            time
        )
        return id
    }

    /// Lets go of a batch all of whose arrivals were known before.
    func removeIfEmpty(_ batch: BatchID) throws {
        try connection.run(
            "DELETE FROM intakeBatch WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM arrival WHERE batch = ?1)",
            batch
        )
    }

    /// How many arrivals of a batch wait to be routed.
    func waiting(in batch: BatchID) throws -> Int {
        try connection.value(
            "SELECT count(*) FROM arrival WHERE batch = ?1 AND outcome = 'accepted'",
            batch,
            as: Int.self
        ) ?? 0
    }

    /// Notes that a batch was taken back.
    func end(_ batch: BatchID, by actor: Actor, at time: Timestamp) throws {
        try connection.run(
            "UPDATE intakeBatch SET takenBackBy = ?2, takenBackAt = ?3 WHERE id = ?1 AND takenBackAt IS NULL",
            batch,
            actor,
            time
        )
    }

    private static func decode(_ row: inout ResultRow) throws -> IntakeBatch {
        var batch = IntakeBatch(
            id: try row.next(),
            channel: try row.next(),
            name: try row.next(),
            startedAt: try row.next(),
            arrivals: try row.next()
        )
        let by = try row.next(Actor?.self)
        let at = try row.next(Timestamp?.self)
        if let by, let at { batch.takenBack = IntakeBatch.TakenBack(by: by, at: at) }
        return batch
    }
}
