import ChannelKit
import DeskModel
import TicketStorage

extension Words {
    /// A status.
    func status(_ status: TicketStatus) -> String {
        switch status {
        case .new: say("New", "新建")
        case .open: say("Open", "处理中")
        case .pending: say("Pending", "等待客户")
        case .onHold: say("On hold", "搁置")
        case .solved: say("Solved", "已解决")
        case .closed: say("Closed", "已关闭")
        }
    }

    /// A priority.
    func priority(_ priority: TicketPriority) -> String {
        switch priority {
        case .low: say("Low", "低")
        case .normal: say("Normal", "普通")
        case .high: say("High", "高")
        case .urgent: say("Urgent", "紧急")
        }
    }

    /// A list of tickets.
    func view(_ view: TicketView) -> String {
        switch view {
        case .mine: say("Mine", "我的工单")
        case .unassigned: say("Unassigned", "未分配")
        case .unsolved: say("All unsolved", "全部未解决")
        case .team: say("My teams", "我的团队")
        case .pending: say("Waiting for customer", "等待客户")
        case .mentions: say("For your attention", "提到我的")
        case .snoozed: say("Snoozed", "稍后处理")
        case .spam: say("Spam", "垃圾")
        case .solved: say("Solved", "已解决")
        case .all: say("All tickets", "全部工单")
        }
    }

    /// An order of lists.
    func order(_ order: TicketOrder) -> String {
        switch order {
        case .changed: say("Last change first", "最近更新")
        case .waiting: say("Waiting longest first", "等待最久")
        case .newest: say("Newest first", "最新创建")
        case .priority: say("Most urgent first", "优先级最高")
        }
    }

    /// What kind of matter a ticket is; a word of an admin's own stays as it is.
    func type(_ type: String) -> String {
        switch type {
        case "question": say("Question", "咨询")
        case "incident": say("Incident", "故障")
        case "problem": say("Problem", "问题")
        case "task": say("Task", "任务")
        case "complaint": say("Complaint", "投诉")
        default: type
        }
    }

    /// How a delivery stands.
    func delivery(_ state: DeliveryState) -> String {
        switch state {
        case .queued: say("Waiting to leave", "等待发送")
        case .sending: say("Being sent", "正在发送")
        case .deferred: say("Will be tried again", "将会重试")
        case .sent: say("Sent", "已发送")
        case .delivered: say("Delivered", "已送达")
        case .read: say("Read", "已读")
        case .uncertain: say("May have been sent", "可能已发送")
        case .held: say("Held", "已暂停")
        case .failed: say("Failed", "发送失败")
        case .canceled: say("Canceled", "已取消")
        }
    }

    /// The outcome of one attempt at a delivery.
    func attempt(_ outcome: String?) -> String {
        switch outcome {
        case "sent": say("taken", "已接受")
        case "later": say("not now", "暂时失败")
        case "never": say("refused for good", "永久失败")
        case "unknown": say("no answer", "结果未知")
        case "blocked": say("blocked", "被阻止")
        case "interrupted": say("interrupted", "被中断")
        case nil: say("under way", "进行中")
        case let other?: other
        }
    }

    /// A part that messages play.
    func automatic(_ origin: AutomaticOrigin) -> String {
        switch origin {
        case .autoReply: say("automatic reply", "自动回复")
        case .bounce: say("could not be delivered", "退信")
        case .deliveryNotice: say("delivery notice", "投递通知")
        case .feedbackReport: say("complaint report", "投诉报告")
        case .bulk: say("bulk mail", "群发邮件")
        case .ownEcho: say("our own message", "本系统消息")
        }
    }

    /// The outcome of an arrival.
    func intake(_ outcome: IntakeOutcome) -> String {
        switch outcome {
        case .accepted: say("Waiting", "等待处理")
        case .opened: say("Opened a ticket", "已新建工单")
        case .appended: say("Added to a ticket", "已加入工单")
        case .duplicate: say("Known already", "重复")
        case .ignored: say("Noted only", "仅记录")
        case .quarantined: say("Put aside", "已隔离")
        }
    }

    /// How two tickets belong together, seen from one end.
    func link(_ kind: TicketLinkKind, isEarlier: Bool) -> String {
        switch kind {
        case .followUp: isEarlier ? say("Earlier", "前一个工单") : say("Goes on in", "后续工单")
        case .split: isEarlier ? say("Split off from", "拆分自") : say("Split into", "拆分出")
        case .related: say("Related", "相关")
        }
    }

    /// A rule that put a message where it is; the stable name stays readable where no wording is known.
    func rule(_ rule: String) -> String {
        switch rule {
        case "reply-token": say("It carried the signed reply address of this ticket", "带有本工单的签名回复地址")
        case "in-reply-to", "references": say("It answers a message of this ticket", "回复了本工单中的消息")
        case "body-marker": say("It quotes a signed mark of this ticket", "引用了本工单的签名标记")
        case "thread-index": say("Outlook calls it the same discussion", "Outlook 标记为同一会话")
        case "subject-number": say("Its subject names this ticket", "主题中包含工单编号")
        case "conversation": say("Same conversation on the channel", "渠道中的同一会话")
        case "unify", "unify-window": say("The same person wrote a moment before", "同一客户刚刚来信")
        case "edit": say("Its sender changed it", "发送者编辑了此消息")
        case "change-of-nothing", "edit-without-words", "edit-changes-nothing", "change-of-deleted":
            say("A change that changes nothing", "未作任何更改的编辑")
        case "edit-by-another": say("Somebody else changed it", "由他人编辑")
        case "edit-of-unknown", "deletion-of-unknown": say("It changes a message that is not here", "所更改的消息不在此处")
        case "older-edit": say("An earlier version of it came late", "较早的版本迟到")
        case "colleague": say("A colleague wrote it, outside any ticket", "同事所写，不属于任何工单")
        case "deletion": say("It was taken back", "消息已被撤回")
        case "copy": say("Another copy of a message that is here already", "已有消息的另一份副本")
        case "forwarded": say("A colleague forwarded it", "由同事转发")
        case "blocked-sender": say("Its sender is blocked", "发件人已被屏蔽")
        case "suspicious": say("It looks like spam", "疑似垃圾")
        case "claims-colleague": say("It says to be a colleague's", "自称是同事")
        case "staff-answer": say("A colleague's answer by mail", "同事通过邮件的答复")
        case "not-words", "nothing-said": say("It says nothing", "没有内容")
        case "known-envelope": say("It was here before", "此前已收到")
        case "unreadable": say("It could not be read", "无法读取")
        case "failed": say("It could not be routed", "无法处理")
        case "new-matter", "new": say("A new matter", "新的事项")
        default: machine(rule) ?? rule
        }
    }

    private func machine(_ rule: String) -> String? {
        let prefix = "automatic-"
        guard rule.hasPrefix(prefix) else { return nil }
        return AutomaticOrigin(rawValue: String(rule.dropFirst(prefix.count))).map(automatic)
    }
}
