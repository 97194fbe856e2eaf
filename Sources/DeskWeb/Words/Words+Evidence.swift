import ChannelKit
import DeskModel

extension Words {
    /// What is told in both languages, in the reader's.
    func say(_ wording: Wording) -> String { wording.text(chinese: language == .chinese) }

    /// Why nothing proves a sender; words of an adapter's own stay as they are.
    func doubt(_ reason: String) -> String {
        guard let doubt = SenderDoubt(rawValue: reason) else { return reason }
        return say(reason, Self.chinese(doubt))
    }

    private static func chinese(_ doubt: SenderDoubt) -> String {
        switch doubt {
        case .nothing: "没有任何证明"
        case .origin: "无法证明消息的来源"
        case .form: "由人在表单中填写，不构成证明"
        case .webForm: "由人在网页表单中填写，不构成证明"
        case .visitor: "网页的匿名访客"
        case .callerID: "来电号码可以伪造，不构成证明"
        case .textMessage: "短信的发送者可以伪造"
        case .program: "程序没有表明已经验证"
        case .noSender: "邮件没有可用的发件人"
        case .severalSenders: "邮件注明了多个发件人"
        case .ownName: "邮件以本服务台的名义发出，而回复地址任何人都可以填写"
        case .noServer: "没有受信任的邮件服务器为发件人作证"
        case .disowned: "发件人的域名否认此邮件（DMARC）"
        case .unverified: "邮件服务器无法验证"
        case .forward: "由人转发，转发的内容无人作证"
        }
    }

    /// How something about an address was proven or claimed; a method's technical name stays.
    func method(_ method: String) -> String {
        switch method {
        case "agent": say("agent", "客服")
        case "claim": say("claim", "自称")
        case "import": say("import", "导入")
        case "one-time-code": say("one-time code", "一次性验证码")
        case "one-time-link": say("one-time link", "一次性链接")
        case "provider": say("provider", "服务商")
        case "signed-identity": say("signed identity", "签名身份")
        default: method
        }
    }

    /// Who says something about an address; a name stays.
    func authority(_ who: String) -> String {
        switch who {
        case "channel": say("channel", "渠道")
        case "host-page": say("host page", "宿主网页")
        case "portal": say("portal", "客户门户")
        case "provider": say("provider", "服务商")
        case "sender": say("sender", "发送者")
        default: who
        }
    }
}
