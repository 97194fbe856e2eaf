import ChannelKit

/// Pulls what is new at a provider and journals it with the cursor behind it.
struct ProviderPulling: Sendable {
    /// The most batches of one stream in one pass; the rest comes with the next.
    private static let mostBatches = 500
    /// The shortest pause after a pass that brought nothing, should a provider not keep us waiting as it says.
    private static let shortestPause = Duration.seconds(1)
    private static let longestPause = Duration.seconds(300)
    /// How long one batch may take: more than providers keep a request waiting.
    private static let batchLimit = Duration.seconds(90)

    /// What one pass came to.
    private enum Pass {
        case broughtSomething
        case broughtNothing
    }

    let channel: ProviderChannel

    /// Pulls every stream once.
    ///
    /// - Throws: `ChannelBlocked` when the account is refused; `DeliveryFailure` and `IntakeRefusal` for another try.
    func pullOnce(into intake: any ArrivalIntake, health: any HealthReporting) async throws {
        guard channel.provider.isPulled else { return }
        try await ringMissed(intake)
        _ = try await pass(into: intake)
        health.report(ChannelCondition(line: .ready))
    }

    /// Pulls until canceled, woken by doorbells.
    ///
    /// - Throws: `ChannelBlocked` when the account is refused.
    func keepPulling(into intake: any ArrivalIntake, health: any HealthReporting) async throws {
        guard channel.provider.isPulled else {
            while !Task.isCancelled { await channel.bell.wait(atMost: .seconds(3600)) }
            return
        }
        health.report(ChannelCondition(line: .connecting))
        var failures = 0
        var hasLookedBack = false
        while !Task.isCancelled {
            do {
                if !hasLookedBack {
                    try await ringMissed(intake)
                    hasLookedBack = true
                }
                let pass = try await pass(into: intake)
                failures = 0
                health.report(ChannelCondition(line: .ready))
                if case .broughtSomething = pass { continue }
                await channel.bell.wait(atMost: max(channel.provider.pullPause, Self.shortestPause))
            } catch let refusal as IntakeRefusal {
                try? await Task.sleep(for: Self.pause(after: refusal))
            } catch let failure as DeliveryFailure {
                guard !Task.isCancelled else { return }
                failures += 1
                health.report(ChannelCondition(line: .failing, problem: failure.reason))
                try? await Task.sleep(for: Self.pause(after: failure, failures: failures))
            }
        }
    }

    private func pass(into intake: any ArrivalIntake) async throws -> Pass {
        let rings = channel.bell.takeRings()
        let scheduled = channel.provider.streams
        var pass = Pass.broughtNothing
        for stream in scheduled + rings.keys.filter({ !scheduled.contains($0) }).sorted() {
            do {
                let ring = rings[stream]
                if try await pull(stream, ring: ring?.doorbell, into: intake) { pass = .broughtSomething }
                if let ring { _ = try await intake.accept([], cursor: channel.marks.pulled(stream, rungAt: ring.at)) }
            } catch {
                // What rang is not forgotten because another stream, or this one, failed.
                for ring in rings.values { channel.bell.putBack(ring) }
                throw error
            }
        }
        return pass
    }

    /// Rings again what rang before the desk ended and was not pulled.
    private func ringMissed(_ intake: any ArrivalIntake) async throws {
        for missed in try await channel.marks.missed(in: intake) { channel.bell.ring(missed.ring, at: missed.at) }
    }

    /// Pulls one stream to its end; whether it brought anything.
    private func pull(_ stream: String, ring: Doorbell?, into intake: any ArrivalIntake) async throws -> Bool {
        let provider = channel.provider
        var broughtSomething = false
        for _ in 0..<Self.mostBatches {
            try Task.checkCancellation()
            let cursor = try await intake.cursor(of: channel.id, stream: stream)?.value
            let nothing = PulledBatch(payloads: [], cursor: nil, hasMore: false)
            let batch: PulledBatch
            do throws(DeliveryFailure) {
                batch = try await channel.ask(timeLimit: Self.batchLimit) {
                    provider.pull(stream: stream, cursor: cursor, ring: ring, access: $0) ?? .done(nothing)
                }
            } catch {
                if case .blocked = error.verdict { throw ChannelBlocked(error.reason) }
                throw error
            }
            try await journal(batch, stream, behind: cursor, into: intake)
            if !batch.payloads.isEmpty { broughtSomething = true }
            // More without a step forward would be asked for ever.
            let advances = batch.cursor != nil && batch.cursor != cursor || !batch.payloads.isEmpty
            guard batch.hasMore, advances else { break }
        }
        return broughtSomething
    }

    private func journal(
        _ batch: PulledBatch,
        _ stream: String,
        behind cursor: String?,
        into intake: any ArrivalIntake
    ) async throws {
        let now = channel.context.now()
        let arrivals = batch.payloads.map { channel.arrival(of: $0, at: now, .fetched) }
        let next = batch.cursor.flatMap { $0 == cursor ? nil : $0 }
        guard !arrivals.isEmpty || next != nil else { return }
        _ = try await intake.accept(
            arrivals,
            cursor: next.map { IntakeCursor(channel: channel.id, stream: stream, value: $0) }
        )
    }

    private static func pause(after refusal: IntakeRefusal) -> Duration {
        if case .busy(let retryAfter) = refusal { min(retryAfter, longestPause) } else { shortestPause }
    }

    private static func pause(after failure: DeliveryFailure, failures: Int) -> Duration {
        if case .later(let after?) = failure.verdict { return min(max(after, shortestPause), longestPause) }
        return min(shortestPause * (1 << min(failures - 1, 9)), longestPause)
    }
}
