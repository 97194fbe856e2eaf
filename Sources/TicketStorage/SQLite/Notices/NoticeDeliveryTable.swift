import ChannelKit
import DeskModel

/// What leaves for agents and rooms.
struct NoticeDeliveryTable {
    /// The most mails an agent is sent in an hour.
    static let mailsAnHour = 60
    /// What would wait longer for a room than this is not sent, in milliseconds.
    static let longestWait: Int64 = 600_000
    /// For how long it is known that something left, in milliseconds.
    static let memory: Int64 = 30 * 86_400_000

    let connection: Connection

    /// Adds a delivery unless its key was used, the agent had many, or the room's robot is far behind.
    ///
    /// - Parameters:
    ///   - delivery: the delivery.
    ///   - spacing: how far apart messages to a room leave, in milliseconds.
    /// - Throws: `SQLiteFailure`.
    func add(_ delivery: NoticeDelivery, spacing: Int64) throws {
        var agent: AgentID?
        var room: NoticeRoomID?
        var channel: ChannelID?
        var notBefore = delivery.notBefore
        switch delivery.destination {
        case .mail(let by, let to):
            (agent, channel) = (to, by)
            let sent = try connection.value(
                "SELECT count(*) FROM noticeDelivery WHERE agent = ?1 AND createdAt > ?2",
                to,
                delivery.createdAt.rawValue - 3_600_000,
                as: Int.self
            )
            guard sent ?? 0 < Self.mailsAnHour else { return }
        case .room(let to):
            room = to
            let last = try connection.value(
                "SELECT max(notBefore) FROM noticeDelivery WHERE room = ?1",
                to,
                as: Int64?.self
            )
            if let last = last ?? nil { notBefore = Timestamp(rawValue: max(notBefore.rawValue, last + spacing)) }
            guard notBefore.rawValue - delivery.createdAt.rawValue <= Self.longestWait else { return }
        }
        try connection.run(
            """
            INSERT INTO noticeDelivery (id, key, agent, room, channel, externalID, destinations, origin, mediaType, body,
                state, attempts, epoch, notBefore, createdAt, reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'queued', 0, NULL, ?11, ?12, '') ON CONFLICT DO NOTHING
            """,
            delivery.id,
            delivery.key,
            agent,
            room,
            channel,
            delivery.part.externalID,
            JSONText.list(delivery.part.destinations),
            delivery.part.origin,
            delivery.part.mediaType,
            delivery.part.body,
            notBefore,
            delivery.createdAt
        )
    }

    /// Claims what is due, and counts the attempt.
    func claim(epoch: Int64, now: Timestamp, limit: Int) throws -> [NoticeDelivery] {
        let ids = try connection.all(
            """
            SELECT id FROM noticeDelivery INDEXED BY noticeDeliveryDue
            WHERE state IN ('queued', 'deferred') AND notBefore <= ?1 ORDER BY notBefore, id LIMIT ?2
            """,
            now,
            limit
        ) { try $0.next(RecordID<NoticeDelivery>.self) }
        for id in ids {
            try connection.run(
                "UPDATE noticeDelivery SET state = 'sending', attempts = attempts + 1, epoch = ?2 WHERE id = ?1",
                id,
                epoch
            )
        }
        return try ids.compactMap(delivery)
    }

    /// What an earlier run had begun; its lease passes to this one.
    func interrupted(epoch: Int64) throws -> [NoticeDelivery] {
        let ids = try connection.all(
            "SELECT id FROM noticeDelivery WHERE state = 'sending' AND epoch < ?1 ORDER BY id LIMIT 1000",
            epoch
        ) { try $0.next(RecordID<NoticeDelivery>.self) }
        for id in ids { try connection.run("UPDATE noticeDelivery SET epoch = ?2 WHERE id = ?1", id, epoch) }
        return try ids.compactMap(delivery)
    }

