import ChannelKit
import DeskModel
import Logging
import ServiceLifecycle
import Synchronization
import TicketStorage

/// Tells endpoints what happens: at least once each, a ticket's events in their order as far as the endpoint takes them.
///
/// Everything it knows is in the store: what has happened and is in nobody's queue yet, what waits, what was tried. So it goes
/// on where it was, however the process ended; only an attempt whose answer was not stored is made again.
final class OutgoingWebhooks: Service {
    private static let concurrency = 16
    private static let timeLimit: Duration = .seconds(15)
    private static let tick: Duration = .seconds(1)
    private static let detailLength = 200

    private let services: DeskWebServices
    private let secrets: WebhookSecrets
    /// What wakes the worker; nil while it does not run.
    private let bell = Mutex<AsyncStream<Void>.Continuation?>(nil)
    private let underWay = Mutex<Set<WebhookDeliveryID>>([])

    init(_ services: DeskWebServices, secrets: WebhookSecrets) {
        self.services = services
        self.secrets = secrets
    }

    /// Says that there may be something to send.
    func ring() { _ = bell.withLock { $0?.yield() } }

    /// Works until a graceful shutdown begins; attempts under way are ended first.
    func run() async {
        let (doorbell, ring) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        bell.withLock { $0 = ring }
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.listen() }
                group.addTask { await self.keepTicking() }
                for await _ in doorbell {
                    await self.fill()
                    for due in await self.due() {
                        // An attempt that has begun is ended even when the loop is: its outcome is to be known.
                        group.addTask {
                            await Task { await self.attempt(due) }.value
                            self.ring()
                        }
                    }
                }
                group.cancelAll()
            }
        }
    }

    /// Rings whenever something was committed.
    private func listen() async {
        while !Task.isCancelled {
            for await _ in services.store.feed.subscribe() { ring() }
            ring()
            // The subscription ended: too much at once, or the store is closing.
            try? await Task.sleep(for: Self.tick)
        }
    }

    /// Rings now and then, since deliveries become due by themselves.
    private func keepTicking() async {
        while !Task.isCancelled {
            ring()
            try? await Task.sleep(for: Self.tick)
        }
    }

    /// Puts what has happened into the queues.
    private func fill() async {
        do {
            while try await services.store.fillWebhookQueues(at: services.now(), limit: 500) > 0 {}
        } catch {
            services.logger.error("Webhooks could not be queued.", metadata: ["reason": "\(error)"])
        }
    }

    /// What is due and not under way, as much as there is room for.
    private func due() async -> [DueWebhookDelivery] {
        let busy = underWay.withLock { $0 }
        let room = Self.concurrency - busy.count
        guard room > 0 else { return [] }
        do {
            let due = try await services.store.dueWebhookDeliveries(at: services.now(), limit: room + busy.count)
            let next = due.filter { !busy.contains($0.delivery.id) }.prefix(room)
            underWay.withLock { $0.formUnion(next.map(\.delivery.id)) }
            return Array(next)
        } catch {
            services.logger.error("The queue of webhooks could not be read.", metadata: ["reason": "\(error)"])
            return []
        }
    }

    private func attempt(_ due: DueWebhookDelivery) async {
        let start = services.now()
        let request = WebhookMessage.request(due, at: start, secrets)
        var ending = WebhookSchedule.Ending.unanswered
        var detail: String
        do throws(TransportFailure) {
            let answer = try await services.webhookTransport.send(request, timeLimit: Self.timeLimit)
            ending = .answered(answer.status, retryAfter: Self.retryAfter(answer))
            detail = String(decoding: answer.body.prefix(4 * Self.detailLength), as: UTF8.self)
        } catch {
            detail = Self.words(error)
        }
        let end = services.now()
        let number = due.delivery.attempts + 1
        let outcome = WebhookDeliveryOutcome(
            delivery: due.delivery.id,
            attempt: WebhookAttempt(
                number: number,
                startedAt: start,
                endedAt: end,
                status: ending.status,
                detail: Self.line(detail)
            ),
            consequence: WebhookSchedule.consequence(
                of: ending,
                due,
                attempt: number,
                now: end,
                chance: Double.random(in: 0...1)
            )
        )
        do {
            try await services.store.record(outcome)
        } catch {
            services.logger.error("A webhook's outcome could not be stored.", metadata: ["reason": "\(error)"])
        }
        if case .switchedOff(let problem) = outcome.consequence {
            services.logger.warning(
                "A webhook was switched off.",
                metadata: ["endpoint": "\(due.endpoint.id)", "reason": "\(problem)"]
            )
        }
        underWay.withLock { _ = $0.remove(due.delivery.id) }
    }

    private static func retryAfter(_ answer: ProviderAnswer) -> Int? {
        answer.headers.first { $0.name.lowercased() == "retry-after" }.flatMap { Int($0.value) }
    }

    private static func words(_ failure: TransportFailure) -> String {
        switch failure {
        case .unreachable(let detail): "not reached: \(detail)"
        case .untrusted(let detail): "not trusted: \(detail)"
        case .unanswered(let detail): "no answer: \(detail)"
        case .answerTooLong(let limit): "the answer is longer than \(limit) bytes"
        case .forbidden(let detail): "not allowed: \(detail)"
        }
    }

    /// Text on one line, for the log.
    private static func line(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(detailLength).map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
            )
        )
    }
}

extension WebhookSchedule.Ending {
    /// The HTTP status; nil when there was no answer.
    fileprivate var status: Int? { if case .answered(let status, _) = self { status } else { nil } }
}
