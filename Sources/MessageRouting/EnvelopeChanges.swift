import ChannelKit
import DeskModel
import MessageThreading
import TicketStorage

extension EnvelopeRouting {
    /// Decides about an envelope by which somebody changes a message of theirs, or takes it back.
    func change(_ item: RoutingItem, _ reads: any RoutingReads) throws -> RoutingDecision {
        let decision = try MessageChanging.decide(WaitingChange(item), reads)
        switch decision.outcome {
        case .nothing: return RoutingDecision(placement: .ignore, trace: decision.trace)
        case .wait(var change):
            // Bytes that no message refers to are let go; the message brings its own files.
            change.words?.attachments = []
            return RoutingDecision(placement: .ignore, trace: decision.trace, waitingChange: change)
        case .change(let change, let message):
            return RoutingDecision(
                placement: .change(change, in: message.ticket),
                trace: decision.trace,
                events: event(of: change, of: message).map { [$0] } ?? []
            )
        }
    }

    /// A decision with what the changes that came before its message make of it.
    func withEarlyChanges(
        _ decision: RoutingDecision,
        _ item: RoutingItem,
        _ reads: any RoutingReads
    ) throws
        -> RoutingDecision
    {
        guard let id = item.envelope.threading.messageID, !id.isEmpty, let message = decision.placement.message else {
            return decision
        }
        let waiting = try reads.waitingChanges(channel: item.channel, messageID: id)
        guard !waiting.isEmpty else { return decision }
        var decision = decision
        let sender = item.envelope.sender.identity
        decision.earlyChanges = try MessageChanging.early(waiting, of: message, from: sender, reads)
        decision.events += decision.earlyChanges.compactMap { event(of: $0, of: message) }
        return decision
    }

    /// What agents are told; nothing where only an earlier version was added.
    private func event(of change: MessageChange, of message: InboundMessage) -> TicketEvent? {
        let kind: TicketEvent.Kind
        switch change.kind {
        case .edit: kind = .edited
        case .deletion: kind = .deleted
        case .lateEdit: return nil
        }
        return TicketEvent(
            id: ids.next(at: change.at),
            ticket: message.ticket,
            actor: change.madeBy.isEmpty ? .contact(message.contact) : .system(change.decision.rule),
            kind: kind,
            to: message.id.description,
            at: change.at
        )
    }
}

extension RoutingDecision.Placement {
    /// The message that comes into a ticket.
    var message: InboundMessage? {
        switch self {
        case .open(_, let message), .append(let message, _): message
        case .change, .copy, .staff, .ignore, .quarantine: nil
        }
    }
}

extension WaitingChange {
    /// The change an item tells of; nil when it does not say of which message.
    fileprivate init?(_ item: RoutingItem) {
        self.init(
            item.envelope,
            attachments: item.attachments,
            channel: item.channel,
            arrival: item.arrival,
            index: item.index,
            receivedAt: item.receivedAt
        )
    }
}
