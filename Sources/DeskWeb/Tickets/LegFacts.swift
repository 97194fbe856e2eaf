import ChannelKit
import DeskModel
import MessageRouting
import TicketStorage

/// What can be done on each leg, before anything is written: until when, what instead, how much is left, and who will read it.
struct LegFacts {
    let thread: TicketThread
    let ways: [ReplyWay]

    func html(_ frame: PageFrame) -> HTML {
        let lines = ways.map { line($0, frame) }
        guard lines.contains(where: { $0 != nil }) else { return "" }
        var html: HTML = """
            <ul class="others ways" aria-label="\(frame.words.say("Ways to the customer", "回复渠道"))">
            """
        for case let line? in lines { html.add(line) }
        html.add("</ul>")
        for way in ways where way.outlook.way == .templates {
            html.add(TemplateForms(thread: thread, way: way).html(frame))
        }
        return html
    }

    /// A leg's facts; nil when there is nothing to know.
    private func line(_ way: ReplyWay, _ frame: PageFrame) -> HTML? {
        let words = frame.words
        var facts: [String] = []
        if let window = window(way, frame) { facts.append(window) }
        if let quota = way.outlook.quota, way.outlook.isPossible {
            facts.append(
                words.say("\(quota.left) of \(quota.total) replies left", "还可回复 \(quota.left)/\(quota.total) 条")
            )
        }
        if let room = way.outlook.audience {
            facts.append(words.say("everybody in “\(room)” will read it", "“\(room)” 中的所有人都会看到"))
        }
        if let limit = way.outlook.textLimit, way.outlook.takesWords {
            facts.append(words.limit(limit))
        }
        guard !facts.isEmpty else { return nil }
        let list = facts.joined(separator: words.say("; ", "；"))
        return """
            <li\(if: !way.outlook.isPossible, " class=\"warn\"")><strong>\(way.leg.channel.rawValue) → \
            \(way.leg.route.address)</strong> <span class="quiet">\(list)</span></li>
            """
    }

    private func window(_ way: ReplyWay, _ frame: PageFrame) -> String? {
        let words = frame.words
        switch way.outlook.way {
        case .free(nil): return nil
        case .free(let until?):
            let time = frame.clock.text(until, words)
            return words.say("open until \(time)", "可回复至 \(time)")
        case .marked(let until):
            let time = frame.clock.text(until, words)
            return words.say(
                "the window is closed; your reply is marked as a person's, possible until \(time)",
                "自由回复窗口已关闭；人工回复可发送至 \(time)"
            )
        case .templates:
            return words.say(
                "the window for free replies is closed; a template is possible\(elsewhere(than: way, words))",
                "自由回复窗口已关闭；可使用模板\(elsewhere(than: way, words))"
            )
        case .closed:
            return words.say(
                "the window is closed until the customer writes again\(elsewhere(than: way, words))",
                "回复窗口已关闭，需等待客户再次来信\(elsewhere(than: way, words))"
            )
        case .impossible: return words.say("not possible", "不可用")
        }
    }

    /// Other legs of the ticket that take words.
    private func elsewhere(than way: ReplyWay, _ words: Words) -> String {
        let others = ways.filter { $0.leg.id != way.leg.id && $0.outlook.takesWords }
            .map { "\($0.leg.channel.rawValue) → \($0.leg.route.address)" }
        guard !others.isEmpty else { return "" }
        let list = others.prefix(3).joined(separator: ", ")
        return words.say("; or reply by \(list)", "；或通过 \(list) 回复")
    }
}

/// The templates of a leg whose window is closed, each with its places to fill in.
struct TemplateForms {
    let thread: TicketThread
    let way: ReplyWay

    func html(_ frame: PageFrame) -> HTML {
        var html: HTML = ""
        for template in way.outlook.templates { html.add(form(template, frame)) }
        return html
    }

    private func form(_ template: ReplyTemplate, _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <details name="composer" class="compose reply"><summary>\(words.say("Template", "模板")) \(template.name) \
            (\(template.language)) · \(way.leg.channel.rawValue)</summary>\
            <form method="post" action="/desk/tickets/\(thread.ticket.number)/replies" enctype="multipart/form-data">\
            \(frame.token)\(frame.key)<input type="hidden" name="version" value="\(thread.ticket.version)">\
            <input type="hidden" name="leg" value="\(way.leg.id)"><input type="hidden" name="template" value="\(template.name)">
            """
        if let text = template.text { html.add("<p class=\"quiet\">\(text)</p>") }
        for placeholder in template.placeholders { html.add(field(placeholder, frame)) }
        html.add(
            """
            <div class="row"><button class="primary">\(words.say("Send the template", "发送模板"))</button></div></form></details>
            """
        )
        return html
    }

    private func field(_ placeholder: ReplyTemplate.Placeholder, _ frame: PageFrame) -> HTML {
        let words = frame.words
        if placeholder.filling == .words {
            return """
                <label>\(words.say("Your words", "您的回复"))<textarea name="text" rows="4" required></textarea></label>
                """
        }
        let value =
            switch placeholder.filling {
            case .recipient: way.leg.recipientName
            case .subject: thread.ticket.subject
            case .ticket: String(thread.ticket.number)
            case .agent: frame.signedIn?.agent.name ?? ""
            case .words, .value: ""
            }
        return """
            <label>\(placeholder.name)<input name="value-\(placeholder.name)" value="\(value)" maxlength="900" required></label>
            """
    }
}

extension Words {
    /// The longest text of one message.
    func limit(_ limit: TextLimit) -> String {
        switch limit.unit {
        case .bytes: say("\(limit.maximum) bytes a message", "每条 \(limit.maximum) 字节")
        case .utf16, .scalars, .characters: say("\(limit.maximum) characters a message", "每条 \(limit.maximum) 字")
        }
    }
}
