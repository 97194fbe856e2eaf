import Foundation
import GRDB
import Testing
import TicketStorage

/// The schema against its written form, so that no change of it goes unseen.
struct SQLiteSchemaTests {
    private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/schema.sql")

    /// After a wanted change: `TRIBUTARY_WRITE_GOLDEN=1 swift test --filter SQLiteSchemaTests`.
    @Test func `the schema is the one that is written down`() async throws {
        try await TemporaryStore.inFolder { folder in
            try await SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder)).close()
            let schema = try SQLiteEngineTests.change(folder) { database in
                try String.fetchAll(
                    database,
                    sql: """
                        SELECT sql || ';' FROM sqlite_schema
                        WHERE sql IS NOT NULL AND name NOT GLOB '*Search_*' AND name NOT GLOB 'searchText_*' ORDER BY tbl_name, type DESC, name
                        """
                ).joined(separator: "\n\n") + "\n"
            }
            if ProcessInfo.processInfo.environment["TRIBUTARY_WRITE_GOLDEN"] != nil {
                try Data(schema.utf8).write(to: Self.golden)
            }
            let written = try String(contentsOf: Self.golden, encoding: .utf8)
            #expect(schema == written)
        }
    }

    @Test func `every table is strict, and the file is marked and durable`() async throws {
        try await TemporaryStore.inFolder { folder in
            try await SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder)).close()
            try SQLiteEngineTests.change(folder) { database in
                let loose = try String.fetchAll(
                    database,
                    sql: """
                        SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
                            AND name NOT LIKE 'sqlite_%'
                        """
                )
                #expect(loose == [])
                #expect(try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal")
                #expect(try Int.fetchOne(database, sql: "PRAGMA application_id") == 0x7472_6962)
            }
        }
    }

    /// Lists and look-ups must stay fast however many tickets there are: no scan, no sort.
    @Test(arguments: [
        """
        SELECT updatedAt, id FROM ticket
        WHERE assignee = 1 AND mergedInto IS NULL AND shelf IS NULL AND status <> 'solved' AND status <> 'closed'
            AND (updatedAt, id) < (1, 1) ORDER BY updatedAt DESC, id DESC LIMIT 1
        """,
        """
        SELECT updatedAt, id FROM ticket
        WHERE mergedInto IS NULL AND shelf IS NULL AND assignee IS NULL AND status <> 'solved' AND status <> 'closed'
            AND (updatedAt, id) < (1, 1) ORDER BY updatedAt DESC, id DESC LIMIT 1
        """,
        """
        SELECT t.id FROM contact c JOIN ticket t ON t.contact = c.id
        WHERE c.person = 1 AND t.mergedInto IS NULL AND t.status <> 'solved' AND t.status <> 'closed'
        """,
        """
        SELECT id FROM arrival
        WHERE outcome <> 'opened' AND outcome <> 'appended' AND outcome = 'accepted' AND id > 1 ORDER BY id LIMIT 1
        """,
        "SELECT id FROM identity WHERE value = 'a' AND kind = 'email' AND namespace = ''",
        "SELECT dueAt, ticket FROM ticketDue WHERE (dueAt, ticket) > (1, 1) ORDER BY dueAt, ticket LIMIT 1",
        "SELECT 1 FROM ticketDue WHERE warnAt <= 1 LIMIT 1000",
        "SELECT ticket FROM ticketClock WHERE endedAt IS NULL AND edition < 2 ORDER BY edition, ticket LIMIT 1",
        """
        SELECT d.id FROM delivery d
        WHERE d.channel = 'mail' AND d.state IN ('queued', 'deferred') AND d.notBefore <= 1
            AND NOT EXISTS (SELECT 1 FROM delivery o WHERE o.leg = d.leg AND o.id < d.id
                AND (o.state = 'queued' OR o.state = 'sending' OR o.state = 'deferred' OR o.state = 'uncertain'
                                OR o.state = 'held'))
        ORDER BY d.notBefore, d.id LIMIT 1
        """,
    ])
    func `a hot query neither scans nor sorts`(_ query: String) async throws {
        try await TemporaryStore.inFolder { folder in
            try await SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder)).close()
            try SQLiteEngineTests.change(folder) { database in
                let plan = try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + query).map { $0["detail"] as String }
                #expect(plan.allSatisfy { !$0.hasPrefix("SCAN") && !$0.contains("TEMP B-TREE") }, "\(plan)")
            }
        }
    }
}
