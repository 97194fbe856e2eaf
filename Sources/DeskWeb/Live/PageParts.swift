import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Parts of a page instead of the whole, for a page that is open already and has heard of a change.
enum PageParts: String, Sendable {
    /// The views and areas with their counts.
    case views
    /// The list.
    case list
    /// The ticket without its composer, where somebody may be writing.
    case ticket

    /// The parts of a page that lists at a place, and that shows a ticket beside.
    static func answer(
        _ parts: Set<PageParts>,
        _ place: ListPlace,
        _ thread: TicketThread?,
        _ exchange: Exchange
    ) async throws -> Response {
        let frame = exchange.frame
        let number = thread?.ticket.number
        var content: HTML = "<!doctype html><title>parts</title>"
        if parts.contains(.views) {
            let chrome = try await exchange.chrome(.tickets(place))
            content.add(chrome.views(frame))
            content.add(chrome.areas(frame))
        }
        guard !parts.isDisjoint(with: [.list, .ticket]) else {
            return .html(content, language: exchange.words.language)
        }
        let choices = try await exchange.store.ticketChoices()
        if parts.contains(.list) {
            let pane = try await TicketList.pane(place, open: number, choices: choices, exchange)
            content.add(pane.html(frame))
        }
        if parts.contains(.ticket), let thread {
            let page = try await TicketShow.model(thread, draft: TicketDraft(), choices: choices, exchange)
            content.add(page.head.html(frame))
            content.add(page.timeline(frame))
            content.add(page.details(frame))
        }
        return .html(content, language: exchange.words.language)
    }
}

extension Exchange {
    /// The parts that an open page asks for; nil for a whole page.
    var parts: Set<PageParts>? {
        guard method == .get, let text = headers[.make("X-Part")] else { return nil }
        return Set(text.prefix(100).split(separator: " ").compactMap { PageParts(rawValue: String($0)) })
    }
}
