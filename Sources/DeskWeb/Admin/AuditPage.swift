import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /admin/audit`: what was done to the installation, by whom and when.
enum AuditLog {
    private static let pageSize = 50

    static func show(_ exchange: Exchange) async throws -> Response {
        let filter = AuditFilter(exchange.query)
        let after = exchange.query["after"].map(PageCursor.init(rawValue:))
        var query = filter.query(exchange.clock)
        query.after = after
        query.limit = pageSize
        async let entries = exchange.store.auditPage(query)
        async let actions = exchange.store.auditActions()
        async let agents = exchange.store.agents()
        async let teams = exchange.store.teams()
        let page = AuditPage(
            filter: filter,
            entries: try await entries,
            actions: try await actions,
            agents: try await agents,
            teams: try await teams,
            isFirst: after == nil
        )
        return try await exchange.adminPage(
            exchange.words.say("Audit log", "审计日志"),
            content: page.html(exchange.frame)
        )
    }
}

/// Which entries are shown, as the address says it.
struct AuditFilter: Sendable {
    /// `agent:` and an id, or `operator`; anything else is everybody.
    let actor: String
    let action: String
    /// Days as `2026-03-31`; the second one is shown as well.
    let from: String
    let until: String

    init(_ query: FormValues) {
        actor = String((query["actor"] ?? "").prefix(60))
        action = String((query["action"] ?? "").prefix(100))
        from = String((query["from"] ?? "").prefix(20))
        until = String((query["until"] ?? "").prefix(20))
    }

    /// The question to the store.
    ///
    /// - Parameter clock: the reader's, by which the days begin.
    /// - Returns: the question, without a place.
    func query(_ clock: PageClock) -> AuditQuery {
        var query = AuditQuery(action: action.isEmpty ? nil : action)
        if actor == "operator" {
            query.actor = .operator
        } else if actor.hasPrefix("agent:"), let id = AgentID(actor.dropFirst(6)) {
            query.actor = .agent(id)
        }
        func start(_ day: CalendarDate) -> Timestamp { clock.moment(local: Int64(day.dayNumber) * 86_400) }
        query.from = CalendarDate(from).map(start)
        query.until = CalendarDate(until).map { start($0.advanced(by: 1)) }
        return query
    }

    /// The filter in an address.
    var path: String {
        "/admin/audit?actor=\(PercentCoding.encode(actor))&action=\(PercentCoding.encode(action))"
            + "&from=\(PercentCoding.encode(from))&until=\(PercentCoding.encode(until))"
    }
}

/// The audit log as a table.
struct AuditPage {
    let filter: AuditFilter
    let entries: Page<AuditEntry>
    let actions: [String]
    let agents: [Agent]
    let teams: [Team]
    let isFirst: Bool

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(words.say("Audit log", "审计日志"))</h1>\(form(words))"
        if entries.items.isEmpty {
            page.add(
                EmptyState(
                    .note,
                    words.say("Nothing here.", "没有内容。"),
                    words.say("No entry fits these conditions.", "没有符合条件的记录。")
                ).html
            )
        } else {
            page.add(
                """
                <div class="scroll" tabindex="0" role="region" aria-label="\(words.say("Audit log", "审计日志"))"><table><thead><tr>\
                <th>\(words.say("When", "时间"))</th><th>\(words.say("Who", "操作人"))</th>\
                <th>\(words.say("What", "操作"))</th><th>\(words.say("To what", "对象"))</th>\
                <th>\(words.say("Details", "详情"))</th></tr></thead><tbody>
                """
            )
            let objects = AuditObject(agents: agents, teams: teams, words: words)
            for entry in entries.items {
                page.add(
                    """
                    <tr><td>\(frame.clock.html(entry.at, words))</td><td>\(ActorName.shown(entry.actor, among: agents, words))</td>\
                    <td title="\(entry.action)">\(words.audited(entry.action))</td><td class="name">\(objects.html(of: entry))</td>\
                    <td class="name">\(objects.details(of: entry))</td></tr>
                    """
                )
            }
            page.add("</tbody></table></div>")
        }
        page.add(
            Paging.html(
                frame,
                first: isFirst ? nil : filter.path,
                next: entries.next.map { "\(filter.path)&after=\(PercentCoding.encode($0.rawValue))" }
            )
        )
        return page
    }

    private func form(_ words: Words) -> HTML {
        let all = words.say("All", "全部")
        var html: HTML = """
            <form class="columns" action="/admin/audit"><label>\(words.say("Who", "操作人"))\
            <select name="actor"><option value="">\(all)</option>\
            <option value="operator"\(if: filter.actor == "operator", " selected")>\(words.say("the operator", "运维人员"))</option>
            """
        for agent in agents {
            let value = "agent:\(agent.id)"
            html.add("<option value=\"\(value)\"\(if: filter.actor == value, " selected")>\(agent.name)</option>")
        }
        html.add(
            "</select></label><label>\(words.say("What", "操作"))<select name=\"action\"><option value=\"\">\(all)</option>"
        )
        for action in actions {
            html.add(
                "<option value=\"\(action)\"\(if: filter.action == action, " selected")>\(words.audited(action))</option>"
            )
        }
        html.add(
            """
            </select></label><label>\(words.say("From", "起始日期"))<input type="date" name="from" value="\(filter.from)"></label>\
            <label>\(words.say("Until", "截止日期"))<input type="date" name="until" value="\(filter.until)"></label>\
            <p class="submit"><button class="primary">\(words.say("Show", "筛选"))</button></p></form>
            """
        )
        return html
    }
}
