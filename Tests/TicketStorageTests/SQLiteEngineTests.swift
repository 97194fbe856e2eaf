import ChannelKit
import DeskModel
import Foundation
import GRDB
import Testing

@testable import TicketStorage

/// What is particular to the SQLite engine: its file, its lock, its schema.
struct SQLiteEngineTests {
    @Test func `what was stored is there after closing and opening again`() async throws {
        try await TemporaryStore.inFolder { folder in
            let settings = SQLiteStoreSettings(folder: folder)
            let store = try SQLiteTicketStore.open(settings)
            let desk = DeskFixture(store: store, ids: store.ids)
            let large = [UInt8](repeating: 5, count: 100_000)
            _ = try await store.journal([desk.arrival("raw", body: large)], cursor: nil, channel: desk.mail)
            let result = try await desk.receive(desk.envelope("a"))
            let newest = try await store.newestID()
            try await store.close()

            let again = try SQLiteTicketStore.open(settings)
            #expect(!again.stoppedUncleanly)
            #expect(again.ids.next(Ticket.self, at: desk.at(-1_000_000)).rawValue > newest)
            #expect(try await again.thread(number: 1)?.ticket.id == result.ticket)
            #expect(try await again.unroutedArrivals(after: nil, limit: 5).map(\.raw.body) == [large])
            // Appended behind what is there, not over it.
            let second = [UInt8](repeating: 6, count: 100_000)
            _ = try await again.journal([desk.arrival("raw-2", body: second)], cursor: nil, channel: desk.mail)
            #expect(try await again.unroutedArrivals(after: nil, limit: 5).map(\.raw.body) == [large, second])
            #expect(try await again.verify() == [])
            try await again.close()
        }
    }

    @Test func `a folder belongs to one process`() async throws {
        try await TemporaryStore.inFolder { folder in
            let settings = SQLiteStoreSettings(folder: folder)
            let store = try SQLiteTicketStore.open(settings)
            #expect(throws: StorageError.locked(path: folder + "/lock")) { try SQLiteTicketStore.open(settings) }
            try await store.close()
            let again = try SQLiteTicketStore.open(settings)
            try await again.close()
        }
    }

    @Test func `a store that was not closed says so at the next start`() async throws {
        try await TemporaryStore.inFolder { folder in
            let settings = SQLiteStoreSettings(folder: folder)
            let store = try SQLiteTicketStore.open(settings)
            #expect(!store.stoppedUncleanly)
            try await store.close()
            try FileManager.default.removeItem(atPath: folder + "/clean")
            let again = try SQLiteTicketStore.open(settings)
            #expect(again.stoppedUncleanly)
            try await again.close()
            let last = try SQLiteTicketStore.open(settings)
            #expect(!last.stoppedUncleanly)
            try await last.close()
        }
    }

