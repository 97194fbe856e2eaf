import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `/admin/macros`: words and changes that agents use often.
enum MacroPages {
    static func show(_ exchange: Exchange) async throws -> Response {
        let macros = try await exchange.store.macros()
        let edited = exchange.query["edit"].flatMap { MacroID($0) }.flatMap { id in macros.first { $0.id == id } }
        return try await exchange.adminPage(MacrosPage(macros: macros, edited: edited))
    }

    /// Answers `POST /admin/macros`.
    static func save(_ exchange: Exchange) async throws -> Response {
        let form = exchange.form
        let words = exchange.words
        var page = MacrosPage(macros: try await exchange.store.macros())
        let known = form["id"].flatMap { MacroID($0) }
        let macro = Macro(
            id: known ?? exchange.site.services.ids.next(at: exchange.now),
            name: String((form.trimmed("name") ?? "").prefix(100)),
            definition: Macro.Definition(
                text: String((form["text"] ?? "").prefix(20_000)),
                isNote: form["kind"] == "note",
                status: form["status"].flatMap(TicketStatus.init),
                priority: form["priority"].flatMap(TicketPriority.init),
                tags: (form["tags"] ?? "").prefix(1_000).split { ",，".contains($0) }
                    .compactMap { TicketMark.normalizedTag(String($0)) }
            )
        )
        page.edited = macro
        guard !macro.name.isEmpty, macro.definition.text.contains(where: { !$0.isWhitespace }) else {
            page.problem = words.say("Please give a name and a text.", "请填写名称和内容。")
            return try await exchange.adminPage(page, status: .unprocessableContent)
        }
        guard known != nil || page.macros.count < Macro.maximumCount else {
            page.problem = words.say(
                "There are \(Macro.maximumCount) macros already.",
                "已有 \(Macro.maximumCount) 个快捷回复。"
            )
            return try await exchange.adminPage(page, status: .unprocessableContent)
        }
        guard try await exchange.store.save(macro, actor: try exchange.actor, at: exchange.now) else {
            page.problem = words.say("Another macro has that name.", "已有同名的快捷回复。")
            return try await exchange.adminPage(page, status: .unprocessableContent)
        }
        return .seeOther("/admin/macros")
    }

    /// Answers `POST /admin/macros/:id/remove`.
    static func remove(_ exchange: Exchange) async throws -> Response {
        try await exchange.store.removeMacro(
            try exchange.id("id", of: Macro.self),
            actor: try exchange.actor,
            at: exchange.now
        )
        return .seeOther("/admin/macros")
    }
}

/// The macros, and the form for one.
struct MacrosPage: AdminContent {
    var macros: [Macro]
    var edited: Macro?
    var problem: String?

    func title(_ words: Words) -> String { words.say("Macros", "快捷回复") }

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(title(words))</h1><p class="lead">\(words.say(
                "Answers that agents put in with two clicks, together with what they change.",
                "客服可一键插入的常用回复，并可同时更改工单。"
            ))</p>
            """
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        if macros.isEmpty {
            page.add(
                EmptyState(
                    .macro,
                    words.say("There are none yet.", "还没有快捷回复。"),
                    words.say(
                        "A macro writes an answer and sets status, team or tags in one step.",
                        "快捷回复一步写好答复，并设置状态、团队或标签。"
                    )
                ).html
            )
        } else {
            page.add("<div class=\"cards\">")
            for macro in macros { page.add(card(macro, frame)) }
            page.add("</div>")
        }
        page.add(form(frame))
        return page
    }

    private func card(_ macro: Macro, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let kind = macro.definition.isNote ? words.say("Note", "备注") : words.say("Reply", "回复")
        var html: HTML = """
            <section class="card"><h2>\(macro.name)</h2><p><span class="chip">\(kind)</span>
            """
        for effect in MacroText.effects(macro, words) { html.add(" <span class=\"chip\">\(effect)</span>") }
        html.add(
            """
            </p><p class="text quiet">\(String(macro.definition.text.prefix(280)))</p><div class="row">\
            <a class="button small" href="/admin/macros?edit=\(macro.id)#macro">\(words.say("Edit", "编辑"))</a>\
            <form method="post" action="/admin/macros/\(macro.id)/remove">\(frame.token)\
            <button class="small danger">\(words.say("Remove", "删除"))</button></form></div></section>
            """
        )
        return html
    }

    private func form(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let definition = edited?.definition ?? Macro.Definition(text: "")
        let isKnown = macros.contains { $0.id == edited?.id }
        let title = isKnown ? words.say("Edit a macro", "编辑快捷回复") : words.say("New macro", "新建快捷回复")
        var html: HTML = """
            <form class="card wide" id="macro" method="post" action="/admin/macros"><h2>\(title)</h2>\(frame.token)
            """
        if isKnown, let id = edited?.id { html.add("<input type=\"hidden\" name=\"id\" value=\"\(id)\">") }
        html.add(
            """
            <label>\(words.say("Name", "名称"))<input name="name" value="\(edited?.name)" maxlength="100" required></label>\
            <label>\(words.say("Text", "内容"))<textarea name="text" rows="7" maxlength="20000" required>\
            \("\n" as HTML)\(definition.text)</textarea></label><p class="quiet">\(words.say("Placeholders:", "占位符："))
            """
        )
        for name in MacroText.placeholders { html.add(" <code>{{\(name)}}</code>") }
        html.add("</p><div class=\"columns\">")
        html.add(
            Choice(name: "kind", label: words.say("Written as", "类型"), selected: definition.isNote ? "note" : "reply")
                .html([("reply", words.say("Reply", "回复")), ("note", words.say("Note", "备注"))])
        )
        html.add(
            Choice(
                name: "status",
                label: words.say("Sets the status", "设置状态"),
                selected: definition.status?.rawValue ?? ""
            )
            .html(
                [("", words.say("stays", "不变"))]
                    + [TicketStatus.pending, .solved, .onHold, .open].map { ($0.rawValue, words.status($0)) }
            )
        )
        html.add(
            Choice(
                name: "priority",
                label: words.say("Sets the priority", "设置优先级"),
                selected: definition.priority?.rawValue ?? ""
            )
            .html([("", words.say("stays", "不变"))] + TicketPriority.allCases.map { ($0.rawValue, words.priority($0)) })
        )
        html.add(
            """
            <label>\(words.say("Adds tags (with commas)", "添加标签（逗号分隔）"))\
            <input name="tags" value="\(definition.tags.joined(separator: ", "))" maxlength="1000"></label></div>\
            <button class="primary">\(words.say("Save", "保存"))</button></form>
            """
        )
        return html
    }
}
