import Dispatch

/// Holds a thread until it is opened, and tells when the thread is there.
final class Gate: Sendable {
    private let arrival = DispatchSemaphore(value: 0)
    private let opening = DispatchSemaphore(value: 0)

    /// Waits for the opening; for threads that may block.
    func wait() {
        arrival.signal()
        opening.wait()
    }

    /// Returns when somebody waits.
    func reached() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                self.arrival.wait()
                continuation.resume()
            }
        }
    }

    /// Lets whoever waits go on.
    func open() { opening.signal() }
}
