import DeskModel
import TicketStorage

/// Events of one sort, as admins choose what an endpoint is told of.
enum WebhookEventGroup: CaseIterable {
    case ticket
    case conversation
    case work
    case regrouping

    /// Its events, in their order.
    var kinds: [TicketEvent.Kind] { TicketEvent.Kind.allCases.filter { Self.of($0) == self } }

    private static func of(_ kind: TicketEvent.Kind) -> Self {
        switch kind {
        case .opened, .status, .priority, .subject, .type, .field, .tags, .spam: .ticket
        case .message, .recorded, .edited, .deleted, .reply, .note, .delivery: .conversation
        case .assignee, .team, .shared, .follower, .mention, .snoozed, .reminder, .task: .work
        case .split, .merged, .moved, .linked, .undone, .takenBack, .erased: .regrouping
        }
    }

    func title(_ words: Words) -> String {
        switch self {
        case .ticket: words.say("The ticket", "工单")
        case .conversation: words.say("The conversation", "对话")
        case .work: words.say("Who works on it, and when", "处理人与时间")
        case .regrouping: words.say("Regrouping and removal", "重组与移除")
        }
    }
}

extension Words {
    /// What an event says happened.
    func event(_ kind: TicketEvent.Kind) -> String {
        switch kind {
        case .opened: say("A ticket is opened", "新建工单")
        case .status: say("The status changes", "状态变更")
        case .assignee: say("Another agent has it", "更换负责人")
        case .team: say("Another team has it", "更换团队")
        case .priority: say("The priority changes", "优先级变更")
        case .subject: say("The subject changes", "主题变更")
        case .message: say("The customer writes", "客户来信")
        case .recorded: say("Something is only recorded, such as an answered call", "仅作记录（如已接来电）")
        case .edited: say("The customer changes a message", "客户编辑消息")
        case .deleted: say("The customer takes a message back", "客户撤回消息")
        case .reply: say("An agent replies", "客服回复")
        case .note: say("A note is written", "添加备注")
        case .split: say("A part is split off", "拆分工单")
        case .merged: say("Tickets are merged", "合并工单")
        case .moved: say("Messages are moved", "移动消息")
        case .linked: say("Tickets are linked", "关联工单")
        case .undone: say("A regrouping is undone", "撤销重组")
        case .delivery: say("A delivery comes to an end", "投递有结果")
        case .task: say("A task changes", "任务变更")
        case .takenBack: say("An import is taken back", "撤回导入")
        case .snoozed: say("It is put to sleep, or wakes", "推迟或恢复")
        case .type: say("The type changes", "类型变更")
        case .tags: say("The tags change", "标签变更")
        case .field: say("A field changes", "字段变更")
        case .follower: say("An agent follows, or no longer does", "关注或取消关注")
        case .spam: say("It is put away as spam, or released", "标记或解除垃圾")
        case .mention: say("An agent is mentioned", "提到客服")
        case .reminder: say("A reminder comes due", "提醒到期")
        case .erased: say("The customer is erased", "清除客户数据")
        case .shared: say("Another team sees it too", "另一团队也可查看")
        }
    }
}
