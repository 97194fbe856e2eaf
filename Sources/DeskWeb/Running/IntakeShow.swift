import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// `GET /desk/intake/:id`: one arrival as it came, and what became of it.
enum IntakeShow {
    static func show(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: JournaledArrival.self)
        guard let arrival = try await exchange.store.arrival(id) else { throw PageProblem.notFound }
        async let results = exchange.store.results(of: id)
        async let chrome = exchange.chrome(.intake)
        let page = ArrivalPage(arrival: arrival, results: try await results)
        return exchange.page(
            exchange.words.say("As it came", "原始内容"),
            chrome: try await chrome,
            content: page.html(exchange.frame)
        )
    }

    /// `POST /desk/intake/:id/requeue`: routes a quarantined arrival again.
    static func requeue(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: JournaledArrival.self)
        guard try await exchange.store.arrival(id) != nil else { throw PageProblem.notFound }
        try await exchange.store.requeue(id)
        exchange.site.services.intake.resume(count: 1)
        try await exchange.store.audit(
            AuditEntry(actor: try exchange.actor, action: .arrivalRequeued, object: "\(id)", at: exchange.now)
        )
        return .seeOther("/desk/intake/\(id)")
    }
}

/// One arrival.
struct ArrivalPage {
    /// How much of the octets is shown.
    private static let shownBytes = 512 << 10

    let arrival: JournaledArrival
    let results: [RoutingResult]

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let raw = arrival.raw
        var page: HTML = """
            <h1>\(words.say("As it came", "原始内容"))</h1><dl class="facts">\
            <div><dt>\(words.say("Channel", "渠道"))</dt><dd>\(raw.channel.rawValue)</dd></div>\
            <div><dt>\(words.say("Came", "时间"))</dt><dd>\(frame.clock.html(raw.receivedAt, words))</dd></div>\
            <div><dt>\(words.say("Proven by", "验证方式"))</dt><dd>\(verdict(words))</dd></div>\
            <div><dt>\(words.say("Type", "类型"))</dt><dd>\(raw.mediaType), \(ByteCount.text(raw.body.count))</dd></div>\
            <div><dt>\(words.say("Its name", "标识"))</dt><dd>\(raw.externalID.rawValue)</dd></div>
            """
        if let sender = raw.envelopeSender {
            page.add("<div><dt>\(words.say("Envelope sender", "信封发件人"))</dt><dd>&lt;\(sender)&gt;</dd></div>")
        }
        if !raw.envelopeRecipients.isEmpty {
            let list = raw.envelopeRecipients.prefix(20).joined(separator: ", ")
            page.add("<div><dt>\(words.say("Envelope recipients", "信封收件人"))</dt><dd>\(list)</dd></div>")
        }
        if arrival.crashes > 0 {
            page.add("<div><dt>\(words.say("Crashes while reading", "读取时崩溃次数"))</dt><dd>\(arrival.crashes)</dd></div>")
        }
        page.add("</dl>")
        page.add(outcomes(frame))
        if !raw.headers.isEmpty {
            page.add("<pre class=\"source\">")
            for header in raw.headers.prefix(100) { page.add("\(header.name): \(header.value)\n") }
            page.add("</pre>")
        }
        page.add(
            "<pre class=\"source\" tabindex=\"0\">\("\n" as HTML)\(String(decoding: raw.body.prefix(Self.shownBytes), as: UTF8.self))</pre>"
        )
        if raw.body.count > Self.shownBytes {
            page.add("<p class=\"quiet\">\(words.say("Only the beginning is shown.", "仅显示开头部分。"))</p>")
        }
        return page
    }

    private func outcomes(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = "<ul class=\"others\">"
        for result in results {
            html.add("<li><span class=\"chip plain\">\(words.intake(result.outcome))</span> \(words.rule(result.rule))")
            if let number = result.ticketNumber { html.add(" <a href=\"/desk/tickets/\(number)\">#\(number)</a>") }
            html.add("</li>")
        }
        if results.isEmpty { html.add("<li class=\"quiet\">\(words.say("Not routed yet.", "尚未处理。"))</li>") }
        html.add("</ul>")
        if frame.mayChange, results.contains(where: { $0.outcome == .quarantined }) {
            html.add(
                """
                <form method="post" action="/desk/intake/\(arrival.id)/requeue">\(frame.token)\
                <button>\(words.say("Route it again", "重新处理"))</button></form>
                """
            )
        }
        return html
    }

    private func verdict(_ words: Words) -> String {
        switch arrival.raw.verdict {
        case .unauthenticated: words.say("nothing (the content may prove itself)", "无（内容可能自带证明）")
        case .signed: words.say("the provider's signature", "服务商签名")
        case .fetched: words.say("fetched from our own account", "从我方账户获取")
        case .operatorSupplied: words.say("handed over by the operator", "运维人员提供")
        }
    }
}
