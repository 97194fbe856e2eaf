import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Removing a team: first what hangs on it, then, with the tickets given to somebody, the team.
enum TeamRemovalPages {
    /// How many tickets are handed over in one transaction.
    private static let batch = 200
    /// How often tickets that came meanwhile are handed over as well, before it is told instead.
    private static let maximumRounds = 5

    /// Answers `GET /admin/teams/:id/remove`: says what will happen.
    static func preview(_ exchange: Exchange) async throws -> Response { try await answer(exchange) }

    /// Answers `POST /admin/teams/:id/remove`.
    static func remove(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: Team.self)
        let heir = exchange.form["to"].flatMap { TeamID($0) }
        let teams = try await exchange.store.teams()
        guard teams.contains(where: { $0.id == id }), heir != id,
            heir.map({ heir in teams.contains { $0.id == heir } }) ?? true
        else { throw PageProblem.notFound }
        let isGone = try await remove(
            id,
            givingTicketsTo: heir,
            by: try exchange.actor,
            at: exchange.now,
            exchange.store
        )
        if isGone { return .seeOther("/admin/teams") }
        let problem = exchange.words.say(
            "Tickets keep coming to this team; please try again in a moment.",
            "该团队仍在收到新工单，请稍后重试。"
        )
        return try await answer(exchange, problem: problem, status: .conflict)
    }

    /// Gives a team's tickets to another one, or to none, and removes it.
    ///
    /// - Parameters:
    ///   - id: the team.
    ///   - heir: who gets its tickets; nil for no team.
    ///   - actor: who removes it.
    ///   - now: when.
    ///   - store: where.
    /// - Returns: whether it is gone; false when tickets keep coming to it.
    /// - Throws: `StorageError`; what was given stays given.
    static func remove(
        _ id: TeamID,
        givingTicketsTo heir: TeamID?,
        by actor: Actor,
        at now: Timestamp,
        _ store: any TicketStore
    ) async throws -> Bool {
        for _ in 0..<maximumRounds {
            while try await store.handOverTickets(of: id, to: heir, actor: actor, at: now, limit: batch) > 0 {}
            switch try await store.removeTeam(id, actor: actor, at: now) {
            case .done, .missing: return true
            case .hasTickets: continue
            }
        }
        return false
    }

    private static func answer(
        _ exchange: Exchange,
        problem: String? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = try exchange.id("id", of: Team.self)
        let teams = try await exchange.store.teams()
        guard let team = teams.first(where: { $0.id == id }), let holdings = try await exchange.store.teamHoldings(id)
        else { throw PageProblem.notFound }
        let page = TeamRemovalPage(
            team: team,
            others: teams.filter { $0.id != id },
            holdings: holdings,
            rooms: try await exchange.store.noticeRooms().filter { $0.team == id }.map(\.name),
            problem: problem
        )
        return try await exchange.adminPage(
            exchange.words.say("Remove the team \(team.name)", "删除团队 \(team.name)"),
            status: status,
            content: page.html(exchange.frame)
        )
    }
}

/// What hangs on a team, and whom its tickets go to.
struct TeamRemovalPage {
    let team: Team
    let others: [Team]
    let holdings: TeamHoldings
    let rooms: [String]
    let problem: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(words.say("Remove the team “\(team.name)”?", "删除团队“\(team.name)”？"))</h1>"
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        page.add("<section class=\"card wide\"><h2>\(words.say("What happens", "将会发生"))</h2><ul class=\"evidence\">")
        for consequence in consequences(words) { page.add("<li>\(consequence)</li>") }
        page.add(
            """
            </ul><form method="post" action="/admin/teams/\(team.id)/remove">\(frame.token)<label>\(words.say(
                "Its tickets go to",
                "其工单转交给"
            ))<select name="to"><option value="">\(words.say("no team", "不属于任何团队"))</option>
            """
        )
        for other in others { page.add("<option value=\"\(other.id)\">\(other.name)</option>") }
        page.add(
            """
            </select></label><div class="row"><button class="danger">\(words.say("Remove the team", "删除团队"))</button>\
            <a class="button" href="/admin/teams">\(words.say("Keep it", "保留"))</a></div></form></section>
            """
        )
        return page
    }

    private func consequences(_ words: Words) -> [String] {
        var lines = [
            words.say(
                "\(holdings.unsolved) unsolved and \(holdings.solved) solved tickets go to whom you choose below. Each says so in its history. Without a team, everybody sees them.",
                "\(holdings.unsolved) 个未解决和 \(holdings.solved) 个已解决的工单将转交给下面选择的团队，并记入各自的历史。不属于任何团队的工单所有人可见。"
            ),
            words.say(
                "Its members (\(holdings.members)) leave it. Who is limited to their teams sees its tickets no longer.",
                "\(holdings.members) 名成员将离开该团队；仅限查看本团队工单的成员将不再看到这些工单。"
            ),
        ]
        if holdings.shared > 0 {
            lines.append(
                words.say(
                    "\(holdings.shared) tickets that are shared with it are seen by their own team alone.",
                    "与其共享的 \(holdings.shared) 个工单将只有所属团队可见。"
                )
            )
        }
        if !holdings.children.isEmpty {
            let names = holdings.children.joined(separator: words.say(", ", "、"))
            lines.append(words.say("Teams below it move up: \(names).", "其下级团队上移一级：\(names)。"))
        }
        if !rooms.isEmpty {
            let names = rooms.joined(separator: words.say(", ", "、"))
            lines.append(
                words.say("Rooms that heard of its tickets hear nothing more: \(names).", "以下群组将不再收到通知：\(names)。")
            )
        }
        lines.append(words.say("This cannot be undone.", "此操作无法撤销。"))
        return lines
    }
}
