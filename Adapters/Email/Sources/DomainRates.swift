import ChannelKit
import Synchronization

/// Keeps mails to one domain from leaving faster than is allowed.
///
/// Each mail that is over gets a turn of its own and is told when; a mail that comes when its turn has come goes out, so that none
/// is put off twice. (The turns follow the generic cell rate algorithm, ITU-T I.371.)
final class DomainRates: Sendable {
    private struct State {
        /// When the next turn of a domain is.
        var next: [String: Timestamp] = [:]
        /// The turns that were given, by delivery.
        var turns: [String: Timestamp] = [:]
    }

    /// The domain that stands for all that are not named.
    static let others = "*"
    /// The most turns that are kept in mind; with more, a mail may be put off twice.
    private static let mostTurns = 20_000
    /// How many mails may leave at once before the rate holds.
    private static let burst: Int64 = 5

    private let perMinute: [String: Int64]
    private let state = Mutex(State())

    /// Creates the limits: mails a minute by domain, ``others`` for those that are not named.
    init(_ perMinute: [String: Int64]) { self.perMinute = perMinute }

    /// Asks for a mail's turn.
    ///
    /// - Parameters:
    ///   - recipients: its recipients, of which the slowest domain counts.
    ///   - delivery: the delivery's name over all attempts.
    ///   - now: the time.
    /// - Returns: how long it has to wait; nil when it may go now.
    func wait(for recipients: [String], delivery: String, at now: Timestamp) -> Duration? {
        guard !perMinute.isEmpty else { return nil }
        let domains = Set(recipients.compactMap { $0.split(separator: "@").last?.lowercased() })
        return state.withLock { state in
            if let turn = state.turns[delivery] {
                guard turn > now else {
                    state.turns[delivery] = nil
                    return nil
                }
                return turn.since(now)
            }
            var turn = now
            for domain in domains {
                guard let rate = perMinute[domain] ?? perMinute[Self.others] else { continue }
                let step = Duration.milliseconds(60_000 / rate)
                let due = max(state.next[domain] ?? now, now)
                state.next[domain] = due.advanced(by: step)
                turn = max(turn, due.advanced(by: .zero - step * Int(min(Self.burst, rate) - 1)))
            }
            guard turn > now else {
                if state.next.count > 10_000 { state.next = state.next.filter { $0.value > now } }
                return nil
            }
            if state.turns.count >= Self.mostTurns { state.turns = state.turns.filter { $0.value > now } }
            if state.turns.count < Self.mostTurns { state.turns[delivery] = turn }
            return turn.since(now)
        }
    }
}
