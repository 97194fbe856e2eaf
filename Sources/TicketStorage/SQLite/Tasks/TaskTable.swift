import ChannelKit
import DeskModel

/// Keeps tasks.
struct TaskTable {
    /// The time of tasks that have none, in places of lists.
    static let never = Int64.max

    let connection: Connection

    /// The task with an id.
    func task(_ id: TaskID) throws -> TicketTask? {
        try connection.first(
            """
            SELECT id, ticket, kind, title, targetKind, targetNamespace, targetValue, dueAt, assignee, message, createdBy,
                createdAt, doneBy, doneAt, canceledAt
            FROM task WHERE id = ?1
            """,
            id,
            row: Self.decode
        )
    }

    /// A ticket's tasks, those of tickets merged into it included: open ones first, the earliest due before.
    func tasks(of ticket: TicketID) throws -> [TicketTask] {
        try connection.all(
            """
            WITH RECURSIVE part (id) AS (SELECT ?1 UNION SELECT t.id FROM part JOIN ticket t ON t.mergedInto = part.id)
            SELECT id, ticket, kind, title, targetKind, targetNamespace, targetValue, dueAt, assignee, message, createdBy,
                createdAt, doneBy, doneAt, canceledAt
            FROM task WHERE ticket IN (SELECT id FROM part)
            ORDER BY doneAt IS NOT NULL OR canceledAt IS NOT NULL, ifnull(dueAt, 9223372036854775807), id LIMIT 500
            """,
            ticket,
            row: Self.decode
        )
    }

    /// Open calls back that wait for an address, the oldest first.
    func openCallBacks(to target: IdentityKey) throws -> [TicketTask] {
        try connection.all(
            """
            SELECT id, ticket, kind, title, targetKind, targetNamespace, targetValue, dueAt, assignee, message, createdBy,
                createdAt, doneBy, doneAt, canceledAt
            FROM task
            WHERE targetValue = ?1 AND targetKind = ?2 AND targetNamespace = ?3 AND kind = 'call-back'
                AND doneAt IS NULL AND canceledAt IS NULL
            ORDER BY id LIMIT 100
            """,
            target.value,
            target.kind,
            target.namespace,
            row: Self.decode
        )
    }

    /// Open tasks that are due before a time, the earliest first.
    func open(dueBefore time: Timestamp, limit: Int) throws -> [TicketTask] {
        try connection.all(
            """
            SELECT id, ticket, kind, title, targetKind, targetNamespace, targetValue, dueAt, assignee, message, createdBy,
                createdAt, doneBy, doneAt, canceledAt
            FROM task WHERE doneAt IS NULL AND canceledAt IS NULL AND dueAt < ?1 ORDER BY dueAt, id LIMIT ?2
            """,
            time,
            min(max(limit, 1), 1_000),
            row: Self.decode
        )
    }

    /// Open tasks behind a time and an id that the viewer sees, the earliest due first, those without a time behind all others.
    ///
    /// A task of a ticket that was merged is seen by whoever sees the ticket it was merged into.
    func open(behind place: TicketCursor, limit: Int) throws -> [TicketTask] {
        guard place.updatedAt != Self.never else { return try openWithoutTime(behind: place.id, limit: limit) }
        let due = try openWithTime(behind: place, limit: limit)
        return due.count == limit ? due : try due + openWithoutTime(behind: .min, limit: limit - due.count)
    }

    private func openWithoutTime(behind id: Int64, limit: Int) throws -> [TicketTask] {
        try connection.all(
            """
            SELECT id, ticket, kind, title, targetKind, targetNamespace, targetValue, dueAt, assignee, message, createdBy,
                createdAt, doneBy, doneAt, canceledAt
            FROM task WHERE doneAt IS NULL AND canceledAt IS NULL AND dueAt IS NULL AND id > ?1
                AND (?3 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?3 AND s.ticket = (
                    WITH RECURSIVE up (id) AS (
                        SELECT task.ticket UNION SELECT t.mergedInto FROM up JOIN ticket t ON t.id = up.id)
                    SELECT t.id FROM up JOIN ticket t ON t.id = up.id WHERE t.mergedInto IS NULL)))
            ORDER BY id LIMIT ?2
            """,
            id,
            limit,
            connection.viewer,
            row: Self.decode
        )
    }

