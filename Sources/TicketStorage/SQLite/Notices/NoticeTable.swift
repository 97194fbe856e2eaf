import ChannelKit
import DeskModel

/// Agents' notices and how they want them.
struct NoticeTable {
    private static let unreadLimit = 100

    let connection: Connection

    /// Adds a notice and tells of it; when its agent was told of the cause before, everything stays as it is.
    static func add(_ notice: Notice, in context: WriteContext) throws {
        guard try NoticeTable(connection: context.connection).add(notice) else { return }
        context.news.append(.notice(notice.agent, notice.kind, notice.ticket))
    }

    /// Adds a notice.
    ///
    /// - Returns: whether it is new.
    /// - Throws: `SQLiteFailure`.
    private func add(_ notice: Notice) throws -> Bool {
        try connection.run(
            """
            INSERT INTO notice (id, agent, kind, ticket, cause, actor, excerpt, at, readAt)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL) ON CONFLICT DO NOTHING
            """,
            notice.id,
            notice.agent,
            notice.kind,
            notice.ticket,
            notice.cause,
            notice.actor,
            String(notice.excerpt.prefix(200)),
            notice.at
        )
        return connection.changes > 0
    }

    /// A page of an agent's notices, the newest first.
    func page(of agent: AgentID, after: PageCursor?, limit: Int) throws -> Page<NoticeLine> {
        let limit = min(max(limit, 1), 200)
        let lines = try connection.all(
            """
            SELECT n.id, n.agent, n.kind, n.ticket, n.cause, n.actor, n.excerpt, n.at, n.readAt, t.number, t.subject,
                (SELECT name FROM agent WHERE 'agent:' || id = n.actor)
            FROM notice n JOIN ticket t ON t.id = n.ticket
            WHERE n.agent = ?1 AND n.id < ?2 AND (?4 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?4 AND s.ticket = t.id))
            ORDER BY n.id DESC LIMIT ?3
            """,
            agent,
            after.flatMap { Int64($0.rawValue) } ?? .max,
            limit + 1,
            connection.viewer
        ) { row in
            NoticeLine(
                notice: Notice(
                    id: try row.next(),
                    agent: try row.next(),
                    kind: try row.next(),
                    ticket: try row.next(),
                    cause: try row.next(),
                    actor: try row.next(),
                    excerpt: try row.next(),
                    at: try row.next(),
                    readAt: try row.next()
                ),
                number: try row.next(),
                subject: try row.next(),
                actorName: try row.next()
            )
        }
        let next = lines.count > limit ? PageCursor(rawValue: "\(lines[limit - 1].notice.id)") : nil
        return Page(items: Array(lines.prefix(limit)), next: next)
    }

    /// How many an agent has not read, up to a limit.
    func unread(of agent: AgentID) throws -> Int {
        try connection.value(
            """
            SELECT count(*) FROM (SELECT 1 FROM notice WHERE agent = ?1 AND readAt IS NULL
                AND (?3 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?3 AND s.ticket = notice.ticket)) LIMIT ?2)
            """,
            agent,
            Self.unreadLimit,
            connection.viewer,
            as: Int.self
        ) ?? 0
    }

    /// Notes that one was read, or all.
    func markRead(_ notice: NoticeID?, of agent: AgentID, at: Timestamp) throws {
        if let notice {
            try connection.run(
                "UPDATE notice SET readAt = ?3 WHERE id = ?1 AND agent = ?2 AND readAt IS NULL",
                notice,
                agent,
                at
            )
        } else {
            try connection.run("UPDATE notice SET readAt = ?2 WHERE agent = ?1 AND readAt IS NULL", agent, at)
        }
    }

    /// What an agent has chosen, and the usual for the rest.
    func choices(of agent: AgentID) throws -> [NoticeKind: NoticeChoice] {
        let chosen = try connection.all(
            "SELECT kind, inPage, byMail FROM noticeChoice WHERE agent = ?1",
            agent
        ) { (try $0.next(NoticeKind.self), NoticeChoice(inPage: try $0.next(), byMail: try $0.next())) }
        let usual = NoticeKind.allCases.map { ($0, NoticeChoice.usual($0)) }
        return Dictionary(usual + chosen) { $1 }
    }

    /// Sets a choice.
    func save(_ choice: NoticeChoice, _ kind: NoticeKind, of agent: AgentID) throws {
        try connection.run(
            """
            INSERT INTO noticeChoice (agent, kind, inPage, byMail) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET inPage = excluded.inPage, byMail = excluded.byMail
            """,
            agent,
            kind,
            choice.inPage,
            choice.byMail
        )
    }
}

extension NoticeKind: SQLText {}
