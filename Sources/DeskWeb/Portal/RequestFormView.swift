import DeskModel
import TicketStorage

/// The questions of a request form, with what was answered and what is wrong.
struct RequestFormView {
    let form: RequestForm
    let design: TicketDesign
    /// What the ids of its controls begin with.
    let prefix: String
    /// What was typed, by the names of the controls.
    var typed = FormValues()
    /// What is wrong, by the names of the controls.
    var problems: [String: String] = [:]

    /// The longest subject and name, in characters.
    static let maximumLine = 250
    /// The longest message, in characters.
    static let maximumMessage = 50_000

    /// What the form is called.
    func title(_ words: Words) -> String {
        let title = words.say(form.definition.title)
        return title.isEmpty ? words.say("Untitled", "未命名") : title
    }

    /// The introduction, and every question.
    func questions(_ words: Words, isSignedIn: Bool) -> HTML {
        var html: HTML = ""
        let introduction = words.say(form.definition.introduction)
        if !introduction.isEmpty { html.add("<div class=\"lead\">\(RunningText.html(introduction))</div>") }
        if !isSignedIn {
            html.add(line("name", words.say("Your name", "您的姓名"), completion: "name", words))
            html.add(
                line(
                    "email",
                    words.say("Your mail address", "您的邮箱"),
                    completion: "email",
                    type: "email",
                    isRequired: true,
                    words
                )
            )
        }
        html.add(line("subject", words.say("Subject", "主题"), isRequired: true, words))
        for asked in form.asked(of: design) {
            let name = FieldControl.name(asked.field.key)
            html.add(
                FieldControl(
                    field: asked.field,
                    value: typed[name] ?? "",
                    prefix: prefix,
                    isRequired: asked.isRequired,
                    marksOptional: true,
                    problem: problems[name]
                ).html(words)
            )
        }
        html.add(message(words))
        return html
    }

    private func line(
        _ name: String,
        _ label: String,
        completion: String = "off",
        type: String = "text",
        isRequired: Bool = false,
        _ words: Words
    ) -> HTML {
        """
        <div class="field"><label for="\(prefix)-\(name)">\(label)\
        \(if: !isRequired, " <span class=\"optional\">\(words.say("(optional)", "（选填）"))</span>")</label>\(problem(name))\
        <input type="\(type)"\(attributes(name)) value="\(typed[name])" maxlength="\(Self.maximumLine)" autocomplete="\(completion)"\
        \(if: isRequired, " required")></div>
        """
    }

    private func message(_ words: Words) -> HTML {
        """
        <div class="field"><label for="\(prefix)-message">\(words.say("Your message", "您的消息"))</label>\(problem("message"))\
        <textarea rows="7" maxlength="\(Self.maximumMessage)"\(attributes("message")) required>\("\n" as HTML)\(typed["message"])</textarea>\
        </div>
        """
    }

    private func attributes(_ name: String) -> HTML {
        let wrong: HTML =
            problems[name] == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"\(prefix)-\(name)-problem\""
        return " id=\"\(prefix)-\(name)\" name=\"\(name)\"\(wrong)"
    }

    private func problem(_ name: String) -> HTML {
        guard let problem = problems[name] else { return "" }
        return "<p class=\"problem\" id=\"\(prefix)-\(name)-problem\">\(problem)</p>"
    }

    /// The list of what is wrong; each line leads to its question.
    func summary(_ words: Words) -> HTML {
        guard !problems.isEmpty else { return "" }
        var html: HTML = """
            <div class="notice bad" role="alert"><p>\(words.say("It was not sent. Please look at:", "尚未提交，请检查："))</p><ul>
            """
        let names = ["name", "email", "subject"] + form.asked(of: design).map { FieldControl.name($0.field.key) }
        for name in names + ["message", "file"] {
            guard let problem = problems[name] else { continue }
            let target = name.hasPrefix("field-") ? String(name.dropFirst(6)) : name
            html.add("<li><a href=\"#\(prefix)-\(target)\">\(problem)</a></li>")
        }
        html.add("</ul></div>")
        return html
    }
}
