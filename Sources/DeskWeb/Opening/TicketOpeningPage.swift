import ChannelKit

/// The form for a new ticket.
struct TicketOpeningPage {
    let channels: [ChannelID]
    var name = ""
    var address = ""
    var channel = ""
    var subject = ""
    var text = ""
    /// Whether the text is a note rather than the first message to the customer.
    var isNote = false
    var problem: String?

    init(channels: [ChannelID]) { self.channels = channels }

    /// What a submitted form held, bounded.
    init(_ form: FormValues, channels: [ChannelID]) {
        self.channels = channels
        name = String((form.trimmed("name") ?? "").prefix(100))
        address = String((form.trimmed("address") ?? "").prefix(320))
        channel = form["channel"] ?? ""
        subject = String((form.trimmed("subject") ?? "").prefix(250))
        text = form["text"] ?? ""
        isNote = form["kind"] == "note"
    }

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(words.say("New ticket", "新建工单"))</h1>"
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
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
            <form class="card wide" method="post" action="/desk/tickets">\(frame.token)\(frame.key)<div class="columns">\
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
            <div class="row"><label class="inline"><input type="checkbox" name="kind" value="note"\(if: isNote, " checked")> \
            \(words.say("only note it, send nothing", "仅记录，不发送"))</label>\
            <button class="primary">\(words.say("Open ticket", "创建工单"))</button></div></form>
            """
        )
        return page
    }
}
