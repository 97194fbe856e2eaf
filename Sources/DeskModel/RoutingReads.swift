public import ChannelKit

/// What deciders may ask about the desk while a batch is being written: storage-neutral, and aware of the batch's earlier items.
public protocol RoutingReads {
    /// The identity with that key.
    func identity(_ key: IdentityKey) throws -> Identity?

    /// Whether an address is that of a staff account which is enabled.
    func isAgent(_ key: IdentityKey) throws -> Bool

    /// The contact with that id, with the person it stands for.
    func contact(_ id: ContactID) throws -> Contact?

    /// What is known of message ids, in the order asked; unknown ids are left out.
    func messages(known ids: [String]) throws -> [KnownMessageID]

    /// The ticket with that id, or the one it was merged into.
    func ticket(_ id: TicketID) throws -> CandidateTicket?

    /// The ticket with that number, or the one it was merged into.
    func ticket(number: Int) throws -> CandidateTicket?

    /// The newest ticket of a conversation on a channel.
    func ticket(channel: ChannelID, conversation key: String) throws -> CandidateTicket?

    /// Unsolved tickets of a person, over all contacts merged into it, newest first; at most `limit`.
    func unsolvedTickets(ofPerson person: ContactID, limit: Int) throws -> [CandidateTicket]

    /// The newest message of a channel that has that id of the provider's, with its changes.
    func message(channel: ChannelID, messageID: String) throws -> InboundMessage?

    /// Changes of a message that came before it, as they were received.
    func waitingChanges(channel: ChannelID, messageID: String) throws -> [WaitingChange]

    /// The leg of a ticket that goes by that channel to that target (and conversation).
    func leg(ticket: TicketID, channel: ChannelID, target: IdentityKey, conversation: String?) throws -> Leg?

    /// Open calls back that wait for an address, in whatever ticket, the oldest first.
    func openCallBacks(to target: IdentityKey) throws -> [TicketTask]

    /// Deliveries whose part, or receipt, has that external id (a mail's Message-ID), newest first.
    func deliveries(externalID: String) throws -> [Delivery]

    /// How many automatic messages left for an identity since a time.
    func automaticReplies(to target: IdentityKey, since: Timestamp) throws -> Int

    /// The number the next ticket of this batch will have.
    func nextTicketNumber() throws -> Int

    /// The name the desk has given itself; empty when it goes by the configured one.
    func brandName() throws -> String

    /// The team of that name.
    func team(named name: String) throws -> TeamID?

    /// The staff account, enabled, whose address that is.
    func agent(_ key: IdentityKey) throws -> AgentID?

    /// What blocks an address: the address itself, or its domain or one above it.
    func senderBlock(on key: IdentityKey) throws -> SenderBlock?

    /// The deliveries whose part has that envelope sender, which no other part has; newest first.
    func deliveries(origin: String) throws -> [Delivery]

    /// The mail to an agent that has that Message-ID, or that envelope sender of its own.
    func noticeMail(messageID: String?, origin: String?) throws -> NoticeMailID?

    /// The message stored for an external id of a channel, be it erased meanwhile.
    func message(channel: ChannelID, externalID: ExternalID) throws -> MessageID?

    /// An inbound message.
    func inboundMessage(_ id: MessageID) throws -> InboundMessage?
}

extension RoutingReads {
    /// The configured one.
    public func brandName() throws -> String { "" }

    /// None.
    public func team(named name: String) throws -> TeamID? { nil }

    /// None.
    public func agent(_ key: IdentityKey) throws -> AgentID? { nil }

    /// None.
    public func senderBlock(on key: IdentityKey) throws -> SenderBlock? { nil }

    /// None.
    public func deliveries(origin: String) throws -> [Delivery] { [] }

    /// None.
    public func noticeMail(messageID: String?, origin: String?) throws -> NoticeMailID? { nil }

    /// None.
    public func message(channel: ChannelID, externalID: ExternalID) throws -> MessageID? { nil }

    /// None.
    public func inboundMessage(_ id: MessageID) throws -> InboundMessage? { nil }
}

/// What is known of a message id.
public struct KnownMessageID: Sendable, Hashable, Codable {
    /// How it is known.
    public enum Origin: String, Sendable, Hashable, Codable, Comparable {
        /// We sent the message.
        case sent
        /// We have received the message.
        case received
        /// A message we received names it.
        case mentioned

        /// Whether the left is known better than the right.
        public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .sent: 0
            case .received: 1
            case .mentioned: 2
            }
        }
    }

    /// The id, without angle brackets.
    public var id: String
    /// How it is known.
    public var origin: Origin
    /// The ticket it is known in.
    public var ticket: TicketID

    /// Creates a fact.
    public init(id: String, origin: Origin, ticket: TicketID) {
        self.id = id
        self.origin = origin
        self.ticket = ticket
    }
}

/// A ticket as deciders see it.
public struct CandidateTicket: Sendable, Hashable, Codable {
    /// The ticket.
    public var ticket: Ticket
    /// The person behind its contact.
    public var person: ContactID
    /// The identities that wrote in it or that a reply went to.
    public var participants: [IdentityKey]
    /// When a customer last wrote in it.
    public var lastInboundAt: Timestamp?

    /// Creates a candidate.
    public init(
        ticket: Ticket,
        person: ContactID,
        participants: [IdentityKey],
        lastInboundAt: Timestamp?
    ) {
        self.ticket = ticket
        self.person = person
        self.participants = participants
        self.lastInboundAt = lastInboundAt
    }
}
