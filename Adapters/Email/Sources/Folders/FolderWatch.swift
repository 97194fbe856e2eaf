import Foundation
import Synchronization

/// Rings when something may have changed in a folder: at once where the system tells of it (inotify), else every
/// second.
///
/// A thread of its own waits, so no task is held up. The names of files that were renamed in are kept until they are
/// asked for.
final class FolderWatch: Sendable {
    /// Rings; several rings that nobody has heard are one.
    let rings: AsyncStream<Void>
    private let renamedIn = Mutex<Set<String>>([])
    /// The most names that are kept; files beyond it are found by looking.
    private static let mostNames = 100_000

    /// Starts watching.
    ///
    /// It ends when the task that iterates ``rings`` is canceled or stops iterating.
    init(folder: String) {
        let (rings, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.rings = rings
        let watcher = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        // At once where the folder is there: what is renamed in from now on is told, however late the thread begins.
        let isWatching = Self.watch(folder, by: watcher)
        // The thread holds the watch only weakly; it ends within a second after nobody listens any more.
        Thread.detachNewThread { [weak self] in
            Self.wait(for: folder, by: watcher, isWatching: isWatching, bell: bell) { name in self?.note(name) }
        }
    }

    /// The names of files renamed in since this was last asked.
    func takeRenamedIn() -> Set<String> {
        renamedIn.withLock { names in
            let taken = names
            names = []
            return taken
        }
    }

    private func note(_ name: String) {
        renamedIn.withLock { names in
            if names.count < Self.mostNames { names.insert(name) }
        }
    }

    private static func watch(_ folder: String, by watcher: CInt) -> Bool {
        watcher >= 0
            && inotify_add_watch(watcher, folder, UInt32(IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF)) >= 0
    }

    private static func wait(
        for folder: String,
        by watcher: CInt,
        isWatching: Bool,
        bell: AsyncStream<Void>.Continuation,
        renamedIn: (String) -> Void
    ) {
        var isWatching = isWatching
        defer { if watcher >= 0 { close(watcher) } }
        while true {
            // The folder may not be there yet, or be made anew; watching again is harmless.
            if !isWatching { isWatching = watch(folder, by: watcher) }
            // Without a watcher (-1) this is a pause of a second.
            var waiting = pollfd(fd: watcher, events: Int16(POLLIN), revents: 0)
            _ = poll(&waiting, 1, 1000)
            if waiting.revents != 0, readEvents(watcher, renamedIn: renamedIn) { isWatching = false }
            if case .terminated = bell.yield() { return }
        }
    }

    /// Reads what is there.
    ///
    /// - Returns: whether the folder itself went away.
    private static func readEvents(_ watcher: Int32, renamedIn: (String) -> Void) -> Bool {
        var isGone = false
        let headerLength = MemoryLayout<inotify_event>.size
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
            while true {
                let count = read(watcher, buffer.baseAddress, buffer.count)
                if count <= 0 { return }
                var at = 0
                while at + headerLength <= count {
                    let event = buffer.loadUnaligned(fromByteOffset: at, as: inotify_event.self)
                    if event.mask & UInt32(IN_MOVED_TO) != 0 {
                        let name = buffer[(at + headerLength)..<min(count, at + headerLength + Int(event.len))]
                        renamedIn(String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
                    }
                    if event.mask & UInt32(IN_DELETE_SELF | IN_IGNORED) != 0 { isGone = true }
                    at += headerLength + Int(event.len)
                }
            }
        }
        return isGone
    }
}
