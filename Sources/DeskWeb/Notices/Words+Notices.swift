import DeskModel

extension Words {
    /// A kind of notice.
    func notice(_ kind: NoticeKind) -> String {
        switch kind {
        case .newTicket: say("A customer opens a ticket", "客户新建工单")
        case .assigned: say("A ticket is assigned to me", "工单分配给我")
        case .customerReplied: say("The customer writes in my ticket", "客户回复我的工单")
        case .mentioned: say("A colleague mentions me", "同事提到我")
        case .aboutToBreach: say("A service level is about to breach", "服务时限即将超时")
        case .unprovenAnswer: say("A mail in my name is not proven", "无法证实以我名义发来的邮件")
        }
    }

    /// A notice in one sentence.
    func notice(_ kind: NoticeKind, by actor: String, number: Int) -> String {
        switch kind {
        case .newTicket: say("New ticket #\(number)", "新工单 #\(number)")
        case .assigned: say("\(actor) assigned #\(number) to you", "\(actor) 将 #\(number) 分配给了您")
        case .customerReplied: say("The customer wrote in #\(number)", "客户回复了 #\(number)")
        case .mentioned: say("\(actor) mentioned you in #\(number)", "\(actor) 在 #\(number) 中提到了您")
        case .aboutToBreach: say("#\(number) is about to breach its service level", "#\(number) 即将超时")
        case .unprovenAnswer: say("A mail in your name in #\(number) was not sent", "#\(number) 中以您名义发来的邮件未发送")
        }
    }

    /// What customers are told.
    func notice(_ notice: CustomerNotice) -> String {
        switch notice {
        case .received: say("Message received", "已收到来信")
        case .outOfHours: say("Message received out of hours", "非工作时间收到来信")
        case .solved: say("Ticket solved", "工单已解决")
        }
    }

    /// A provider of rooms.
    func robot(_ provider: RobotProvider) -> String {
        switch provider {
        case .wecom: say("WeCom", "企业微信")
        case .feishu: say("Feishu or Lark", "飞书")
        case .dingtalk: say("DingTalk", "钉钉")
        case .slack: "Slack"
        }
    }
}
