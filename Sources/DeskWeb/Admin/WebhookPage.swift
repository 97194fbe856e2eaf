import DeskModel
import TicketStorage

/// One endpoint: its state, its secret, and its log with every attempt.
struct WebhookPage {
    let endpoint: WebhookEndpoint
    /// The secret, when it was just made.
    let secret: String?
    let log: Page<WebhookDeliveryRecord>
    let isFirst: Bool

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let title = endpoint.note.isEmpty ? Self.host(of: endpoint) : endpoint.note
        var page: HTML = """
            <p><a href="/admin/webhooks">\(words.say("All webhooks", "全部 Webhook"))</a></p><h1>\(title)</h1>
            """
        if let secret {
            page.add(
                """
                <section class="notice good"><p>\(words.say(
                    "Copy the signing secret now; it is not shown again.",
                    "请立即复制签名密钥，之后不再显示。"
                ))</p><p><input class="copy" readonly value="\(secret)" aria-label="\(words.say("Secret", "密钥"))"></p></section>
                """
            )
        }
        if !endpoint.problem.isEmpty { page.add("<p class=\"notice bad\" role=\"alert\">\(endpoint.problem)</p>") }
        page.add(facts(frame))
        page.add(actions(frame))
        page.add("<h2>\(words.say("Log", "日志"))</h2>")
        if log.items.isEmpty {
            page.add(
                EmptyState(
                    .outbox,
                    words.say("Nothing was sent yet.", "尚未推送任何内容。"),
                    words.say(
                        "What happens from now on is sent by itself; a trial event shows whether it arrives.",
                        "此后发生的事件会自动推送；可发送测试事件以确认能否送达。"
                    )
                ).html
            )
        }
        page.add("<ul class=\"deliveries\">")
        for record in log.items { page.add(entry(record, frame)) }
        page.add("</ul>")
        let base = "/admin/webhooks/\(endpoint.id)"
        page.add(
            Paging.html(
                frame,
                first: isFirst ? nil : base,
                next: log.next.map { "\(base)?after=\(PercentCoding.encode($0.rawValue))" }
            )
        )
        return page
    }

    private func facts(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let told = TicketEvent.Kind.allCases.filter { endpoint.types.contains($0.webhookType) }
        let types =
            endpoint.types.isEmpty
            ? words.say("everything", "全部事件") : told.map(words.event).joined(separator: words.say("; ", "；"))
        var html: HTML = """
            <dl class="facts"><div><dt>\(words.say("State", "状态"))</dt><dd>\(Self.state(endpoint, words))</dd></div>\
            <div><dt>\(words.say("Address", "地址"))</dt><dd>\(endpoint.url)</dd></div>\
            <div><dt>\(words.say("Told of", "推送事件"))</dt><dd>\(types)</dd></div>
            """
        if let at = endpoint.lastSuccessAt {
            html.add(
                "<div><dt>\(words.say("Last taken", "上次成功"))</dt><dd>\(frame.clock.html(at, words))</dd></div>"
            )
        }
        if endpoint.olderSecret != nil {
            html.add(
                """
                <div><dt>\(words.say("Secrets", "密钥"))</dt><dd>\(words.say(
                    "Two count: the new one and the one before.",
                    "目前新旧两个密钥均有效。"
                ))</dd></div>
                """
            )
        }
        html.add("</dl>")
        return html
    }

    private func actions(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let base: HTML = "/admin/webhooks/\(endpoint.id)"
        var html: HTML = """
            <div class="row"><form method="post" action="\(base)/trial">\(frame.token)\
            <button>\(words.say("Send a trial", "发送测试"))</button></form>\
            <form method="post" action="\(base)/state">\(frame.token)\
            <button name="enabled" value="\(endpoint.isEnabled ? "no" : "yes")">\
            \(endpoint.isEnabled ? words.say("Switch off", "停用") : words.say("Switch on", "启用"))</button></form>\
            <form method="post" action="\(base)/secret">\(frame.token)\
            <button>\(words.say("New secret", "更换密钥"))</button></form>
            """
        if endpoint.olderSecret != nil {
            html.add(
                """
                <form method="post" action="\(base)/secret/retire">\(frame.token)\
                <button>\(words.say("Retire the older secret", "停用旧密钥"))</button></form>
                """
            )
        }
        html.add(
            """
            <form method="post" action="\(base)/remove">\(frame.token)\
            <button>\(words.say("Remove with its log", "删除及其日志"))</button></form></div>
            """
        )
        return html
    }

    private func entry(_ record: WebhookDeliveryRecord, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let delivery = record.delivery
        var html: HTML = """
            <li class="card"><p><code>\(WebhookMessage.type(of: delivery))</code> \(Self.state(delivery.state, words))
            """
        if let event = delivery.event {
            html.add(" <a href=\"/desk/tickets/\(event.number)\">#\(event.number)</a>")
        }
        html.add(" \(frame.clock.html(delivery.queuedAt, words))</p>")
        if delivery.state == .pending, delivery.attempts > 0 {
            html.add(
                "<p class=\"quiet\">\(words.say("Next attempt", "下次尝试")): \(frame.clock.html(delivery.notBefore, words))</p>"
            )
        }
        if !record.attempts.isEmpty { html.add(attempts(record.attempts, frame)) }
        html.add(
            """
            <form method="post" action="/admin/webhook-deliveries/\(delivery.id)/resend">\(frame.token)\
            <button class="link">\(words.say("Send again", "重新推送"))</button></form></li>
            """
        )
        return html
    }

    private func attempts(_ attempts: [WebhookAttempt], _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <details><summary>\(words.count(attempts.count, "attempt", "attempts", "次尝试"))</summary><ol>
            """
        for attempt in attempts {
            html.add("<li>\(frame.clock.html(attempt.startedAt, words)) ")
            if let status = attempt.status { html.add("<code>\(status)</code> ") }
            html.add("<span class=\"reason\">\(attempt.detail)</span></li>")
        }
        html.add("</ol></details>")
        return html
    }

    static func state(_ endpoint: WebhookEndpoint, _ words: Words) -> HTML {
        if endpoint.isEnabled { return "<span class=\"chip good\">\(words.say("on", "已启用"))</span>" }
        return endpoint.problem.isEmpty
            ? "<span class=\"chip\">\(words.say("off", "已停用"))</span>"
            : "<span class=\"chip bad\">\(words.say("switched off", "已被停用"))</span>"
    }

    private static func state(_ state: WebhookDeliveryState, _ words: Words) -> HTML {
        switch state {
        case .pending: "<span class=\"chip warn\">\(words.say("waits", "等待中"))</span>"
        case .delivered: "<span class=\"chip good\">\(words.say("taken", "已接收"))</span>"
        case .failed: "<span class=\"chip bad\">\(words.say("given up", "已放弃"))</span>"
        }
    }

    /// The host of an endpoint; the rest of its address may hold a secret.
    static func host(of endpoint: WebhookEndpoint) -> String {
        let rest = endpoint.url.drop { $0 != ":" }.dropFirst(3)
        return String(rest.prefix { !"/?".contains($0) })
    }
}
