import ChannelKit

// What parts of evidence are called within its sentences.

extension Evidence.TokenPlace {
    var said: BilingualText {
        switch self {
        case .recipient: BilingualText(english: "a recipient address", chinese: "收件地址")
        case .body: BilingualText(english: "the body", chinese: "正文")
        }
    }
}

extension Evidence.Reference {
    var chinese: String {
        switch self {
        case .answers: "回复了"
        case .names: "提到了"
        }
    }
}

extension Evidence.ReferenceObjection {
    var said: BilingualText {
        switch self {
        case .stranger:
            BilingualText(english: "the sender does not take part in it", chinese: "发送者并未参与该工单")
        case .unprovenNow:
            BilingualText(
                english: "nothing proves the sender this time, whose address was proven before",
                chinese: "这次无法验证发送者，而其地址此前已验证"
            )
        case .onlyMentioned:
            BilingualText(
                english: "the message is only mentioned there and the sender is not proven",
                chinese: "该消息在那里仅被提及，且发送者未经验证"
            )
        }
    }
}

extension Evidence.OpenTicketObjection {
    var said: BilingualText {
        switch self {
        case .sharedAddress:
            BilingualText(english: "the address is shared by several people", chinese: "该地址由多人共用")
        case .unproven: BilingualText(english: "the sender is not proven", chinese: "发送者未经验证")
        }
    }
}

extension Evidence.NameLikeness {
    var said: BilingualText {
        switch self {
        case .same: BilingualText(english: "Same name", chinese: "姓名相同")
        case .close:
            BilingualText(
                english: "Nearly the same name: a slip or a short form apart",
                chinese: "姓名几乎相同：仅为笔误或简称之差"
            )
        case .loose: BilingualText(english: "Similar name", chinese: "姓名相似")
        case .sameWord:
            BilingualText(
                english: "The one name that is known is part of the other's",
                chinese: "已知的一个名字是对方姓名的一部分"
            )
        case .closeWord:
            BilingualText(
                english: "The one name that is known is similar to part of the other's",
                chinese: "已知的一个名字与对方姓名的一部分相似"
            )
        case .partly:
            BilingualText(english: "One part of the name agrees, another differs", chinese: "姓名一部分相同，另一部分不同")
        case .different: BilingualText(english: "Different name", chinese: "姓名不同")
        }
    }
}

extension Evidence.Likeness {
    /// The likeness of what is called so in English and in Chinese.
    func said(of english: String, _ chinese: String) -> BilingualText {
        switch self {
        case .same: BilingualText(english: "Same \(english)", chinese: "\(chinese)相同")
        case .typo:
            BilingualText(
                english: "Nearly the same \(english): a slip or two apart",
                chinese: "\(chinese)几乎相同：仅有一两处笔误"
            )
        case .similar: BilingualText(english: "Similar \(english)", chinese: "\(chinese)相似")
        case .different: BilingualText(english: "Different \(english)", chinese: "\(chinese)不同")
        }
    }
}

extension KnownMessageID.Origin {
    var chinese: String {
        switch self {
        case .sent: "发出"
        case .received: "收到"
        case .mentioned: "提及"
        }
    }
}

extension TicketStatus {
    var chinese: String {
        switch self {
        case .new: "为新建"
        case .open: "正在处理"
        case .pending: "正在等待客户"
        case .onHold: "已搁置"
        case .solved: "已解决"
        case .closed: "已关闭"
        }
    }
}

extension EnvelopeKind {
    var chinese: String {
        switch self {
        case .message: "消息"
        case .edit: "编辑"
        case .delete: "撤回"
        case .receipt: "回执"
        case .reaction: "表情回应"
        case .call: "通话"
        case .system: "系统提示"
        }
    }
}

extension AutomaticOrigin {
    var chinese: String {
        switch self {
        case .autoReply: "自动回复"
        case .bounce: "退信"
        case .deliveryNotice: "投递通知"
        case .feedbackReport: "投诉报告"
        case .bulk: "群发邮件"
        case .ownEcho: "本系统消息"
        }
    }
}
