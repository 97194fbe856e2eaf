public import ChannelKit
public import DeskModel

/// Decides which ticket an envelope belongs to.
///
/// Pure: everything it knows is handed in or read through `RoutingReads`.
///
/// What counts as proof differs by rule. Ids and tokens that only our own mail carries (unguessable) admit whoever holds
/// them. Ids that others made admit only people who already take part, and ids that were merely mentioned only those of
/// them whose address is proven. A subject alone never decides anything: anybody can write one.
public struct MessageThreading: Sendable {
    /// The most ids of one envelope that are looked up.
    static let maximumIDs = 60

    private let tokens: ReplyTokens

    /// Creates a decider that checks tokens under the installation's key.
    public init(tokens: ReplyTokens) { self.tokens = tokens }

    /// Decides about one envelope.
    public func decide(
        _ envelope: InboundEnvelope,
        _ context: ThreadingContext,
        _ reads: any RoutingReads
    ) throws -> ThreadingDecision {
        var inquiry = ThreadingInquiry(envelope: envelope, context: context, reads: reads, tokens: tokens)
        for rule in ThreadingRule.allCases {
            if let ticket = try inquiry.ask(rule) { return place(in: ticket, by: rule, inquiry) }
        }
        return ThreadingDecision(
            placement: .newMatter(followUpOf: nil),
            trace: DecisionTrace(rule: ThreadingRule.newMatter.rawValue, evidence: inquiry.evidence),
            suggestions: inquiry.suggestions
        )
    }

    private func place(
        in candidate: CandidateTicket,
        by rule: ThreadingRule,
        _ inquiry: ThreadingInquiry
    ) -> ThreadingDecision {
        let ticket = candidate.ticket
        let endsWhenSolved = rule == .conversation && inquiry.envelope.threading.conversationEndsWhenSolved
        if ticket.status == .closed || (endsWhenSolved && !ticket.status.isUnsolved) {
            let isFinished = Evidence.finishedTicket(ticket.number, ticket.status)
            return ThreadingDecision(
                placement: .newMatter(followUpOf: ticket),
                trace: DecisionTrace(rule: rule.rawValue, evidence: inquiry.evidence + [isFinished]),
                suggestions: inquiry.suggestions
            )
        }
        return ThreadingDecision(
            placement: .join(candidate),
            trace: DecisionTrace(rule: rule.rawValue, evidence: inquiry.evidence),
            suggestions: inquiry.suggestions
        )
    }
}
