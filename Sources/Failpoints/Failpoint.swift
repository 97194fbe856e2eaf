#if DEBUG
import Foundation
#endif

/// Marks a place where the crash tests end the process without warning.
///
/// Does nothing in a release build.
///
/// In a debug build `TRIBUTARY_FAILPOINT=name` (or `name:n` for the n-th time the place is reached) kills the process with
/// SIGKILL at the place of that name, as a power button would.
@inlinable
public func failpoint(_ name: StaticString) {
    #if DEBUG
    FailpointTrigger.shared.reach(name)
    #endif
}

#if DEBUG
/// Counts how often the chosen place is reached, and ends the process there.
@usableFromInline
final class FailpointTrigger: Sendable {
    @usableFromInline static let shared = FailpointTrigger()

    private let name: String?
    private let remaining: LockedCount

    private init() {
        let choice = ProcessInfo.processInfo.environment["TRIBUTARY_FAILPOINT"]
        let parts = choice.map { $0.split(separator: ":", maxSplits: 1) } ?? []
        name = parts.first.map(String.init)
        remaining = LockedCount(parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
    }

    @usableFromInline
    func reach(_ place: StaticString) {
        guard let name, name == place.description, remaining.takeOne() == 0 else { return }
        kill(getpid(), SIGKILL)
    }
}
#endif
