import AddressNormalization
import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// `POST /tickets`: opens a ticket, with a first message out or with a note.
enum TicketOpeningCall {
    static let schema = APIObject(
        "NewTicket",
        "A ticket to open: with a message that is sent to the customer, or with a note that stays inside.",
        [
            .required("subject", .line(maximum: 250), "What it is about."),
            .required("channel", .line(maximum: 64), "The channel that messages to the customer leave by."),
            .required(
                "address",
                .line(maximum: 320),
                "The customer's mail address, or telephone number with country code."
            ),
            .optional("name", .line(maximum: 100), "The customer's name, when they are new."),
            .optional("message", .paragraphs(maximum: 50_000), "What is sent to the customer; or else “note”."),
            .optional("note", .paragraphs(maximum: 50_000), "What stays inside; or else “message”."),
            .optional("priority", TicketResource.priorities, "How urgent it is."),
            .optional("assignee", .id, "The agent who answers it."),
            .optional("team", .id, "The team it belongs to."),
        ]
    )

    static func open(_ exchange: APIExchange) async throws -> Response {
        let body = exchange.body
        let message = body["message"]?.text
        let note = body["note"]?.text
        guard (message == nil) != (note == nil) else {
            throw APIProblem.invalid("", "name either “message” or “note”, not both and not neither")
        }
        let channel = ChannelID(rawValue: body["channel"]?.text ?? "")
        guard let active = exchange.site.services.directory[channel], active.abilities.replies,
            active.abilities.threading != .conversation
        else { throw APIProblem.invalid("/channel", "no channel of that name writes to an address; see GET /channels") }
        guard let (key, address) = target(body["address"]?.text ?? "") else {
            throw APIProblem.invalid(
                "/address",
                "no address one can write to; allowed are mail addresses and telephone numbers with country code"
            )
        }
        let opening = try await opening(key, address, channel, isNote: note != nil, exchange)
        let (first, kept) = try words(message, note, opening, exchange)
        let action = DeskChange.Action.open(
            opening.ticket,
            newContact: opening.newContact,
            newIdentity: opening.newIdentity,
            first: first,
            note: kept
        )
        let response = try await exchange.apply(action) { TicketWords.ticket($0, status: 201) }
        exchange.site.services.wakeOutbox()
        return response
    }

    /// Everything that is stored for the ticket beside its first words.
    private struct Opening {
        var ticket: Ticket
        var newContact: Contact?
        var newIdentity: Identity?
        var leg: Leg
    }

    private static func opening(
        _ key: IdentityKey,
        _ address: String,
        _ channel: ChannelID,
        isNote: Bool,
        _ exchange: APIExchange
    ) async throws -> Opening {
        let (ids, now) = (exchange.ids, exchange.now)
        let name = exchange.body["name"]?.text ?? ""
        let known = try await exchange.store.contact(holding: key)
        let contact = known?.contact ?? Contact(id: ids.next(at: now), name: name, createdAt: now)
        let assignee = try exchange.id(in: "assignee", of: Agent.self)
        if let assignee,
            try await exchange.store.agents().contains(where: { $0.id == assignee && $0.isEnabled }) == false
        {
            throw APIProblem.invalid("/assignee", "there is no such agent, or the account is disabled")
        }
        let team = try exchange.id(in: "team", of: Team.self)
        if let team, try await exchange.store.teams().contains(where: { $0.id == team }) == false {
            throw APIProblem.invalid("/team", "there is no such team")
        }
        let ticket = Ticket(
            id: ids.next(at: now),
            number: 0,
            subject: exchange.body["subject"]?.text ?? "",
            status: isNote ? .open : .pending,
            priority: exchange.body["priority"]?.text.flatMap(TicketPriority.init) ?? .normal,
            contact: contact.id,
            channel: channel,
            assignee: assignee,
            team: team,
            createdAt: now
        )
        let identity = Identity(id: ids.next(at: now), key: key, address: address, contact: contact.id, createdAt: now)
        let leg = Leg(
            id: ids.next(at: now),
            ticket: ticket.id,
            channel: channel,
            route: ReplyRoute(channel: channel, target: key, address: address),
            recipientName: name,
            lastInboundAt: now
        )
        return Opening(
            ticket: ticket,
            newContact: known == nil ? contact : nil,
            newIdentity: known == nil ? identity : nil,
            leg: leg
        )
    }

    /// The first message, planned once the ticket has its number, or the note.
    private static func words(
        _ message: String?,
        _ note: String?,
        _ opening: Opening,
        _ exchange: APIExchange
    ) throws -> (DeskChange.FirstReply?, Note?) {
        let actor = try exchange.actor
        let now = exchange.now
        guard let message else {
            let id: MessageID = exchange.ids.next(at: now)
            return (nil, Note(id: id, ticket: opening.ticket.id, author: actor, text: note ?? "", at: now))
        }
        let draft = ReplyDraft(author: try exchange.author, text: message, leg: opening.leg.id)
        let replies = exchange.site.services.replies
        let leg = opening.leg
        // What the channel would refuse is refused here, before anything is stored.
        _ = try replies.plan(draft, opening: opening.ticket, leg: leg, at: now)
        let first: DeskChange.FirstReply = { ticket in
            var planned = try replies.plan(draft, opening: ticket, leg: leg, at: now)
            planned.reply.author = actor
            return planned
        }
        return (first, nil)
    }

    /// A mail address or a telephone number with its country code, and how it is written to.
    static func target(_ text: String) -> (IdentityKey, String)? {
        if let mail = EmailAddressNormalization.parse(text) { return (mail.key, mail.spelling) }
        return PhoneNumberNormalization.key(text, region: nil).map { ($0, $0.value) }
    }
}
