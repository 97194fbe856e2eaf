import ChannelKit
import MessageRouting

/// The channels as cards, and the examples below them.
struct ChannelAdministrationPage {
    /// One channel.
    struct Channel {
        var id: ChannelID
        var abilities: AdapterAbilities
        var addresses: ChannelAddresses
        var isTestable: Bool
        var health: ChannelHealth.Entry?
        var call: ChannelHealth.Call?
        var trial: ChannelHealth.Trial?
        var lastArrival: Timestamp?
        var hold: Wording?
        var consent: ConsentState?
    }

    let channels: [Channel]
    let publicURL: String

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("Channels", "渠道"))</h1><p class="lead">\(words.say(
                "How every channel is doing, and the address its provider has to know. Channels are set up in the configuration file.",
                "各渠道的状态，以及需要填写在服务商处的地址。渠道在配置文件中设置。"
            )) <a href="#examples">\(words.say("Examples to copy", "可复制的配置示例"))</a></p>
            """
        for channel in channels { page.add(card(channel, frame)) }
        page.add(ChannelExamples(publicURL: publicURL).html(words))
        return page
    }

    private func card(_ channel: Channel, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let id = channel.id.rawValue
        var html: HTML = """
            <section class="card wide" id="channel-\(id)" aria-labelledby="name-\(id)"><h2 id="name-\(id)">\(id) \
            \(words.chip(channel.health))</h2><p>\(words.explanation(channel.health, channel.abilities))</p>
            """
        if let problem = channel.health?.condition.problem {
            html.add("<p class=\"notice bad\">\(words.say(problem))</p>")
        }
        if let consent = channel.consent, consent != .good {
            html.add(ChannelWarning.html(consent, of: channel.id, frame))
        }
        if let hold = channel.hold {
            html.add(
                """
                <p class="notice warn">\(words.say("Replies are held:", "回复已暂停：")) \(words.say(hold))</p>\
                <form method="post" action="/desk/channels/\(id)/resume">\(frame.token)\
                <button>\(words.say("Let them go", "恢复发送"))</button></form>
                """
            )
        }
        html.add(facts(channel, frame))
        for (index, webhook) in channel.addresses.webhooks.enumerated() {
            html.add(
                copyable(
                    webhook.address,
                    named: words.address(for: webhook.purpose),
                    id: index == 0 ? "webhook-\(id)" : "webhook-\(id)-\(webhook.purpose.rawValue)",
                    words
                )
            )
        }
        if !channel.addresses.webhooks.isEmpty, !publicURL.hasPrefix("https://") {
            html.add(
                """
                <p class="notice warn">\(words.say(
                    "Providers call https addresses that can be reached from the Internet: set public_url, see config/examples/behind-caddy.yaml.",
                    "服务商只调用可从公网访问的 https 地址：请设置 public_url，参见 config/examples/behind-caddy.yaml。"
                ))</p>
                """
            )
        }
        if let page = channel.addresses.page {
            html.add(
                copyable(
                    page,
                    named: words.say("Page for customers", "客户使用的页面"),
                    id: "page-\(id)",
                    words
                )
            )
        }
        html.add(trial(channel, frame))
        html.add("</section>")
        return html
    }

    private func facts(_ channel: Channel, _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <dl class="facts"><div><dt>\(words.say("In", "收"))</dt><dd>\(words.ways(channel.abilities))</dd></div>\
            <div><dt>\(words.say("Out", "发"))</dt><dd>\(channel.abilities.replies
                ? words.say("replies", "可回复") : words.say("nothing", "不可回复"))</dd></div>
            """
        if let ready = channel.health?.lastReadyAt {
            html.add(
                "<div><dt>\(words.say("Last connected", "最近连接"))</dt><dd>\(frame.clock.html(ready, words))</dd></div>"
            )
        }
        if channel.abilities.intake.contains(.webhook) {
            html.add("<div><dt>\(words.say("Last call", "最近调用"))</dt><dd>")
            if let call = channel.call {
                html.add("\(frame.clock.html(call.at, words)), \(words.answered(call.status))")
            } else {
                html.add("\(words.say("none since the start", "启动后尚无"))")
            }
            html.add("</dd></div>")
        }
        html.add("<div><dt>\(words.say("Last message", "最近消息"))</dt><dd>")
        if let last = channel.lastArrival {
            html.add(frame.clock.html(last, words))
        } else {
            html.add("\(words.say("none yet", "尚无"))")
        }
        html.add("</dd></div></dl>")
        return html
    }

    private func copyable(_ address: String, named name: String, id: String, _ words: Words) -> HTML {
        """
        <div class="copyable"><label>\(name)<input class="copy" id="\(id)" readonly value="\(address)"></label>\
        <button type="button" hidden data-copy="\(id)" aria-label="\(words.say("Copy: \(name)", "复制：\(name)"))">\
        \(words.say("Copy", "复制"))</button></div>
        """
    }

    private func trial(_ channel: Channel, _ frame: PageFrame) -> HTML {
        let words = frame.words
        guard channel.isTestable else { return "" }
        let id = channel.id.rawValue
        var html: HTML = ""
        if let trial = channel.trial {
            let verdict =
                trial.check.isHealthy
                ? words.say("The test went well", "测试通过") : words.say("The test found a problem", "测试发现问题")
            html.add(
                """
                <div class="notice \(trial.check.isHealthy ? "good" : "bad")" role="status"><p><strong>\(verdict)</strong>, \
                \(frame.clock.html(trial.at, words))</p><ul>
                """
            )
            for finding in trial.check.findings { html.add("<li>\(frame.words.say(finding))</li>") }
            html.add("</ul></div>")
        }
        html.add(
            """
            <form method="post" action="/admin/channels/\(id)/test">\(frame.token)\
            <button aria-label="\(words.say("Test the connection of \(id)", "测试渠道 \(id) 的连接"))">\
            \(words.say("Test the connection", "测试连接"))</button></form>
            """
        )
        return html
    }
}
