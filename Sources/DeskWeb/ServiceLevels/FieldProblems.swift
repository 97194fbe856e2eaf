/// What is wrong with a submitted form, field by field, as sentences for whoever filled it in.
struct FieldProblems: Sendable, Hashable {
    private var problems: [(field: String, sentence: String)] = []

    var isEmpty: Bool { problems.isEmpty }

    static func == (left: Self, right: Self) -> Bool { left.problems.elementsEqual(right.problems, by: ==) }

    func hash(into hasher: inout Hasher) {
        for problem in problems { hasher.combine(problem.field) }
    }

    /// The first problem of a field.
    subscript(field: String) -> String? { problems.first { $0.field == field }?.sentence }

    /// Adds a problem.
    mutating func add(_ field: String, _ sentence: String) { problems.append((field, sentence)) }

    /// The list above the form; each line leads to its field.
    func summary(_ words: Words) -> HTML {
        guard !isEmpty else { return "" }
        var html: HTML = """
            <div class="notice bad" role="alert"><p>\(words.say("It was not saved. Please look at:", "未保存，请检查："))</p><ul>
            """
        for problem in problems {
            html.add("<li><a href=\"#field-\(problem.field)\">\(problem.sentence)</a></li>")
        }
        html.add("</ul></div>")
        return html
    }

    /// The attributes of a field: its id, and that it is wrong.
    func attributes(_ field: String) -> HTML {
        let wrong: HTML = self[field] == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"problem-\(field)\""
        return " id=\"field-\(field)\" name=\"\(field)\"\(wrong)"
    }

    /// The sentence below a field.
    func sentence(_ field: String) -> HTML {
        guard let problem = self[field] else { return "" }
        return "<span class=\"problem\" id=\"problem-\(field)\">\(problem)</span>"
    }
}
