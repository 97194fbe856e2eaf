import Foundation

/// A file that is open for reading, closed with the last that holds it.
final class OpenFile: Sendable {
    private let descriptor: Int32
    /// What the file system calls it, whatever its name.
    let inode: UInt64

    /// Opens a regular file that is no link.
    init(_ path: String) throws(FileFailure) {
        // Not blocking: a pipe in the folder must not stop us, and is refused below.
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure(code: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileFailure(code: EINVAL)
        }
        self.descriptor = descriptor
        inode = UInt64(status.st_ino)
    }

    deinit { close(descriptor) }

    /// The number of octets in it now.
    var size: Int64 {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// When it was last written to, in nanoseconds since 1970.
    var modified: Int64 {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status.modifiedNanoseconds : 0
    }

    /// The octets at a place, at most `count`; none behind the end.
    func read(at offset: Int64, count: Int) throws(FileFailure) -> [UInt8] {
        var failure: Int32 = 0
        let octets = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while true {
                let got = pread(descriptor, buffer.baseAddress, count, off_t(offset))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                filled = max(0, got)
                return
            }
        }
        if failure != 0 { throw FileFailure(code: failure) }
        return octets
    }
}

/// Why a file operation failed.
struct FileFailure: Error, Sendable {
    let code: Int32
    /// The system's words.
    var words: String { String(cString: strerror(code)) }
}

extension stat {
    /// When the file was last written to, in nanoseconds since 1970.
    var modifiedNanoseconds: Int64 { Int64(st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(st_mtim.tv_nsec) }
}
