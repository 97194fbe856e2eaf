import CSQLiteShim
import Failpoints
import Foundation
import GRDB

/// Opens the database file and brings it to the program's schema.
enum DatabaseOpening {
    /// Marks the file as Tributary's: "trib".
    static let applicationID = 0x7472_6962

    /// SQLite's result for not counting memory; asked once, before the process's first database.
    private static let uncounted = tributary_sqlite_stop_counting_memory()

    /// Opens, checks and migrates.
    ///
    /// - Throws: ``StorageError``.
    static func open(_ settings: SQLiteStoreSettings) throws -> DatabasePool {
        _ = uncounted
        let isNew = !FileManager.default.fileExists(atPath: settings.databasePath)
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = settings.readerCount
        configuration.label = "tributary"
        configuration.prepareDatabase { database in
            // In KiB: small enough that all connections together leave the process small.
            try database.execute(sql: "PRAGMA cache_size = \(database.configuration.readonly ? -2000 : -16000)")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        if isNew { try makeFile(settings.databasePath) }
        let pool = try DatabasePool(path: settings.databasePath, configuration: configuration)
        try pool.writeWithoutTransaction { database in
            try prepareWriter(database)
            let connection = try Connection(writer: database)
            let found = try version(of: connection)
            if found > 0, found < Migration.newestVersion {
                try database.execute(
                    sql: "VACUUM INTO ?",
                    arguments: [copyPath(settings, from: found)]
                )
            }
            try migrate(connection, from: found)
        }
        return pool
    }

    /// Sets what must be set before the first table exists.
    private static func makeFile(_ path: String) throws {
        // For nobody else to read; SQLite gives the log's files the same mode.
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageError.unavailable("the database file cannot be made: \(path)") }
        close(descriptor)
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA page_size = 4096")
            try database.execute(sql: "PRAGMA auto_vacuum = NONE")
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        try queue.close()
    }

    /// Sets what only holds for the writer.
    ///
    /// GRDB's pool sets `synchronous` to NORMAL when it turns the log on, which would lose acknowledged commits at a
    /// power failure; so FULL is set after opening, and read back.
    private static func prepareWriter(_ database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        // 32 MiB: pages that every commit changes are copied into the file once for many commits.
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
        try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
        guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
            throw StorageError.unavailable("the database does not take synchronous = FULL")
        }
        guard try Int.fetchOne(database, sql: "PRAGMA foreign_keys") == 1 else {
            throw StorageError.unavailable("the database does not take foreign_keys = ON")
        }
        let mark = try Int.fetchOne(database, sql: "PRAGMA application_id")
        guard mark == applicationID else {
            throw StorageError.corrupt("the file is no database of Tributary's (application id \(mark ?? 0))")
        }
    }

    private static func version(of connection: Connection) throws -> Int {
        let found = try connection.value("PRAGMA user_version", as: Int.self) ?? 0
        guard found <= Migration.newestVersion else {
            throw StorageError.newerSchema(found: found, known: Migration.newestVersion)
        }
        return found
    }

    /// Brings the schema to the present version as a whole: a step that fails leaves the file as it was.
    private static func migrate(_ connection: Connection, from found: Int) throws {
        guard found < Migration.newestVersion else { return }
        try connection.run("BEGIN IMMEDIATE")
        do {
            for migration in Migration.all.dropFirst(found) {
                try connection.script(migration.statements)
                failpoint("migration")
            }
            try connection.setSchemaVersion(Migration.newestVersion)
            try connection.run("COMMIT")
        } catch {
            try? connection.run("ROLLBACK")
            throw error
        }
    }

    private static func copyPath(_ settings: SQLiteStoreSettings, from version: Int) -> String {
        let seconds = Int(Date().timeIntervalSince1970)
        return "\(settings.folder)/tributary-schema-\(version)-\(seconds).sqlite"
    }
}