    /// Stores how the current attempt ended; what is at its end needs its words no more.
    func record(_ delivery: NoticeDelivery, epoch: Int64) throws {
        try connection.run(
            """
            UPDATE noticeDelivery SET state = ?3, notBefore = ?4, reason = ?5,
                body = CASE WHEN ?3 IN ('queued', 'deferred', 'sending') THEN body ELSE x'' END
            WHERE id = ?1 AND epoch = ?2 AND attempts = ?6 AND state = 'sending'
            """,
            delivery.id,
            epoch,
            delivery.state,
            delivery.notBefore,
            delivery.reason.map { String($0.prefix(1_000)) },
            delivery.attempts
        )
    }

    /// Forgets what is at its end and past its time.
    func removeExpired(at now: Timestamp) throws {
        try connection.run(
            "DELETE FROM noticeDelivery WHERE id < ?1 AND state NOT IN ('queued', 'deferred', 'sending')",
            RecordID<NoticeDelivery>.least(at: Timestamp(rawValue: now.rawValue - Self.memory))
        )
    }

    /// The mail to an agent that has that Message-ID or envelope sender.
    func mail(messageID: String?, origin: String?) throws -> NoticeMailID? {
        let named = try connection.value(
            "SELECT id FROM noticeDelivery WHERE externalID = ?1 AND agent IS NOT NULL ORDER BY id DESC LIMIT 1",
            messageID,
            as: NoticeMailID.self
        )
        if let named { return named }
        return try connection.value(
            """
            SELECT id FROM noticeDelivery WHERE origin = ?1 COLLATE NOCASE AND origin GLOB '*+*' AND agent IS NOT NULL
            ORDER BY id DESC LIMIT 1
            """,
            origin,
            as: NoticeMailID.self
        )
    }

    /// Notes that a mail which had left came back.
    func noteReturn(of id: NoticeMailID, reason: Wording) throws {
        try connection.run(
            "UPDATE noticeDelivery SET state = 'failed', reason = ?2 WHERE id = ?1 AND state IN ('sent', 'uncertain', 'sending')",
            id,
            reason.map { String($0.prefix(1_000)) }
        )
    }

    /// Mails to agents that did not arrive, the newest first.
    func failed(since: Timestamp, limit: Int) throws -> [FailedNotice] {
        try connection.all(
            """
            SELECT a.name, a.email, n.reason, n.createdAt FROM noticeDelivery n JOIN agent a ON a.id = n.agent
            WHERE n.state = 'failed' AND n.createdAt >= ?1 ORDER BY n.id DESC LIMIT ?2
            """,
            since,
            limit
        ) { FailedNotice(name: try $0.next(), address: try $0.next(), reason: try $0.next(), at: try $0.next()) }
    }

    private func delivery(_ id: RecordID<NoticeDelivery>) throws -> NoticeDelivery? {
        try connection.first(
            """
            SELECT id, key, agent, room, channel, externalID, destinations, origin, mediaType, body, state, attempts,
                notBefore, createdAt, reason
            FROM noticeDelivery WHERE id = ?1
            """,
            id
        ) { row in
            let (id, key) = (try row.next(RecordID<NoticeDelivery>.self), try row.next(String.self))
            let (agent, room) = (try row.next(AgentID?.self), try row.next(NoticeRoomID?.self))
            let channel = try row.next(ChannelID?.self)
            let destination: NoticeDelivery.Destination
            if let agent, let channel {
                destination = .mail(channel, agent)
            } else {
                destination = .room(room ?? NoticeRoomID(rawValue: 0))
            }
            let externalID = try row.next(ExternalID?.self)
            let part = OutboundPart(
                index: 0,
                externalID: externalID,
                destinations: try JSONText.read(try row.next(String.self)),
                origin: try row.next(),
                mediaType: try row.next(),
                body: try row.next()
            )
            return NoticeDelivery(
                id: id,
                key: key,
                destination: destination,
                part: part,
                state: try row.next(),
                attempts: try row.next(),
                notBefore: try row.next(),
                createdAt: try row.next(),
                reason: try row.next()
            )
        }
    }
}
