import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Imported files on the intake page, each with a button that takes it back.
struct BatchSection {
    /// How many are shown.
    static let shown = 20

    let batches: [IntakeBatch]

    func html(_ frame: PageFrame) -> HTML {
        guard !batches.isEmpty else { return "" }
        let words = frame.words
        var html: HTML = """
            <details class="card" id="batches"><summary>\(words.say("Imported files", "导入的文件"))</summary>\
            <p class="quiet">\(words.say(
                "Taking a file back removes what it added. Tickets that were answered keep it.",
                "撤回文件将移除其添加的内容；已回复的工单会保留。"
            ))</p><ul class="others">
            """
        for batch in batches { html.add(line(batch, frame)) }
        html.add("</ul></details>")
        return html
    }

    private func line(_ batch: IntakeBatch, _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <li><strong>\(batch.name)</strong> <span class="quiet">\(batch.channel.rawValue) · \
            \(words.say("\(batch.arrivals) entries", "\(batch.arrivals) 条"))</span> \(frame.clock.html(batch.startedAt, words))
            """
        if let takenBack = batch.takenBack {
            html.add(" <span class=\"chip plain\">\(words.say("taken back", "已撤回"))</span> ")
            html.add(frame.clock.html(takenBack.at, words))
        } else if frame.signedIn?.agent.role == .admin {
            html.add(
                """
                 <form class="inline" method="post" action="/desk/intake/batches/\(batch.id)/undo">\(frame.token)\
                <button class="link" aria-label="\(words.say("Take back", "撤回")): \(batch.name)">\
                \(words.say("Take back", "撤回"))</button></form>
                """
            )
        }
        html.add("</li>")
        return html
    }
}

/// `POST /desk/intake/batches/:id/undo`: takes an imported file back.
enum BatchUndo {
    static func submit(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: IntakeBatch.self)
        switch try await exchange.store.takeBack(id, actor: try exchange.actor, at: exchange.now) {
        case .refused(let reason): return try await IntakeList.show(exchange, notice: Exchange.sentence(reason))
        case .done(let report): return try await IntakeList.show(exchange, notice: text(report, exchange.words))
        }
    }

    private static func text(_ report: BatchReport, _ words: Words) -> String {
        let done = words.say(
            "\(report.messages) messages taken back, \(report.tickets) tickets closed.",
            "已撤回 \(report.messages) 条消息，关闭 \(report.tickets) 个工单。"
        )
        guard report.keptMessages > 0 else { return done }
        let numbers = report.kept.map { "#\($0)" }.joined(separator: " ")
        let kept = words.say(
            " \(report.keptMessages) stay, since somebody has answered in \(numbers).",
            "\(report.keptMessages) 条保留，因为 \(numbers) 已有人回复。"
        )
        return done + kept
    }
}
