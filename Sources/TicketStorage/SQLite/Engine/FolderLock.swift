import Foundation

/// The exclusive lock of a data folder; let go when the process ends, however it ends.
final class FolderLock: Sendable {
    private let descriptor: CInt

    /// Takes the lock.
    ///
    /// - Throws: ``StorageError/locked(path:)`` when another process has it.
    init(path: String) throws(StorageError) {
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw .unavailable("opening \(path) failed: \(String(cString: strerror(errno)))")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw .locked(path: path)
        }
        descriptor = opened
        // The process id is for people who wonder who has it; the lock itself is what counts.
        let owner = Array("\(getpid())\n".utf8)
        _ = ftruncate(opened, 0)
        _ = owner.withUnsafeBytes { pwrite(opened, $0.baseAddress, $0.count, 0) }
    }

    /// Lets the lock go.
    func release() { flock(descriptor, LOCK_UN) }

    deinit { close(descriptor) }
}
