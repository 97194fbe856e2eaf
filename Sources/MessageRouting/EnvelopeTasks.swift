import ChannelKit
import DeskModel
import TicketStorage

extension EnvelopeRouting {
    /// A decision with the tasks that its message asks for or settles, and what a mere record says of its ticket.
    func withTasks(
        _ decision: RoutingDecision,
        _ item: RoutingItem,
        _ reads: any RoutingReads
    ) throws -> RoutingDecision {
        guard let message = decision.placement.message else { return decision }
        var decision = decision
        let sender = item.envelope.sender
        switch item.envelope.followUp {
        case .answer, .nothing: break
        case .callBack(let due):
            let waiting = try sender.identity.map { try reads.openCallBacks(to: $0) } ?? []
            guard !waiting.contains(where: { $0.ticket == message.ticket }) else {
                decision.trace.evidence.append(.callBackWaits(sender.address))
                break
            }
            decision.tasks = [
                TicketTask(
                    id: ids.next(at: item.receivedAt),
                    ticket: message.ticket,
                    kind: .callBack,
                    title: String(
                        [sender.name ?? "", sender.address].filter { !$0.isEmpty }.joined(separator: ", ").prefix(250)
                    ),
                    target: sender.identity,
                    dueAt: due,
                    message: message.id,
                    createdBy: .system("missed-call"),
                    createdAt: item.receivedAt
                )
            ]
        case .spoken:
            decision.settledTasks = try sender.identity.map { try reads.openCallBacks(to: $0) } ?? []
        }
        return decision
    }
}
