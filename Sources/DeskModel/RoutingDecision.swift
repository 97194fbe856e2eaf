public import ChannelKit

/// Everything that is to be stored for one envelope: decided purely, applied in one transaction.
public struct RoutingDecision: Sendable, Hashable {
    /// What happens with the envelope.
    public enum Placement: Sendable, Hashable {
        /// A new ticket with the message in it.
        case open(Ticket, InboundMessage)
        /// The message joins a ticket; the status changes when one is given.
        case append(InboundMessage, status: TicketStatus?)
        /// A message that is in a ticket already changes; ticket, status and clocks stay as they are.
        case change(MessageChange, in: TicketID)
        /// Another copy of a message that is in a ticket already, come by another way.
        case copy(MessageCopy)
        /// An agent's answer by mail; who may say so is found out once it is stored.
        case staff(StaffMail)
        /// Nothing is shown as somebody's words; news and evidence are kept.
        case ignore
        /// An agent must look at it first.
        case quarantine(reason: Evidence)
    }

    /// What happens with the envelope.
    public var placement: Placement
    /// Why.
    public var trace: DecisionTrace
    /// A contact that is new with this envelope.
    public var newContact: Contact?
    /// Identities that are new with this envelope.
    public var newIdentities: [Identity]
    /// Identities whose facts change (verified now, a name learned).
    public var verifiedIdentities: [IdentityID]
    /// A better name for the contact.
    public var contactName: String?
    /// Evidence to keep.
    public var evidence: [IdentityEvidence]
    /// Merges that verified evidence on both sides asks for.
    public var merges: [ContactMerge]
    /// A leg to add, or to refresh when its id is known.
    public var leg: Leg?
    /// Events to keep.
    public var events: [TicketEvent]
    /// Links between tickets to add.
    public var links: [TicketLink]
    /// Suggestions to make.
    public var suggestions: [Suggestion]
    /// What is known now of deliveries.
    public var deliveryNews: [DeliveryUpdate]
    /// An automatic acknowledgment to send.
    public var acknowledgment: PlannedReply?
    /// Tasks that it asks for.
    public var tasks: [TicketTask]
    /// Open tasks that it settles.
    public var settledTasks: [TicketTask]
    /// A change of a message that is not known yet, to be kept until it comes.
    public var waitingChange: WaitingChange?
    /// Changes that waited for the message that is placed now.
    public var earlyChanges: [MessageChange]
    /// Teams that see the ticket beside its own, for it was written to them as well.
    public var sharedTeams: [TeamID]
    /// Notes to add to the ticket, below its message.
    public var notes: [Note]
    /// Mails to agents that came back.
    public var noticeNews: [NoticeNews]

    /// Creates a decision; everything beyond placement and reason starts empty.
    public init(
        placement: Placement,
        trace: DecisionTrace,
        newContact: Contact? = nil,
        newIdentities: [Identity] = [],
        verifiedIdentities: [IdentityID] = [],
        contactName: String? = nil,
        evidence: [IdentityEvidence] = [],
        merges: [ContactMerge] = [],
        leg: Leg? = nil,
        events: [TicketEvent] = [],
        links: [TicketLink] = [],
        suggestions: [Suggestion] = [],
        deliveryNews: [DeliveryUpdate] = [],
        acknowledgment: PlannedReply? = nil,
        tasks: [TicketTask] = [],
        settledTasks: [TicketTask] = [],
        waitingChange: WaitingChange? = nil,
        earlyChanges: [MessageChange] = [],
        sharedTeams: [TeamID] = [],
        notes: [Note] = [],
        noticeNews: [NoticeNews] = []
    ) {
        self.placement = placement
        self.trace = trace
        self.newContact = newContact
        self.newIdentities = newIdentities
        self.verifiedIdentities = verifiedIdentities
        self.contactName = contactName
        self.evidence = evidence
        self.merges = merges
        self.leg = leg
        self.events = events
        self.links = links
        self.suggestions = suggestions
        self.deliveryNews = deliveryNews
        self.acknowledgment = acknowledgment
        self.tasks = tasks
        self.settledTasks = settledTasks
        self.waitingChange = waitingChange
        self.earlyChanges = earlyChanges
        self.sharedTeams = sharedTeams
        self.notes = notes
        self.noticeNews = noticeNews
    }
}

/// A mail by which an agent is told something.
public enum NoticeMail {}

/// The id of a mail to an agent.
public typealias NoticeMailID = RecordID<NoticeMail>

/// News about a mail to an agent: it will not arrive.
public struct NoticeNews: Sendable, Hashable {
    /// The mail.
    public var delivery: NoticeMailID
    /// The other side's words.
    public var reason: Wording

    /// Creates news.
    public init(delivery: NoticeMailID, reason: Wording) {
        self.delivery = delivery
        self.reason = reason
    }
}

/// A copy of a message that is in a ticket already.
public struct MessageCopy: Sendable, Hashable {
    /// The message.
    public var message: MessageID
    /// Its ticket.
    public var ticket: TicketID
    /// Whom the transport brought the copy to; shown beside those the message names.
    public var recipients: [EnvelopeRecipient]

    /// Creates a fact.
    public init(message: MessageID, ticket: TicketID, recipients: [EnvelopeRecipient]) {
        self.message = message
        self.ticket = ticket
        self.recipients = recipients
    }
}

/// News about a delivery that has left.
public struct DeliveryUpdate: Sendable, Hashable, Codable {
    /// The delivery.
    public var delivery: DeliveryID
    /// How it stands now; nil when only a remark is added (a delay).
    public var state: DeliveryState?
    /// The other side's words.
    public var reason: Wording
    /// The address that turned out to be undeliverable.
    public var undeliverable: IdentityKey?

    /// Creates an update.
    public init(delivery: DeliveryID, state: DeliveryState?, reason: Wording, undeliverable: IdentityKey? = nil) {
        self.delivery = delivery
        self.state = state
        self.reason = reason
        self.undeliverable = undeliverable
    }
}
