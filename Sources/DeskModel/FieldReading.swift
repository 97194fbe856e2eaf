/// What somebody wrote for a field, read.
public enum FieldReading: Sendable, Hashable {
    /// Nothing: the field has no value.
    case nothing
    /// A value, in the form in which it is kept.
    case value(String)
    /// It cannot be one.
    case wrong(FieldValueProblem)
}

/// Why something cannot be a field's value.
public enum FieldValueProblem: Error, Sendable, Hashable {
    /// More characters than allowed.
    case tooLong(maximum: Int)
    /// No number such as `12` or `-3.5`.
    case noNumber
    /// No day such as `2026-03-27`.
    case noDate
    /// None of the choices that are offered.
    case noChoice([FieldChoice])
    /// Neither ticked nor not.
    case noTick

    /// What is wrong and what is allowed, in English.
    public var detail: String {
        switch self {
        case .tooLong(let maximum): return "at most \(maximum) characters are allowed"
        case .noNumber: return "allowed is a number such as 12 or -3.5"
        case .noDate: return "allowed is a day such as 2026-03-27"
        case .noChoice(let choices):
            if choices.isEmpty { return "nothing can be chosen here: it depends on another field" }
            return "allowed are \(choices.prefix(20).map(\.value).joined(separator: ", "))"
        case .noTick: return "allowed are yes and no"
        }
    }
}

extension TicketField {
    /// The longest value of one line, in characters.
    public static let maximumLineLength = 250
    /// The longest value of many lines, in characters.
    public static let maximumTextLength = 5_000

    /// Reads what somebody wrote: white space around it is dropped, a choice may be named by its value or a label of it.
    ///
    /// - Parameters:
    ///   - text: what was written.
    ///   - parent: the value of the field that the choices depend on; nil when it has none.
    /// - Returns: ``FieldReading``.
    public func read(_ text: String, under parent: String? = nil) -> FieldReading {
        guard text.utf8.count <= Self.maximumTextLength * 4 else { return .wrong(.tooLong(maximum: maximumLength)) }
        let value = Self.tidied(text, keepsLines: kind == .multiline)
        guard !value.isEmpty else { return .nothing }
        guard value.count <= maximumLength else { return .wrong(.tooLong(maximum: maximumLength)) }
        switch kind {
        case .text, .multiline: return .value(value)
        case .number: return Self.number(value).map { .value($0) } ?? .wrong(.noNumber)
        case .date: return CalendarDate(value).map { .value($0.description) } ?? .wrong(.noDate)
        case .select:
            let offered = choices(under: parent)
            let chosen = offered.first { $0.value == value } ?? offered.first { $0.label.isNamed(value) }
            return chosen.map { .value($0.value) } ?? .wrong(.noChoice(offered))
        case .checkbox:
            switch value.lowercased() {
            case "yes", "on", "true", "1", "是": return .value(Self.ticked)
            case "no", "off", "false", "0", "否": return .nothing
            default: return .wrong(.noTick)
            }
        }
    }

    /// The longest value, in characters.
    public var maximumLength: Int { kind == .multiline ? Self.maximumTextLength : Self.maximumLineLength }

    /// A number in its shortest decimal form, of up to 15 digits before and 6 behind the point; nil when it is none.
    static func number(_ text: String) -> String? {
        var rest = text.replacing("，", with: "")[...]
        let sign = rest.first == "-" || rest.first == "−" ? "-" : ""
        if !sign.isEmpty || rest.first == "+" { rest = rest.dropFirst() }
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            (1...15).contains(whole.count), parts.count == 1 || (1...6).contains(parts[1].count)
        else { return nil }
        let digits = whole.drop { $0 == "0" }
        var fraction = parts.count == 2 ? String(parts[1]) : ""
        while fraction.last == "0" { fraction.removeLast() }
        let number = (digits.isEmpty ? "0" : String(digits)) + (fraction.isEmpty ? "" : ".\(fraction)")
        return number == "0" ? number : sign + number
    }

    /// A text without white space around it and without control characters, on one line unless lines are kept.
    private static func tidied(_ text: String, keepsLines: Bool) -> String {
        var scalars = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            switch scalar.value {
            case 0x0A where previous == "\r": continue
            case 0x09: scalars.append(keepsLines ? scalar : " ")
            case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: scalars.append(keepsLines ? "\n" : " ")
            case 0..<0x20, 0x7F..<0xA0: continue
            default: scalars.append(scalar)
            }
        }
        let tidied = String(scalars)
        guard let first = tidied.firstIndex(where: { !$0.isWhitespace }),
            let last = tidied.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(tidied[first...last])
    }
}
