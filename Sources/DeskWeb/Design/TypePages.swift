import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `/admin/types`: the types of ticket that come with the product, and the admins' own.
enum TypePages {
    /// Answers `GET /admin/types`.
    static func show(_ exchange: Exchange) async throws -> Response {
        let design = try await exchange.store.ticketDesign()
        let edited = design.types.first { $0.key == exchange.query["edit"] }
        return try await exchange.adminPage(TypesPage(design: design, edited: edited, isKnown: edited != nil))
    }

    /// Answers `POST /admin/types`.
    static func save(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        let form = exchange.form
        let design = try await exchange.store.ticketDesign()
        let known = design.types.first { $0.key == form["known"] }
        let name = BilingualText(
            english: String((form.trimmed("english") ?? "").prefix(TicketField.maximumNameLength)),
            chinese: String((form.trimmed("chinese") ?? "").prefix(TicketField.maximumNameLength))
        )
        let key = known?.key ?? form.trimmed("key") ?? Slug.made(from: name.english) ?? ""
        let type = CustomTicketType(
            key: key,
            name: name,
            position: form["position"].flatMap { Int($0) }.map { min(max($0, 0), 9_999) } ?? 0,
            isRetired: form["retired"] == "yes"
        )
        var page = TypesPage(design: design, edited: type, isKnown: known != nil)
        if name.isEmpty {
            page.problems.add("english", words.say("Please give a name.", "请填写名称。"))
        }
        if !Slug.isValid(key) || key.count > TicketField.maximumKeyLength {
            page.problems.add(
                "key",
                words.say(
                    "The key is made of small letters a–z, digits and single hyphens, at most 40.",
                    "键由小写字母 a–z、数字和单个连字符组成，最多 40 个字符。"
                )
            )
        } else if known == nil, (BuiltInTicketType.all + design.types.map(\.key)).contains(key) {
            page.problems.add("key", words.say("The key “\(key)” is taken.", "键“\(key)”已被使用。"))
        }
        guard page.problems.isEmpty else { return try await exchange.adminPage(page, status: .unprocessableContent) }
        guard try await exchange.store.save(type, actor: try exchange.actor, at: exchange.now) else {
            page.problems.add(
                "key",
                words.say(
                    "There are \(CustomTicketType.maximumCount) types already.",
                    "类型已达 \(CustomTicketType.maximumCount) 个。"
                )
            )
            return try await exchange.adminPage(page, status: .unprocessableContent)
        }
        return .seeOther("/admin/types")
    }
}

/// The types, and the form for one.
struct TypesPage: AdminContent {
    let design: TicketDesign
    var edited: CustomTicketType?
    var isKnown = false
    var problems = FieldProblems()

    func title(_ words: Words) -> String { words.say("Ticket types", "工单类型") }

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(title(words))</h1><p class="lead">\(words.say(
                "What kind of matter a ticket is. Fields, service levels and views can go by it.",
                "工单属于哪类事项。字段、服务时限和视图可按类型区分。"
            ))</p>\(problems.summary(words))\
            <div class="scroll" tabindex="0" role="group" aria-label="\(words.say("Ticket types", "工单类型"))"><table><thead><tr><th scope="col">\(words.say("Name", "名称"))</th>\
            <th scope="col">\(words.say("Key", "键"))</th><th scope="col">\(words.say("State", "状态"))</th></tr></thead><tbody>
            """
        for type in BuiltInTicketType.all {
            page.add(
                """
                <tr><td>\(words.type(type))</td><td><code>\(type)</code></td>\
                <td><span class="chip">\(words.say("comes with the desk", "系统自带"))</span></td></tr>
                """
            )
        }
        for type in design.types {
            page.add(
                """
                <tr><td><a href="/admin/types?edit=\(type.key)#type">\(words.say(type.name))</a></td>\
                <td><code>\(type.key)</code></td><td>
                """
            )
            page.add(
                type.isRetired
                    ? "<span class=\"chip warn\">\(words.say("retired", "已停用"))</span>"
                    : "<span class=\"chip good\">\(words.say("active", "启用"))</span>"
            )
            page.add("</td></tr>")
        }
        page.add("</tbody></table></div>")
        page.add(form(frame))
        return page
    }

    private func form(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let title = isKnown ? words.say("Edit a type", "编辑类型") : words.say("New type", "新建类型")
        var html: HTML = """
            <form class="card wide" id="type" method="post" action="/admin/types"><h2>\(title)</h2>\(frame.token)
            """
        if isKnown { html.add("<input type=\"hidden\" name=\"known\" value=\"\(edited?.key)\">") }
        html.add(
            """
            <div class="columns"><label>\(words.say("Name in English", "英文名称"))<input\(problems.attributes("english")) \
            value="\(edited?.name.english)" maxlength="80">\(problems.sentence("english"))</label>\
            <label>\(words.say("Name in Chinese", "中文名称"))<input name="chinese" value="\(edited?.name.chinese)" maxlength="80"></label>
            """
        )
        if !isKnown {
            html.add(
                """
                <label>\(words.say("Key (made from the name when empty)", "键（留空则由英文名称生成）"))\
                <input\(problems.attributes("key")) value="\(edited?.key)" maxlength="40">\(problems.sentence("key"))</label>
                """
            )
        }
        html.add(
            """
            <label>\(words.say("Order", "顺序"))<input name="position" inputmode="numeric" \
            value="\(edited?.position ?? design.types.count * 10)" maxlength="4"></label></div>
            """
        )
        if isKnown {
            html.add(
                """
                <p><label class="inline"><input type="checkbox" name="retired" value="yes"\(if: edited?.isRetired == true, " checked")>\
                \(words.say("Retired: tickets keep it and get it no more", "停用：已有工单保留，不再可选"))</label></p>
                """
            )
        }
        html.add("<button class=\"primary\">\(words.say("Save", "保存"))</button></form>")
        return html
    }
}
