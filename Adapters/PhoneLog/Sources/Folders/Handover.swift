import ChannelKit
import Synchronization

/// Hands calls to the journal until it takes them, and reports how that goes.
final class Handover: Sendable {
    private let intake: any ArrivalIntake
    private let health: any HealthReporting
    private let pause: @Sendable (Duration) async throws -> Void
    private let last = Mutex<ChannelCondition?>(nil)

    init(
        intake: any ArrivalIntake,
        health: any HealthReporting,
        pause: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.intake = intake
        self.health = health
        self.pause = pause
    }

    /// Hands over arrivals in order, with the cursor behind them; a full journal or disk is waited for.
    ///
    /// - Returns: how many were too large for the journal and are not in it.
    /// - Throws: `CancellationError` when the task is canceled while waiting.
    func hand(over arrivals: [RawArrival], cursor: IntakeCursor?) async throws -> Int {
        while true {
            do {
                _ = try await intake.accept(arrivals, cursor: cursor)
                return 0
            } catch {
                switch error {
                case .busy(let wait): try await pause(min(max(wait, .milliseconds(20)), .seconds(60)))
                case .unavailable:
                    report(
                        ChannelCondition(
                            line: .failing,
                            problem: Wording(
                                "New calls cannot be stored now. They stay where they are and are tried again.",
                                "新通话记录暂时无法存储。记录留在原处，将重试。"
                            )
                        )
                    )
                    try await pause(.seconds(1))
                case .tooLarge where arrivals.count > 1:
                    // One of them is; the others are taken, the cursor with the last.
                    var refused = 0
                    for (number, arrival) in arrivals.enumerated() {
                        let isLast = number == arrivals.count - 1
                        refused += try await hand(over: [arrival], cursor: isLast ? cursor : nil)
                    }
                    return refused
                case .tooLarge:
                    if let cursor, !arrivals.isEmpty { _ = try await hand(over: [], cursor: cursor) }
                    return 1
                }
            }
        }
    }

    /// The cursor that was committed last; nil when there is none.
    ///
    /// - Throws: `CancellationError` when the task is canceled while waiting.
    func cursor(of channel: ChannelID, stream: String) async throws -> IntakeCursor? {
        while true {
            do { return try await intake.cursor(of: channel, stream: stream) } catch {
                try Task.checkCancellation()
                report(
                    ChannelCondition(
                        line: .failing,
                        problem: Wording(
                            "The place in the file cannot be read; it is tried again.",
                            "无法读取文件中的读取位置；将重试。"
                        )
                    )
                )
                try await pause(.seconds(1))
            }
        }
    }

    /// Reports a condition when it changes.
    func report(_ condition: ChannelCondition) {
        let isNew = last.withLock { last in
            defer { last = condition }
            return last != condition
        }
        if isNew { health.report(condition) }
    }
}
