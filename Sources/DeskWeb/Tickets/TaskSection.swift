import ChannelKit
import DeskModel
import TicketStorage

/// What is to be done for a ticket beside writing, and a form to add to it.
struct TaskSection {
    /// How many tasks that are done are shown.
    private static let shownDone = 5

    let thread: TicketThread

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        guard !thread.tasks.isEmpty || frame.mayChange else { return "" }
        let open = thread.tasks.filter(\.isOpen)
        let ended = thread.tasks.filter { !$0.isOpen }.suffix(Self.shownDone)
        var html: HTML = """
            <section class="tasks" id="tasks" aria-label="\(words.say("Tasks", "待办"))">
            """
        if !thread.tasks.isEmpty {
            html.add("<ul class=\"others\">")
            for task in open { html.add(line(task, frame)) }
            for task in ended { html.add(line(task, frame)) }
            html.add("</ul>")
        }
        if frame.mayChange { html.add(form(frame)) }
        html.add("</section>")
        return html
    }

    private func line(_ task: TicketTask, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let names = PeopleNames(thread: thread, words: words)
        var html: HTML = "<li id=\"task\(task.id)\"><strong>\(words.task(task))</strong>"
        switch task.state {
        case .open:
            html.add(" \(DueMark.html(task.dueAt, frame))")
            if let agent = task.assignee { html.add(" <span class=\"quiet\">\(names.name(agent))</span>") }
            html.add(button(task, "done", words.say("Done", "完成"), frame))
        case .done(let actor, let time):
            html.add(
                """
                 <span class="quiet">\(words.say("done by \(names.name(actor))", "由 \(names.name(actor)) 完成"))</span> \
                \(frame.clock.html(time, words))
                """
            )
            html.add(button(task, "undo", words.say("Not done", "未完成"), frame))
        case .canceled(let time):
            html.add(" <span class=\"quiet\">\(words.say("canceled", "已取消"))</span> \(frame.clock.html(time, words))")
        }
        html.add("</li>")
        return html
    }

    private func button(_ task: TicketTask, _ verb: String, _ label: String, _ frame: PageFrame) -> HTML {
        guard frame.mayChange else { return "" }
        return """
             <form class="inline" method="post" action="/desk/tickets/\(thread.ticket.number)/tasks/\(task.id)/\(verb)">\
            \(frame.token)\(frame.key)<button class="link" aria-label="\(label): \(frame.words.task(task))">\(label)</button></form>
            """
    }

    private func form(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let zone = frame.clock.zone == nil ? " (UTC)" : ""
        return """
            <details class="more"><summary>\(words.say("Add a task", "添加待办"))</summary>\
            <form method="post" action="/desk/tickets/\(thread.ticket.number)/tasks">\(frame.token)\(frame.key)\
            <label>\(words.say("What", "内容"))<select name="kind">\
            <option value="to-do">\(words.say("To do", "待办"))</option>\
            <option value="call-back">\(words.say("Call back", "回电"))</option></select></label>\
            <label>\(words.say("What to do, or whom to call", "事项或电话"))\
            <input name="title" maxlength="250" required></label>\
            <label>\(words.say("By", "截止时间"))\(zone)<input type="datetime-local" name="due"></label>\
            <button>\(words.say("Add", "添加"))</button></form></details>
            """
    }
}

/// By when something is to be done, marked once that has passed.
enum DueMark {
    static func html(_ due: Timestamp?, _ frame: PageFrame) -> HTML {
        guard let due else { return "" }
        let words = frame.words
        let isLate = due < frame.clock.now
        let before: String = isLate ? words.say("was due ", "已逾期 ") : words.say("by ", "截止 ")
        return "<span class=\"chip \(isLate ? "bad" : "warn")\">\(before)\(frame.clock.html(due, words))</span>"
    }
}

/// The next task of a ticket, as its line in a list shows it.
enum TaskMark {
    static func html(_ line: TicketSummary, _ frame: PageFrame) -> HTML {
        guard let task = line.nextTask else { return "" }
        let words = frame.words
        let what = task.kind == .callBack ? words.say("Call back", "回电") : words.say("Task", "待办")
        let isLate = task.dueAt.map { $0 < frame.clock.now } ?? false
        let time =
            task.dueAt.map { words.say(" by \(frame.clock.text($0, words))", " \(frame.clock.text($0, words)) 前") }
            ?? ""
        return "<span class=\"chip \(isLate ? "bad" : "warn")\">\(what)\(time)</span>"
    }
}

extension Words {
    /// What a task asks for.
    func task(_ task: TicketTask) -> String {
        switch task.kind {
        case .callBack: say("Call back: \(task.title)", "回电：\(task.title)")
        case .toDo: task.title
        }
    }
}
