import Foundation

/// A file that exists while the store is closed in order, so that the next start knows whether to check everything.
struct CleanMark {
    let path: String

    /// Takes the mark away; from now on a stop without ``set()`` is an unclean one.
    ///
    /// - Returns: whether it was there.
    func take() -> Bool { unlink(path) == 0 }

    /// Sets the mark durably.
    func set() {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        // Without the mark the next start checks more than it must, which is harmless.
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
