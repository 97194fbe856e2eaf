import Dispatch

/// Runs work that waits for a disk on threads of its own, so that it never holds up the tasks of the rest of the program.
enum BlockingWork {
    private static let queue = DispatchQueue(label: "tributary.phone-log.files", attributes: .concurrent)

    /// Runs work to its end, even when the caller is canceled meanwhile.
    static func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
