/// What is wrong with one value of a request: where, what, and what is allowed.
struct FieldProblem: Sendable, Hashable {
    /// Where the value stands.
    enum Place: Sendable, Hashable {
        /// In the body, as a JSON pointer (RFC 6901).
        case body(pointer: String)
        /// In the path, the query or the head, by name.
        case parameter(String, in: String)
    }

    let place: Place
    /// What is wrong, and what is allowed, in one sentence.
    let detail: String

    var json: JSON {
        switch place {
        case .body(let pointer): ["pointer": "#\(pointer)", "detail": .text(detail)]
        case .parameter(let name, let part): ["parameter": .text(name), "in": .text(part), "detail": .text(detail)]
        }
    }
}

extension APISchema {
    /// How many problems of one request are told.
    static let maximumProblems = 20

    /// What is wrong with a value, and where in it; empty when it fits.
    func problems(with value: JSON, at pointer: String = "") -> [FieldProblem] {
        func wrong(_ detail: String) -> [FieldProblem] {
            [FieldProblem(place: .body(pointer: pointer), detail: detail)]
        }
        switch (self, value) {
        case (.nullable, .null): return []
        case (.nullable(let schema), _): return schema.problems(with: value, at: pointer)
        case (.boolean, .boolean), (.words, .text): return []
        case (.list(let item, let maximum), .array(let elements)):
            guard elements.count <= maximum else { return wrong("\(elements.count) items; at most \(maximum)") }
            return item.problems(inEach: elements, at: pointer)
        case (.items(let item), .array(let elements)): return item.problems(inEach: elements, at: pointer)
        case (.object(let object), .object(let members)): return object.problems(with: members, at: pointer)
        case (.integer, .number(let digits)), (.count, .number(let digits)):
            return textProblem(digits).map { wrong($0) } ?? []
        case (.line, .text(let text)), (.paragraphs, .text(let text)), (.id, .text(let text)),
            (.cursor, .text(let text)), (.choice, .text(let text)), (.time, .text(let text)):
            return textProblem(text).map { wrong($0) } ?? []
        default: return wrong("\(value.typeName) is not allowed here; \(allowed)")
        }
    }

    private func problems(inEach elements: [JSON], at pointer: String) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        for (index, element) in elements.enumerated() where problems.count < Self.maximumProblems {
            problems += self.problems(with: element, at: "\(pointer)/\(index)")
        }
        return problems
    }

    /// What is wrong with text that stands for a value of this shape; nil when it fits.
    func textProblem(_ text: String) -> String? {
        switch self {
        case .line(let maximum):
            if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
                return "control characters are not allowed; \(allowed)"
            }
            return lengthProblem(text, maximum)
        case .paragraphs(let maximum):
            if text.unicodeScalars.contains("\0") { return "the character U+0000 is not allowed; \(allowed)" }
            return lengthProblem(text, maximum)
        case .id: return Self.isID(text) ? nil : "not an id; \(allowed)"
        case .cursor: return Self.isCursor(text) ? nil : "not a place in a list; \(allowed)"
        case .choice(let words): return words.contains(text) ? nil : "unknown word; \(allowed)"
        case .integer(let range):
            guard let number = Int(text), range.contains(number) else { return "out of bounds; \(allowed)" }
            return nil
        case .count: return Int(text) == nil ? "no whole number" : nil
        case .boolean: return ["true", "false"].contains(text) ? nil : "neither true nor false"
        case .nullable(let schema): return schema.textProblem(text)
        case .time: return WrittenTime.read(text) == nil ? "no time; \(allowed)" : nil
        case .words, .list, .items, .object: return nil
        }
    }

    private func lengthProblem(_ text: String, _ maximum: Int) -> String? {
        let count = text.unicodeScalars.count
        if count > maximum { return "\(count) characters; at most \(maximum)" }
        return text.contains { !$0.isWhitespace } ? nil : "there is nothing to read in it; \(allowed)"
    }

    /// What is allowed, in words.
    var allowed: String {
        switch self {
        case .words: "text is"
        case .line(let maximum): "allowed is one line of 1 to \(maximum) characters"
        case .paragraphs(let maximum): "allowed is text of 1 to \(maximum) characters"
        case .id: "an id is text of up to 19 digits"
        case .cursor: "use the one of an earlier page's “next”"
        case .choice(let words): "allowed are \(words.joined(separator: ", "))"
        case .integer(let range): "allowed is a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .count: "a whole number is"
        case .boolean: "true or false is"
        case .time: "a time after RFC 3339, such as 2026-11-30T09:00:00Z, is"
        case .list, .items: "a list is"
        case .nullable(let schema): "\(schema.allowed), or null"
        case .object(let object): "an object with \(object.fields.map(\.name).joined(separator: ", ")) is"
        }
    }
}

extension APIObject {
    /// What is wrong with an object's members; unknown ones are named, since a misspelled one would be lost.
    fileprivate func problems(with members: [JSON.Member], at pointer: String) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        for member in members where problems.count < APISchema.maximumProblems {
            let place = "\(pointer)/\(Self.escaped(member.name))"
            if let field = fields.first(where: { $0.name == member.name }) {
                problems += field.schema.problems(with: member.value, at: place)
            } else {
                let names = fields.map(\.name).joined(separator: ", ")
                problems.append(
                    FieldProblem(place: .body(pointer: place), detail: "there is no such field; allowed are \(names)")
                )
            }
        }
        for field in fields where field.isRequired && !members.contains(where: { $0.name == field.name }) {
            problems.append(
                FieldProblem(
                    place: .body(pointer: "\(pointer)/\(field.name)"),
                    detail: "missing; \(field.schema.allowed)"
                )
            )
        }
        return problems
    }

    /// A name in a JSON pointer.
    private static func escaped(_ name: String) -> String {
        name.prefix(100).reduce(into: "") { text, character in
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.append(character)
            }
        }
    }
}
