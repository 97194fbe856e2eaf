import ChannelKit
import DeskModel

/// The clocks of a ticket, for its side panel; nothing when it has none.
struct ClockCard {
    let clocks: [TicketClock]

    func html(_ frame: PageFrame) -> HTML {
        guard !clocks.isEmpty else { return "" }
        let words = frame.words
        let shown = SLATarget.allCases.compactMap { target in clocks.first { $0.target == target } }
        var html: HTML = """
            <section class="card clocks" aria-labelledby="clocks-title"><h2 id="clocks-title">\
            \(words.say("Service levels", "服务时限"))</h2><ul>
            """
        for clock in shown { html.add("<li>\(line(clock, frame))</li>") }
        html.add("</ul></section>")
        return html
    }

    private func line(_ clock: TicketClock, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let name = words.target(clock.target)
        let standing = clock.standing(at: frame.clock.now)
        if let dueAt = clock.dueAt {
            return """
                \(DueChip.html(target: clock.target, dueAt: dueAt, warnAt: clock.warnAt ?? dueAt, frame))\
                <small>\(words.say("due", "截止")) \(frame.clock.html(dueAt, words))</small>
                """
        }
        let text: String
        switch standing {
        case .paused:
            text = words.say(
                "\(name): stands while the customer is to act, \(words.length(milliseconds: clock.allowed - clock.used)) left",
                "\(name)：等待客户，已暂停，剩余 \(words.length(milliseconds: clock.allowed - clock.used))"
            )
        case .met:
            text = words.say(
                "\(name): in time, after \(words.length(milliseconds: clock.used))",
                "\(name)：按时完成，用时 \(words.length(milliseconds: clock.used))"
            )
        case .breached:
            text = words.say(
                "\(name): too late, \(words.length(milliseconds: clock.used)) of \(words.length(milliseconds: clock.allowed))",
                "\(name)：超时，用时 \(words.length(milliseconds: clock.used))，时限 \(words.length(milliseconds: clock.allowed))"
            )
        case .running, .warning:
            text = words.say("\(name): no working time within ten years", "\(name)：十年内没有工作时间")
        }
        return """
            <span class="chip due \(DueChip.color(standing))"><span aria-hidden="true">\(DueChip.sign(standing))</span> \
            <span>\(text)</span></span>
            """
    }
}
