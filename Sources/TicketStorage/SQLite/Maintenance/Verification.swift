import ChannelKit
import DeskModel

/// Checks the desk's invariants.
///
/// Each check is a read of its own, so that none holds a snapshot for long.
enum Verification {
    /// A check: what it finds, as sentences.
    typealias Check = @Sendable (Connection) throws -> [String]

    /// All checks of the database; blobs are checked apart.
    static let checks: [Check] = [integrity, foreignKeys, counts, persons]

    private static func integrity(_ connection: Connection) throws -> [String] {
        try connection.all("PRAGMA integrity_check(20)") { try $0.next(String.self) }
            .filter { $0 != "ok" }
            .map { "The database file is damaged: \($0)." }
    }

    private static func foreignKeys(_ connection: Connection) throws -> [String] {
        try connection.all("SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2") { row in
            let table = try row.next(String.self)
            let parent = try row.next(String.self)
            return "\(try row.next(Int.self)) rows of \(table) refer to a missing \(parent)."
        }
    }

    /// Rules that one query counts the breaches of.
    private static func counts(_ connection: Connection) throws -> [String] {
        var findings: [String] = []
        func expectNone(_ what: String, _ query: StaticString) throws {
            let count = try connection.value(query, as: Int.self) ?? 0
            if count > 0 { findings.append("\(count) \(what).") }
        }
        try expectNone(
            "routed arrivals have no outcome of an envelope",
            """
            SELECT count(*) FROM arrival WHERE outcome <> 'accepted'
                AND NOT EXISTS (SELECT 1 FROM routingResult WHERE arrival = arrival.id)
            """
        )
        try expectNone(
            "inbound messages have no outcome that names them",
            """
            SELECT count(*) FROM inboundMessage i WHERE NOT EXISTS (
                SELECT 1 FROM routingResult r WHERE r.arrival = i.arrival AND r.message = i.id)
            """
        )
        try expectNone(
            "waiting arrivals have lost their octets",
            """
            SELECT count(*) FROM arrival WHERE outcome IN ('accepted', 'quarantined')
                AND NOT EXISTS (SELECT 1 FROM arrivalOctets WHERE arrival = arrival.id)
            """
        )
        try expectNone(
            "messages say nothing",
            """
            SELECT count(*) FROM message m WHERE
                (m.kind = 'inbound' AND NOT EXISTS (SELECT 1 FROM inboundMessage WHERE id = m.id))
                OR (m.kind IN ('reply', 'automatic') AND NOT EXISTS (SELECT 1 FROM reply WHERE id = m.id))
                OR (m.kind = 'note' AND NOT EXISTS (SELECT 1 FROM note WHERE id = m.id))
            """
        )
        try expectNone(
            "replies have nothing to deliver",
            "SELECT count(*) FROM reply WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE reply = reply.id)"
        )
        try expectNone(
            "deliveries have nothing to send",
            "SELECT count(*) FROM delivery WHERE NOT EXISTS (SELECT 1 FROM outboundPart WHERE delivery = delivery.id)"
        )
        try expectNone(
            "deliveries have not as many attempts as were counted",
            """
            SELECT count(*) FROM delivery d
            WHERE attempts <> (SELECT count(*) FROM deliveryAttempt WHERE delivery = d.id)
            """
        )
        try expectNone(
            "messages go by a leg of another ticket",
            """
            SELECT count(*) FROM message m LEFT JOIN inboundMessage i ON i.id = m.id LEFT JOIN reply r ON r.id = m.id
            JOIN leg l ON l.id = coalesce(i.leg, r.leg) WHERE l.ticket <> m.ticket
            """
        )
        try expectNone(
            "deliveries go by another leg than their reply",
            "SELECT count(*) FROM delivery d JOIN reply r ON r.id = d.reply WHERE d.leg <> r.leg"
        )
        try expectNone(
            "merged tickets still hold messages",
            """
            SELECT count(*) FROM ticket t WHERE mergedInto IS NOT NULL
                AND EXISTS (SELECT 1 FROM message WHERE ticket = t.id)
            """
        )
        try expectNone(
            "tickets show a wrong number of messages",
            """
            SELECT count(*) FROM ticket t
            WHERE messageCount <> (SELECT count(*) FROM message WHERE ticket = t.id)
            """
        )
        try expectNone(
            "lines of the ticket tally are wrong",
            """
            SELECT count(*) FROM ticketTally y WHERE count <> (
                SELECT count(*) FROM ticket WHERE mergedInto IS NULL AND takenBack IS NULL AND ifnull(shelf, '') = y.shelf
                    AND ifnull(team, 0) = y.team AND ifnull(assignee, 0) = y.assignee AND status = y.status)
            """
        )
        try expectNone(
            "lines of the delivery tally are wrong",
            """
            SELECT count(*) FROM deliveryTally y
            WHERE count <> (SELECT count(*) FROM delivery WHERE channel = y.channel AND state = y.state)
            """
        )
        try expectNone(
            "channels count a wrong number of arrivals",
            """
            SELECT count(*) FROM channelIntake c
            WHERE journaled <> (SELECT count(*) FROM arrival WHERE channel = c.channel)
            """
        )
        try expectNone(
            "messages are neither indexed nor waiting for it",
            """
            SELECT count(*) FROM message m WHERE NOT EXISTS (SELECT 1 FROM searchText_docsize WHERE id = m.id)
                AND NOT EXISTS (SELECT 1 FROM searchPending WHERE id = m.id)
            """
        )
        try expectNone(
            "published articles are not indexed",
            """
            SELECT count(*) FROM article a JOIN articleText t ON t.article = a.id AND t.number = a.published
            WHERE NOT EXISTS (SELECT 1 FROM articleSearch_docsize WHERE id = t.id)
            """
        )
        return findings
    }

    /// Whether everybody stands for whom the active merges say.
    private static func persons(_ connection: Connection) throws -> [String] {
        let stored = try connection.all("SELECT id, person FROM contact") {
            (try $0.next(ContactID.self), try $0.next(ContactID.self))
        }
        let edges = try connection.all(
            "SELECT fromContact, intoContact FROM contactMerge WHERE undoneAt IS NULL ORDER BY id"
        ) { (try $0.next(ContactID.self), try $0.next(ContactID.self)) }
        var parent: [ContactID: ContactID] = [:]
        func representative(_ contact: ContactID) -> ContactID {
            var current = contact
            while let next = parent[current] { current = next }
            return current
        }
        for (from, into) in edges {
            let (from, into) = (representative(from), representative(into))
            if from != into { parent[from] = into }
        }
        let wrong = stored.count { representative($0.0) != $0.1 }
        return wrong > 0 ? ["\(wrong) contacts stand for another person than their merges say."] : []
    }
}
