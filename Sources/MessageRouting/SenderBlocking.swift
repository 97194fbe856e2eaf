import ChannelKit
import DeskModel
import TicketStorage

extension EnvelopeRouting {
    /// The decision about an envelope of a sender who is blocked; nil when they are not.
    func blocked(_ sender: EnvelopeSender, _ reads: any RoutingReads) throws -> RoutingDecision? {
        guard let key = sender.identity else { return nil }
        let reason: Evidence
        if let known = try reads.identity(key), known.isBlocked {
            reason = .blockedAddress(known.address)
        } else if let block = try reads.senderBlock(on: key) {
            reason = block.kind == .domain ? .blockedDomain(block.value) : .blockedAddress(block.value)
        } else {
            return nil
        }
        return RoutingDecision(placement: .quarantine(reason: reason), trace: DecisionTrace(rule: "blocked-sender"))
    }
}
