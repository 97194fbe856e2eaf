import ProviderKit

/// One field on the page: label, hint, what is wrong, and the control itself, tied together for readers of all kinds.
struct FormControl: Sendable {
    var field: FormField
    var definition: FormDefinition
    var language: FormLanguage
    var value: String
    /// All that was typed, for a select whose choices depend on another's.
    var typed: [String: String]
    var problems: [FieldProblem]

    private var words: FormWords { FormWords.of(language) }

    /// The id of a field's control.
    static func id(_ name: String) -> String { "f-\(name)" }

    /// Writes the field.
    func write(to page: inout Markup) {
        page.raw("<div")
        page.attribute("class", "field \(field.kind.rawValue)" + (problems.isEmpty ? "" : " wrong"))
        page.raw(">\n")
        if field.kind == .checkbox {
            page.raw("<div class=\"tick\">\n")
            writeControl(to: &page)
            writeLabel(to: &page)
            page.raw("</div>\n")
            writeHelpAndProblems(to: &page)
        } else {
            writeLabel(to: &page)
            writeHelpAndProblems(to: &page)
            writeControl(to: &page)
        }
        page.raw("</div>\n")
    }

    private func writeLabel(to page: inout Markup) {
        page.raw("<label")
        page.attribute("for", Self.id(field.name))
        page.raw(">")
        page.text(field.shown(in: language))
        if !field.isRequired, field.kind != .checkbox {
            page.raw(" ")
            page.element("span", words.optional, class: "optional")
        }
        page.raw("</label>\n")
    }

    private func writeHelpAndProblems(to page: inout Markup) {
        if let help {
            page.element("p", help, class: "help", id: helpID)
            page.raw("\n")
        }
        guard !problems.isEmpty else { return }
        page.raw("<p class=\"problem\"")
        page.attribute("id", problemID)
        page.raw(">")
        page.text(problems.map(words.problem).joined(separator: " "))
        page.raw("</p>\n")
    }

    private func writeControl(to page: inout Markup) {
        switch field.kind {
        case .multiline:
            page.raw("<textarea rows=\"7\"")
            writeCommonAttributes(to: &page)
            // The line end after the tag is the parser's, not the text's.
            page.raw(">\n")
            page.text(value)
            page.raw("</textarea>\n")
        case .select: writeSelect(to: &page)
        default:
            page.raw("<input")
            page.attribute("type", inputType)
            writeCommonAttributes(to: &page)
            switch field.kind {
            case .checkbox:
                page.raw(" value=\"yes\"")
                page.flag("checked", value == "yes")
            case .file:
                page.flag("multiple", definition.uploads.maximumCount > 1)
                page.attribute("accept", definition.uploads.endings.map { ".\($0)" }.joined(separator: ","))
                page.attribute("data-count", String(definition.uploads.maximumCount))
                page.attribute("data-size", String(definition.uploads.maximumBytes))
            default: page.attribute("value", value)
            }
            page.raw(">\n")
        }
    }

    private func writeCommonAttributes(to page: inout Markup) {
        page.attribute("id", Self.id(field.name))
        page.attribute("name", field.name)
        // A dependent select may offer nothing to choose; whether it had to be answered is for the server to tell.
        page.flag("required", field.isRequired && field.dependsOn == nil)
        if [.text, .multiline, .email, .phone].contains(field.kind) {
            page.attribute("maxlength", String(field.maximumLength))
        }
        page.attribute("autocomplete", completion)
        let descriptions = [help == nil ? nil : helpID, problems.isEmpty ? nil : problemID].compactMap { $0 }
        page.attribute("aria-describedby", descriptions.isEmpty ? nil : descriptions.joined(separator: " "))
        page.attribute("aria-invalid", problems.isEmpty ? nil : "true")
    }

    /// Without a script all choices of a dependent select are there, and the server tells which go together.
    private func writeSelect(to page: inout Markup) {
        page.raw("<select")
        writeCommonAttributes(to: &page)
        page.attribute("data-depends-on", field.dependsOn.map(Self.id))
        page.raw(">\n<option value=\"\">")
        page.text(words.choose)
        page.raw("</option>\n")
        for choice in field.choices {
            page.raw("<option")
            page.attribute("value", choice.value)
            if !choice.offeredWhen.isEmpty {
                // A blank cannot part the values, since they may hold one; a line end cannot stand in a setting's value.
                page.attribute("data-when", choice.offeredWhen.sorted().joined(separator: "\n"))
            }
            page.flag("selected", choice.value == value)
            page.raw(">")
            page.text(choice.shown(in: language))
            page.raw("</option>\n")
        }
        page.raw("</select>\n")
    }

    private var helpID: String { Self.id(field.name) + "-help" }
    private var problemID: String { Self.id(field.name) + "-problem" }

    /// The configured hint, and what the reader has to know besides.
    private var help: String? {
        var sentences = [field.help.text(in: language)].compactMap { $0 }
        if field.kind == .file {
            let kinds = FileType.Family.allCases.filter(definition.uploads.families.contains)
            sentences.append(
                words.fileLimits(
                    definition.uploads.maximumCount,
                    FormWords.size(definition.uploads.maximumBytes),
                    kinds.compactMap { words.families[$0] }.joined(separator: language == .english ? ", " : "、")
                )
            )
        }
        if let parent = definition.fields.first(where: { $0.name == field.dependsOn }) {
            sentences.append(words.dependentHint(parent.shown(in: language)))
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: language == .english ? " " : "")
    }

    private var inputType: String {
        switch field.kind {
        case .email: "email"
        case .phone: "tel"
        case .checkbox: "checkbox"
        case .date: "date"
        case .file: "file"
        default: "text"
        }
    }

    /// What the browser may fill in by itself (WCAG 1.3.5).
    private var completion: String? {
        switch field.role {
        case .email: "email"
        case .phone: "tel"
        case .name: "name"
        default: nil
        }
    }
}
