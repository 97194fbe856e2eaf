import ChannelKit
import DeskModel
import TicketStorage

extension InboundMessage {
    /// The message an item becomes, once it is decided whose it is and where it belongs.
    init(
        _ item: RoutingItem,
        id: MessageID,
        ticket: TicketID,
        sender: IdentityID?,
        contact: ContactID,
        leg: LegID?,
        _ trace: DecisionTrace
    ) {
        let envelope = item.envelope
        self.init(
            id: id,
            ticket: ticket,
            channel: item.channel,
            externalID: envelope.externalID,
            arrival: item.arrival,
            sender: sender,
            contact: contact,
            senderName: envelope.sender.name ?? "",
            senderAddress: envelope.sender.address,
            authenticity: envelope.sender.authenticity,
            recipients: envelope.recipients,
            subject: envelope.subject,
            text: envelope.text,
            newText: envelope.newText,
            quotedText: envelope.quotedText,
            html: envelope.html,
            attachments: item.attachments,
            fields: envelope.fields,
            automatic: envelope.automatic,
            leg: leg,
            messageID: envelope.threading.messageID,
            mentionedIDs: Self.mentionedIDs(envelope.threading),
            conversationKey: envelope.threading.conversationKey,
            decision: trace,
            warnings: envelope.warnings,
            occurredAt: envelope.occurredAt,
            at: item.receivedAt
        )
    }

    /// The ids a message names, each once: the parent is the last ancestor as well.
    private static func mentionedIDs(_ threading: ThreadingFacts) -> [String] {
        threading.parentIDs + threading.ancestorIDs.filter { !threading.parentIDs.contains($0) }
    }
}
