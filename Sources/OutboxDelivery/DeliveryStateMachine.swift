public import ChannelKit
public import DeskModel

/// How one attempt at a delivery ended.
public enum AttemptEnd: Sendable, Hashable {
    /// The other side took it.
    case receipt(DeliveryReceipt)
    /// It did not, or not certainly.
    case failure(DeliveryFailure)
    /// The process that made the attempt died; nobody knows how far it had come.
    case interrupted
}

/// What follows from an attempt: how the delivery stands, and whether the channel must be held.
public struct DeliveryTransition: Sendable, Hashable {
    /// How the delivery stands now.
    public var state: DeliveryState
    /// The attempt's outcome in one word, as stored.
    public var outcome: String
    /// For agents: the other side's words, or why it failed.
    public var answer: Wording
    /// The id the other side gave.
    public var externalID: ExternalID?
    /// When it is tried again.
    public var notBefore: Timestamp?
    /// Whether the recipient may get it twice.
    public var mayRepeat: Bool
    /// Why the whole channel must be held; nil when it need not be.
    public var holdChannel: Wording?
}

/// Decides what follows from an attempt.
///
/// Pure: the clock and chance are handed in.
///
/// `queued` and `deferred` go to `sending` when an attempt is claimed; from `sending`:
/// - taken → `sent` or `delivered`;
/// - not now, or the recipient not there yet → `deferred` until tried again, `failed` once the policy gives up;
/// - never → `failed`, which releases the leg;
/// - unknown or interrupted → `deferred` where the transport may repeat itself harmlessly (the label "may have been sent
///   twice" stays), otherwise `uncertain` until an agent decides;
/// - blocked → `held`: with refused credentials the whole channel, with a closed window this delivery alone.
public struct DeliveryStateMachine: Sendable {
    /// How long and how often to try again.
    public var policy: RetryPolicy
    /// Whether a send of unknown outcome is tried again by itself.
    public var retriesUnknown: Bool
    /// Whether a repeat with the same key reaches the recipient once.
    public var isIdempotent: Bool

    /// Creates a machine for one kind of transport.
    public init(policy: RetryPolicy, retriesUnknown: Bool, isIdempotent: Bool) {
        self.policy = policy
        self.retriesUnknown = retriesUnknown
        self.isIdempotent = isIdempotent
    }

    /// What follows from the end of a delivery's current attempt.
    ///
    /// - Parameters:
    ///   - end: how the attempt ended.
    ///   - delivery: the delivery as it was claimed.
    ///   - now: the time.
    ///   - chance: a random number from 0 to 1.
    /// - Returns: how the delivery stands now, and what else follows.
    public func transition(
        _ end: AttemptEnd,
        of delivery: Delivery,
        now: Timestamp,
        chance: Double
    ) -> DeliveryTransition {
        switch end {
        case .receipt(let receipt): taken(receipt, delivery)
        case .interrupted:
            unknown(
                "interrupted",
                Wording("The program ended while this was being sent.", "发送过程中程序终止。"),
                delivery,
                now,
                chance
            )
        case .failure(let failure):
            switch failure.verdict {
            case .later(let after): later(failure.reason, after, delivery, now, chance)
            case .notYet(let after): later(failure.reason, after, delivery, now, chance)
            case .never: ended(.failed, "never", failure.reason, delivery)
            case .unknown: unknown("unknown", failure.reason, delivery, now, chance)
            case .blocked(let blockage): blocked(blockage, failure.reason, delivery)
            }
        }
    }

    private func taken(_ receipt: DeliveryReceipt, _ delivery: Delivery) -> DeliveryTransition {
        let state: DeliveryState = receipt.progress == .delivered ? .delivered : .sent
        var transition = ended(state, "sent", receipt.answer, delivery)
        transition.externalID = receipt.externalID
        return transition
    }

    private func later(
        _ reason: Wording,
        _ requested: Duration?,
        _ delivery: Delivery,
        _ now: Timestamp,
        _ chance: Double
    ) -> DeliveryTransition {
        let own = policy.wait(after: delivery.attempts, chance: chance)
        let wait =
            requested.map { min(max($0, .zero), RetryPolicy.longestRequestedWait) }.map { max($0, .seconds(1)) } ?? own
        let next = now.advanced(by: wait)
        guard next.since(delivery.createdAt) <= policy.giveUpAfter else {
            let givenUp = Wording(
                "Given up after \(delivery.attempts) attempts. \(reason.english)",
                "已尝试 \(delivery.attempts) 次，不再重试。\(reason.chinese)"
            )
            return ended(.failed, "later", givenUp, delivery)
        }
        var transition = ended(.deferred, "later", reason, delivery)
        transition.notBefore = next
        return transition
    }

    private func unknown(
        _ outcome: String,
        _ reason: Wording,
        _ delivery: Delivery,
        _ now: Timestamp,
        _ chance: Double
    ) -> DeliveryTransition {
        guard retriesUnknown || isIdempotent else {
            let advice = Wording(
                "\(reason.english) It may have arrived: look on the other side, then send it again or cancel it.",
                "\(reason.chinese)可能已送达：请到对方一侧核实，再决定重新发送或取消。"
            )
            return ended(.uncertain, outcome, advice, delivery)
        }
        // After a crash the first repeat need not wait: nothing on the other side asked for patience.
        let wait = outcome == "interrupted" ? nil : Optional(policy.wait(after: delivery.attempts, chance: chance))
        var transition = ended(
            .deferred,
            outcome,
            isIdempotent
                ? reason : Wording("\(reason.english) It may have been sent twice.", "\(reason.chinese)可能已重复发送。"),
            delivery
        )
        transition.notBefore = wait.map(now.advanced(by:)) ?? now
        transition.mayRepeat = !isIdempotent || delivery.mayRepeat
        return transition
    }

    private func blocked(
        _ blockage: DeliveryFailure.Blockage,
        _ reason: Wording,
        _ delivery: Delivery
    ) -> DeliveryTransition {
        var transition = ended(.held, "blocked", reason, delivery)
        switch blockage {
        case .credentials:
            // The channel's hold keeps it back; it goes on by itself once the channel is resumed.
            transition.state = .deferred
            transition.holdChannel = reason
        case .windowClosed: break
        }
        return transition
    }

    private func ended(
        _ state: DeliveryState,
        _ outcome: String,
        _ answer: Wording,
        _ delivery: Delivery
    ) -> DeliveryTransition {
        DeliveryTransition(
            state: state,
            outcome: outcome,
            answer: answer.map { String($0.prefix(1_000)) },
            mayRepeat: delivery.mayRepeat
        )
    }
}
