import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Ticket fields, for admins.
enum FieldPages {
    /// Answers `GET /admin/fields`.
    static func list(_ exchange: Exchange) async throws -> Response {
        try await exchange.adminPage(FieldListPage(design: try await exchange.store.ticketDesign()))
    }

    /// Answers `GET /admin/fields/new`.
    static func new(_ exchange: Exchange) async throws -> Response {
        let design = try await exchange.store.ticketDesign()
        var form = FieldForm(behind: design.fields)
        form.kind = exchange.query["kind"].flatMap(TicketField.Kind.init) ?? .text
        return try await exchange.adminPage(FieldEditPage(form: form, known: nil, design: design))
    }

    /// Answers `GET /admin/fields/:id`.
    static func edit(_ exchange: Exchange) async throws -> Response {
        let design = try await exchange.store.ticketDesign()
        let field = try field(design, exchange)
        return try await exchange.adminPage(FieldEditPage(form: FieldForm(field), known: field, design: design))
    }

    /// `POST /admin/fields`: adds a field.
    static func add(_ exchange: Exchange) async throws -> Response {
        try await save(nil, try await exchange.store.ticketDesign(), exchange)
    }

    /// `POST /admin/fields/:id`: changes a field.
    static func change(_ exchange: Exchange) async throws -> Response {
        let design = try await exchange.store.ticketDesign()
        return try await save(try field(design, exchange), design, exchange)
    }

    private static func save(
        _ known: TicketField?,
        _ design: TicketDesign,
        _ exchange: Exchange
    ) async throws -> Response {
        let words = exchange.words
        var page = FieldEditPage(form: FieldForm(exchange.form, of: known), known: known, design: design)
        if exchange.form["action"] == "rows" { return try await exchange.adminPage(page) }
        let id = known?.id ?? exchange.site.services.ids.next(at: exchange.now)
        guard let field = page.form.field(id: id, design, words, &page.problems) else {
            return try await exchange.adminPage(page, status: .unprocessableContent)
        }
        guard try await exchange.store.save(field, actor: try exchange.actor, at: exchange.now) else {
            page.problems.add(
                "key",
                words.say(
                    "The key is taken, or there are \(TicketField.maximumCount) fields already.",
                    "键已被使用，或字段已达 \(TicketField.maximumCount) 个。"
                )
            )
            return try await exchange.adminPage(page, status: .unprocessableContent)
        }
        return .seeOther("/admin/fields")
    }

    private static func field(_ design: TicketDesign, _ exchange: Exchange) throws -> TicketField {
        guard let field = design[try exchange.id("id", of: TicketField.self)] else { throw PageProblem.notFound }
        return field
    }
}

/// The fields in their order.
struct FieldListPage: AdminContent {
    let design: TicketDesign

    func title(_ words: Words) -> String { words.say("Ticket fields", "工单字段") }

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(title(words))</h1><p class="lead">\(words.say(
                "What you want to know of tickets beside subject, status and priority. Agents fill fields in beside a ticket, "
                    + "customers in your request forms.",
                "除主题、状态和优先级外您希望记录的信息。客服在工单侧栏填写，客户在请求表单中填写。"
            ))</p>
            """
        if design.fields.isEmpty {
            page.add(
                EmptyState(
                    .view,
                    words.say("There are none yet.", "还没有字段。"),
                    words.say(
                        "A field keeps a fact of every ticket, such as an order number, and can be asked for in a form.",
                        "字段为每个工单保存一项信息，例如订单号，也可在表单中询问。"
                    )
                ).html
            )
        } else {
            page.add("<div class=\"cards\">")
            for field in design.fields { page.add(card(field, words)) }
            page.add("</div>")
        }
        page.add(
            """
            <p class="row"><a class="button primary" href="/admin/fields/new">\(words.say("New field", "新建字段"))</a>\
            <a class="button" href="/admin/fields/new?kind=select">\(words.say("New field with choices", "新建选项字段"))</a></p>
            """
        )
        return page
    }

    private func card(_ field: TicketField, _ words: Words) -> HTML {
        let definition = field.definition
        var chips = [words.fieldKind(field.kind), words.audience(definition.audience)]
        if definition.isNeededToSolve { chips.append(words.say("needed to solve", "解决前必填")) }
        if let parent = definition.parent.flatMap({ design[$0] }) {
            let name = words.say(parent.definition.name)
            chips.append(words.say("depends on \(name)", "取决于“\(name)”"))
        }
        if !definition.types.isEmpty {
            chips.append(definition.types.map { words.type($0, design) }.joined(separator: ", "))
        }
        var html: HTML = """
            <section class="card"><h2><a href="/admin/fields/\(field.id)">\(words.say(definition.name))</a></h2>\
            <p><code>\(field.key)</code>
            """
        if field.isRetired { html.add(" <span class=\"chip warn\">\(words.say("retired", "已停用"))</span>") }
        for chip in chips { html.add(" <span class=\"chip\">\(chip)</span>") }
        html.add("</p>")
        if field.kind == .select {
            let names = definition.choices.prefix(12).map { words.say($0.label) }.joined(separator: " · ")
            html.add("<p class=\"quiet\">\(names)\(if: definition.choices.count > 12, " …")</p>")
        }
        html.add("</section>")
        return html
    }
}
