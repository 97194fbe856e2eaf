import ChannelKit
import DeskModel
import TicketStorage

/// A reply with how its deliveries stand.
struct ReplyView {
    let reply: Reply
    let deliveries: [DeliveryRecord]
    let thread: TicketThread
    let names: PeopleNames

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let leg = thread.legs.first { $0.id == reply.leg }
        var html: HTML = """
            <article class="message reply" id="m\(reply.id)"><header>\(Picking.box(reply.id, frame))\
            <strong>\(names.name(reply.author))</strong>
            """
        if let leg { html.add("<span class=\"quiet\">\(words.say("to", "发送至")) \(leg.route.address)</span>") }
        let copies = reply.copies + reply.hiddenCopies
        if !copies.isEmpty {
            let list = copies.joined(separator: ", ")
            html.add("<span class=\"quiet\">\(words.say("copy to \(list)", "抄送 \(list)"))</span>")
        }
        if reply.purpose != .reply { html.add("<span class=\"chip plain\">\(words.say("automatic", "自动"))</span>") }
        html.add(
            "<span class=\"chip channel\">\(reply.channel.rawValue)</span>\(frame.clock.html(reply.at, words))</header>"
        )
        let content: HTML = """
            <div class="text">\(RunningText.html(reply.text))</div>\(AttachmentView.list(reply.attachments, frame))
            """
        if isCanceled {
            let title = words.say("It was taken back and never left. Show its words", "已撤回，未发送。显示内容")
            html.add("<details><summary>\(title)</summary>\(content)</details>")
        } else {
            html.add(content)
        }
        if isLeavingSoon(frame) { html.add(takeBack(frame)) }
        for record in deliveries {
            html.add(DeliveryLine(record: record, back: "/desk/tickets/\(thread.ticket.number)").html(frame))
        }
        if isCanceled, frame.mayChange {
            html.add(
                """
                <p><a href="/desk/tickets/\(thread.ticket.number)?draft=\(reply.id)#reply">\
                \(words.say("Write it anew", "重新编辑"))</a></p>
                """
            )
        }
        html.add("</article>")
        return html
    }

    /// Whether nobody will ever see it.
    private var isCanceled: Bool {
        !deliveries.isEmpty && deliveries.allSatisfy { $0.delivery.state == .canceled }
    }

    /// Whether it can still be taken back without anybody having seen it.
    private func isLeavingSoon(_ frame: PageFrame) -> Bool {
        frame.mayChange && !deliveries.isEmpty
            && deliveries.allSatisfy { $0.delivery.state == .queued && $0.delivery.attempts == 0 }
            && deliveries.contains { $0.delivery.notBefore > frame.clock.now }
    }

    private func takeBack(_ frame: PageFrame) -> HTML {
        let due = deliveries.map(\.delivery.notBefore).min() ?? frame.clock.now
        let left = max(1, Int((due.rawValue - frame.clock.now.rawValue + 999) / 1_000))
        return """
            <form class="undo notice" method="post" data-seconds="\(left)" \
            action="/desk/tickets/\(thread.ticket.number)/replies/\(reply.id)/cancel">\(frame.token)\
            <span>\(frame.words.say("Leaves in a moment.", "即将发送。"))</span>\
            <button>\(frame.words.say("Take it back", "撤回"))</button></form>
            """
    }
}

/// How one delivery stands, with its attempts and what can be done.
struct DeliveryLine {
    let record: DeliveryRecord
    /// The page to come back to.
    let back: String

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let delivery = record.delivery
        var html: HTML = """
            <div class="delivery \(delivery.state.rawValue)"><span class="chip \(tone)">\(words.delivery(delivery.state))</span>
            """
        if delivery.mayRepeat {
            html.add("<span class=\"chip warn\">\(words.say("may have been sent twice", "可能已重复发送"))</span>")
        }
        if !delivery.reason.isEmpty, tone != .good {
            html.add("<span class=\"reason\">\(words.say(delivery.reason))</span>")
        }
        if delivery.state == .deferred {
            html.add(
                "<span class=\"quiet\">\(words.say("next try", "下次尝试")) \(frame.clock.html(delivery.notBefore, words))</span>"
            )
        }
        if !record.attempts.isEmpty { html.add(attempts(frame)) }
        if frame.mayChange { html.add(actions(frame)) }
        html.add("</div>")
        return html
    }

    /// Where all is well, what the receiver said stands with the attempts alone.
    private var tone: ChipTone {
        switch record.delivery.state {
        case .failed, .held: .bad
        case .uncertain, .deferred: .warn
        case .sent, .delivered, .read: .good
        case .queued, .sending, .canceled: .plain
        }
    }

    private func attempts(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let title = words.count(record.attempts.count, "attempt", "attempts", "次尝试")
        var html: HTML = "<details><summary>\(title)</summary><ol>"
        for attempt in record.attempts.suffix(50) {
            html.add(
                "<li>\(frame.clock.html(attempt.startedAt, words)) · \(words.attempt(attempt.outcome)) <q>\(words.say(attempt.answer))</q></li>"
            )
        }
        html.add("</ol></details>")
        return html
    }

    private func actions(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = ""
        switch record.delivery.state {
        case .failed, .held, .uncertain, .deferred:
            html.add(form("retry", words.say("Try again", "重试"), frame))
        default: break
        }
        if record.delivery.state.isCancelable,
            record.delivery.state != .queued || record.delivery.notBefore <= frame.clock.now
        {
            html.add(form("cancel", words.say("Cancel", "取消发送"), frame))
        }
        return html
    }

    private func form(_ action: String, _ title: String, _ frame: PageFrame) -> HTML {
        """
        <form method="post" action="/desk/outbox/\(record.delivery.id)/\(action)">\(frame.token)\
        <input type="hidden" name="back" value="\(back)"><button class="link">\(title)</button></form>
        """
    }
}

/// A class that colors something.
enum ChipTone: String {
    case good
    case warn
    case bad
    case plain
}

extension HTML.Interpolation {
    mutating func appendInterpolation(_ tone: ChipTone) { appendInterpolation(tone.rawValue) }
}
