import Foundation
import Glibc
import Synchronization

/// A program that a test runs: started with a clean slate of signals, and ended by its id.
///
/// Not Foundation's `Process`: a child of its inherits the signal mask of whatever thread it was started on, and on those
/// that run Swift's tasks SIGTERM is blocked.
final class ChildProcess: Sendable {
    private let id: pid_t
    /// How it ended, once that is known; from then on the id may be another's.
    private let status = Mutex<Int32?>(nil)

    /// Starts a program; `log` is the file that takes what it writes.
    init(_ program: String, _ arguments: [String], log: URL) throws {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log.path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let words = ([program] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let problem = posix_spawnp(&child, program, &actions, &attributes, words + [nil], environ)
        guard problem == 0 else { throw ServerStartFailure("\(program): errno \(problem)") }
        id = child
    }

    /// Whether it has not ended.
    var isRunning: Bool { !reap(WNOHANG) }

    /// Waits for its end and returns its exit status; -1 when a signal ended it.
    func waitUntilExit() -> Int32 {
        _ = reap(0)
        return status.withLock { $0 ?? 0 }
    }

    /// Asks it to end and waits for it; one that does not heed is ended after a while.
    ///
    /// - Parameter worker: the process to ask when that is not the one that was started, but a child for which it waits.
    func stop(asking worker: pid_t? = nil) {
        if let worker, isRunning { kill(worker, SIGTERM) } else { signal(SIGTERM) }
        for _ in 0..<500 where isRunning { usleep(10_000) }
        signal(SIGKILL)
        _ = reap(0)
    }

    private func signal(_ number: Int32) {
        status.withLock { status in
            if status == nil { kill(id, number) }
        }
    }

    /// Takes note of its end; `true` when it has ended.
    private func reap(_ options: Int32) -> Bool {
        status.withLock { status in
            if status != nil { return true }
            var raw: Int32 = 0
            var found = waitpid(id, &raw, options)
            while found < 0, errno == EINTR { found = waitpid(id, &raw, options) }
            if found == 0 { return false }
            status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -1
            return true
        }
    }
}
