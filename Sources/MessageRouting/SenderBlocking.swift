import ChannelKit
import DeskModel
import TicketStorage

extension EnvelopeRouting {
    /// The decision about an envelope of a sender who is blocked; nil when they are not.
    func blocked(_ sender: EnvelopeSender, _ reads: any RoutingReads) throws -> RoutingDecision? {
        guard let key = sender.identity else { return nil }
        let reason: String
        if let known = try reads.identity(key), known.isBlocked {
            reason = "The sender \(known.address) is blocked."
        } else if let block = try reads.senderBlock(on: key) {
            let what = block.kind == .domain ? "The domain \(block.value)" : "The sender \(block.value)"
            reason = "\(what) is blocked."
        } else {
            return nil
        }
        return RoutingDecision(placement: .quarantine(reason: reason), trace: DecisionTrace(rule: "blocked-sender"))
    }
}
