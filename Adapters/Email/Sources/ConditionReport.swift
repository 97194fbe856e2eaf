import ChannelKit
import Synchronization

/// Reports a channel's condition when it changes, and only then.
final class ConditionReport: Sendable {
    private let health: any HealthReporting
    private let last = Mutex<ChannelCondition?>(nil)

    init(_ health: any HealthReporting) { self.health = health }

    /// Reports a condition unless it is the one reported last.
    func report(_ condition: ChannelCondition) {
        let isNew = last.withLock { last in
            defer { last = condition }
            return last != condition
        }
        if isNew { health.report(condition) }
    }

    /// Reports that something is wrong and tried again, keeping the counts known last.
    func fail(_ problem: Wording) {
        var condition = last.withLock { $0 } ?? ChannelCondition(line: .failing)
        condition.line = .failing
        condition.problem = problem
        report(condition)
    }
}
