public import DeskModel
import Foundation
import GRDB
import Synchronization

/// The SQLite engine: one writer that commits what waits together, and a few readers beside it.
public final class SQLiteTicketStore: TicketStore {
    /// Makes the ids of everything stored; seeded with the newest id in the file.
    public let ids: RecordIDSource

    /// Tells what happens as it is committed.
    public let feed = DeskFeed()

    let pool: DatabasePool
    let writer: Writer
    let settings: SQLiteStoreSettings
    private let lock: FolderLock
    private let life: Mutex<Life>

    /// How the store stands.
    private struct Life {
        var wasStoppedCleanly: Bool
        var isClosed = false
    }

    /// Opens the store of a data folder and takes the folder's lock.
    ///
    /// Makes folder and file when there are none, and brings an older file to this program's schema, a copy of it
    /// being kept beside it.
    ///
    /// - Throws: ``StorageError``: `locked` when another process has the folder, `newerSchema`, `corrupt`, `unavailable`.
    public static func open(_ settings: SQLiteStoreSettings) throws -> SQLiteTicketStore {
        do {
            try FileManager.default.createDirectory(
                atPath: settings.blobFolder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw StorageError.unavailable("the data folder cannot be made: \(settings.blobFolder)")
        }
        let lock = try FolderLock(path: settings.lockPath)
        do {
            return try SQLiteTicketStore(settings, lock: lock)
        } catch {
            guard case .corrupt(let why) = SQLiteFailure.storageError(error) as? StorageError else {
                throw SQLiteFailure.storageError(error)
            }
            throw StorageError.corrupt(NewestBackup.advice(why, in: settings.folder))
        }
    }

    private init(_ settings: SQLiteStoreSettings, lock: FolderLock) throws {
        self.settings = settings
        self.lock = lock
        let isNew = !FileManager.default.fileExists(atPath: settings.databasePath)
        pool = try DatabaseOpening.open(settings)
        let wasStoppedCleanly = CleanMark(path: settings.cleanMarkPath).take()
        life = Mutex(Life(wasStoppedCleanly: wasStoppedCleanly || isNew))
        ids = RecordIDSource(after: try pool.read { try NewestID.find(Connection(reader: $0)) })
        writer = try Writer(
            pool: pool,
            blobFolder: settings.blobFolder,
            ids: ids,
            feed: feed,
            maximumWaiting: settings.maximumWaiting
        )
    }

    /// Whether the last run ended without closing the store, so that ``verify()`` should run behind the start.
    public var stoppedUncleanly: Bool { life.withLock { !$0.wasStoppedCleanly } }

    /// Reads beside the writer, from one snapshot.
    func read<Output: Sendable>(
        _ work: @escaping @Sendable (Connection) throws -> Output
    ) async throws -> Output {
        let viewer = TicketViewer.current
        do {
            return try await pool.read { try work(Connection(reader: $0, viewer: viewer)) }
        } catch {
            throw life.withLock(\.isClosed) ? StorageError.closed : SQLiteFailure.storageError(error)
        }
    }

    /// Ends the writer and closes the files, once.
    func shutDown() throws {
        let isFirst = life.withLock { life in
            defer { life.isClosed = true }
            return !life.isClosed
        }
        guard isFirst else { return }
        writer.stop()
        feed.close()
        do {
            // Writing the log back now spares the next start from doing it.
            try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try pool.close()
        } catch {
            throw SQLiteFailure.storageError(error)
        }
        CleanMark(path: settings.cleanMarkPath).set()
        lock.release()
    }
}
