import Foundation

/// Leaves nothing of what was erased in the files: index segments, free pages, the write-ahead log, blob files.
///
/// A row that is deleted stays readable in the file until its page is used again, and SQLite's full-text index only marks
/// what it forgets. So the index is merged into one piece, the database is written anew, and the log is cut off. It costs a
/// copy of the file and holds other writes up meanwhile: erasing is rare, and leaving nothing is its whole point.
struct FileCleaning {
    /// Under this name the installation remembers that it is still to be done.
    static let name = "file-cleaning"

    let context: WriteContext
    let folder: String

    /// Whether it is to be done.
    func isDue() throws -> Bool {
        try InstallationTable(connection: context.connection).value(Self.name) != nil
    }

    /// Does it; runs on the writer, outside a transaction, before anything is appended behind an erased blob.
    func run() throws {
        let connection = context.connection
        try overwriteBlobs()
        try connection.run("INSERT INTO searchText (searchText) VALUES ('optimize')")
        // In memory it could be larger than the machine.
        try connection.run("PRAGMA temp_store = FILE")
        defer { try? connection.run("PRAGMA temp_store = MEMORY") }
        try connection.run("VACUUM")
        let isHeldUp = try connection.value("PRAGMA wal_checkpoint(TRUNCATE)", as: Bool.self) ?? true
        guard !isHeldUp else { throw StorageError.unavailable("a long read holds the log of the database") }
        try InstallationTable(connection: connection).set(nil, named: Self.name)
    }

    /// Overwrites erased blobs with zeros.
    func overwriteBlobs() throws {
        let connection = context.connection
        let places = try connection.all("SELECT segment, position, size FROM erasedPlace ORDER BY 1, 2") {
            (try $0.next(Int.self), try $0.next(Int64.self), try $0.next(Int.self))
        }
        for (segment, position, size) in places {
            try SegmentFile.overwrite(segment: segment, offset: position, size: size, in: folder)
        }
        try connection.run("DELETE FROM erasedPlace")
    }
}

extension SegmentFile {
    /// Writes zeros over a blob, durably; a file that is gone holds nothing.
    static func overwrite(segment: Int, offset: Int64, size: Int, in folder: String) throws {
        let descriptor = open(path(segment, in: folder), O_WRONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return }
        guard descriptor >= 0 else { throw StorageError.unavailable("a blob file cannot be opened for erasing") }
        defer { close(descriptor) }
        let zeros = [UInt8](repeating: 0, count: min(size, 1 << 20))
        var written = 0
        while written < size {
            let count = zeros.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress, min(zeros.count, size - written), off_t(offset) + off_t(written))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw StorageError.unavailable("a blob file cannot be erased") }
            written += count
        }
        guard fdatasync(descriptor) == 0 else { throw StorageError.unavailable("a blob file cannot be flushed") }
    }
}
