import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// The outbox: what waits, what failed, and what can be done.
enum OutboxPages {
    private static let pageSize = 50

    /// Answers `GET /desk/outbox`.
    static func show(_ exchange: Exchange) async throws -> Response {
        let view = exchange.query["view"].flatMap(OutboxPage.Selection.init) ?? .attention
        let after = exchange.query["after"].map(PageCursor.init(rawValue:))
        async let records = exchange.store.outboxPage(states: view.states, after: after, limit: pageSize)
        async let counts = exchange.store.outboxCounts()
        async let isPaused = exchange.store.isOutboxPaused()
        async let chrome = exchange.chrome(.outbox)
        let page = OutboxPage(
            selection: view,
            records: try await records,
            counts: try await counts,
            isPaused: try await isPaused,
            isFirst: after == nil
        )
        return exchange.page(
            exchange.words.say("Outbox", "发件"),
            chrome: try await chrome,
            content: page.html(exchange.frame)
        )
    }

    /// Answers `POST /desk/outbox/:id/retry`.
    static func retry(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: Delivery.self)
        return try answer(try await exchange.store.retry(id, actor: try exchange.actor, at: exchange.now), exchange)
    }

    /// Answers `POST /desk/outbox/:id/cancel`.
    static func cancel(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: Delivery.self)
        return try answer(try await exchange.store.cancel(id, actor: try exchange.actor, at: exchange.now), exchange)
    }

    /// Answers `POST /desk/outbox/pause`.
    static func pause(_ exchange: Exchange) async throws -> Response { try await setPaused(true, exchange) }

    /// Answers `POST /desk/outbox/resume`.
    static func resume(_ exchange: Exchange) async throws -> Response { try await setPaused(false, exchange) }

    private static func setPaused(_ isPaused: Bool, _ exchange: Exchange) async throws -> Response {
        try await exchange.store.setOutboxPaused(isPaused, actor: try exchange.actor, at: exchange.now)
        exchange.site.services.wakeOutbox()
        return .seeOther("/desk/outbox")
    }

    private static func answer(_ result: ContactChangeResult, _ exchange: Exchange) throws -> Response {
        switch result {
        case .done:
            exchange.site.services.wakeOutbox()
            return exchange.back(or: "/desk/outbox")
        case .refused(let reason): throw PageProblem.invalid(Exchange.sentence(reason))
        }
    }
}

/// Deliveries as a list.
struct OutboxPage {
    /// Which deliveries are listed.
    enum Selection: String, CaseIterable {
        case attention
        case waiting
        case done

        var states: Set<DeliveryState> {
            switch self {
            case .attention: [.failed, .held, .uncertain]
            case .waiting: [.queued, .sending, .deferred]
            case .done: [.sent, .delivered, .read, .canceled]
            }
        }

        func title(_ words: Words) -> String {
            switch self {
            case .attention: words.say("Needs attention", "需要处理")
            case .waiting: words.say("On its way", "发送中")
            case .done: words.say("Done", "已完成")
            }
        }

        /// What is said when there is none.
        func emptiness(_ words: Words) -> EmptyState {
            switch self {
            case .attention:
                EmptyState(
                    .solved,
                    words.say("Nothing needs you.", "没有需要处理的回复。"),
                    words.say(
                        "Replies that could not leave, or that may not have arrived, stand here with the reason.",
                        "未能发出或可能未送达的回复会连同原因显示在此处。"
                    )
                )
            case .waiting:
                EmptyState(
                    .outbox,
                    words.say("Nothing is on its way.", "没有正在发送的回复。"),
                    words.say("Replies stand here until their channel has taken them.", "回复在渠道接收之前显示在此处。")
                )
            case .done:
                EmptyState(
                    .outbox,
                    words.say("Nothing was sent yet.", "尚未发送任何回复。"),
                    words.say("Every reply that left stands here with what its receiver said.", "已发出的回复及对方的回执会显示在此处。")
                )
            }
        }
    }

    var selection: Selection
    var records: Page<DeliveryRecord>
    var counts: [DeliveryState: Int]
    var isPaused: Bool
    var isFirst: Bool

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(words.say("Outbox", "发件"))</h1>"
        page.add(pausing(frame))
        page.add("<nav class=\"tabs\">")
        for other in Selection.allCases {
            let count = other.states.reduce(0) { $0 + (counts[$1] ?? 0) }
            page.add(
                """
                <a href="/desk/outbox?view=\(other.rawValue)"\(if: other == selection, " aria-current=\"page\"")>\
                \(other.title(words)) <span class="count">\(count)</span></a>
                """
            )
        }
        page.add("</nav>")
        if records.items.isEmpty { page.add(selection.emptiness(words).html) }
        page.add("<ul class=\"deliveries\">")
        for record in records.items {
            let delivery = record.delivery
            page.add(
                """
                <li class="card"><p><strong>\(delivery.part.destinations.prefix(5).joined(separator: ", "))</strong> \
                <span class="chip channel">\(delivery.channel.rawValue)</span> \(frame.clock.html(delivery.createdAt, words))</p>\
                \(DeliveryLine(record: record, back: "/desk/outbox?view=\(selection.rawValue)").html(frame))</li>
                """
            )
        }
        page.add("</ul>")
        let base = "/desk/outbox?view=\(selection.rawValue)"
        page.add(
            Paging.html(
                frame,
                first: isFirst ? nil : base,
                next: records.next.map { "\(base)&after=\(PercentCoding.encode($0.rawValue))" }
            )
        )
        return page
    }

    private func pausing(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = ""
        if isPaused {
            html.add("<p class=\"notice warn\">\(words.say("Sending is stopped: replies wait.", "发送已暂停：回复将等待。"))</p>")
        }
        guard frame.signedIn?.agent.role == .admin else { return html }
        let action: HTML = isPaused ? "resume" : "pause"
        let title = isPaused ? words.say("Start sending", "恢复发送") : words.say("Stop all sending", "暂停发送")
        html.add(
            "<form method=\"post\" action=\"/desk/outbox/\(action)\">\(frame.token)<button>\(title)</button></form>"
        )
        return html
    }
}
