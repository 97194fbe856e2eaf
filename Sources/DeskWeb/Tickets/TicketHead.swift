import ChannelKit
import DeskModel
import TicketStorage

/// The top of a ticket: what it is about, where it stands, and the changes made most often.
struct TicketHead {
    let thread: TicketThread
    let place: ListPlace
    let surroundings: TicketSurroundings
    let agents: [Agent]

    private var base: String { "/desk/tickets/\(thread.ticket.number)" }

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let ticket = thread.ticket
        var head: HTML = """
            <header class="ticket-head" id="head" data-version="\(ticket.version)"><div class="line">\
            <a class="back button small" href="\(place.address)">\(Icon.back.html)\(words.view(place.view))</a>\
            <span class="chip status \(ticket.status.rawValue)">\(words.status(ticket.status))</span>
            """
        if ticket.priority != .normal {
            head.add("<span class=\"chip \(ticket.priority.rawValue)\">\(words.priority(ticket.priority))</span>")
        }
        if surroundings.marks.isSpam { head.add("<span class=\"chip bad\">\(words.say("Spam", "垃圾"))</span>") }
        if let until = surroundings.marks.snoozedUntil {
            head.add(
                """
                <span class="chip">\(Icon.snooze.html)\(words.say("asleep until", "推迟至")) \
                \(frame.clock.html(until, words))</span>
                """
            )
        }
        head.add(
            """
            <small>#\(ticket.number) · \(ticket.channel.rawValue) · \(frame.clock.html(ticket.createdAt, words))</small></div>\
            <h1>\(SubjectText.shown(ticket.subject, words))</h1>
            """
        )
        if frame.mayChange { head.add(actions(frame)) }
        head.add("</header>")
        return head
    }

    private func actions(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let ticket = thread.ticket
        var html: HTML = "<div class=\"actions-line\">"
        if surroundings.marks.isSpam {
            html.add(mark(frame, "spam", "spam", "no", .spam, words.say("Not spam", "不是垃圾"), key: "release"))
        }
        if let me = frame.signedIn?.agent.id, ticket.assignee != me {
            html.add(button(frame, "assignee", me.description, .mine, words.say("Take it", "由我处理"), key: "take"))
        }
        html.add(assigning(frame))
        if ticket.status.isUnsolved {
            let solved = TicketStatus.solved.rawValue
            html.add(button(frame, "status", solved, .solved, words.say("Mark solved", "标记为已解决"), key: "solve"))
        }
        if ticket.status.isUnsolved || surroundings.marks.snoozedUntil != nil { html.add(snoozing(frame)) }
        html.add(more(frame))
        html.add("</div>")
        return html
    }

    private func assigning(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <details class="drop" data-key="assign"><summary>\(Icon.unassigned.html)\(words.say("Assign", "分配"))</summary><div>\
            <form method="post" action="\(base)/properties" class="stack">\(frame.token)\(frame.key)\
            <input type="hidden" name="version" value="\(thread.ticket.version)">
            """
        for agent in agents where agent.isEnabled && agent.role.mayChangeTickets && agent.id != thread.ticket.assignee {
            html.add(
                "<button name=\"assignee\" value=\"\(agent.id)\">\(agent.name)\(Avatar.html(agent.name, isTiny: true))</button>"
            )
        }
        if thread.ticket.assignee != nil {
            html.add("<button name=\"assignee\" value=\"\">\(words.say("nobody", "未分配"))</button>")
        }
        html.add("</form></div></details>")
        return html
    }

    private func snoozing(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <details class="drop" data-key="snooze"><summary>\(Icon.snooze.html)\(words.say("Snooze", "稍后处理"))</summary><div>\
            <form method="post" action="\(base)/snooze" class="stack">\(frame.token)\(frame.key)
            """
        if surroundings.marks.snoozedUntil != nil {
            html.add("<button name=\"wake\" value=\"yes\">\(words.say("Wake it now", "立即恢复"))</button>")
        }
        for time in ChosenTime.allCases {
            html.add(
                """
                <button name="preset" value="\(time.rawValue)">\(time.title(words))\
                <small>\(frame.clock.text(time.time(frame.clock), words))</small></button>
                """
            )
        }
        html.add(
            """
            </form><form method="post" action="\(base)/snooze">\(frame.token)\(frame.key)\
            <label>\(words.say("Until", "直到"))<input type="datetime-local" name="until" required></label>\
            <button>\(words.say("Snooze until then", "推迟到该时间"))</button></form></div></details>
            """
        )
        return html
    }

    private func more(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let me = frame.signedIn?.agent.id
        let isFollowing = me.map(surroundings.followers.contains) == true
        var html: HTML = """
            <details class="drop"><summary>\(Icon.more.html)\(words.say("More", "更多"))</summary><div>\
            <form method="post" action="\(base)/properties">\(frame.token)\(frame.key)\
            <input type="hidden" name="version" value="\(thread.ticket.version)">\
            <label>\(words.say("Subject", "主题"))<input name="subject" value="\(thread.ticket.subject)" maxlength="250" required></label>\
            <button>\(words.say("Change subject", "修改主题"))</button></form>\
            <form method="post" action="\(base)/reminders">\(frame.token)\(frame.key)\
            <label>\(words.say("Remind me at", "提醒我"))<input type="datetime-local" name="at" required></label>\
            <label>\(words.say("About", "内容"))<input name="text" maxlength="300"></label>\
            <button>\(words.say("Set a reminder", "设置提醒"))</button></form><hr>
            """
        html.add(
            mark(
                frame,
                "follow",
                "follow",
                isFollowing ? "no" : "yes",
                .mention,
                isFollowing ? words.say("Stop following", "取消关注") : words.say("Follow", "关注"),
                key: "follow"
            )
        )
        if !surroundings.marks.isSpam {
            html.add(
                mark(frame, "spam", "spam", "yes", .spam, words.say("Spam: block the sender", "垃圾：屏蔽发件人"), key: "spam")
            )
        }
        html.add("</div></details>")
        return html
    }

    /// A change of a property that one click makes.
    private func button(
        _ frame: PageFrame,
        _ field: String,
        _ value: String,
        _ icon: Icon,
        _ title: String,
        key: String
    ) -> HTML {
        """
        <form method="post" action="\(base)/properties" data-key="\(key)">\(frame.token)\
        \(frame.key)<input type="hidden" name="version" value="\(thread.ticket.version)">\
        <button class="small" name="\(field)" value="\(value)">\(icon.html)\(title)</button></form>
        """
    }

    /// A change of a mark that one click makes.
    private func mark(
        _ frame: PageFrame,
        _ path: String,
        _ field: String,
        _ value: String,
        _ icon: Icon,
        _ title: String,
        key: String
    ) -> HTML {
        """
        <form method="post" action="\(base)/\(path)" data-key="\(key)">\(frame.token)\(frame.key)\
        <button class="small" name="\(field)" value="\(value)">\(icon.html)\(title)</button></form>
        """
    }
}
