import ChannelKit
import DeskModel
import TicketStorage

/// One change of a ticket as a line of its thread.
struct TicketEventText {
    let event: TicketEvent
    let names: PeopleNames

    /// Messages speak for themselves.
    static func isShown(_ event: TicketEvent) -> Bool {
        switch event.kind {
        case .message, .reply, .note, .recorded: false
        default: true
        }
    }

    func html(_ frame: PageFrame) -> HTML {
        "<li class=\"event\" id=\"h\(event.id)\"><span>\(text(frame.words, frame.clock))</span> \(frame.clock.html(event.at, frame.words))</li>"
    }

    private func text(_ words: Words, _ clock: PageClock) -> String {
        let who = names.name(event.actor)
        let from = event.from ?? ""
        let to = event.to ?? ""
        switch event.kind {
        case .opened: return words.say("\(who) opened the ticket", "\(who) 新建了工单")
        case .status:
            let status = TicketStatus(rawValue: to).map(words.status) ?? to
            return words.say("\(who) set the status to \(status)", "\(who) 将状态设为\(status)")
        case .assignee:
            guard let agent = AgentID(to) else { return words.say("\(who) unassigned the ticket", "\(who) 取消了分配") }
            if event.actor == .agent(agent) { return words.say("\(who) took the ticket", "\(who) 接手了工单") }
            return words.say("\(who) assigned it to \(names.name(agent))", "\(who) 分配给了 \(names.name(agent))")
        case .team: return words.say("\(who) changed the team", "\(who) 更改了团队")
        case .priority:
            let priority = TicketPriority(rawValue: to).map(words.priority) ?? to
            return words.say("\(who) set the priority to \(priority)", "\(who) 将优先级设为\(priority)")
        case .subject: return words.say("\(who) changed the subject from “\(from)”", "\(who) 修改了主题，原为“\(from)”")
        case .split:
            return to.isEmpty
                ? words.say("\(who) split this off from #\(from)", "\(who) 从 #\(from) 拆分出本工单")
                : words.say("\(who) split messages off into #\(to)", "\(who) 将消息拆分到 #\(to)")
        case .merged:
            return to.isEmpty
                ? words.say("\(who) merged #\(from) into this ticket", "\(who) 将 #\(from) 合并到本工单")
                : words.say("\(who) merged this ticket into #\(to)", "\(who) 将本工单合并到 #\(to)")
        case .moved:
            return to.isEmpty
                ? words.say("\(who) moved messages here from #\(from)", "\(who) 从 #\(from) 移入了消息")
                : words.say("\(who) moved messages to #\(to)", "\(who) 将消息移到 #\(to)")
        case .linked: return words.say("\(who) linked #\(to)", "\(who) 关联了 #\(to)")
        case .undone:
            let what = Self.undone(from + to, words)
            return words.say("\(who) undid \(what)", "\(who) 撤销了\(what)")
        case .delivery:
            let state = DeliveryState(rawValue: to).map(words.delivery) ?? to
            return words.say("A delivery came to an end: \(state)", "投递结果：\(state)")
        case .edited: return words.say("\(who) changed a message", "\(who) 编辑了一条消息")
        case .deleted: return words.say("\(who) took a message back", "\(who) 撤回了一条消息")
        case .recorded: return words.say("Recorded: nothing is to be done", "已记录：无需处理")
        case .task: return TaskEventText.text(event, who, words)
        case .takenBack: return words.say("\(who) took back what an import had added", "\(who) 撤回了一次导入的内容")
        case .erased: return words.say("\(who) erased the customer and all words", "\(who) 清除了客户及全部内容")
        case .shared:
            return words.say(
                "It was written to another team as well, which sees it too",
                "来信同时写给了另一个团队，该团队也可查看"
            )
        case .snoozed:
            guard let until = to.isEmpty ? nil : Int64(to) else {
                return words.say("\(who) woke the ticket", "\(who) 恢复了工单")
            }
            let time = clock.text(Timestamp(rawValue: until), words)
            return words.say("\(who) put it to sleep until \(time)", "\(who) 推迟到 \(time)")
        case .type:
            let type = to.isEmpty ? words.say("none", "无") : words.type(to, names.design)
            return words.say("\(who) set the type to \(type)", "\(who) 将类型设为\(type)")
        case .field: return FieldEventText.text(event, who, names.design, words)
        case .tags:
            let tags = to.isEmpty ? words.say("none", "无") : to
            return words.say("\(who) set the tags: \(tags)", "\(who) 设置标签：\(tags)")
        case .follower:
            return to.isEmpty
                ? words.say("\(who) no longer follows", "\(who) 取消了关注")
                : words.say("\(who) follows the ticket", "\(who) 关注了工单")
        case .spam:
            return to.isEmpty
                ? words.say("\(who) released it from spam", "\(who) 解除了垃圾标记")
                : words.say("\(who) put it away as spam and blocked the sender", "\(who) 标记为垃圾并屏蔽了发件人")
        case .mention:
            let agent = AgentID(to).map(names.name) ?? to
            return words.say("\(who) asked \(agent) to look", "\(who) 提到了 \(agent)")
        case .reminder:
            let agent = AgentID(to).map(names.name) ?? to
            return from.isEmpty
                ? words.say("Reminder for \(agent)", "提醒 \(agent)")
                : words.say("Reminder for \(agent): \(from)", "提醒 \(agent)：\(from)")
        case .message, .reply, .note: return ""
        }
    }

    /// A regrouping that was undone, or the other ticket of a link.
    private static func undone(_ value: String, _ words: Words) -> String {
        switch UndoableAction.Kind(rawValue: value) {
        case .split: words.say("the split", "拆分")
        case .merge: words.say("the merge", "合并")
        case .move: words.say("the move", "移动")
        case nil: words.say("the link to #\(value)", "与 #\(value) 的关联")
        }
    }
}
