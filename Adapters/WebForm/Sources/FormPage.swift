import ChannelKit

/// What the form's page shows: the form, what was typed into it before, and what was wrong with that.
struct FormPage: Sendable {
    var definition: FormDefinition
    var frame: PageFrame
    /// The token that goes into the form, with its sum.
    var issued: IssuedToken
    /// What was typed, by field.
    var typed: [String: String] = [:]
    /// What stands in fields that nobody has filled in yet.
    var prefilled: [String: String] = [:]
    /// Whether files were chosen that the browser will have forgotten.
    var hadFiles = false
    var errors: [FieldError] = []
    var notice: FormNotice?

    private var words: FormWords { FormWords.of(frame.language) }

    /// The page as an answer.
    func answer(status: Int = 200, headers: [HeaderField] = []) -> WebAnswer {
        let title = definition.title.text(in: frame.language) ?? words.title
        let isTrouble = !errors.isEmpty || notice != nil
        return frame.answer(status: status, title: (isTrouble ? words.errorPrefix : "") + title, headers: headers) {
            page in
            writeHead(title, to: &page)
            writeTrouble(to: &page)
            writeForm(to: &page)
        }
    }

    private func writeHead(_ title: String, to page: inout Markup) {
        page.raw("<header>\n")
        page.element("h1", title)
        // Changing the language of a filled form would empty it, so the choice stands on the untouched one only.
        if typed.isEmpty, errors.isEmpty, notice == nil {
            let other: FormLanguage = frame.language == .english ? .chinese : .english
            page.raw("\n<a class=\"language\"")
            page.attribute("href", "form?lang=\(other.rawValue)" + (frame.isEmbedded ? "&embed=1" : ""))
            page.attribute("lang", other.tag)
            page.attribute("hreflang", other.tag)
            page.raw(">")
            page.text(words.otherLanguage)
            page.raw("</a>")
        }
        page.raw("\n</header>\n")
        if let introduction = definition.introduction.text(in: frame.language) {
            page.element("p", introduction, class: "introduction")
            page.raw("\n")
        }
    }

    private func writeTrouble(to page: inout Markup) {
        guard !errors.isEmpty || notice != nil else { return }
        page.raw("<div class=\"trouble\" id=\"trouble\" role=\"alert\" tabindex=\"-1\">\n")
        if let notice {
            page.element("p", words.notice(notice), class: "notice")
            page.raw("\n")
        }
        if !errors.isEmpty {
            page.element("h2", words.errorSummary(Set(errors.map(\.field)).count))
            page.raw("\n<ul>\n")
            for error in errors {
                let label = definition.fields.first { $0.name == error.field }?.shown(in: frame.language) ?? error.field
                page.raw("<li><a")
                page.attribute("href", "#\(FormControl.id(error.field))")
                page.raw(">")
                page.text(label)
                page.raw("</a> — ")
                page.text(words.problem(error.problem))
                page.raw("</li>\n")
            }
            page.raw("</ul>\n")
        }
        if hadFiles {
            page.element("p", words.filesAgain, class: "files-again")
            page.raw("\n")
        }
        page.raw("</div>\n")
    }

    private func writeForm(to page: inout Markup) {
        let challenge = issued.challenge
        page.raw("<form method=\"post\" accept-charset=\"utf-8\"")
        page.attribute("action", "form?lang=\(frame.language.rawValue)" + (frame.isEmbedded ? "&embed=1" : ""))
        page.attribute("enctype", definition.fileField == nil ? nil : "multipart/form-data")
        page.attribute("data-minimum", String(definition.minimumFillTime.wholeMilliseconds))
        page.attribute("data-sending", words.sending)
        page.attribute("data-checking", words.checking)
        if let challenge {
            page.attribute("data-salt", challenge.salt)
            page.attribute("data-digest", challenge.digest)
            page.attribute("data-limit", String(challenge.limit))
        }
        page.raw(">\n")
        writeHidden(SubmittedForm.Reserved.token, value: issued.text, to: &page)
        if challenge != nil { writeHidden(SubmittedForm.Reserved.proof, value: "", to: &page) }
        for field in definition.fields {
            FormControl(
                field: field,
                definition: definition,
                language: frame.language,
                value: typed[field.name] ?? prefilled[field.name] ?? "",
                typed: typed,
                problems: errors.filter { $0.field == field.name }.map(\.problem)
            ).write(to: &page)
        }
        writeHoneypot(to: &page)
        page.raw("<div class=\"actions\">\n<button type=\"submit\">")
        page.text(words.send)
        page.raw("</button>\n<span class=\"progress\" role=\"status\"></span>\n</div>\n</form>\n")
    }

    private func writeHidden(_ name: String, value: String, to page: inout Markup) {
        page.raw("<input type=\"hidden\"")
        page.attribute("name", name)
        page.attribute("value", value)
        page.raw(">\n")
    }

    /// A field that people neither see nor reach; programs that fill in whatever they find do.
    private func writeHoneypot(to page: inout Markup) {
        let id = FormControl.id(definition.honeypotName)
        page.raw("<div class=\"beside\" aria-hidden=\"true\">\n<label")
        page.attribute("for", id)
        page.raw(">")
        page.text(words.honeypot)
        page.raw("</label>\n<input type=\"text\" tabindex=\"-1\" autocomplete=\"off\"")
        page.attribute("id", id)
        page.attribute("name", definition.honeypotName)
        page.raw(">\n</div>\n")
    }
}

extension Duration {
    /// The time in milliseconds, rounded down.
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
