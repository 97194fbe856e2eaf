import ChannelKit
import DeskModel

/// How long until a ticket's next clock ends, as a chip: words and a sign, never the color alone.
///
/// The page's clock module keeps it up to date; without it the chip says what was true when the page was made.
enum DueChip {
    /// The chip of what is due; empty when nothing is.
    static func html(_ due: TicketDue?, _ frame: PageFrame) -> HTML {
        guard let due else { return "" }
        return html(target: due.target, dueAt: due.dueAt, warnAt: due.warnAt, frame)
    }

    /// The chip of a clock that runs.
    static func html(target: SLATarget, dueAt: Timestamp, warnAt: Timestamp, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let left = dueAt.rawValue - frame.clock.now.rawValue
        let standing = TicketDue(target: target, dueAt: dueAt, warnAt: warnAt).standing(at: frame.clock.now)
        let length = words.roughLength(milliseconds: left)
        let name = words.target(target)
        let text =
            left > 0
            ? words.say("\(name) in \(length)", "\(name)剩余 \(length)")
            : words.say("\(name) \(length) overdue", "\(name)已超时 \(length)")
        return """
            <span class="chip due \(color(standing))" data-due="\(frame.clock.iso(dueAt))" \
            data-warn="\(frame.clock.iso(warnAt))" data-target="\(name)" \
            title="\(words.say("Due", "截止")) \(frame.clock.text(dueAt, words))">\
            <span aria-hidden="true">\(sign(standing))</span> <span>\(text)</span></span>
            """
    }

    /// The sign of a standing.
    static func sign(_ standing: TicketClock.Standing) -> String {
        switch standing {
        case .running: "◷"
        case .warning: "▲"
        case .breached: "✕"
        case .paused: "Ⅱ"
        case .met: "✓"
        }
    }

    /// The color class of a standing.
    static func color(_ standing: TicketClock.Standing) -> String {
        switch standing {
        case .running, .paused: ""
        case .warning: "warn"
        case .breached: "bad"
        case .met: "good"
        }
    }
}
