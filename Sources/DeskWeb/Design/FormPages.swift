import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Request forms of the portal, for admins.
enum FormPages {
    /// Answers `GET /admin/forms`.
    static func list(_ exchange: Exchange) async throws -> Response {
        let page = FormListPage(
            forms: try await exchange.store.requestForms(),
            design: try await exchange.store.ticketDesign()
        )
        return try await exchange.adminPage(page)
    }

    /// Answers `GET /admin/forms/new`.
    static func new(_ exchange: Exchange) async throws -> Response {
        let design = try await exchange.store.ticketDesign()
        var draft = FormDraft(nil, design)
        let last = try await exchange.store.requestForms().map(\.position).max() ?? 0
        draft.position = String((last / 10 + 1) * 10)
        return try await exchange.adminPage(FormDesignPage(draft: draft, id: nil, design: design))
    }

    /// Answers `GET /admin/forms/:id`.
    static func edit(_ exchange: Exchange) async throws -> Response {
        let design = try await exchange.store.ticketDesign()
        let form = try await form(exchange)
        return try await exchange.adminPage(
            FormDesignPage(draft: FormDraft(form, design), id: form.id, design: design)
        )
    }

    /// `POST /admin/forms`: adds a form, or shows what it would be.
    static func add(_ exchange: Exchange) async throws -> Response { try await save(nil, exchange) }

    /// `POST /admin/forms/:id`: changes a form, or shows what it would be.
    static func change(_ exchange: Exchange) async throws -> Response {
        try await save(try await form(exchange), exchange)
    }

    /// `POST /admin/forms/:id/remove`: removes a form.
    static func remove(_ exchange: Exchange) async throws -> Response {
        let form = try await form(exchange)
        try await exchange.store.removeForm(form.id, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/admin/forms")
    }

    private static func save(_ known: RequestForm?, _ exchange: Exchange) async throws -> Response {
        let design = try await exchange.store.ticketDesign()
        let draft = FormDraft(exchange.form, known, design)
        var page = FormDesignPage(draft: draft, id: known?.id, design: design)
        if exchange.form["action"] == "preview" { return try await exchange.adminPage(page) }
        page.problems = draft.problems(design, exchange.words)
        guard page.problems.isEmpty else { return try await exchange.adminPage(page, status: .unprocessableContent) }
        let id = known?.id ?? exchange.site.services.ids.next(at: exchange.now)
        guard try await exchange.store.save(draft.form(id: id), actor: try exchange.actor, at: exchange.now) else {
            page.problems.add(
                "title-english",
                exchange.words.say(
                    "There are \(RequestForm.maximumCount) forms already.",
                    "表单已达 \(RequestForm.maximumCount) 个。"
                )
            )
            return try await exchange.adminPage(page, status: .unprocessableContent)
        }
        return .seeOther("/admin/forms")
    }

    private static func form(_ exchange: Exchange) async throws -> RequestForm {
        let id = try exchange.id("id", of: RequestForm.self)
        guard let form = try await exchange.store.requestForms().first(where: { $0.id == id }) else {
            throw PageProblem.notFound
        }
        return form
    }
}

/// The request forms in their order.
struct FormListPage: AdminContent {
    let forms: [RequestForm]
    let design: TicketDesign

    func title(_ words: Words) -> String { words.say("Request forms", "请求表单") }

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(title(words))</h1><p class="lead">\(words.say(
                "The topics that customers choose from in the help center, each with what you want to know. "
                    + "Web forms of the configuration file stand beside them.",
                "客户在帮助中心可选择的主题及各自的表单。配置文件中的网页表单会与其并列显示。"
            ))</p>
            """
        if forms.isEmpty {
            page.add("<p class=\"empty\">\(Icon.note.html)\(words.say("There are none yet.", "还没有表单。"))</p>")
        } else {
            page.add("<div class=\"cards\">")
            for form in forms { page.add(card(form, frame)) }
            page.add("</div>")
        }
        page.add(
            "<p><a class=\"button primary\" href=\"/admin/forms/new\">\(words.say("New form", "新建表单"))</a></p>"
        )
        return page
    }

    private func card(_ form: RequestForm, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let title = words.say(form.definition.title)
        let names = form.asked(of: design).map { words.say($0.field.definition.name) }
        var html: HTML = "<section class=\"card\"><h2><a href=\"/admin/forms/\(form.id)\">\(title)</a> "
        html.add(
            form.isOpen
                ? "<span class=\"chip good\">\(words.say("open", "开放"))</span>"
                : "<span class=\"chip warn\">\(words.say("closed", "未开放"))</span>"
        )
        if let type = form.definition.type {
            html.add(" <span class=\"chip\">\(words.type(type, design))</span>")
        }
        html.add("</h2><p class=\"quiet\">\(names.joined(separator: " · "))</p><div class=\"row\">")
        if form.isOpen {
            html.add(
                "<a class=\"button small\" href=\"/help/forms/\(form.id)\">\(words.say("See it", "查看"))</a>"
            )
        }
        html.add(
            """
            <form method="post" action="/admin/forms/\(form.id)/remove">\(frame.token)\
            <button class="small danger" aria-label="\(words.say("Remove \(title)", "删除“\(title)”"))">\
            \(words.say("Remove", "删除"))</button></form></div></section>
            """
        )
        return html
    }
}
