import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// How an account gets in, for admins: its second step and its sessions.
enum UserSecurity {
    /// Answers `GET /admin/users/:id`.
    static func show(_ exchange: Exchange) async throws -> Response {
        let agent = try await agent(exchange)
        async let step = exchange.store.secondStep(of: agent.id)
        async let sessions = exchange.store.sessions(of: agent.id, at: exchange.now)
        let page = UserSecurityPage(
            agent: agent,
            hasSecondStep: try await step?.confirmedAt != nil,
            sessions: try await sessions
        )
        return try await exchange.adminPage(agent.name, content: page.html(exchange.frame))
    }

    /// `POST /admin/users/:id/second-step/reset`: removes somebody's second step; their password alone lets them in again.
    static func reset(_ exchange: Exchange) async throws -> Response {
        let agent = try await agent(exchange)
        guard agent.id != (try exchange.agent.id) else {
            throw PageProblem.invalid(
                exchange.words.say(
                    "Turn your own off on your profile page, with your password.",
                    "请在个人设置中用密码停用自己的两步验证。"
                )
            )
        }
        try await exchange.store.removeSecondStep(of: agent.id, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/admin/users/\(agent.id)")
    }

    /// `POST /admin/users/:id/sessions`: ends one of somebody's sessions, or all.
    static func endSessions(_ exchange: Exchange) async throws -> Response {
        let agent = try await agent(exchange)
        let ended = try await exchange.store.endSessions(
            exchange.form["session"].map { .one(reference: $0) } ?? .all,
            of: agent.id,
            actor: try exchange.actor,
            at: exchange.now
        )
        for digest in ended { exchange.site.live.end(session: digest) }
        return .seeOther("/admin/users/\(agent.id)")
    }

    /// `POST /admin/second-step`: says which roles must have a second step.
    static func setRoles(_ exchange: Exchange) async throws -> Response {
        let roles = Set(exchange.form.all("role").compactMap(AgentRole.init))
        try await exchange.store.setSecondStepRoles(roles, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/admin/users#second-step")
    }

    private static func agent(_ exchange: Exchange) async throws -> Agent {
        let id = try exchange.id("id", of: Agent.self)
        guard let agent = try await exchange.store.agents().first(where: { $0.id == id }) else {
            throw PageProblem.notFound
        }
        return agent
    }
}

/// One account, as admins see it.
struct UserSecurityPage {
    let agent: Agent
    let hasSecondStep: Bool
    let sessions: [Session]

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let path = "/admin/users/\(agent.id)"
        let isOwn = agent.id == frame.signedIn?.agent.id
        var page: HTML = """
            <p><a href="/admin/users">\(words.say("All users", "全部用户"))</a></p><h1>\(agent.name)</h1>\
            <p class="quiet">\(agent.email)</p><section aria-labelledby="second-step"><h2 id="second-step">\
            \(words.say("Second step of signing in", "两步验证"))</h2>
            """
        if hasSecondStep, !isOwn {
            page.add(
                """
                <p>\(words.say(
                    "It is on. Reset it only after you made sure who asks: the password alone then opens the account.",
                    "已启用。重置前请确认对方身份：重置后仅凭密码即可登录。"
                ))</p><form method="post" action="\(path)/second-step/reset">\(frame.token)\
                <button class="danger">\(words.say("Reset", "重置"))</button></form>
                """
            )
        } else {
            page.add("<p>\(hasSecondStep ? words.say("It is on.", "已启用。") : words.say("It is off.", "未启用。"))</p>")
        }
        page.add(
            """
            </section><section aria-labelledby="sessions"><h2 id="sessions">\(words.say("Signed in", "登录的设备"))</h2>\
            \(SessionList(sessions: sessions, present: frame.signedIn?.session.digest, path: "\(path)/sessions").html(frame))
            """
        )
        if !sessions.isEmpty, !isOwn {
            page.add(
                """
                <form method="post" action="\(path)/sessions">\(frame.token)\
                <button>\(words.say("End all", "全部结束"))</button></form>
                """
            )
        }
        page.add("</section>")
        return page
    }
}
