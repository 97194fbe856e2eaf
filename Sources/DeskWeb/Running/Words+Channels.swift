import ChannelKit
import MessageRouting

extension Words {
    /// How a channel's line is doing, as a chip.
    func chip(_ health: ChannelHealth.Entry?) -> HTML {
        switch health?.condition.line {
        case .ready: "<span class=\"chip good\">\(say("working", "正常"))</span>"
        case .connecting: "<span class=\"chip plain\">\(say("connecting", "连接中"))</span>"
        case .failing: "<span class=\"chip warn\">\(say("failing, tried again", "异常，重试中"))</span>"
        case .blocked: "<span class=\"chip bad\">\(say("stopped until somebody acts", "已停止，需处理"))</span>"
        case nil: "<span class=\"chip good\">\(say("ready", "就绪"))</span>"
        }
    }

    /// What an address is for that is pasted at a provider.
    func address(for purpose: WebhookPlace.Purpose) -> String {
        switch purpose {
        case .everything: say("Address to paste at the provider", "填写在服务商处的地址")
        case .messages: say("Address to paste at the provider, for messages that come in", "填写在服务商处的地址（接收消息）")
        case .news: say("Address to paste at the provider, for news of what was sent", "填写在服务商处的地址（发送状态通知）")
        }
    }

    /// How a channel's line is doing, in a sentence that says what it means and whether somebody has to act.
    func explanation(_ health: ChannelHealth.Entry?, _ abilities: AdapterAbilities) -> String {
        switch health?.condition.line {
        case .ready: say("It is connected and takes in what comes.", "已连接，正在接收消息。")
        case .connecting: say("It is connecting at this moment.", "正在连接。")
        case .failing:
            say(
                "The connection was lost and is tried again by itself. What waits on the other side comes in afterwards.",
                "连接中断，正在自动重试。对方保存的消息将在恢复后收取。"
            )
        case .blocked:
            say(
                "It was given up: somebody has to mend what is named here, then reload the configuration or restart.",
                "已停止重试：请处理下述问题，然后重新加载配置或重启。"
            )
        case nil where abilities.intake.contains(.webhook):
            say("It waits to be called; nothing has to be connected.", "等待服务商调用，无需主动连接。")
        case nil where abilities.intake.contains(.page):
            say("It is there for whoever opens its page.", "打开其页面即可使用。")
        case nil: say("It runs, and has had nothing to report yet.", "正在运行，尚无状态报告。")
        }
    }

    /// What became of a provider's call, by the status it was answered with.
    func answered(_ status: Int) -> String {
        switch status {
        case 200...299: say("taken (\(status))", "已接收（\(status)）")
        case 401, 403:
            say(
                "refused (\(status)): the secret or signature does not fit; compare the secrets on both sides",
                "已拒绝（\(status)）：密钥或签名不符，请核对双方密钥"
            )
        case 503: say("put off (503): the provider comes again", "暂缓（503）：服务商会重试")
        default: say("refused (\(status))", "已拒绝（\(status)）")
        }
    }

    /// The ways in, by name.
    func ways(_ abilities: AdapterAbilities) -> String {
        let names = AdapterAbilities.Intake.allCases.filter(abilities.intake.contains).map { intake in
            switch intake {
            case .webhook: say("webhook", "回调")
            case .listening: say("listens", "监听")
            case .pulling: say("pulls", "拉取")
            case .files: say("files", "文件")
            case .page: say("a page", "页面")
            }
        }
        return names.joined(separator: ", ")
    }
}

/// What is wrong with the consent that a channel signs in by, and what to do.
enum ChannelWarning {
    static func html(_ consent: ConsentState, of channel: ChannelID, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let (kind, text): (String, HTML) =
            switch consent {
            case .good: ("good", "")
            case .missing:
                ("bad", "\(words.say("Nobody has consented to signing in.", "尚未授权登录。"))")
            case .refused(let said):
                ("bad", "\(words.say("The provider renews the consent no more:", "服务商不再续期授权：")) \(said)")
            case .ending(let end):
                ("warn", "\(words.say("The consent ends:", "授权到期时间：")) \(frame.clock.html(end, words))")
            }
        return """
            <p class="notice \(kind)">\(text) \(words.say("On the server, run:", "请在服务器上运行：")) \
            <code>tributary channels login \(channel.rawValue)</code></p>
            """
    }
}
