import ConfigurationExamples

/// What to copy into the configuration file for another channel, with the desk's own address in it.
struct ChannelExamples {
    let publicURL: String

    func html(_ words: Words) -> HTML {
        var html: HTML = """
            <section id="examples" class="examples"><h2>\(words.say("Add a channel", "添加渠道"))</h2><p>\(words.say(
                "Copy the lines below “channels:” in the configuration file, keep their indentation, put in your own values, and give the secrets as variables of the environment or as files.",
                "将所需的行复制到配置文件的“channels:”之下，保持缩进，填入您自己的值；密钥请通过环境变量或文件提供。"
            )) <code>tributary check</code> \(words.say(
                "tells whether the file is good; a reload (SIGHUP) or a restart takes it up.",
                "可检查文件是否正确；重新加载（SIGHUP）或重启后生效。"
            ))</p>
            """
        for group in ConfigurationExample.Group.allCases {
            html.add("<h3>\(title(group, words))</h3>")
            for example in ConfigurationExamples.all where example.group == group { html.add(card(example, words)) }
        }
        html.add("</section>")
        return html
    }

    private func card(_ example: ConfigurationExample, _ words: Words) -> HTML {
        let id = "example-\(example.name)"
        let notes = words.say(example.english, example.chinese)
        return """
            <details class="card wide"><summary>\(example.title)</summary><p class="verse">\(own(notes))</p>\
            <pre class="source" id="\(id)" tabindex="0" aria-label="\(words.say("Settings for \(example.title)", "\(example.title) 的配置"))">\
            \(own(example.channels))</pre><button type="button" hidden data-copy="\(id)" \
            aria-label="\(words.say("Copy the settings for \(example.title)", "复制 \(example.title) 的配置"))">\
            \(words.say("Copy", "复制"))</button></details>
            """
    }

    /// A text of an example with the desk's own address in the place of the example's.
    private func own(_ text: String) -> String {
        text.replacing("https://\(ConfigurationExample.exampleHost)", with: publicURL)
            .replacing(ConfigurationExample.exampleHost, with: String(publicURL.drop { $0 != "/" }.drop { $0 == "/" }))
    }

    private func title(_ group: ConfigurationExample.Group, _ words: Words) -> String {
        switch group {
        case .mail: words.say("Mail", "邮件")
        case .site: words.say("Your site", "您的网站")
        case .chat: words.say("Chat services", "聊天服务")
        case .social: words.say("Social networks and short messages", "社交网络与短信")
        case .telephone: words.say("Telephone", "电话")
        case .program: words.say("A program of your own", "自有程序")
        }
    }
}
