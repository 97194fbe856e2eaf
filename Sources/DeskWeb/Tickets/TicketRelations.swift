import DeskModel
import TicketStorage

/// Tickets linked to a ticket.
struct TicketRelations {
    let thread: TicketThread

    func html(_ frame: PageFrame) -> HTML {
        guard !thread.links.isEmpty else { return "" }
        let words = frame.words
        var html: HTML = "<section class=\"card\"><h2>\(words.say("Linked", "关联工单"))</h2><ul class=\"others\">"
        for linked in thread.links {
            let isEarlier = linked.link.from == linked.ticket.id
            html.add(
                """
                <li><span class="quiet">\(words.link(linked.link.kind, isEarlier: isEarlier))</span> \
                <a href="/desk/tickets/\(linked.ticket.number)">#\(linked.ticket.number) \
                \(SubjectText.shown(linked.ticket.subject, words))</a>
                """
            )
            if frame.mayChange, linked.link.kind == .related {
                html.add(
                    """
                    <form method="post" action="/desk/tickets/\(thread.ticket.number)/unlink">\(frame.token)\
                    <input type="hidden" name="from" value="\(linked.link.from)">\
                    <input type="hidden" name="to" value="\(linked.link.to)">\
                    <button class="link">\(words.say("Unlink", "取消关联"))</button></form>
                    """
                )
            }
            html.add("</li>")
        }
        html.add("</ul></section>")
        return html
    }
}
