import DeskModel

/// One change of a ticket as a line of its thread.
struct TicketEventText {
    let event: TicketEvent
    let names: PeopleNames

    /// Messages speak for themselves.
    static func isShown(_ event: TicketEvent) -> Bool {
        switch event.kind {
        case .message, .reply, .note: false
        default: true
        }
    }

    func html(_ frame: PageFrame) -> HTML {
        "<li class=\"event\" id=\"h\(event.id)\"><span>\(text(frame.words))</span> \(frame.clock.html(event.at, frame.words))</li>"
    }

    private func text(_ words: Words) -> String {
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
        case .undone: return words.say("\(who) undid: \(from)\(to)", "\(who) 撤销了：\(from)\(to)")
        case .delivery:
            let state = DeliveryState(rawValue: to).map(words.delivery) ?? to
            return words.say("A delivery came to an end: \(state)", "投递结果：\(state)")
        case .message, .reply, .note: return ""
        }
    }
}
