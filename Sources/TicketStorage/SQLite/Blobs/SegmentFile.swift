import Foundation

/// The segment files that large blobs are kept in, and reading from them.
enum SegmentFile {
    /// The path of a segment.
    static func path(_ segment: Int, in folder: String) -> String {
        let digits = String(segment)
        return folder + "/" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".seg"
    }

    /// Reads a blob.
    ///
    /// - Returns: the bytes; nil when the file is missing or ends early.
    static func read(segment: Int, offset: Int64, size: Int, in folder: String) -> [UInt8]? {
        let descriptor = open(path(segment, in: folder), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var isWhole = true
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let read = pread(
                    descriptor,
                    buffer.baseAddress.map { $0 + count },
                    size - count,
                    off_t(offset) + off_t(count)
                )
                if read < 0, errno == EINTR { continue }
                guard read > 0 else { break }
                count += read
            }
            isWhole = count == size
        }
        return isWhole ? bytes : nil
    }
}
