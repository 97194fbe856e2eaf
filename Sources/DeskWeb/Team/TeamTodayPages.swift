import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /desk/team`: how the desk stands right now, and who has how much.
enum TeamTodayPages {
    static func show(_ exchange: Exchange) async throws -> Response {
        async let today = exchange.store.teamToday(at: exchange.now)
        async let agents = exchange.store.agents()
        async let teams = exchange.store.teams()
        async let due = exchange.store.dueCounts(at: exchange.now)
        async let chrome = exchange.chrome(.team)
        let page = TeamTodayPage(
            today: try await today,
            due: try await due,
            agents: try await agents,
            teams: try await teams
        )
        return exchange.page(
            exchange.words.say("Team today", "团队今日"),
            chrome: try await chrome,
            content: page.html(exchange.frame)
        )
    }
}

/// How the desk stands.
struct TeamTodayPage {
    var today: TeamToday
    var due: DueCounts
    var agents: [Agent]
    var teams: [Team]

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(words.say("Team today", "团队今日"))</h1><ul class=\"figures\">"
        let waiting = today.statuses[.new, default: 0] + today.statuses[.open, default: 0]
        page.add(figure(waiting, words.say("wait for us", "等待我们处理"), "/desk/tickets?view=unsolved&sort=waiting"))
        page.add(figure(today.unassigned, words.say("unassigned", "未分配"), "/desk/tickets?view=unassigned"))
        page.add(
            figure(
                today.statuses[.pending, default: 0],
                words.say("wait for customers", "等待客户"),
                "/desk/tickets?view=pending"
            )
        )
        page.add(figure(today.snoozed, words.say("asleep", "稍后处理"), "/desk/tickets?view=snoozed"))
        page.add(figure(due.breached, words.say("breached", "已超时"), "/desk/due"))
        page.add(figure(due.warning - due.breached, words.say("about to breach", "即将超时"), "/desk/due"))
        if let oldest = today.oldest.first {
            page.add(
                """
                <li><a href="/desk/tickets/\(oldest.ticket.number)"><strong>\
                \(words.length(milliseconds: max(0, frame.clock.now.rawValue - oldest.ticket.updatedAt.rawValue)))</strong>\
                <span>\(words.say("waiting longest", "等待最久"))</span></a></li>
                """
            )
        }
        page.add("</ul>\(loads(frame))")
        page.add("<h2>\(words.say("Waiting longest", "等待最久的工单"))</h2>")
        if today.oldest.isEmpty {
            page.add(
                EmptyState(
                    .solved,
                    words.say("Nothing waits.", "没有等待的工单。"),
                    words.say("The customers who wait longest for an answer stand here.", "等待答复最久的客户会显示在此处。")
                ).html
            )
        } else {
            page.add("<div class=\"card-list\">\(TicketRows(tickets: today.oldest).html(frame))</div>")
        }
        if frame.mayChange { page.add(handOver(frame)) }
        return page
    }

    private func figure(_ count: Int, _ title: String, _ path: String) -> HTML {
        "<li><a href=\"\(path)\"><strong>\(count)</strong><span>\(title)</span></a></li>"
    }

    private func loads(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let names = Dictionary(agents.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let most = max(1, today.loads.map(\.waiting).max() ?? 1)
        var html: HTML = """
            <h2 id="load">\(words.say("Load", "工作量"))</h2>\
            <div class="scroll" role="region" tabindex="0" aria-labelledby="load"><table><thead><tr>\
            <th>\(words.say("Agent", "客服"))</th><th class="number">\(words.say("Waiting", "待处理"))</th>\
            <th class="number">\(words.say("With customers", "等待客户"))</th>\
            <th class="number">\(words.say("On hold", "搁置"))</th><th class="number">\(words.say("Asleep", "稍后处理"))</th>\
            <th><span class="unseen">\(words.say("Share", "占比"))</span></th></tr></thead><tbody>
            """
        for load in today.loads {
            let name = names[load.agent] ?? words.say("a former agent", "已离职客服")
            html.add(
                """
                <tr><td>\(Avatar.html(name, isTiny: true)) \
                <a href="/desk/tickets?view=unsolved&amp;assignee=\(load.agent)">\(name)</a></td>\
                <td class="number">\(load.waiting)</td><td class="number">\(load.statuses[.pending, default: 0])</td>\
                <td class="number">\(load.statuses[.onHold, default: 0])</td><td class="number">\(load.snoozed)</td>\
                <td><meter max="\(most)" value="\(load.waiting)" aria-label="\(name)">\(load.waiting)</meter></td></tr>
                """
            )
        }
        html.add("</tbody></table></div>")
        guard !teams.isEmpty else { return html }
        html.add("<ul class=\"figures\">")
        for team in teams {
            html.add(figure(today.teams[team.id, default: 0], team.name, "/desk/tickets?view=unsolved&team=\(team.id)"))
        }
        html.add("</ul>")
        return html
    }

    private func handOver(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let from = today.loads.compactMap { load in agents.first { $0.id == load.agent } }
        guard !from.isEmpty else { return "" }
        let to = agents.filter { $0.isEnabled && $0.role.mayChangeTickets }
        var html: HTML = """
            <form class="card wide" method="post" action="/desk/team/hand-over">\(frame.token)\
            <h2>\(words.say("Hand over a colleague's tickets", "移交同事的工单"))</h2><div class="columns">\
            <input type="hidden" name="back" value="/desk/team">
            """
        html.add(
            Choice(name: "from", label: words.say("All unsolved tickets of", "移交人"), selected: nil)
                .html(from.map { ($0.id.description, $0.name) })
        )
        html.add(
            Choice(name: "to", label: words.say("To", "接收人"), selected: nil)
                .html([("", words.say("nobody", "未分配"))] + to.map { ($0.id.description, $0.name) })
        )
        html.add("</div><button>\(words.say("Hand over", "移交"))</button></form>")
        return html
    }
}
