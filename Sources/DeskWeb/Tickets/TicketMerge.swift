import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Merging a ticket into another: looked at first, and in the direction that was chosen.
enum TicketMerge {
    /// Answers `GET /desk/tickets/:number/merge?into=`.
    static func preview(_ exchange: Exchange) async throws -> Response {
        let from = try await exchange.thread()
        guard let number = exchange.query.trimmed("into").flatMap({ Int($0.drop { $0 == "#" }) }), number > 0,
            let into = try await exchange.store.thread(number: number)
        else { return try await Regrouping.noSuchTicket(exchange, from.ticket) }
        let page = TicketMergePage(from: from, into: into)
        return exchange.page(
            exchange.words.say("Merge tickets", "合并工单"),
            chrome: try await exchange.chrome(.search),
            content: page.html(exchange.frame)
        )
    }

    /// Answers `POST /desk/tickets/:number/merge`.
    static func submit(_ exchange: Exchange) async throws -> Response {
        let from = try await exchange.thread().ticket
        guard let into = try await exchange.otherTicket("into") else {
            return try await Regrouping.noSuchTicket(exchange, from)
        }
        let id: ActionID = exchange.site.services.ids.next(at: exchange.now)
        let action = DeskChange.Action.merge(from: from.id, into: into.id, action: id)
        return try await exchange.answer(try await exchange.apply(action), number: from.number, undoable: id)
    }
}

/// What merging two tickets would bring together.
struct TicketMergePage {
    let from: TicketThread
    let into: TicketThread

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let first = from.ticket.number
        let second = into.ticket.number
        var page: HTML = """
            <h1>\(words.say("Merge #\(first) into #\(second)?", "将 #\(first) 合并到 #\(second)？"))</h1>\
            <p class="lead">\(words.say(
                "All messages of #\(first) move to #\(second). Its number leads there from then on. You can undo this.",
                "#\(first) 的所有消息将移到 #\(second)，之后其编号会指向该工单。此操作可撤销。"
            ))</p>
            """
        if from.ticket.id == into.ticket.id {
            page.add("<p class=\"notice bad\">\(words.say("That is the same ticket.", "这是同一个工单。"))</p>")
            return page
        }
        if from.person.id != into.person.id {
            page.add(
                """
                <p class="notice warn">\(words.say(
                    "The two tickets are of different people. Replies still go to whom each message came from, but both stand in one thread.",
                    "这两个工单属于不同的客户。回复仍会发给各自消息的发件人，但都会出现在同一对话中。"
                ))</p>
                """
            )
        }
        page.add(
            "<div class=\"pair\">\(card(from, frame))<p class=\"arrow\" aria-hidden=\"true\">→</p>\(card(into, frame))</div>"
        )
        page.add(
            """
            <div class="row"><form method="post" action="/desk/tickets/\(first)/merge">\(frame.token)\(frame.key)\
            <input type="hidden" name="into" value="\(second)">\
            <button class="primary">\(words.say("Merge", "合并"))</button></form>\
            <a class="button" href="/desk/tickets/\(second)/merge?into=\(first)">\
            \(words.say("The other way round", "反向合并"))</a>\
            <a href="/desk/tickets/\(first)">\(words.say("Leave it", "取消"))</a></div>
            """
        )
        return page
    }

    private func card(_ thread: TicketThread, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let ticket = thread.ticket
        let names = PeopleNames(thread: thread, words: words)
        return """
            <section class="card"><h2><a href="/desk/tickets/\(ticket.number)">#\(ticket.number) \
            \(SubjectText.shown(ticket.subject, words))</a></h2><p>\(names.personName)</p>\
            <p class="quiet">\(words.status(ticket.status)) · \(ticket.channel.rawValue) · \
            \(words.count(thread.entries.count, "message", "messages", "条消息")) · \
            \(frame.clock.html(ticket.createdAt, words))</p></section>
            """
    }
}
