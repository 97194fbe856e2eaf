import DeskModel

/// One field as people fill it in: label, help, what is wrong, and the control, tied together for readers of all kinds.
struct FieldControl {
    /// The name of a field's control in a form.
    static func name(_ key: String) -> String { "field-\(key)" }

    let field: TicketField
    /// What was typed, or is kept.
    let value: String
    /// What the ids begin with; each form of a page has its own.
    let prefix: String
    /// Whether it must be answered.
    var isRequired = false
    /// Whether one that need not be answered says so.
    var marksOptional = false
    /// What more is to be said of it.
    var remark: String?
    var problem: String?

    private var id: String { "\(prefix)-\(field.key)" }
    private var helpID: String { "\(id)-help" }
    private var problemID: String { "\(id)-problem" }

    func html(_ words: Words) -> HTML {
        if field.kind == .checkbox {
            return """
                <div class="field tick"><label class="inline"><input type="checkbox"\(attributes(words)) value="\(TicketField.ticked)"\
                \(if: value == TicketField.ticked, " checked")> \(words.say(field.definition.name))</label>\(notes(words))</div>
                """
        }
        return """
            <div class="field"><label for="\(id)">\(words.say(field.definition.name))\
            \(if: marksOptional && !isRequired, " <span class=\"optional\">\(words.say("(optional)", "（选填）"))</span>")</label>\
            \(notes(words))\(control(words))</div>
            """
    }

    private func notes(_ words: Words) -> HTML {
        var html: HTML = ""
        let help = [words.say(field.definition.help), remark ?? ""].filter { !$0.isEmpty }
        if !help.isEmpty { html.add("<p class=\"hint\" id=\"\(helpID)\">\(help.joined(separator: " "))</p>") }
        if let problem { html.add("<p class=\"problem\" id=\"\(problemID)\">\(problem)</p>") }
        return html
    }

    private func control(_ words: Words) -> HTML {
        switch field.kind {
        case .multiline:
            // The line end after the tag is the parser's, not the text's.
            return "<textarea rows=\"4\"\(attributes(words))>\("\n" as HTML)\(value)</textarea>"
        case .select: return select(words)
        case .number: return "<input inputmode=\"decimal\"\(attributes(words)) value=\"\(value)\" autocomplete=\"off\">"
        case .date: return "<input type=\"date\"\(attributes(words)) value=\"\(value)\">"
        case .text, .checkbox: return "<input\(attributes(words)) value=\"\(value)\" autocomplete=\"off\">"
        }
    }

    /// Without a script all choices are there, and the desk tells which go together.
    private func select(_ words: Words) -> HTML {
        var html: HTML = "<select\(attributes(words))"
        if let parent = field.definition.parent { html.add(" data-depends-on=\"\(prefix)-\(parent)\"") }
        html.add("><option value=\"\">\(isRequired ? words.say("Please choose", "请选择") : "–")</option>")
        for choice in field.definition.choices {
            html.add("<option value=\"\(choice.value)\"")
            if field.definition.parent != nil, !choice.offeredWhen.isEmpty {
                html.add(" data-when=\"\(choice.offeredWhen.joined(separator: " "))\"")
            }
            html.add("\(if: choice.value == value, " selected")>\(words.say(choice.label))</option>")
        }
        if !value.isEmpty, !field.definition.choices.contains(where: { $0.value == value }) {
            html.add("<option value=\"\(value)\" selected>\(value)</option>")
        }
        html.add("</select>")
        return html
    }

    private func attributes(_ words: Words) -> HTML {
        var html: HTML = " id=\"\(id)\" name=\"\(Self.name(field.key))\""
        // A dependent select may offer nothing; whether it had to be answered is for the desk to tell.
        if isRequired, field.definition.parent == nil { html.add(" required") }
        if [.text, .multiline].contains(field.kind) { html.add(" maxlength=\"\(field.maximumLength)\"") }
        var notes: [String] = []
        if !words.say(field.definition.help).isEmpty || remark != nil { notes.append(helpID) }
        if problem != nil { notes.append(problemID) }
        if !notes.isEmpty { html.add(" aria-describedby=\"\(notes.joined(separator: " "))\"") }
        if problem != nil { html.add(" aria-invalid=\"true\"") }
        return html
    }
}

/// How fields, their design and forms look.
enum FieldStyle {
    static let sheet = """
        .field{margin-bottom:.8rem}.field label:not(.inline){display:block;margin-bottom:.25rem}.field .hint,.field .problem{font-size:.85rem;margin:0 0 .25rem}
        .field .hint{color:var(--soft)}.field .problem{color:var(--bad)}.field.tick label{color:var(--ink)}
        .optional{color:var(--soft)}.field label:has(+.problem){color:var(--bad)}
        .details .field :is(input,select,textarea):not([type=checkbox]){--pad:.25rem;padding-inline:.45rem;font-size:.92rem}
        .details .field{margin-bottom:.5rem}
        .designer{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:1rem;align-items:start}
        .designer>.preview{position:sticky;top:0}
        .preview h3{font-size:1.25rem;color:var(--ink);margin:0 0 .8rem}div.lead{margin-bottom:1rem}
        .preview .shown{border:1px dashed var(--strong-line);border-radius:var(--radius);padding:1rem}
        @media (max-width:1000px){.designer{grid-template-columns:minmax(0,1fr)}.designer>.preview{position:static}}
        .choice-rows{display:grid;gap:.6rem;margin:0 0 .8rem}
        .choice-rows li{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9rem,100%),1fr));gap:.3rem .6rem;align-items:end;\
        padding-bottom:.6rem;border-bottom:1px solid var(--line)}
        .choice-rows label{margin:0}
        .item-rows{display:grid;gap:.3rem;margin:0 0 .8rem}
        .item-rows li{display:grid;grid-template-columns:minmax(0,1fr) auto auto;gap:.3rem 1.2rem;align-items:center;\
        padding:.3rem 0;border-bottom:1px solid var(--line)}
        .item-rows label{margin:0}.item-rows .inline input:not([type=checkbox]){--pad:.2rem;padding-inline:.4rem;width:4rem}
        @media (max-width:520px){.item-rows li{grid-template-columns:auto auto minmax(0,1fr)}.item-rows li>:first-child{grid-column:1/-1}}
        fieldset.plain{border:0;padding:0;margin:0 0 .8rem;min-width:0}fieldset.plain legend{font-weight:600;padding:0;margin-bottom:.4rem}
        .ticks{display:flex;flex-wrap:wrap;gap:.8rem 1.1rem;padding:.2rem 0 .6rem}.ticks input{width:1.2rem;height:1.2rem}
        .trap{position:absolute;left:-999rem}

        """
}
