import DeskModel

/// What happened to a task, as a line of a ticket's thread.
enum TaskEventText {
    static func text(_ event: TicketEvent, _ who: String, _ words: Words) -> String {
        switch event.to {
        case "open" where event.from == nil: words.say("\(who) added a task", "\(who) 添加了待办")
        case "open": words.say("\(who) took a task up again", "\(who) 重新打开了待办")
        case "done": words.say("\(who) did a task", "\(who) 完成了待办")
        default: words.say("A task was canceled", "待办已取消")
        }
    }
}
