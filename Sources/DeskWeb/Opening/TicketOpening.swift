import AddressNormalization
import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// Opening a ticket from the desk: somebody is written to first, or a call is written down as a note.
enum TicketOpening {
    /// Answers `GET /desk/tickets/new`.
    static func show(_ exchange: Exchange) async throws -> Response {
        var page = TicketOpeningPage(channels: channels(exchange))
        page.address = exchange.query["address"] ?? ""
        page.name = exchange.query["name"] ?? ""
        page.kind = exchange.query["kind"].flatMap(TicketOpeningPage.Kind.init) ?? .message
        return try await answer(page, exchange)
    }

    /// Answers `POST /desk/tickets`.
    static func submit(_ exchange: Exchange) async throws -> Response {
        var page = TicketOpeningPage(exchange.form, channels: channels(exchange))
        do {
            let opening = try await opening(page, exchange)
            if exchange.form["anyway"] != "yes", opening.newContact == nil {
                page.open = try await openTickets(opening, exchange)
                if !page.open.isEmpty { return try await answer(page, exchange, status: .conflict) }
            }
            return .seeOther("/desk/tickets/\(try await open(opening, page, exchange).number)#newest")
        } catch let problem as ReplyProblem {
            page.problem = exchange.words.say(problem.reason)
            return try await answer(page, exchange, status: .unprocessableContent)
        }
    }

    /// Everything that is stored for a ticket that an agent opens.
    private struct Opening {
        var ticket: Ticket
        var newContact: Contact?
        var newIdentity: Identity?
        var leg: Leg
    }

    private static func opening(_ page: TicketOpeningPage, _ exchange: Exchange) async throws -> Opening {
        let ids = exchange.site.services.ids
        guard !page.subject.isEmpty else { throw ReplyProblem(Wording("Please give a subject.", "请填写主题。")) }
        guard page.text.contains(where: { !$0.isWhitespace }) else {
            throw ReplyProblem(Wording("Please write a message.", "请填写消息。"))
        }
        guard let channel = exchange.site.services.directory[ChannelID(rawValue: page.channel)] else {
            throw ReplyProblem(Wording("Please choose a channel.", "请选择渠道。"))
        }
        guard let (key, address) = target(page.address) else {
            throw ReplyProblem(Wording("That is no address one can write to.", "该地址无效，无法发送。"))
        }
        let known = try await exchange.store.contact(holding: key)
        let contact =
            known?.contact ?? Contact(id: ids.next(at: exchange.now), name: page.name, createdAt: exchange.now)
        let ticket = Ticket(
            id: ids.next(at: exchange.now),
            number: 0,
            subject: page.subject,
            status: page.kind == .message ? .pending : .open,
            contact: contact.id,
            channel: channel.id,
            assignee: try exchange.agent.id,
            createdAt: exchange.now
        )
        return Opening(
            ticket: ticket,
            newContact: known == nil ? contact : nil,
            newIdentity: known == nil
                ? Identity(
                    id: ids.next(at: exchange.now),
                    key: key,
                    address: address,
                    contact: contact.id,
                    createdAt: exchange.now
                ) : nil,
            leg: Leg(
                id: ids.next(at: exchange.now),
                ticket: ticket.id,
                channel: channel.id,
                route: ReplyRoute(channel: channel.id, target: key, address: address),
                recipientName: page.name,
                lastInboundAt: exchange.now
            )
        )
    }

    /// What is open for the same person already.
    private static func openTickets(_ opening: Opening, _ exchange: Exchange) async throws -> [Ticket] {
        guard let person = try await exchange.store.contact(opening.ticket.contact)?.person.id else { return [] }
        // The same form sent twice is no second matter.
        return try await exchange.store.unsolvedTickets(of: person).filter { ticket in
            ticket.subject != opening.ticket.subject || exchange.now.since(ticket.createdAt) > .seconds(60)
        }
    }

    /// Opens the ticket with its first message in it, or with a note.
    private static func open(_ opening: Opening, _ page: TicketOpeningPage, _ exchange: Exchange) async throws -> Ticket
    {
        let action: DeskChange.Action =
            if page.kind != .message {
                .open(
                    opening.ticket,
                    newContact: opening.newContact,
                    newIdentity: opening.newIdentity,
                    first: nil,
                    note: Note(
                        id: exchange.site.services.ids.next(at: exchange.now),
                        ticket: opening.ticket.id,
                        author: try exchange.actor,
                        text: page.noteText(exchange.words),
                        at: exchange.now
                    )
                )
            } else {
                .open(
                    opening.ticket,
                    newContact: opening.newContact,
                    newIdentity: opening.newIdentity,
                    first: try first(page.text, opening, exchange),
                    note: nil
                )
            }
        let opened = try done(try await exchange.apply(action, part: "/open"))
        exchange.site.services.wakeOutbox()
        return opened
    }

    /// How the first message is planned once the ticket has its number; what the channel would refuse is refused here.
    private static func first(
        _ text: String,
        _ opening: Opening,
        _ exchange: Exchange
    ) throws -> DeskChange.FirstReply {
        let draft = ReplyDraft(
            author: try exchange.agent,
            text: text,
            leg: opening.leg.id,
            holdFor: ReplyCreate.hold
        )
        let replies = exchange.site.services.replies
        let leg = opening.leg
        let now = exchange.now
        _ = try replies.plan(draft, opening: opening.ticket, leg: leg, at: now)
        return { try replies.plan(draft, opening: $0, leg: leg, at: now) }
    }

    private static func done(_ result: ChangeResult) throws -> Ticket {
        switch result {
        case .done(let ticket): return ticket
        case .stale: throw PageProblem.foreignForm
        case .refused(let reason): throw ReplyProblem(.verbatim(Exchange.sentence(reason)))
        }
    }

    /// A mail address or a telephone number with its country code, and how it is written to.
    private static func target(_ text: String) -> (IdentityKey, String)? {
        if let mail = EmailAddressNormalization.parse(text) { return (mail.key, mail.spelling) }
        return PhoneNumberNormalization.key(text, region: nil).map { ($0, $0.value) }
    }

    private static func channels(_ exchange: Exchange) -> [ChannelID] {
        exchange.site.services.directory.all.filter { $0.abilities.replies && $0.abilities.threading != .conversation }
            .map(\.id)
    }

    private static func answer(
        _ page: TicketOpeningPage,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        exchange.page(
            exchange.words.say("New ticket", "新建工单"),
            status: status,
            chrome: try await exchange.chrome(.newTicket),
            content: page.html(exchange.frame)
        )
    }
}
