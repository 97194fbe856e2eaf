import CCurlShim
import Glibc

/// Wakes a thread that waits in `poll`, from any other thread.
final class Doorbell: Sendable {
    /// Readable while the bell has been rung; for `poll` only.
    let descriptor: Int32

    /// Creates a bell, or nil when the process has no file descriptor left.
    init?() {
        descriptor = tributary_wake_descriptor()
        if descriptor < 0 { return nil }
    }

    deinit { Glibc.close(descriptor) }

    /// Wakes whoever waits, or whoever waits next.
    func ring() {
        var one: UInt64 = 1
        _ = Glibc.write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Forgets that the bell was rung.
    func silence() {
        var count: UInt64 = 0
        _ = Glibc.read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
