import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /desk/due`: tickets whose clocks run, what is breached on top, then what ends first.
enum DueList {
    static func show(_ exchange: Exchange) async throws -> Response {
        let after = exchange.query["after"].map(PageCursor.init(rawValue:))
        async let tickets = exchange.store.duePage(after: after, limit: TicketList.pageSize)
        async let chrome = exchange.chrome(.due)
        let page = DueListPage(tickets: try await tickets, isFirst: after == nil)
        return exchange.page(
            exchange.words.say("Due soon", "即将到期"),
            chrome: try await chrome,
            content: page.html(exchange.frame)
        )
    }
}

/// The list under headings.
struct DueListPage {
    var tickets: Page<TicketSummary>
    var isFirst: Bool

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(words.say("Due soon", "即将到期"))</h1>"
        if tickets.items.isEmpty {
            page.add(
                EmptyState(
                    .clock,
                    words.say("No clock runs.", "没有正在计时的工单。"),
                    words.say(
                        "Tickets with a service level stand here, the most urgent first.",
                        "有服务时限的工单会显示在此处，最紧急的在前。"
                    )
                ).html
            )
        }
        for standing in [TicketClock.Standing.breached, .warning, .running] {
            let part = tickets.items.filter { $0.due?.standing(at: frame.clock.now) == standing }
            guard !part.isEmpty else { continue }
            page.add("<h2>\(heading(standing, words))</h2>")
            page.add("<div class=\"card-list\">\(TicketRows(tickets: part).html(frame))</div>")
        }
        page.add(
            Paging.html(
                frame,
                first: isFirst ? nil : "/desk/due",
                next: tickets.next.map { "/desk/due?after=\(PercentCoding.encode($0.rawValue))" }
            )
        )
        return page
    }

    private func heading(_ standing: TicketClock.Standing, _ words: Words) -> String {
        switch standing {
        case .breached: words.say("Breached", "已超时")
        case .warning: words.say("About to breach", "即将超时")
        default: words.say("In time", "时限内")
        }
    }
}
