public import ChannelKit
public import DeskModel

/// Decides what becomes of an envelope by which somebody changes a message of theirs, or takes it back.
///
/// Pure. The message is the one of the same channel with the provider's id that the envelope names first. Only its sender
/// changes its words; who else takes it back (a room's moderator) is named. Changes of one message are in the order in which
/// they were made, whatever order they come in.
public enum MessageChanging {
    /// What becomes of it.
    public enum Outcome: Sendable, Hashable {
        /// It changes a message.
        case change(MessageChange, of: InboundMessage)
        /// Its message has not come; it waits for it.
        case wait(WaitingChange)
        /// Nothing.
        case nothing
    }

    /// What is decided, and why.
    public struct Decision: Sendable, Hashable {
        /// What becomes of it.
        public var outcome: Outcome
        /// Why.
        public var trace: DecisionTrace
    }

    /// The channel and provider's id of the message a change names; nil when it names none.
    static func target(of envelope: InboundEnvelope) -> String? {
        envelope.threading.parentIDs.first.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Decides about a change as it came.
    public static func decide(_ change: WaitingChange?, _ reads: any RoutingReads) throws -> Decision {
        guard let change else {
            return Decision(.nothing, "change-of-nothing", .namesNoMessage)
        }
        guard let message = try reads.message(channel: change.channel, messageID: change.messageID) else {
            return Decision(
                .wait(change),
                change.words == nil ? "deletion-of-unknown" : "edit-of-unknown",
                .unknownMessage(change.messageID)
            )
        }
        return try decide(change, of: message, reads)
    }

    /// What the changes that waited for a message make of it, in the order they were made.
    ///
    /// - Parameters:
    ///   - waiting: the changes, in any order.
    ///   - message: the message, about to be stored.
    ///   - sender: who sends it; they may be new to the desk with it.
    ///   - reads: what is known.
    /// - Returns: the changes to apply, one after the other.
    /// - Throws: what `reads` throws.
    public static func early(
        _ waiting: [WaitingChange],
        of message: InboundMessage,
        from sender: IdentityKey?,
        _ reads: any RoutingReads
    ) throws -> [MessageChange] {
        var message = message
        var changes: [MessageChange] = []
        for var change in waiting.sorted(by: { $0.madeAt < $1.madeAt }) {
            if change.sender.identity == sender, change.sender.isAsProven(as: message) { change.sender.identity = nil }
            guard case .change(var made, _) = try decide(change, of: message, reads).outcome else { continue }
            made.decision.evidence.append(.earlyChange)
            message.take(made)
            changes.append(made)
        }
        return changes
    }

    private static func decide(
        _ change: WaitingChange,
        of message: InboundMessage,
        _ reads: any RoutingReads
    ) throws
        -> Decision
    {
        guard message.deletion == nil else {
            return Decision(.nothing, "change-of-deleted", .takenBackBefore)
        }
        let isSender = try isSender(change.sender, of: message, reads)
        guard let words = change.words else { return deletion(change, of: message, isSender: isSender) }
        guard isSender else {
            return Decision(.nothing, "edit-by-another", .strangersChange(name(change.sender)))
        }
        guard !words.text.isEmpty || !words.attachments.isEmpty else {
            return Decision(.nothing, "edit-without-words", .unknownWords)
        }
        guard words.text != message.text || !words.attachments.isEmpty else {
            return Decision(.nothing, "edit-changes-nothing", .sameWords)
        }
        if let inForce = message.editedAt, change.madeAt < inForce {
            return made(.lateEdit(words), change, of: message, by: "", "older-edit", .olderWords)
        }
        return made(.edit(words), change, of: message, by: "", "edit", .changed)
    }

    private static func deletion(_ change: WaitingChange, of message: InboundMessage, isSender: Bool) -> Decision {
        let by = isSender ? "" : name(change.sender)
        return made(.deletion, change, of: message, by: by, "deletion", isSender ? .takenBack : .removed(by: by))
    }

    private static func made(
        _ kind: MessageChange.Kind,
        _ change: WaitingChange,
        of message: InboundMessage,
        by name: String,
        _ rule: String,
        _ why: Evidence
    ) -> Decision {
        let trace = DecisionTrace(rule: rule, evidence: [.namesMessage(change.messageID), why])
        let made = MessageChange(
            message: message.id,
            kind: kind,
            arrival: change.arrival,
            madeBy: name,
            madeAt: change.madeAt,
            at: change.receivedAt,
            decision: trace
        )
        return Decision(outcome: .change(made, of: message), trace: trace)
    }

    /// Whether a change is the message's sender's: the same person, as well proven; where the provider names nobody, its word.
    private static func isSender(
        _ sender: EnvelopeSender,
        of message: InboundMessage,
        _ reads: any RoutingReads
    ) throws
        -> Bool
    {
        guard let key = sender.identity else { return true }
        guard sender.isAsProven(as: message) else { return false }
        guard let identity = try reads.identity(key) else { return false }
        if identity.id == message.sender { return true }
        guard let person = try reads.contact(message.contact)?.person else { return false }
        return try reads.contact(identity.contact)?.person == person
    }

    private static func name(_ sender: EnvelopeSender) -> String {
        let name = sender.name ?? ""
        return name.isEmpty ? sender.address : name
    }
}

extension MessageChanging.Decision {
    fileprivate init(_ outcome: MessageChanging.Outcome, _ rule: String, _ why: Evidence) {
        self.init(outcome: outcome, trace: DecisionTrace(rule: rule, evidence: [why]))
    }
}

extension EnvelopeSender {
    /// Whether a change by this sender is as well proven as the message it changes.
    fileprivate func isAsProven(as message: InboundMessage) -> Bool {
        authenticity.isVerified || !message.authenticity.isVerified
    }
}

extension InboundMessage {
    /// The message as later changes of the same batch must see it.
    fileprivate mutating func take(_ change: MessageChange) {
        switch change.kind {
        case .edit(let words):
            text = words.text
            editedAt = change.madeAt
        case .lateEdit: break
        case .deletion: deletion = MessageDeletion(at: change.madeAt, by: change.madeBy)
        }
    }
}

extension WaitingChange {
    /// The change an envelope tells of; nil when it does not say of which message.
    public init?(
        _ envelope: InboundEnvelope,
        attachments: [AttachmentRecord],
        channel: ChannelID,
        arrival: ArrivalID,
        index: Int,
        receivedAt: Timestamp
    ) {
        guard let target = MessageChanging.target(of: envelope) else { return nil }
        let words = MessageWords(
            text: envelope.text,
            newText: envelope.newText,
            quotedText: envelope.quotedText,
            html: envelope.html,
            attachments: attachments,
            warnings: envelope.warnings
        )
        self.init(
            channel: channel,
            messageID: target,
            arrival: arrival,
            envelope: index,
            sender: envelope.sender,
            words: envelope.kind == .delete ? nil : words,
            occurredAt: envelope.occurredAt,
            receivedAt: receivedAt
        )
    }
}
