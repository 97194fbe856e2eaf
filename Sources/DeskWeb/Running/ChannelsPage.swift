import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// The channels with their abilities and how they do.
enum ChannelPages {
    /// Answers `GET /desk/channels`.
    static func show(_ exchange: Exchange) async throws -> Response {
        async let counts = exchange.store.intakeCounts()
        async let holds = exchange.store.holds()
        async let chrome = exchange.chrome(.channels)
        let services = exchange.site.services
        let (journal, held) = (try await counts, try await holds)
        let channels = services.directory.all.map { channel in
            ChannelsPage.Channel(
                id: channel.id,
                abilities: channel.abilities,
                page: (channel.adapter as? any PageServing)?.publicPage,
                health: services.health[channel.id],
                counts: journal[channel.id],
                hold: held[channel.id],
                consent: services.health.consent(of: channel.id)
            )
        }
        let page = ChannelsPage(channels: channels, publicURL: exchange.site.settings.publicURL)
        return exchange.page(
            exchange.words.say("Channels", "渠道"),
            chrome: try await chrome,
            content: page.html(exchange.frame)
        )
    }

    /// `POST /desk/channels/:id/resume`: lets a held channel's replies go.
    static func resume(_ exchange: Exchange) async throws -> Response {
        let id = ChannelID(rawValue: exchange.parameters["id"] ?? "")
        guard exchange.site.services.directory[id] != nil else { throw PageProblem.notFound }
        try await exchange.store.setHold(nil, channel: id, at: exchange.now)
        try await exchange.store.audit(
            AuditEntry(actor: try exchange.actor, action: .channelResumed, object: id.rawValue, at: exchange.now)
        )
        exchange.site.services.wakeOutbox()
        return .seeOther("/desk/channels")
    }
}

/// The channels as cards.
struct ChannelsPage {
    /// One channel.
    struct Channel {
        var id: ChannelID
        var abilities: AdapterAbilities
        var page: String?
        var health: ChannelHealth.Entry?
        var counts: IntakeCounts?
        var hold: Wording?
        var consent: ConsentState?
    }

    var channels: [Channel]
    var publicURL: String

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("Channels", "渠道"))</h1><p class="lead">\(words.say(
                "The ways in and out, as the configuration file says.",
                "配置文件中启用的收发渠道。"
            ))\(if: frame.signedIn?.agent.role == .admin, " <a href=\"/admin/channels\">\(words.say("Addresses, tests and examples", "地址、测试与配置示例"))</a>")</p>\
            <div class="cards">
            """
        for channel in channels { page.add(card(channel, frame)) }
        page.add("</div>")
        return page
    }

    private func card(_ channel: Channel, _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = "<section class=\"card\"><h2>\(channel.id.rawValue)</h2><p>\(words.chip(channel.health))</p>"
        if let problem = channel.health?.condition.problem {
            html.add("<p class=\"notice bad\">\(words.say(problem))</p>")
        }
        if let consent = channel.consent, consent != .good {
            html.add(ChannelWarning.html(consent, of: channel.id, frame))
        }
        if let hold = channel.hold {
            html.add("<p class=\"notice warn\">\(words.say("Replies are held:", "回复已暂停：")) \(words.say(hold))</p>")
            if frame.signedIn?.agent.role == .admin {
                html.add(
                    """
                    <form method="post" action="/desk/channels/\(channel.id.rawValue)/resume">\(frame.token)\
                    <button>\(words.say("Let them go", "恢复发送"))</button></form>
                    """
                )
            }
        }
        html.add(
            "<dl class=\"facts\"><div><dt>\(words.say("In", "收"))</dt><dd>\(words.ways(channel.abilities))</dd></div>"
        )
        html.add(
            "<div><dt>\(words.say("Out", "发"))</dt><dd>\(channel.abilities.replies ? words.say("replies", "可回复") : words.say("nothing", "不可回复"))</dd></div>"
        )
        if let counts = channel.counts {
            html.add("<div><dt>\(words.say("Came in", "已收"))</dt><dd>\(counts.journaled)</dd></div>")
            if counts.waiting > 0 {
                html.add("<div><dt>\(words.say("Waiting", "等待"))</dt><dd>\(counts.waiting)</dd></div>")
            }
            if counts.quarantined > 0 {
                html.add(
                    "<div><dt>\(words.intake(.quarantined))</dt><dd><a href=\"/desk/intake?outcome=quarantined\">\(counts.quarantined)</a></dd></div>"
                )
            }
            if let last = counts.lastAt {
                html.add("<div><dt>\(words.say("Last", "最近"))</dt><dd>\(frame.clock.html(last, words))</dd></div>")
            }
        }
        if let condition = channel.health?.condition, let server = condition.serverCount {
            html.add(
                "<div><dt>\(words.say("On the server / stored", "服务器 / 已存"))</dt><dd>\(server) / \(condition.storedCount ?? 0)</dd></div>"
            )
        }
        html.add("</dl>")
        if let page = channel.page {
            let address = "\(publicURL)/channels/\(channel.id.rawValue)/\(page)"
            html.add("<p><a href=\"\(address)\" rel=\"noopener\" target=\"_blank\">\(address)</a></p>")
        }
        html.add("</section>")
        return html
    }
}
