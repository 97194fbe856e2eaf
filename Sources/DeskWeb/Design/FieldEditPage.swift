import DeskModel
import TicketStorage

/// The form of a field.
struct FieldEditPage: AdminContent {
    var form: FieldForm
    /// The field as it is; nil when it is new.
    let known: TicketField?
    let design: TicketDesign
    var problems = FieldProblems()

    func title(_ words: Words) -> String {
        known.map { words.say($0.definition.name) } ?? words.say("New field", "新建字段")
    }

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let action = known.map { "/admin/fields/\($0.id)" } ?? "/admin/fields"
        var page: HTML = """
            <p class="crumbs"><a href="/admin/fields">\(words.say("Ticket fields", "工单字段"))</a></p>\
            <h1>\(title(words))</h1>\(problems.summary(words))\
            <form class="card wide" method="post" action="\(action)">\(frame.token)
            """
        page.add(names(words))
        page.add(identity(words))
        if known == nil || form.kind == .select { page.add(choices(words)) }
        page.add(use(words))
        page.add(
            """
            <p class="row"><button class="primary" name="action" value="save">\(words.say("Save", "保存"))</button>\
            <a class="button" href="/admin/fields">\(words.say("Cancel", "取消"))</a></p></form>
            """
        )
        return page
    }

    private func names(_ words: Words) -> HTML {
        """
        <div class="two-languages">\
        \(line("english", words.say("Name in English", "英文名称"), form.english, 80))\
        \(line("chinese", words.say("Name in Chinese", "中文名称"), form.chinese, 80))\
        \(line("help-english", words.say("Help in English", "英文说明"), form.englishHelp, 250))\
        \(line("help-chinese", words.say("Help in Chinese", "中文说明"), form.chineseHelp, 250))</div>
        """
    }

    private func line(_ name: String, _ label: String, _ value: String, _ maximum: Int) -> HTML {
        """
        <label>\(label)<input\(problems.attributes(name)) value="\(value)" maxlength="\(maximum)" autocomplete="off">\
        \(problems.sentence(name))</label>
        """
    }

    private func identity(_ words: Words) -> HTML {
        guard known == nil else {
            return """
                <p class="quiet">\(words.fieldKind(form.kind)) · <code>\(form.key)</code> · \(words.say(
                    "Kind and key stay as they are.",
                    "类型和键不可更改。"
                ))</p>
                """
        }
        return """
            <div class="columns">\
            \(Choice(name: "kind", label: words.say("Kind of value", "值的类型"), selected: form.kind.rawValue)
                .html(TicketField.Kind.allCases.map { ($0.rawValue, words.fieldKind($0)) }))\
            \(line(
                "key",
                words.say("Key for searches and programs (made from the name when empty)", "键，用于搜索和接口（留空则由英文名称生成）"),
                form.key,
                TicketField.maximumKeyLength
            ))</div>
            """
    }

    private func choices(_ words: Words) -> HTML {
        let parents = design.fields.filter { $0.kind == .select && !$0.isRetired && $0.key != known?.key }
        var html: HTML = """
            <fieldset class="plain" id="field-choices"><legend>\(words.say("Choices", "选项"))</legend><p class="quiet">\
            \(if: known == nil, "\(words.say("For fields of the kind “Choice”.", "仅用于“选项”类型。")) ")\(words.say(
                "Empty a row to take the choice away; tickets that have it keep it.",
                "清空一行即可移除该选项；已使用该选项的工单保持不变。"
            ))</p>
            """
        html.add(problems.sentence("choices"))
        if !parents.isEmpty {
            html.add(
                """
                \(Choice(name: "parent", label: words.say("The choices depend on", "选项取决于"), selected: form.parent)
                    .html([("", words.say("nothing", "不依赖"))] + parents.map { ($0.key, words.say($0.definition.name)) }))
                """
            )
            html.add(problems.sentence("parent"))
        }
        html.add("<ul class=\"choice-rows\">")
        for (index, row) in form.rows.enumerated() { html.add(self.row(row, index + 1, !parents.isEmpty, words)) }
        html.add(
            """
            </ul><p><button name="action" value="rows" formnovalidate>\(words.say("More rows", "更多行"))</button></p></fieldset>
            """
        )
        return html
    }

    private func row(_ row: FieldForm.Row, _ number: Int, _ hasParents: Bool, _ words: Words) -> HTML {
        var html: HTML = "<li>"
        html.add(cell("english", words.say("Choice \(number), English", "选项 \(number)（英文）"), row.english, 80))
        html.add(cell("chinese", words.say("Chinese", "中文"), row.chinese, 80))
        html.add(cell("value", words.say("Value", "值"), row.value, TicketField.maximumKeyLength))
        if hasParents {
            html.add(
                cell("when", words.say("Only with (commas)", "仅当上级为（逗号分隔）"), row.when, 2_000)
            )
        } else {
            html.add("<input type=\"hidden\" name=\"choice-when\" value=\"\(row.when)\">")
        }
        html.add("</li>")
        return html
    }

    private func cell(_ name: String, _ label: String, _ value: String, _ maximum: Int) -> HTML {
        """
        <label>\(label)<input name="choice-\(name)" value="\(value)" maxlength="\(maximum)" autocomplete="off"></label>
        """
    }

    private func use(_ words: Words) -> HTML {
        var html: HTML = """
            <fieldset class="plain"><legend>\(words.say("Use", "使用"))</legend><div class="columns">\
            \(Choice(name: "audience", label: words.say("Who sees it", "可见范围"), selected: form.audience.rawValue)
                .html(TicketField.Audience.allCases.map { ($0.rawValue, words.audience($0)) }))\
            <label>\(words.say("Order", "顺序"))<input\(problems.attributes("position")) inputmode="numeric" \
            value="\(form.position)" maxlength="4" required>\(problems.sentence("position"))</label></div>\
            <p class="quiet">\(words.say("On tickets of these types; none ticked is on every ticket.", "用于以下类型的工单；不勾选则用于所有工单。"))</p>\
            <div class="ticks">
            """
        let types = design.activeTypes + form.types.filter { !design.activeTypes.contains($0) }.sorted()
        for type in types {
            html.add(tick("type", type, words.type(type, design), isTicked: form.types.contains(type)))
        }
        html.add("</div></fieldset><div class=\"ticks\">")
        html.add(
            tick(
                "needed",
                "yes",
                words.say("Agents fill it in before they solve a ticket", "客服须填写后才能解决工单"),
                isTicked: form.isNeededToSolve
            )
        )
        html.add(
            tick(
                "retired",
                "yes",
                words.say("Retired: tickets keep their values and get no new ones", "停用：已有的值保留，不再填写新值"),
                isTicked: form.isRetired
            )
        )
        html.add("</div><br>")
        return html
    }

    private func tick(_ name: String, _ value: String, _ label: String, isTicked: Bool) -> HTML {
        """
        <label class="inline"><input type="checkbox" name="\(name)" value="\(value)"\(if: isTicked, " checked")>\(label)</label>
        """
    }
}
