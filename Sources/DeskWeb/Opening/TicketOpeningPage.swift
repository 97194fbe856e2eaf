import ChannelKit
import DeskModel

/// The form for a new ticket.
struct TicketOpeningPage {
    let channels: [ChannelID]
    var name = ""
    var address = ""
    var channel = ""
    var subject = ""
    var text = ""
    /// What the text is.
    var kind = Kind.message
    /// Of a call: whether the customer called, and how many minutes it took.
    var isIncoming = true
    var minutes = ""
    /// What is open for the same person already.
    var open: [Ticket] = []
    var problem: String?

    /// What a ticket is opened with.
    enum Kind: String, CaseIterable, Sendable {
        /// A message to the customer.
        case message
        /// Words for colleagues.
        case note
        /// A telephone call, written down for colleagues.
        case call
    }

    init(channels: [ChannelID]) { self.channels = channels }

    /// What a submitted form held, bounded.
    init(_ form: FormValues, channels: [ChannelID]) {
        self.channels = channels
        name = String((form.trimmed("name") ?? "").prefix(100))
        address = String((form.trimmed("address") ?? "").prefix(320))
        channel = form["channel"] ?? ""
        subject = String((form.trimmed("subject") ?? "").prefix(250))
        text = form["text"] ?? ""
        kind = form["kind"].flatMap(Kind.init) ?? .message
        isIncoming = form["direction"] != "outgoing"
        minutes = String((form.trimmed("minutes") ?? "").prefix(4).filter(\.isNumber))
    }

    /// The note that a call or note becomes.
    func noteText(_ words: Words) -> String {
        guard kind == .call else { return text }
        var heading =
            isIncoming
            ? words.say("Call from \(address)", "\(address) 来电") : words.say("Call to \(address)", "致电 \(address)")
        if !minutes.isEmpty { heading += words.say(", \(minutes) min", "，\(minutes) 分钟") }
        return "\(heading)\n\n\(text)"
    }

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(words.say("New ticket", "新建工单"))</h1>"
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        if !open.isEmpty { page.add(warning(frame)) }
        guard !channels.isEmpty else {
            page.add(
                """
                <p class="notice">\(words.say(
                    "No channel can write to somebody first. An admin can add one to the configuration.",
                    "没有可主动联系客户的渠道，请管理员在配置中添加。"
                ))</p>
                """
            )
            return page
        }
        page.add(
            """
            <form class="card wide" id="opening" method="post" action="/desk/tickets">\(frame.token)\(frame.key)<div class="columns">\
            <label>\(words.say("Customer's name", "客户姓名"))<input name="name" value="\(name)" maxlength="100"></label>\
            <label>\(words.say("Address", "地址"))<input name="address" value="\(address)" maxlength="320" required></label>\
            <label>\(words.say("By channel", "渠道"))<select name="channel">
            """
        )
        for id in channels {
            page.add("<option\(if: id.rawValue == channel, " selected")>\(id.rawValue)</option>")
        }
        page.add(
            """
            </select></label></div>\
            <label>\(words.say("Subject", "主题"))<input name="subject" value="\(subject)" maxlength="250" required></label>\
            <label>\(words.say("Message", "消息"))<textarea name="text" rows="9" required>\("\n" as HTML)\(text)</textarea></label>\
            \(kinds(words))<div class="row"><button class="primary">\(words.say("Open ticket", "创建工单"))</button></div></form>
            """
        )
        return page
    }

    private func kinds(_ words: Words) -> HTML {
        let titles: [Kind: String] = [
            .message: words.say("send it to the customer", "发送给客户"),
            .note: words.say("only note it, send nothing", "仅记录，不发送"),
            .call: words.say("it was a telephone call", "电话记录"),
        ]
        var html: HTML = "<fieldset class=\"kinds\"><legend>\(words.say("What it is", "类型"))</legend>"
        for kind in Kind.allCases {
            html.add(
                """
                <label class="inline"><input type="radio" name="kind" value="\(kind.rawValue)"\(if: kind == self.kind, " checked")>\
                \(titles[kind])</label>
                """
            )
        }
        html.add("<div class=\"columns call\">")
        html.add(
            Choice(
                name: "direction",
                label: words.say("Who called", "呼叫方向"),
                selected: isIncoming ? "incoming" : "outgoing"
            )
            .html([
                ("incoming", words.say("the customer called", "客户来电")), ("outgoing", words.say("we called", "我方致电")),
            ])
        )
        html.add(
            """
            <label>\(words.say("Minutes", "分钟"))<input name="minutes" inputmode="numeric" pattern="[0-9]*" maxlength="4" \
            value="\(minutes)"></label></div></fieldset>
            """
        )
        return html
    }

    /// What is open already, and how to open another one nevertheless.
    private func warning(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <section class="notice warn" role="alert"><p><strong>\(words.say(
                "This customer has an open ticket already. Does it belong there?",
                "该客户已有未解决的工单，是否应在其中处理？"
            ))</strong></p><ul class="others">
            """
        for ticket in open {
            html.add(
                """
                <li><a href="/desk/tickets/\(ticket.number)">#\(ticket.number) \(SubjectText.shown(ticket.subject, words))</a> \
                <span class="chip status \(ticket.status.rawValue)">\(words.status(ticket.status))</span></li>
                """
            )
        }
        html.add(
            """
            </ul><label class="inline"><input type="checkbox" name="anyway" value="yes" form="opening">\
            \(words.say("No, open another one", "否，另开一个工单"))</label></section>
            """
        )
        return html
    }
}
