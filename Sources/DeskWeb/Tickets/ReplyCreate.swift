import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// `POST /desk/tickets/:number/replies`: writes a reply, which leaves after a moment in which it can be taken back.
enum ReplyCreate {
    /// How long a reply can be taken back unseen.
    static let hold: Duration = .seconds(10)

    static func submit(_ exchange: Exchange) async throws -> Response {
        let thread = try await exchange.thread()
        let number = thread.ticket.number
        let files = exchange.files.filter { $0.field == "file" }
        var draft = ReplyDraft(
            author: try exchange.agent,
            text: exchange.form["text"] ?? "",
            leg: exchange.form["leg"].flatMap { LegID($0) },
            copies: MailCopies.read(
                ([exchange.form["copies"] ?? ""] + exchange.form.all("copy")).joined(separator: ",")
            ),
            attachments: try await kept(of: thread, exchange) + files.map(OutboundAttachment.init),
            holdFor: hold,
            template: exchange.form.trimmed("template"),
            values: templateValues(exchange.form)
        )
        draft.hiddenCopies = MailCopies.read(exchange.form["hidden-copies"] ?? "")
        let planned: PlannedReply
        do {
            planned = try exchange.site.services.replies.plan(draft, in: thread, at: exchange.now)
        } catch let problem as ReplyProblem {
            return try await exchange.answer(.refused(exchange.words.say(problem.reason)), number: number)
        }
        if !files.isEmpty { try await exchange.keep(files) }
        let status = exchange.form["status"].flatMap(TicketStatus.init)
        let result = try await exchange.apply(.reply(planned, status: status), version: exchange.formVersion)
        exchange.site.services.wakeOutbox()
        if case .done = result {
            try await DraftKeeping.clear(.reply, of: thread.ticket.id, exchange)
            try await MacroUse.apply(to: thread.ticket.id, exchange)
        }
        return try await exchange.answer(result, number: number, anchor: "#m\(planned.reply.id)")
    }

    /// The files of replies of this ticket that were taken back and are to go along again.
    private static func kept(of thread: TicketThread, _ exchange: Exchange) async throws -> [OutboundAttachment] {
        let wanted = Set(exchange.form.all("kept").prefix(20))
        guard !wanted.isEmpty else { return [] }
        let records = thread.entries.flatMap { entry -> [AttachmentRecord] in
            if case .reply(let reply, _) = entry { reply.attachments } else { [] }
        }
        var files: [OutboundAttachment] = []
        for record in records where wanted.contains(record.id.description) {
            guard let bytes = try await exchange.store.blob(record.blob) else { continue }
            files.append(OutboundAttachment(name: record.name, contentType: record.contentType, bytes: bytes))
        }
        return files
    }

    /// What fills a template's places: the fields `value-NAME`.
    private static func templateValues(_ form: FormValues) -> [String: String] {
        let prefix = "value-"
        let pairs = form.pairs.filter { $0.name.hasPrefix(prefix) && !$0.value.isEmpty }.prefix(50)
        return Dictionary(pairs.map { (String($0.name.dropFirst(prefix.count)), $0.value) }) { first, _ in first }
    }

    /// `POST /desk/tickets/:number/replies/:reply/cancel`: takes a reply back that has not left.
    static func cancel(_ exchange: Exchange) async throws -> Response {
        let thread = try await exchange.thread()
        let id = try exchange.id("reply", of: Message.self)
        for case .reply(let reply, let deliveries) in thread.entries where reply.id == id {
            for record in deliveries where record.delivery.state.isCancelable {
                let result = try await exchange.store.cancel(
                    record.delivery.id,
                    actor: try exchange.actor,
                    at: exchange.now
                )
                if case .refused(let reason) = result {
                    return try await exchange.answer(.refused(reason), number: thread.ticket.number)
                }
            }
            return .seeOther("/desk/tickets/\(thread.ticket.number)?draft=\(id)#reply")
        }
        throw PageProblem.notFound
    }
}

/// Mail addresses in copy, as typed.
enum MailCopies {
    private static let maximumCount = 20

    /// The addresses of a list with commas, semicolons or line ends; channels check each one again.
    static func read(_ text: String) -> [String] {
        text.prefix(2_000).split { ",;，；\n\r".contains($0) }
            .map { $0.filter { !$0.isWhitespace } }
            .filter { !$0.isEmpty }
            .prefix(maximumCount)
            .map { String($0) }
    }
}

extension OutboundAttachment {
    /// A file that an agent sends along; the type is what the browser said.
    init(_ file: SubmittedFile) {
        let name = file.name.split { "/\\".contains($0) }.last.map(String.init) ?? ""
        self.init(
            name: String((name.isEmpty ? "file" : name).prefix(100)),
            contentType: file.contentType,
            bytes: file.octets
        )
    }
}
