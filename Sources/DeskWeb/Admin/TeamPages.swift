import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Teams with their members, for admins; a department is a team with child teams.
enum TeamPages {
    static let maximumName = 100
    static let maximumCount = 500

    /// Answers `GET /admin/teams`.
    static func show(_ exchange: Exchange) async throws -> Response { try await answer(exchange) }

    /// Answers `POST /admin/teams`: adds or changes a team.
    static func submit(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        let teams = try await exchange.store.teams()
        let agents = try await exchange.store.agents()
        let id = exchange.form["id"].flatMap { TeamID($0) }
        guard id.map({ id in teams.contains { $0.id == id } }) ?? (teams.count < maximumCount) else {
            throw PageProblem.notFound
        }
        guard let name = exchange.form.trimmed("name"), name.count <= maximumName else {
            let problem = words.say(
                "A team needs a name of 1 to \(maximumName) characters.",
                "团队名称须为 1 至 \(maximumName) 个字符。"
            )
            return try await answer(exchange, problem: problem, status: .unprocessableContent)
        }
        let parent = exchange.form["parent"].flatMap { TeamID($0) }
        guard parent.map({ parent in teams.contains { $0.id == parent } }) ?? true else { throw PageProblem.notFound }
        let team = Team(id: id ?? exchange.site.services.ids.next(at: exchange.now), name: name, parent: parent)
        let chosen = Set(exchange.form.all("member"))
        let members = agents.map(\.id).filter { chosen.contains($0.description) }
        let result = try await exchange.store.saveTeam(
            team,
            members: members,
            actor: try exchange.actor,
            at: exchange.now
        )
        switch result {
        case .done: return .seeOther("/admin/teams")
        case .nameTaken:
            let problem = words.say("There is another team named “\(name)”.", "已有名为“\(name)”的团队。")
            return try await answer(exchange, problem: problem, status: .unprocessableContent)
        case .circular:
            let problem = words.say(
                "“\(name)” cannot be part of itself or of a team below it.",
                "“\(name)”不能隶属于自身或其下级团队。"
            )
            return try await answer(exchange, problem: problem, status: .unprocessableContent)
        }
    }

    private static func answer(
        _ exchange: Exchange,
        problem: String? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        async let teams = exchange.store.teams()
        async let agents = exchange.store.agents()
        async let members = exchange.store.teamMembers()
        let page = TeamsPage(
            teams: try await teams,
            agents: try await agents,
            members: try await members,
            problem: problem
        )
        return try await exchange.adminPage(
            exchange.words.say("Teams", "团队"),
            status: status,
            content: page.html(exchange.frame)
        )
    }
}

/// The teams, each with its form, and the form for another.
struct TeamsPage {
    let teams: [Team]
    let agents: [Agent]
    let members: [TeamID: Set<AgentID>]
    let problem: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(words.say("Teams", "团队"))</h1>"
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        if teams.isEmpty {
            page.add(
                EmptyState(
                    .team,
                    words.say("There is no team yet.", "还没有团队。"),
                    words.say(
                        "A team has its own view, its members and its load; a department is a team with teams below it.",
                        "团队有自己的视图、成员和工作量；部门即包含下级团队的团队。"
                    )
                ).html
            )
        }
        for (team, depth) in ordered {
            let count = words.count(members[team.id]?.count ?? 0, "member", "members", "名成员")
            let parent = teams.first { $0.id == team.parent }?.name
            page.add(
                """
                <details class="card wide team level-\(min(depth, 4))"><summary><strong>\(team.name)</strong> \
                <span class="quiet">\(count)\(parent.map { words.say(", part of \($0)", "，隶属于\($0)") })</span></summary>\
                \(form(team, frame))<p><a href="/admin/teams/\(team.id)/remove" aria-label="\(words.say(
                    "Remove the team \(team.name)",
                    "删除团队 \(team.name)"
                ))">\(words.say("Remove…", "删除…"))</a></p></details>
                """
            )
        }
        page.add(
            "<section class=\"card wide\"><h2>\(words.say("Add a team", "添加团队"))</h2>\(form(nil, frame))</section>"
        )
        return page
    }

    /// The teams, each behind the one it is part of, with how deep it lies.
    private var ordered: [(Team, depth: Int)] {
        let children = Dictionary(grouping: teams) { $0.parent }
        var ordered: [(Team, depth: Int)] = []
        var waiting = (children[nil] ?? []).reversed().map { ($0, 0) }
        while let (team, depth) = waiting.popLast() {
            ordered.append((team, depth: depth))
            waiting += (children[team.id] ?? []).reversed().map { ($0, depth + 1) }
        }
        return ordered
    }

    private func form(_ team: Team?, _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = "<form method=\"post\" action=\"/admin/teams\">\(frame.token)"
        if let team { html.add("<input type=\"hidden\" name=\"id\" value=\"\(team.id)\">") }
        html.add(
            """
            <div class="columns"><label>\(words.say("Name", "名称"))<input name="name" value="\(team?.name)" maxlength="100" required></label>\
            <label>\(words.say("Part of", "上级团队"))<select name="parent"><option value="">\(words.say("None", "无"))</option>
            """
        )
        for other in teams where other.id != team?.id {
            html.add("<option value=\"\(other.id)\"\(if: other.id == team?.parent, " selected")>\(other.name)</option>")
        }
        html.add(
            "</select></label></div><fieldset><legend>\(words.say("Members", "成员"))</legend><div class=\"choices\">"
        )
        let chosen = team.flatMap { members[$0.id] } ?? []
        for agent in agents where agent.isEnabled || chosen.contains(agent.id) {
            html.add(
                """
                <label class="inline"><input type="checkbox" name="member" value="\(agent.id)"\
                \(if: chosen.contains(agent.id), " checked")>\(agent.name)</label>
                """
            )
        }
        html.add(
            """
            </div></fieldset><button\(if: team == nil, " class=\"primary\"")>\
            \(team == nil ? words.say("Add", "添加") : words.say("Save", "保存"))</button></form>
            """
        )
        return html
    }
}
