import DeskModel
import TicketStorage

/// The endpoints, and the form for another.
struct WebhooksPage {
    var endpoints: [WebhookEndpoint] = []
    var url = ""
    var note = ""
    var types: Set<String> = []
    var problem: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("Webhooks", "Webhook"))</h1><p class="lead">\(words.say(
                "Programs that are told what happens, signed and in order, and told again until they have it.",
                "将事件签名后依次推送给程序，直至对方成功接收。"
            ))</p>
            """
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        if endpoints.isEmpty {
            page.add(
                EmptyState(
                    .outbox,
                    words.say("No endpoints yet.", "暂无推送地址。"),
                    words.say("Add the address of a program that is to be told.", "请添加要通知的程序的地址。")
                ).html
            )
        }
        page.add("<div class=\"cards\">")
        for endpoint in endpoints { page.add(card(endpoint, frame)) }
        page.add("</div>")
        page.add(form(frame))
        return page
    }

    private func card(_ endpoint: WebhookEndpoint, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let host = WebhookPage.host(of: endpoint)
        let title = endpoint.note.isEmpty ? host : endpoint.note
        var html: HTML = """
            <section class="card"><h2><a href="/admin/webhooks/\(endpoint.id)">\(title)</a></h2>\
            <p>\(WebhookPage.state(endpoint, words))\(if: title != host, " <span class=\"quiet\">\(host)</span>")</p>
            """
        if !endpoint.problem.isEmpty { html.add("<p class=\"notice bad\">\(endpoint.problem)</p>") }
        html.add("</section>")
        return html
    }

    private func form(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <form class="card wide" method="post" action="/admin/webhooks">\(frame.token)\
            <h2>\(words.say("Add an endpoint", "添加推送地址"))</h2>\
            <label>\(words.say("Address", "地址"))<input type="url" name="url" value="\(url)" maxlength="2000" required \
            placeholder="https://example.org/hooks"></label>\
            <label>\(words.say("What it is", "说明"))<input name="note" value="\(note)" maxlength="100"></label>\
            <fieldset><legend>\(words.say("Told of (nothing chosen: everything)", "推送的事件（不选则为全部）"))</legend>
            """
        for group in WebhookEventGroup.allCases {
            html.add("<fieldset class=\"plain\"><legend>\(group.title(words))</legend><div class=\"choice-grid\">")
            for kind in group.kinds {
                let type = kind.webhookType
                html.add(
                    """
                    <label class="check"><input type="checkbox" name="type" value="\(type)"\
                    \(if: types.contains(type), " checked")> <span>\(words.event(kind)) <code>\(type)</code></span></label>
                    """
                )
            }
            html.add("</div></fieldset>")
        }
        html.add("</fieldset><button class=\"primary\">\(words.say("Add", "添加"))</button></form>")
        return html
    }
}
