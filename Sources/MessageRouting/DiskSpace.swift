import Foundation
import Synchronization

/// Tells whether the disk under the data folder still has room, asking the system at most once a second.
final class DiskSpace: Sendable {
    private let folder: String
    private let floor: Int64
    private let lastAnswer = Mutex<(at: ContinuousClock.Instant, problem: String?)?>(nil)

    init(folder: String, floor: Int64) {
        self.folder = folder
        self.floor = floor
    }

    /// What is wrong, for the operator; nil when there is room.
    func problem() -> String? {
        lastAnswer.withLock { last in
            let now = ContinuousClock.now
            if let last, now - last.at < .seconds(1) { return last.problem }
            let problem = look()
            last = (now, problem)
            return problem
        }
    }

    private func look() -> String? {
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { return "the data folder \(folder) cannot be examined" }
        let free = Int64(facts.f_bavail) * Int64(facts.f_frsize)
        guard free < floor else { return nil }
        return "the disk of \(folder) has \(free >> 20) MiB left; \(floor >> 20) MiB are needed to take anything in"
    }
}