    @Test func `a file of a newer program is refused with both versions`() async throws {
        try await TemporaryStore.inFolder { folder in
            let settings = SQLiteStoreSettings(folder: folder)
            try await SQLiteTicketStore.open(settings).close()
            let known = try Self.change(folder) { database in
                let known = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                try database.execute(sql: "PRAGMA user_version = 4711")
                return known
            }
            #expect(known > 0)
            #expect(throws: StorageError.newerSchema(found: 4711, known: known)) {
                try SQLiteTicketStore.open(settings)
            }
        }
    }

    @Test func `a file of somebody else's is refused`() async throws {
        try await TemporaryStore.inFolder { folder in
            try Self.change(folder) { try $0.execute(sql: "CREATE TABLE theirs (id INTEGER)") }
            #expect {
                try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder))
            } throws: { error in
                if case .corrupt = error as? StorageError { true } else { false }
            }
        }
    }

    @Test func `garbage in place of the file is refused as damage`() async throws {
        try await TemporaryStore.inFolder { folder in
            let garbage = Data(repeating: 0x42, count: 20_000)
            try garbage.write(to: URL(fileURLWithPath: folder + "/tributary.sqlite"))
            #expect {
                try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder))
            } throws: { error in
                if case .corrupt = error as? StorageError { true } else { false }
            }
        }
    }

    @Test func `a damaged file's error names the newest backup in the data folder`() async throws {
        try await TemporaryStore.inFolder { folder in
            let files = FileManager.default
            try Data(repeating: 0x42, count: 20_000).write(to: URL(fileURLWithPath: folder + "/tributary.sqlite"))
            func why() -> String {
                do {
                    _ = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder))
                } catch StorageError.corrupt(let why) {
                    return why
                } catch {
                    Issue.record("\(error)")
                }
                return ""
            }
            #expect(!why().contains("backup"))
            try files.createDirectory(atPath: folder + "/backups", withIntermediateDirectories: false)
            var archive = Data(count: 512)
            archive.replaceSubrange(257..<262, with: Data("ustar".utf8))
            for (name, content, age) in [
                ("old.tar", archive, 9), ("backups/new.tar", archive, 2), ("backups/broken.tar", Data(count: 600), 1),
                ("backups/new.tar.unfinished", archive, 0),
            ] as [(String, Data, Double)] {
                try content.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
                let date = Date(timeIntervalSince1970: 1_780_000_000 - age * 86_400)
                try files.setAttributes([.modificationDate: date], ofItemAtPath: "\(folder)/\(name)")
            }
            #expect(why().contains("the newest backup in the data folder is \(folder)/backups/new.tar:"))
        }
    }

    @Test func `after closing everything is refused`() async throws {
        try await TemporaryStore.inFolder { folder in
            let store = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder))
            try await store.close()
            try await store.close()
            await #expect(throws: StorageError.closed) { try await store.setValue("1", named: "x") }
            await #expect(throws: StorageError.closed) { try await store.value(named: "x") }
        }
    }

    @Test func `what waits is finished before the store closes`() async throws {
        try await TemporaryStore.inFolder { folder in
            let settings = SQLiteStoreSettings(folder: folder)
            let store = try SQLiteTicketStore.open(settings)
            let desk = DeskFixture(store: store, ids: store.ids)
            let stored = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        do {
                            let arrival = desk.arrival("n\(index)")
                            _ = try await store.journal([arrival], cursor: nil, channel: desk.mail)
                            return true
                        } catch StorageError.closed {
                            return false
                        }
                    }
                }
                group.addTask {
                    try await store.close()
                    return false
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            let again = try SQLiteTicketStore.open(settings)
            #expect(try await again.unroutedArrivals(after: nil, limit: 500).count == stored)
            try await again.close()
        }
    }

    @Test(arguments: ["auditEntry", "ticketEvent"])
    func `what was noted is neither changed nor removed`(_ table: String) async throws {
        try await TemporaryStore.inFolder { folder in
            let store = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder))
            let desk = DeskFixture(store: store, ids: store.ids)
            try await desk.receive(desk.envelope("a"))
            try await store.audit(AuditEntry(actor: .operator, action: .macroSaved, object: "y", at: desk.start))
            try await store.close()
            try Self.change(folder) { database in
                for statement in ["UPDATE \(table) SET at = 1", "DELETE FROM \(table)"] {
                    #expect(throws: DatabaseError.self) { try database.execute(sql: statement) }
                }
                let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)")
                #expect(count == 1)
            }
        }
    }

    @Test func `a damaged blob is found by checking`() async throws {
        try await TemporaryStore.inFolder { folder in
            let store = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder))
            let desk = DeskFixture(store: store, ids: store.ids)
            let blob = BlobBytes.made([UInt8](repeating: 9, count: 40_000))
            try await store.keep([blob], at: desk.start)
            #expect(try await store.verify() == [])
            let segment = URL(fileURLWithPath: folder + "/blobs/000001.seg")
            let handle = try FileHandle(forWritingTo: segment)
            try handle.seek(toOffset: 100)
            try handle.write(contentsOf: Data([0]))
            try handle.close()
            #expect(try await store.verify() == ["The blob \(blob.digest.rawValue) is not whole."])
            try FileManager.default.removeItem(at: segment)
            await #expect(throws: StorageError.self) { try await store.blob(blob.digest) }
            try await store.close()
        }
    }

    @Test func `an arrival whose octets are damaged does not stop those behind it`() async throws {
        try await TemporaryStore.run { store in
            let desk = DeskFixture(store: store, ids: store.ids)
            let large = [UInt8](repeating: 5, count: 100_000)
            _ = try await store.journal([desk.arrival("bad", body: large)], cursor: nil, channel: desk.mail)
            try FileManager.default.removeItem(atPath: store.settings.folder + "/blobs/000001.seg")
            #expect(try await store.unroutedArrivals(after: nil, limit: 1).isEmpty)
            _ = try await store.journal([desk.arrival("good")], cursor: nil, channel: desk.mail)
            let waiting = try await store.unroutedArrivals(after: nil, limit: 1)
            #expect(waiting.map(\.raw.externalID.rawValue) == ["good"])
            let aside = try await store.intakePage(IntakeQuery(outcome: .quarantined))
            #expect(aside.items.map(\.reason) == [.wording(Wording("its octets are damaged or gone", "其字节已损坏或丢失"))])
        }
    }

    @Test func `an older file is copied and brought to the present schema`() async throws {
        try await TemporaryStore.inFolder { folder in
            let older = Migration.newestVersion - 1
            try Self.change(folder) { database in
                try database.execute(sql: "PRAGMA application_id = \(DatabaseOpening.applicationID)")
                let connection = try Connection(writer: database)
                for migration in Migration.all.dropLast() { try connection.script(migration.statements) }
                try connection.setSchemaVersion(older)
                try connection.run("INSERT INTO installation (name, value) VALUES ('kept', 'yes')")
            }
            let store = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder))
            #expect(try await store.value(named: "kept") == "yes")
            #expect(try await store.verify() == [])
            try await store.close()
            let copies = try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasPrefix("tributary-schema-\(older)-") }
            #expect(copies.count == 1)
            let copy = try DatabaseQueue(path: folder + "/" + firstOf(copies))
            let version = try await copy.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
            #expect(version == older)
        }
    }

    @Test func `a copy is a whole store, and its large blobs are put back`() async throws {
        try await TemporaryStore.inFolder { folder in
            let store = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder + "/one"))
            let desk = DeskFixture(store: store, ids: store.ids)
            try await desk.receive(desk.envelope("a"))
            let blob = BlobBytes.made([UInt8](repeating: 9, count: 40_000))
            try await store.keep([blob], at: desk.start)
            let other = SQLiteStoreSettings(folder: folder + "/two")
            try FileManager.default.createDirectory(atPath: other.folder, withIntermediateDirectories: true)
            try await store.copyDatabase(to: other.folder + "/tributary.sqlite")
            try await store.close()

            let copy = try SQLiteTicketStore.open(other)
            #expect(try await copy.thread(number: 1)?.entries.count == 1)
            #expect(try await copy.blobDigests() == [blob.digest])
            #expect(try await copy.verify().count == 1)
            let wrong = BlobBytes(digest: blob.digest, bytes: [1])
            await #expect(throws: StorageError.self) { try await copy.restore([wrong]) }
            try await copy.restore([blob])
            #expect(try await copy.blob(blob.digest) == blob.bytes)
            #expect(try await copy.verify() == [])
            try await copy.close()
        }
    }

    @discardableResult
    static func change<Output>(_ folder: String, _ work: (Database) throws -> Output) throws -> Output {
        let queue = try DatabaseQueue(path: folder + "/tributary.sqlite")
        let output = try queue.writeWithoutTransaction { try work($0) }
        try queue.close()
        return output
    }
}
