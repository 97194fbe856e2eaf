import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /desk/intake`: the journal of what came in, with what was put aside for a look.
enum IntakeList {
    private static let pageSize = 50

    static func show(_ exchange: Exchange) async throws -> Response { try await show(exchange, notice: nil) }

    /// The journal with a word on what was done.
    static func show(_ exchange: Exchange, notice: String?) async throws -> Response {
        let outcome = exchange.query["outcome"].flatMap(IntakeOutcome.init)
        let after = exchange.query["after"].map(PageCursor.init(rawValue:))
        let isSpam = outcome == .quarantined && exchange.query["spam"] == "yes"
        var query = IntakeQuery(outcome: outcome, after: after, limit: pageSize)
        query.isSpamOnly = isSpam
        async let lines = exchange.store.intakePage(query)
        async let counts = exchange.store.intakeCounts()
        async let batches = exchange.store.batches(limit: BatchSection.shown)
        async let chrome = exchange.chrome(.intake)
        let page = IntakePage(
            outcome: outcome,
            isSpam: isSpam,
            lines: try await lines,
            quarantined: try await counts.values.reduce(0) { $0 + $1.quarantined },
            isFirst: after == nil,
            batches: try await batches,
            notice: notice
        )
        return exchange.page(
            exchange.words.say("Intake", "收件"),
            chrome: try await chrome,
            content: page.html(exchange.frame)
        )
    }
}

/// The journal as a list.
struct IntakePage {
    var outcome: IntakeOutcome?
    /// Whether only spam is shown, of what was put aside.
    var isSpam = false
    var lines: Page<IntakeSummary>
    var quarantined: Int
    var isFirst: Bool
    var batches: [IntakeBatch] = []
    var notice: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("Intake", "收件"))</h1><p class="lead">\(words.say(
                "Everything that came in, as it came. Nothing is thrown away; what could not be read waits here.",
                "所有收到的内容原样保存，不会丢弃；无法读取的内容在此等待处理。"
            ))</p><nav class="tabs"><a href="/desk/intake"\(if: outcome == nil, " aria-current=\"page\"")>\
            \(words.say("Everything", "全部"))</a><a href="/desk/intake?outcome=quarantined"\
            \(if: outcome == .quarantined && !isSpam, " aria-current=\"page\"")>\(words.intake(.quarantined)) <span class="count">\(quarantined)</span></a>\
            <a href="/desk/intake?outcome=quarantined&amp;spam=yes"\(if: isSpam, " aria-current=\"page\"")>\(words.say("Spam", "垃圾"))</a></nav>
            """
        if let notice { page.add("<p class=\"notice\" role=\"status\">\(notice)</p>") }
        page.add(BatchSection(batches: batches).html(frame))
        if lines.items.isEmpty {
            page.add(emptiness(words).html)
        } else {
            page.add(
                """
                <div class="scroll"><table><thead><tr><th>\(words.say("Came", "时间"))</th><th>\(words.say("Channel", "渠道"))</th>\
                <th>\(words.say("What became of it", "结果"))</th><th>\(words.say("Size", "大小"))</th>\
                <th>\(words.say("Its name", "标识"))</th></tr></thead><tbody>
                """
            )
            for line in lines.items { page.add(row(line, frame)) }
            page.add("</tbody></table></div>")
        }
        let base = outcome.map { "/desk/intake?outcome=\($0.rawValue)\(isSpam ? "&spam=yes" : "")" } ?? "/desk/intake?"
        page.add(
            Paging.html(
                frame,
                first: isFirst ? nil : base,
                next: lines.next.map { "\(base)&after=\(PercentCoding.encode($0.rawValue))" }
            )
        )
        return page
    }

    private func row(_ line: IntakeSummary, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let tone: ChipTone = line.outcome == .quarantined ? .bad : line.outcome == .accepted ? .warn : .plain
        var html: HTML = """
            <tr><td><a href="/desk/intake/\(line.id)">\(frame.clock.html(line.receivedAt, words))</a></td>\
            <td>\(line.channel.rawValue)</td><td><span class="chip \(tone)">\(words.intake(line.outcome))</span>
            """
        for number in Set(line.results.compactMap(\.ticketNumber)).sorted() {
            html.add(" <a href=\"/desk/tickets/\(number)\">#\(number)</a>")
        }
        if let reason = line.reason { html.add(" <span class=\"reason\">\(words.say(reason.said))</span>") }
        if line.outcome == .quarantined, frame.mayChange {
            html.add(
                """
                 <form method="post" action="/desk/intake/\(line.id)/requeue">\(frame.token)\
                <button class="small">\(words.say("Release", "放行"))</button></form>
                """
            )
        }
        html.add(
            "</td><td>\(ByteCount.text(line.size))</td><td class=\"name\">\(String(line.externalID.rawValue.prefix(120)))</td></tr>"
        )
        return html
    }

    private func emptiness(_ words: Words) -> EmptyState {
        guard let outcome else {
            return EmptyState(
                .intake,
                words.say("Nothing has come in yet.", "尚未收到内容。"),
                words.say("Whatever a channel takes stands here at once.", "任何渠道收到的内容都会立即显示在此处。")
            )
        }
        guard outcome == .quarantined else {
            return EmptyState(
                .intake,
                words.say("Nothing here.", "没有内容。"),
                words.say("Nothing that came in ended so.", "收到的内容中没有这种结果。")
            )
        }
        return EmptyState(
            .solved,
            words.say("Nothing here.", "没有内容。"),
            words.say("Nothing that came in waits for somebody to look at it.", "没有等待查看的来件。")
        )
    }
}
