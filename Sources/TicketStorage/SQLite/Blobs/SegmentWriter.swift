import Failpoints
import Foundation

/// Appends large blobs to segment files, made durable once for each batch, before the commit that refers to them.
///
/// What a crash or a rollback leaves behind the last blob that the table knows is written over by the next one.
final class SegmentWriter {
    /// Where a blob was put.
    struct Place {
        let segment: Int
        let offset: Int64
    }

    /// A segment of this size or more takes no further blob.
    static let rollSize: Int64 = 256 << 20

    private let folder: String
    /// The segment that is appended to; its file must stay.
    private(set) var segment: Int
    private var end: Int64
    private var descriptor: CInt?
    private var isDirty = false
    private var folderIsDirty = false
    private var start: (segment: Int, end: Int64)
    private var failure: StorageError?

    /// Opens the folder behind the last blob that the table knows.
    init(folder: String, connection: Connection) throws {
        self.folder = folder
        let last = try connection.first(
            "SELECT segment, max(position + size) FROM blob WHERE segment = (SELECT max(segment) FROM blob)"
        ) { (try $0.next(Int?.self), try $0.next(Int64?.self)) }
        segment = last?.0 ?? 1
        end = last?.1 ?? 0
        start = (segment, end)
    }

    deinit {
        if let descriptor { close(descriptor) }
    }

    /// Where the next blob goes.
    var place: Place { Place(segment: segment, offset: end) }

    /// Forgets the blobs behind a place, so that they are written over.
    ///
    /// Those in a segment that is full by now stay as waste.
    func rewind(to place: Place) {
        if place.segment == segment { end = place.offset }
    }

    /// Marks where a batch begins.
    func begin() { start = (segment, end) }

    /// Appends a blob; it is not durable yet.
    func append(_ bytes: [UInt8]) throws -> Place {
        if let failure { throw failure }
        if end >= Self.rollSize {
            // What the batch put into the full segment must be durable too.
            try makeDurable()
            closeSegment()
            segment += 1
            end = 0
        }
        let descriptor = try openSegment()
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(
                    descriptor,
                    buffer.baseAddress.map { $0 + written },
                    bytes.count - written,
                    off_t(end) + off_t(written)
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.unavailable("writing", errno) }
            written += count
        }
        isDirty = true
        failpoint("blob-written")
        let place = Place(segment: segment, offset: end)
        end += Int64(bytes.count)
        return place
    }

    /// Makes the batch's blobs durable.
    ///
    /// - Throws: ``StorageError/unavailable(_:)``; from then on nothing is taken until a restart, since what a failed flush
    ///   left on the disk is unknown and flushing again would lie.
    func makeDurable() throws {
        if let failure { throw failure }
        guard isDirty, let descriptor else { return }
        guard fdatasync(descriptor) == 0 else { throw fail(errno) }
        isDirty = false
        if folderIsDirty {
            try Self.sync(folder: folder)
            folderIsDirty = false
        }
        failpoint("blob-durable")
    }

    /// Ends a batch that was committed.
    func keep() { start = (segment, end) }

    /// Ends a batch that was rolled back: its blobs are written over.
    func discard() {
        if segment != start.segment { closeSegment() }
        segment = start.segment
        end = start.end
        isDirty = false
    }

    private func fail(_ code: CInt) -> StorageError {
        let error = Self.unavailable("flushing", code)
        failure = error
        return error
    }

    private func openSegment() throws -> CInt {
        if let descriptor { return descriptor }
        let path = SegmentFile.path(segment, in: folder)
        let isNew = access(path, F_OK) != 0
        let opened = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw Self.unavailable("opening", errno) }
        descriptor = opened
        if isNew { folderIsDirty = true }
        return opened
    }

    private func closeSegment() {
        if let descriptor { close(descriptor) }
        descriptor = nil
    }

    private static func sync(folder: String) throws {
        let opened = open(folder, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw unavailable("opening", errno) }
        defer { close(opened) }
        guard fsync(opened) == 0 else { throw unavailable("flushing", errno) }
    }

    private static func unavailable(_ action: String, _ code: CInt) -> StorageError {
        .unavailable("\(action) the blob store failed: \(String(cString: strerror(code)))")
    }
}
