import Foundation
import GRDB

/// Copies the database while work goes on.
enum DatabaseCopy {
    /// Writes a consistent copy to a new file, durable when this returns.
    ///
    /// Blocks while it copies.
    static func write(_ pool: DatabasePool, to path: String) throws {
        let temporary = path + ".part"
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(temporary + suffix) }
        let queue = try DatabaseQueue(path: temporary)
        // From a reader's snapshot, so that the writer goes on.
        try pool.backup(to: queue)
        // The copy is one file: without the log that the original is written through.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try queue.close()
        try sync(temporary)
        guard rename(temporary, path) == 0 else { throw failure("renaming", path) }
        try sync((path as NSString).deletingLastPathComponent)
    }

    private static func sync(_ path: String) throws {
        let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("opening", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("flushing", path) }
    }

    private static func failure(_ action: String, _ path: String) -> StorageError {
        .unavailable("\(action) \(path) failed: \(String(cString: strerror(errno)))")
    }
}
