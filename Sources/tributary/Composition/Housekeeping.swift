import ChannelKit
import DeskConfiguration
import DeskModel
import Logging
import MessageRouting
import ServiceLifecycle
import TicketFollowing
import TicketStorage

/// Works that nobody waits for: the search index, retention of raw arrivals, tidying.
struct Housekeeping: Service {
    private static let indexingPause: Duration = .milliseconds(500)
    /// For how long the index stands back each time while arrivals wait to be routed; searches read what it lacks.
    private static let indexingDelay: Duration = .seconds(2)
    private static let tidyingPause: Duration = .seconds(600)
    private static let settlingTime: Duration = .seconds(2)
    private static let suggestingPause: Duration = .seconds(900)

    let desk: Desk

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await keepIndexing() }
                group.addTask { await keepTidying() }
                group.addTask { await keepSuggesting() }
                group.addTask { await checkAfterUncleanStop() }
                group.addTask { await settleDown() }
            }
        }
    }

    private func keepIndexing() async {
        while !Task.isCancelled {
            var done = 0
            await attempt("The search index is behind.") { done = try await desk.store.indexPending(limit: 1_000) }
            if desk.intake.waitingCount > 0 {
                try? await Task.sleep(for: Self.indexingDelay)
            } else if done == 0 {
                try? await Task.sleep(for: Self.indexingPause)
            }
        }
    }

    private func keepTidying() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.tidyingPause)
            guard !Task.isCancelled else { return }
            let now = Desk.clock()
            await attempt("Tidying failed.") { try await desk.store.tidy(now: now) }
            guard let retention = desk.configuration.limits.rawRetention else { continue }
            await attempt("Raw arrivals could not be let go.") {
                _ = try await desk.store.dropOctets(receivedBefore: now.advanced(by: .zero - retention))
            }
        }
    }

    private func keepSuggesting() async {
        let suggestions = DuplicateSuggestions(store: desk.store, ids: desk.store.ids)
        var newest: ContactID?
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.suggestingPause)
            guard !Task.isCancelled else { return }
            await attempt("The search for duplicates failed.") {
                newest = try await suggestions.search(since: newest, now: Desk.clock())
            }
        }
    }

    /// Gives back what only the start needed, once it is over.
    private func settleDown() async {
        try? await Task.sleep(for: Self.settlingTime)
        guard !Task.isCancelled else { return }
        ProgramText.release()
    }

    /// Checks the whole file behind the start when the last process had no time to close it.
    private func checkAfterUncleanStop() async {
        guard desk.store.stoppedUncleanly else { return }
        desk.logger.notice("The last process ended without closing the store; it is checked now.")
        await attempt("The store could not be checked.") {
            let findings = try await desk.store.verify()
            for finding in findings.prefix(20) {
                desk.logger.error("The store is damaged.", metadata: ["finding": "\(finding)"])
            }
            let result = findings.isEmpty ? "in order" : "\(findings.count) findings; run `tributary verify`"
            desk.logger.notice("The store was checked.", metadata: ["result": "\(result)"])
        }
    }

    private func attempt(_ problem: Logger.Message, _ work: () async throws -> Void) async {
        do { try await work() } catch {
            guard !Task.isCancelled else { return }
            desk.logger.error(problem, metadata: ["reason": "\(error)"])
            try? await Task.sleep(for: .seconds(5))
        }
    }
}
