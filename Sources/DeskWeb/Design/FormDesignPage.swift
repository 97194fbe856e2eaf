import DeskModel
import TicketStorage

/// Designing a request form, with what customers will see beside it.
struct FormDesignPage: AdminContent {
    let draft: FormDraft
    /// The form's id; nil while it is new.
    let id: RequestFormID?
    let design: TicketDesign
    var problems = FieldProblems()

    func title(_ words: Words) -> String {
        id == nil ? words.say("New form", "新建表单") : words.say("Request form", "请求表单")
    }

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let action = id.map { "/admin/forms/\($0)" } ?? "/admin/forms"
        var page: HTML = """
            <p class="crumbs"><a href="/admin/forms">\(words.say("Request forms", "请求表单"))</a></p>\
            <h1>\(title(words))</h1>\(problems.summary(words))<div class="designer">\
            <form class="card" method="post" action="\(action)" data-preview="\(action)">\(frame.token)
            """
        page.add(texts(words))
        page.add(rows(words))
        page.add(
            """
            <div class="columns">\(Choice(name: "type", label: words.say("Its tickets get the type", "工单类型"), selected: draft.type)
                .html([("", words.say("none", "无"))] + draft.types(design).map { ($0, typeName($0, words)) }))\
            <label>\(words.say("Order among the topics", "主题顺序"))<input\(problems.attributes("position")) inputmode="numeric" \
            value="\(draft.position)" maxlength="4" required>\(problems.sentence("position"))</label></div>\
            \(problems.sentence("type"))\
            <p><label class="inline"><input type="checkbox" name="open" value="yes"\(if: draft.isOpen, " checked")>\
            \(words.say("Open: customers may use it", "开放：客户可以使用"))</label></p>\
            <p class="row"><button class="primary" name="action" value="save">\(words.say("Save", "保存"))</button>\
            <button name="action" value="preview" formnovalidate>\(words.say("Preview", "预览"))</button>\
            <a class="button" href="/admin/forms">\(words.say("Cancel", "取消"))</a></p></form>\(preview(words))</div>
            """
        )
        return page
    }

    private func typeName(_ key: String, _ words: Words) -> String {
        let name = words.type(key, design)
        return design.activeTypes.contains(key) ? name : words.say("\(name) (retired)", "\(name)（已停用）")
    }

    private func texts(_ words: Words) -> HTML {
        """
        <div class="two-languages"><label>\(words.say("Title in English", "英文标题"))<input\(problems.attributes("title-english")) \
        value="\(draft.englishTitle)" maxlength="80">\(problems.sentence("title-english"))</label>\
        <label>\(words.say("Title in Chinese", "中文标题"))<input name="title-chinese" value="\(draft.chineseTitle)" maxlength="80"></label>\
        <label>\(words.say("Introduction in English", "英文说明"))<textarea\(problems.attributes("introduction-english")) rows="3" \
        maxlength="2000">\("\n" as HTML)\(draft.englishIntroduction)</textarea>\(problems.sentence("introduction-english"))</label>\
        <label>\(words.say("Introduction in Chinese", "中文说明"))<textarea name="introduction-chinese" rows="3" \
        maxlength="2000">\("\n" as HTML)\(draft.chineseIntroduction)</textarea></label></div>
        """
    }

    private func rows(_ words: Words) -> HTML {
        var html: HTML = """
            <fieldset class="plain" id="field-fields"><legend>\(words.say("Fields", "字段"))</legend><p class="quiet">\(words.say(
                "Name, address, subject and message are always asked. Smaller numbers come first.",
                "姓名、地址、主题和内容总会询问。数字小的在前。"
            ))</p>\(problems.sentence("fields"))
            """
        guard !draft.rows.isEmpty else {
            html.add(
                """
                <p class="notice">\(words.say("No field is open to customers yet.", "还没有对客户可见的字段。")) \
                <a href="/admin/fields/new">\(words.say("Make one", "新建字段"))</a></p></fieldset>
                """
            )
            return html
        }
        html.add("<ul class=\"item-rows\">")
        for row in draft.rows {
            let name = words.say(row.field.definition.name)
            html.add(
                """
                <li><label class="inline"><input type="checkbox" name="on" value="\(row.field.key)"\(if: row.isOn, " checked")>\
                <span>\(name) <small>\(words.fieldKind(row.field.kind))</small></span></label>\
                <label class="inline">\(words.say("order", "顺序"))<input name="order-\(row.field.key)" inputmode="numeric" \
                value="\(row.order)" maxlength="4" aria-label="\(words.say("Order of \(name)", "“\(name)”的顺序"))"></label>\
                <label class="inline"><input type="checkbox" name="required" value="\(row.field.key)"\(if: row.isRequired, " checked") \
                aria-label="\(words.say("\(name) must be answered", "“\(name)”必填"))">\(words.say("required", "必填"))</label></li>
                """
            )
        }
        html.add("</ul></fieldset>")
        return html
    }

    /// What customers will see; its choices narrow as they will there, and nothing in it is sent.
    private func preview(_ words: Words) -> HTML {
        let form = draft.form(id: id ?? RequestFormID(rawValue: 1))
        let view = RequestFormView(form: form, design: design, prefix: "preview")
        return """
            <section class="preview" id="preview" aria-label="\(words.say("Preview", "预览"))">\
            <h2>\(words.say("As customers see it", "客户看到的样子"))</h2><div class="shown">\
            <h3>\(view.title(words))</h3>\(view.questions(words, isSignedIn: false))</div></section>
            """
    }
}
