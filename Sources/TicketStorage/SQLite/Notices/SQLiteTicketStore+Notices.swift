public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// How far apart messages to one room leave: 18 a minute, which every provider takes.
    private static let roomSpacing: Int64 = 3_400

    /// A page of an agent's notices, the newest first.
    public func noticePage(of agent: AgentID, after: PageCursor?, limit: Int) async throws -> Page<NoticeLine> {
        try await read { try NoticeTable(connection: $0).page(of: agent, after: after, limit: limit) }
    }

    /// How many notices an agent has not read.
    public func unreadNotices(of agent: AgentID) async throws -> Int {
        try await read { try NoticeTable(connection: $0).unread(of: agent) }
    }

    /// Notes that an agent has read a notice, or all of them.
    public func markRead(_ notice: NoticeID?, of agent: AgentID, at: Timestamp) async throws {
        try await writer.write(.other) {
            try NoticeTable(connection: $0.connection).markRead(notice, of: agent, at: at)
        }
    }

    /// How an agent wants to hear of each kind.
    public func noticeChoices(of agent: AgentID) async throws -> [NoticeKind: NoticeChoice] {
        try await read { try NoticeTable(connection: $0).choices(of: agent) }
    }

    /// Sets how an agent wants to hear of the kinds named.
    public func save(_ choices: [NoticeKind: NoticeChoice], of agent: AgentID) async throws {
        try await writer.write(.change) { context in
            let table = NoticeTable(connection: context.connection)
            for (kind, choice) in choices { try table.save(choice, kind, of: agent) }
        }
    }

    /// How the desk tells.
    public func noticeSettings() async throws -> NoticeSettings {
        try await read { try NoticeSettingsTable(connection: $0).settings() }
    }

    /// Sets how the desk tells.
    public func save(_ settings: NoticeSettings, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).save(settings) }
    }

    /// The rooms, by name.
    public func noticeRooms() async throws -> [NoticeRoom] {
        try await read { try NoticeSettingsTable(connection: $0).rooms() }
    }

    /// Adds or replaces a room.
    public func save(_ room: NoticeRoom, actor: Actor, at: Timestamp) async throws -> SavingResult {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).save(room) }
    }

    /// Removes a room and what waits for it.
    public func removeRoom(_ id: NoticeRoomID, actor: Actor, at: Timestamp) async throws -> SavingResult {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).remove(id) }
    }

    /// Begins to follow events from now on, if that was not begun before.
    public func beginNotices() async throws {
        try await writer.write(.other) { context in
            let followers = FollowerTable(connection: context.connection)
            guard try followers.place(of: NoticeWorkReading.follower) == nil else { return }
            try followers.moveToNewest(NoticeWorkReading.follower)
        }
    }

    /// What has happened since notices were last made.
    public func noticeWork(at now: Timestamp, limit: Int) async throws -> NoticeWork? {
        try await read { try NoticeWorkReading(connection: $0).next(at: now, limit: min(max(limit, 1), 1_000)) }
    }

    /// Stores what is to be told, and how far the work has come.
    public func keep(_ outcome: NoticeOutcome, of work: NoticeWork) async throws -> Bool {
        try await writer.write(.change) { context in
            let followers = FollowerTable(connection: context.connection)
            guard try followers.place(of: NoticeWorkReading.follower) == work.place else { return false }
            for notice in outcome.notices { try NoticeTable.add(notice, in: context) }
            let queue = NoticeDeliveryTable(connection: context.connection)
            for delivery in outcome.deliveries { try queue.add(delivery, spacing: Self.roomSpacing) }
            for (key, reply) in outcome.letters {
                guard try !context.connection.exists("SELECT 1 FROM customerNotice WHERE key = ?1", key) else {
                    continue
                }
                try ReplyWriter(context: context).add(reply)
                try context.connection.run(
                    "INSERT INTO customerNotice (key, reply) VALUES (?1, ?2)",
                    key,
                    reply.reply.id
                )
            }
            for (clock, _) in work.warnings {
                try context.connection.run(
                    "UPDATE ticketClock SET isTold = 1 WHERE ticket = ?1 AND target = ?2 AND startedAt = ?3",
                    clock.ticket,
                    clock.target,
                    clock.startedAt
                )
            }
            if let end = work.end { try followers.move(NoticeWorkReading.follower, to: end) }
            return true
        }
    }

    /// Claims what is due to leave, and counts the attempt.
    public func claimNotices(epoch: Int64, now: Timestamp, limit: Int) async throws -> [NoticeDelivery] {
        let isDue = try await read {
            try $0.exists(
                "SELECT 1 FROM noticeDelivery WHERE state IN ('queued', 'deferred') AND notBefore <= ?1",
                now
            )
        }
        guard isDue else { return [] }
        return try await writer.write(.claim) {
            try NoticeDeliveryTable(connection: $0.connection).claim(epoch: epoch, now: now, limit: limit)
        }
    }

    /// What an earlier run of the process had begun to send and not recorded.
    public func interruptedNotices(epoch: Int64) async throws -> [NoticeDelivery] {
        try await writer.write(.claim) { try NoticeDeliveryTable(connection: $0.connection).interrupted(epoch: epoch) }
    }

    /// Stores how an attempt ended.
    public func record(_ delivery: NoticeDelivery, epoch: Int64) async throws {
        try await writer.write(.record) {
            try NoticeDeliveryTable(connection: $0.connection).record(delivery, epoch: epoch)
        }
    }

    /// Mails to agents that did not arrive.
    public func failedNotices(since: Timestamp, limit: Int) async throws -> [FailedNotice] {
        try await read { try NoticeDeliveryTable(connection: $0).failed(since: since, limit: limit) }
    }

    /// Answers of agents by mail that were not worked off.
    public func staffMails(limit: Int) async throws -> [StaffMail] {
        try await read { try StaffMailTable(connection: $0).open(limit: limit) }
    }

    /// Notes that an agent's mail was worked off.
    public func finish(_ mail: StaffMail, notice: Notice?) async throws {
        try await writer.write(.other) { context in
            try StaffMailTable(connection: context.connection).finish(mail)
            if let notice { try NoticeTable.add(notice, in: context) }
        }
    }
}
