public import ChannelKit
import DeskModel
import Failpoints
public import Logging
public import ServiceLifecycle
public import TicketStorage

/// A channel as delivery sees it: how to send, and what an unknown outcome means there.
public struct DeliveryRoute: Sendable {
    /// Makes the attempts.
    public var adapter: any ReplyDelivering
    /// Decides what follows from them.
    public var machine: DeliveryStateMachine

    /// Creates a route.
    public init(adapter: any ReplyDelivering, machine: DeliveryStateMachine) {
        self.adapter = adapter
        self.machine = machine
    }
}

/// Sends what the outbox holds: claims, makes one attempt, records, and tries again or gives up visibly.
///
/// An attempt is counted and stored before it begins, and its result is taken only while it is still the delivery's current
/// one. What a process that died had begun is continued at once by the next: the data folder's lock proves that the old
/// one is gone.
public struct OutboxDelivery: Service {
    /// The most deliveries under way at a time.
    static let concurrency = 16

    private let store: any OutboxStore
    private let epoch: Int64
    private let routes: @Sendable (ChannelID) -> DeliveryRoute?
    private let clock: @Sendable () -> Timestamp
    private let bell: OutboxBell
    private let logger: Logger
    private let breaker = DestinationBreaker()

    /// Creates the service for this run of the process.
    ///
    /// - Parameters:
    ///   - store: the outbox.
    ///   - epoch: this run, as ``OutboxStore/beginEpoch()`` gave it.
    ///   - routes: how to send on a channel; nil while it is switched off, which holds its deliveries.
    ///   - clock: the wall clock.
    ///   - bell: rung when something was put into the outbox.
    ///   - logger: where the operator reads.
    public init(
        store: any OutboxStore,
        epoch: Int64,
        routes: @escaping @Sendable (ChannelID) -> DeliveryRoute?,
        clock: @escaping @Sendable () -> Timestamp,
        bell: OutboxBell,
        logger: Logger
    ) {
        self.store = store
        self.epoch = epoch
        self.routes = routes
        self.clock = clock
        self.bell = bell
        self.logger = logger
    }

    /// Delivers until a graceful shutdown begins or the surrounding task is canceled; attempts under way are ended first.
    public func run() async throws {
        try await resumeInterrupted()
        await cancelWhenGracefulShutdown { await keepClaiming() }
    }

    /// Takes up what an earlier run of the process had begun and not recorded.
    func resumeInterrupted() async throws {
        for delivery in try await store.takeOverInterrupted(epoch: epoch) {
            guard let route = routes(delivery.channel) else { continue }
            let now = clock()
            let transition = route.machine.transition(.interrupted, of: delivery, now: now, chance: 0)
            _ = try await store.record(outcome(transition, of: delivery, at: now))
        }
    }

    // MARK: The loop

    private func keepClaiming() async {
        let slots = DeliverySlots(count: Self.concurrency)
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let free = slots.free
                let claimed = free > 0 ? await claim(limit: free) : []
                for delivery in claimed {
                    slots.take()
                    // An attempt that has begun is ended even when the loop is: its outcome must be known.
                    group.addTask {
                        await Task { await self.attempt(delivery) }.value
                        slots.give()
                        self.bell.ring()
                    }
                }
                if claimed.isEmpty { await bell.wait(atMost: await pause()) }
            }
        }
    }

    private func claim(limit: Int) async -> [Delivery] {
        do {
            return try await store.claimDeliveries(epoch: epoch, now: clock(), limit: limit)
        } catch {
            logger.error("The outbox could not be read.", metadata: ["reason": "\(error)"])
            return []
        }
    }

    /// How long to sleep when nothing is due: until the next delivery is, but never long, since clocks may be set.
    private func pause() async -> Duration {
        let next = (try? await store.nextDueTime()) ?? nil
        let wait = next.map { $0.since(clock()) } ?? .seconds(30)
        return min(max(wait, .milliseconds(200)), .seconds(30))
    }

    // MARK: One attempt

    private func attempt(_ delivery: Delivery) async {
        guard let route = routes(delivery.channel) else {
            await hold(
                delivery,
                Wording(
                    "The channel \(delivery.channel) is switched off or no longer configured.",
                    "渠道 \(delivery.channel) 已停用或不再配置。"
                )
            )
            return
        }
        guard breaker.admits(delivery.channel) else {
            let failure = DeliveryFailure(
                .later(after: .seconds(30)),
                reason: Wording("The server was not reached a moment ago.", "片刻前无法连接服务器。")
            )
            await record(.failure(failure), delivery, route)
            return
        }
        failpoint("delivery-leased")
        let context = DeliveryContext(
            idempotencyKey: "\(delivery.id)",
            attempt: delivery.attempts,
            mayRepeat: delivery.mayRepeat
        )
        do {
            let receipt = try await route.adapter.deliver(delivery.part, context)
            failpoint("delivery-answered")
            breaker.answered(delivery.channel)
            await record(.receipt(receipt), delivery, route)
        } catch {
            if case .later = error.verdict {
                breaker.unreached(delivery.channel)
            } else {
                breaker.answered(delivery.channel)
            }
            await record(.failure(error), delivery, route)
        }
    }

    private func record(_ end: AttemptEnd, _ delivery: Delivery, _ route: DeliveryRoute) async {
        let now = clock()
        let transition = route.machine.transition(end, of: delivery, now: now, chance: Double.random(in: 0...1))
        if case .failure(let failure) = end {
            logger.info(
                "A delivery was not taken.",
                metadata: [
                    "delivery": "\(delivery.id)", "channel": "\(delivery.channel)",
                    "state": "\(transition.state.rawValue)",
                    "detail": "\(failure.detail)",
                ]
            )
        }
        let outcome = outcome(transition, of: delivery, at: now)
        // What was sent must be known: as long as the process lives, the result is offered until it is stored.
        var wait: Duration = .milliseconds(100)
        while true {
            do {
                if try await !store.record(outcome) {
                    logger.warning("A late result was not taken.", metadata: ["delivery": "\(delivery.id)"])
                }
                break
            } catch {
                logger.error("A result could not be stored yet.", metadata: ["reason": "\(error)"])
                if case StorageError.closed = error { return }
                try? await Task.sleep(for: wait)
                wait = min(wait * 2, .seconds(5))
            }
        }
        if let reason = transition.holdChannel {
            try? await store.setHold(reason, channel: delivery.channel, at: now)
        }
    }

    private func hold(_ delivery: Delivery, _ reason: Wording) async {
        let now = clock()
        let transition = DeliveryTransition(
            state: .held,
            outcome: "blocked",
            answer: reason,
            mayRepeat: delivery.mayRepeat
        )
        _ = try? await store.record(outcome(transition, of: delivery, at: now))
    }

    /// The outcome as the store takes it.
    private func outcome(
        _ transition: DeliveryTransition,
        of delivery: Delivery,
        at now: Timestamp
    ) -> AttemptOutcome {
        AttemptOutcome(
            delivery: delivery.id,
            epoch: epoch,
            attempt: delivery.attempts,
            state: transition.state,
            outcome: transition.outcome,
            answer: transition.answer,
            externalID: transition.externalID,
            notBefore: transition.notBefore,
            mayRepeat: transition.mayRepeat,
            at: now
        )
    }
}
