import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// `GET /desk/tickets/:number`: a ticket whole.
///
/// Changes that do not go through show it again, with what was typed.
enum TicketShow {
    static func show(_ exchange: Exchange) async throws -> Response {
        let number = try exchange.number()
        guard let thread = try await exchange.store.thread(number: number) else { throw PageProblem.notFound }
        // A merged ticket's number leads to where its messages are.
        guard thread.ticket.number == number else {
            return .seeOther(exchange.place.address(of: thread.ticket.number))
        }
        if let parts = exchange.parts { return try await PageParts.answer(parts, exchange.place, thread, exchange) }
        var draft = TicketDraft()
        if let id = exchange.query["draft"].flatMap({ MessageID($0) }) { draft = TicketDraft(of: id, in: thread) }
        return try await page(thread, draft: draft, exchange)
    }

    /// The page again after a change that did not go through.
    static func again(
        _ exchange: Exchange,
        number: Int,
        problem: String,
        status: HTTPResponse.Status,
        draft: TicketDraft
    ) async throws -> Response {
        guard let thread = try await exchange.store.thread(number: number) else { throw PageProblem.notFound }
        var response = try await page(thread, draft: draft, exchange, problem: problem)
        response.status = status
        return response
    }

    private static func page(
        _ thread: TicketThread,
        draft: TicketDraft,
        _ exchange: Exchange,
        problem: String? = nil
    ) async throws -> Response {
        let place = exchange.place
        let choices = try await exchange.store.ticketChoices()
        async let model = model(thread, draft: draft, choices: choices, problem: problem, exchange)
        async let list = TicketList.pane(place, open: thread.ticket.number, choices: choices, exchange)
        async let chrome = exchange.chrome(.tickets(place), shape: .panesWithTicket)
        return exchange.page(
            "#\(thread.ticket.number) \(thread.ticket.subject)",
            chrome: try await chrome,
            content: "\(try await list.html(exchange.frame))\(try await model.html(exchange.frame))"
        )
    }

    /// What the page shows of a ticket.
    static func model(
        _ thread: TicketThread,
        draft: TicketDraft,
        choices: TicketChoices,
        problem: String? = nil,
        _ exchange: Exchange
    ) async throws -> TicketPage {
        let store = exchange.store
        let me = try exchange.agent.id
        async let surroundings = store.surroundings(of: thread.ticket.id, for: me)
        async let similar = SimilarTickets.find(for: thread, store)
        var draft = draft
        if let macro = exchange.query["macro"].flatMap({ MacroID($0) }) {
            draft.take(choices.macros.first { $0.id == macro }, in: thread, exchange)
        }
        draft.fill(from: try await surroundings.drafts)
        return TicketPage(
            thread: thread,
            place: exchange.place,
            choices: choices,
            surroundings: try await surroundings,
            similar: try await similar,
            ways: ReplyWay.all(of: thread, directory: exchange.site.services.directory, now: exchange.now),
            copyChoices: CopyChoice.all(of: thread, directory: exchange.site.services.directory),
            draft: draft,
            problem: problem
        )
    }
}

/// What an agent has typed and not sent.
struct TicketDraft: Sendable, Hashable {
    var reply = ""
    var note = ""
    var copies = ""
    var hiddenCopies = ""
    /// Whom of those that are offered it goes to; nil where nobody has chosen yet.
    var chosenCopies: [String]?
    /// Files of a reply that was taken back.
    var files: [AttachmentRecord] = []
    var leg: LegID?
    var status: TicketStatus?
    var macro: MacroID?

    init() {}

    /// What a submitted form held.
    init(_ form: FormValues) {
        reply = form["text"] ?? ""
        note = form["note"] ?? ""
        copies = form["copies"] ?? ""
        hiddenCopies = form["hidden-copies"] ?? ""
        chosenCopies = form.all("copy")
        leg = form["leg"].flatMap { LegID($0) }
        status = form["status"].flatMap(TicketStatus.init)
    }

    /// Takes the words of a macro.
    mutating func take(_ macro: Macro?, in thread: TicketThread, _ exchange: Exchange) {
        guard let macro, let agent = exchange.signedIn?.agent else { return }
        let text = MacroText.fill(
            macro.definition.text,
            thread: thread,
            agent: agent,
            deskName: exchange.site.brand.name,
            words: exchange.words
        )
        self.macro = macro.id
        if macro.definition.isNote { note = text } else { reply = text }
        status = macro.definition.status
    }

    /// Takes what was kept where nothing was typed.
    mutating func fill(from drafts: [Draft]) {
        for kept in drafts {
            switch kept.kind {
            case .reply where reply.isEmpty:
                reply = kept.text
                if copies.isEmpty { copies = kept.copies }
                leg = leg ?? kept.leg
            case .note where note.isEmpty: note = kept.text
            default: break
            }
        }
    }

    /// A reply that was taken back, to be written anew.
    init(of reply: MessageID, in thread: TicketThread) {
        for case .reply(let written, let deliveries) in thread.entries where written.id == reply {
            guard deliveries.allSatisfy({ $0.delivery.state == .canceled }) else { return }
            self.reply = written.text
            leg = written.leg
            copies = written.copies.joined(separator: ", ")
            hiddenCopies = written.hiddenCopies.joined(separator: ", ")
            chosenCopies = []
            files = written.attachments
        }
    }
}

/// A leg with what the desk knows of its channel.
struct ReplyWay: Sendable, Hashable {
    var leg: Leg
    /// What can be done on it now.
    var outlook: LegOutlook
    /// Whether anything can leave by it now, if only a template.
    var isPossible: Bool { outlook.isPossible }
    /// Whether a reply can leave by it now, as it is written.
    var isOpen: Bool { outlook.takesWords }
    /// Whether the channel takes files.
    var takesFiles: Bool { outlook.takesFiles }

    /// The ways out of a ticket, the one last written on first.
    static func all(of thread: TicketThread, directory: ChannelDirectory, now: Timestamp) -> [ReplyWay] {
        thread.legs.sorted { $0.lastInboundAt > $1.lastInboundAt }.map { leg in
            let abilities = directory[leg.channel]?.abilities
            return ReplyWay(
                leg: leg,
                outlook: LegOutlook(leg, entries: thread.entries, abilities: abilities, now: now)
            )
        }
    }
}
