import DeskModel
import TicketStorage

/// What the desk thinks may belong together, for an agent to decide.
struct SuggestionBanner {
    let thread: TicketThread

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = ""
        for suggestion in thread.suggestions.prefix(5) {
            let title: String
            var follow: HTML = ""
            switch suggestion.proposal {
            case .mergeTickets(let from, let into):
                let other = from == thread.ticket.id ? into : from
                guard let ticket = ticket(other) else { continue }
                title = words.say(
                    "This may belong to ticket #\(ticket.number) “\(ticket.subject)”.",
                    "本工单可能属于 #\(ticket.number)“\(ticket.subject)”。"
                )
                follow = """
                    <a class="button" href="/desk/tickets/\(thread.ticket.number)/merge?into=\(ticket.number)">\
                    \(words.say("Look and merge", "查看并合并"))</a>
                    """
            case .mergeContacts(let first, let second):
                let other = first == thread.person.id ? second : first
                title = words.say("Two contacts may be the same person.", "两个联系人可能是同一人。")
                follow = """
                    <a class="button" href="/desk/contacts/\(other)/merge?into=\(thread.person.id)">\
                    \(words.say("Compare", "比较"))</a>
                    """
            }
            html.add("<section class=\"notice suggestion\"><p><strong>\(title)</strong></p>")
            html.add(EvidenceList.html(suggestion.evidence, words))
            if frame.mayChange {
                html.add(
                    """
                    <div class="row">\(follow)<form method="post" action="/desk/suggestions/\(suggestion.id)/dismiss">\
                    \(frame.token)<input type="hidden" name="back" value="\(frame.path)">\
                    <button>\(words.say("No", "不是"))</button></form></div>
                    """
                )
            }
            html.add("</section>")
        }
        return html
    }

    private func ticket(_ id: TicketID) -> Ticket? {
        thread.others.first { $0.id == id } ?? thread.links.first { $0.ticket.id == id }?.ticket
    }
}

/// Sentences that say why.
enum EvidenceList {
    static func html(_ evidence: [Evidence], _ words: Words) -> HTML {
        guard !evidence.isEmpty else { return "" }
        var html: HTML = "<ul class=\"evidence\">"
        for piece in evidence.prefix(20) { html.add("<li>\(words.say(piece.said))</li>") }
        html.add("</ul>")
        return html
    }
}