    private func openWithTime(behind place: TicketCursor, limit: Int) throws -> [TicketTask] {
        try connection.all(
            """
            SELECT id, ticket, kind, title, targetKind, targetNamespace, targetValue, dueAt, assignee, message, createdBy,
                createdAt, doneBy, doneAt, canceledAt
            FROM task WHERE doneAt IS NULL AND canceledAt IS NULL AND dueAt IS NOT NULL AND (dueAt, id) > (?1, ?2)
                AND (?4 IS NULL OR EXISTS (SELECT 1 FROM ticketSeen s WHERE s.agent = ?4 AND s.ticket = (
                    WITH RECURSIVE up (id) AS (
                        SELECT task.ticket UNION SELECT t.mergedInto FROM up JOIN ticket t ON t.id = up.id)
                    SELECT t.id FROM up JOIN ticket t ON t.id = up.id WHERE t.mergedInto IS NULL)))
            ORDER BY dueAt, id LIMIT ?3
            """,
            place.updatedAt,
            place.id,
            limit,
            connection.viewer,
            row: Self.decode
        )
    }

    /// The open task of a ticket, or of tickets merged into it, that is due first.
    func next(of ticket: TicketID) throws -> TicketTask? {
        try connection.first(
            """
            WITH RECURSIVE part (id) AS (SELECT ?1 UNION SELECT t.id FROM part JOIN ticket t ON t.mergedInto = part.id)
            SELECT id, ticket, kind, title, targetKind, targetNamespace, targetValue, dueAt, assignee, message, createdBy,
                createdAt, doneBy, doneAt, canceledAt
            FROM task WHERE ticket IN (SELECT id FROM part) AND doneAt IS NULL AND canceledAt IS NULL
            ORDER BY ifnull(dueAt, 9223372036854775807), id LIMIT 1
            """,
            ticket,
            row: Self.decode
        )
    }

    /// Adds a task.
    func add(_ task: TicketTask) throws {
        try connection.run(
            """
            INSERT INTO task (id, ticket, kind, title, targetKind, targetNamespace, targetValue, dueAt, assignee, message,
                createdBy, createdAt)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """,
            task.id,
            task.ticket,
            task.kind,
            task.title,
            task.target?.kind,
            task.target?.namespace,
            task.target?.value,
            task.dueAt,
            task.assignee,
            task.message,
            task.createdBy,
            task.createdAt
        )
    }

    /// Notes that an open task was done, by a message where one settled it.
    ///
    /// - Returns: whether it was open.
    func complete(_ id: TaskID, by actor: Actor, with message: MessageID?, at time: Timestamp) throws -> Bool {
        try connection.run(
            """
            UPDATE task SET doneBy = ?2, doneAt = ?3, settledBy = ?4
            WHERE id = ?1 AND doneAt IS NULL AND canceledAt IS NULL
            """,
            id,
            actor,
            time,
            message
        )
        return connection.changes > 0
    }

    /// Cancels an open task.
    ///
    /// - Returns: whether it was open.
    func cancel(_ id: TaskID, at time: Timestamp) throws -> Bool {
        try connection.run(
            "UPDATE task SET canceledAt = ?2 WHERE id = ?1 AND doneAt IS NULL AND canceledAt IS NULL",
            id,
            time
        )
        return connection.changes > 0
    }

    /// Takes up again what was done.
    ///
    /// - Returns: whether it was done.
    func reopen(_ id: TaskID) throws -> Bool {
        try connection.run("UPDATE task SET doneBy = NULL, doneAt = NULL WHERE id = ?1 AND doneAt IS NOT NULL", id)
        return connection.changes > 0
    }

    private static func decode(_ row: inout ResultRow) throws -> TicketTask {
        var task = TicketTask(
            id: try row.next(),
            ticket: try row.next(),
            kind: try row.next(),
            title: try row.next(),
            target: try target(&row),
            dueAt: try row.next(),
            assignee: try row.next(),
            message: try row.next(),
            createdBy: try row.next(),
            createdAt: try row.next()
        )
        let doneBy = try row.next(Actor?.self)
        let doneAt = try row.next(Timestamp?.self)
        let canceledAt = try row.next(Timestamp?.self)
        if let doneBy, let doneAt {
            task.state = .done(by: doneBy, at: doneAt)
        } else if let canceledAt {
            task.state = .canceled(at: canceledAt)
        }
        return task
    }

    private static func target(_ row: inout ResultRow) throws -> IdentityKey? {
        let kind = try row.next(IdentityKind?.self)
        let namespace = try row.next(String?.self)
        let value = try row.next(String?.self)
        guard let kind, let namespace, let value else { return nil }
        return IdentityKey(kind: kind, namespace: namespace, value: value)
    }
}
