import ChannelKit
import DeskModel
import TicketStorage

/// A view's tickets: the whole width of the page, or beside the ticket that is open.
struct ListPane {
    var place: ListPlace
    var tickets: Page<TicketSummary>
    /// The ticket beside the list; nil when the list is alone.
    var openNumber: Int?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let title = words.view(place.view)
        var pane: HTML = "<section class=\"list-pane\" id=\"list\" aria-label=\"\(title)\"><div class=\"list-head\">"
        // The ticket's subject is the page's heading once one is open.
        pane.add(openNumber == nil ? "<h1>\(title)</h1>" : "<h2>\(title)</h2>")
        pane.add("</div><div class=\"list-scroll\">")
        if tickets.items.isEmpty {
            pane.add("<p class=\"empty\">\(place.view.icon.html)\(emptiness(words))</p>")
        } else {
            pane.add(TicketRows(tickets: tickets.items, place: place, openNumber: openNumber).html(frame))
        }
        pane.add(
            Paging.html(
                frame,
                first: place.after == nil ? nil : place.start.address,
                next: tickets.next.map { place.behind($0).address }
            )
        )
        pane.add("</div></section>")
        return pane
    }

    private func emptiness(_ words: Words) -> String {
        switch place.view {
        case .mine: words.say("Nothing waits for you.", "没有等待您处理的工单。")
        case .unassigned: words.say("Every ticket has somebody who answers it.", "所有工单都已分配。")
        case .unsolved: words.say("Everything is solved.", "所有工单都已解决。")
        case .pending: words.say("No customer has to act.", "没有等待客户回复的工单。")
        case .solved: words.say("Nothing is solved yet.", "还没有已解决的工单。")
        case .all: words.say("There are no tickets yet.", "还没有工单。")
        }
    }
}
