import Foundation

/// The few file operations that folders of mails need, over paths, without following links out of them.
enum FileAccess {
    /// Why a file operation failed.
    struct Failure: Error {
        let code: Int32
        /// The system's words.
        var words: String { String(cString: strerror(code)) }
    }

    /// What is known of a file without opening it.
    struct Facts: Sendable {
        let isRegular: Bool
        let size: Int64
        /// When it was last written, in nanoseconds since 1970.
        let modified: Int64
    }

    /// The facts of a file; nil when it is gone.
    static func facts(_ path: String) -> Facts? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return Facts(
            isRegular: status.st_mode & S_IFMT == S_IFREG,
            size: Int64(status.st_size),
            modified: Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
        )
    }

    /// The names in a folder, at most `limit` of them, without `.` and `..`.
    static func names(in folder: String, limit: Int) throws(Failure) -> [String] {
        guard let handle = opendir(folder) else { throw Failure(code: errno) }
        defer { closedir(handle) }
        var names: [String] = []
        while names.count < limit, let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { start in
                start.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The octets of a regular file that is no link.
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        // Not blocking: a pipe in the folder must not stop us, and is refused below.
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(code: EINVAL) }
        let size = Int(status.st_size)
        guard size <= limit else { throw Failure(code: EFBIG) }
        var failure: Int32 = 0
        let octets = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while filled < size, let base = buffer.baseAddress {
                let count = Glibc.read(descriptor, base + filled, size - filled)
                if count < 0, errno == EINTR { continue }
                if count < 0 { failure = errno }
                if count <= 0 { break }
                filled += count
            }
        }
        if failure != 0 { throw Failure(code: failure) }
        return octets
    }

    /// Writes a file so that it is there whole or not at all, and still is after a power cut.
    static func write(_ octets: [UInt8], to path: String, in folder: String, temporaryName: String) throws(Failure) {
        let temporary = folder + "/" + temporaryName
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        var failure: Int32 = 0
        octets.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count, let base = buffer.baseAddress {
                let count = Glibc.write(descriptor, base + written, buffer.count - written)
                if count < 0, errno == EINTR { continue }
                if count < 0 {
                    failure = errno
                    return
                }
                written += count
            }
        }
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        if close(descriptor) != 0, failure == 0 { failure = errno }
        if failure == 0, rename(temporary, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(temporary)
            throw Failure(code: failure)
        }
        try synchronize(folder: folder)
    }

    /// Makes a folder and those above it, for this user alone; nothing when it is there.
    static func makeFolder(_ path: String) throws(Failure) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw Failure(code: errno)
        }
        try makeFolder(String(path[..<slash]))
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw Failure(code: errno) }
    }

    /// Renames a file, to a name with a number when the name is taken.
    static func move(_ path: String, to folder: String, name: String) throws(Failure) {
        var target = folder + "/" + name
        var number = 1
        while access(target, F_OK) == 0, number < 10_000 {
            number += 1
            target = "\(folder)/\(number)-\(name)"
        }
        if rename(path, target) != 0 { throw Failure(code: errno) }
    }

    private static func synchronize(folder: String) throws(Failure) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        defer { close(descriptor) }
        if fsync(descriptor) != 0 { throw Failure(code: errno) }
    }
}
