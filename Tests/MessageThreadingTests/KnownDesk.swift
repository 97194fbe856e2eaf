import ChannelKit
import DeskModel

/// A desk of a few tickets, as deciders see it.
struct KnownDesk: RoutingReads {
    var tickets: [CandidateTicket] = []
    var ids: [KnownMessageID] = []
    var conversations: [String: TicketID] = [:]
    var identities: [Identity] = []
    var contacts: [Contact] = []
    var messages: [InboundMessage] = []

    func identity(_ key: IdentityKey) -> Identity? { identities.first { $0.key == key } }
    func contact(_ id: ContactID) -> Contact? { contacts.first { $0.id == id } }
    func messages(known asked: [String]) -> [KnownMessageID] { asked.flatMap { id in ids.filter { $0.id == id } } }
    func ticket(_ id: TicketID) -> CandidateTicket? { tickets.first { $0.ticket.id == id } }
    func ticket(number: Int) -> CandidateTicket? { tickets.first { $0.ticket.number == number } }
    func ticket(channel: ChannelID, conversation key: String) -> CandidateTicket? { conversations[key].flatMap(ticket) }
    func unsolvedTickets(ofPerson person: ContactID, limit: Int) -> [CandidateTicket] {
        Array(tickets.filter { $0.person == person && $0.ticket.status.isUnsolved }.prefix(limit))
    }
    func message(channel: ChannelID, messageID: String) -> InboundMessage? {
        messages.last { $0.channel == channel && $0.messageID == messageID }
    }
    func waitingChanges(channel: ChannelID, messageID: String) -> [WaitingChange] { [] }
    func leg(ticket: TicketID, channel: ChannelID, target: IdentityKey, conversation: String?) -> Leg? { nil }
    func openCallBacks(to target: IdentityKey) -> [TicketTask] { [] }
    func isAgent(_ key: IdentityKey) -> Bool { false }
    func deliveries(externalID: String) -> [Delivery] { [] }
    func automaticReplies(to target: IdentityKey, since: Timestamp) -> Int { 0 }
    func nextTicketNumber() -> Int { (tickets.map(\.ticket.number).max() ?? 0) + 1 }
}

extension KnownDesk {
    static let now = Timestamp(seconds: 1_800_000_000)
    static let mail = ChannelID(rawValue: "mail")
    static let ada = ContactID(rawValue: 100)
    static let adaKey = IdentityKey(kind: .email, value: "ada@example.org")
    static let eve = ContactID(rawValue: 666)
    static let eveKey = IdentityKey(kind: .email, value: "eve@example.net")

    /// Ada's ticket 42 in a status, with one message we sent, one she sent and one id she merely mentioned.
    static func withTicket(_ status: TicketStatus = .open, lastInboundAt: Timestamp = now) -> KnownDesk {
        let ticket = Ticket(
            id: TicketID(rawValue: 42),
            number: 42,
            subject: "Printer",
            status: status,
            contact: ada,
            channel: mail,
            createdAt: now
        )
        return KnownDesk(
            tickets: [
                CandidateTicket(ticket: ticket, person: ada, participants: [adaKey], lastInboundAt: lastInboundAt)
            ],
            ids: [
                KnownMessageID(id: "sent@desk", origin: .sent, ticket: ticket.id),
                KnownMessageID(id: "received@ada", origin: .received, ticket: ticket.id),
                KnownMessageID(id: "mentioned@list", origin: .mentioned, ticket: ticket.id),
            ],
            conversations: ["thread-index:root": ticket.id]
        )
    }
}
