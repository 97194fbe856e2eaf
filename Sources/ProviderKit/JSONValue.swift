/// A JSON document (RFC 8259) or a part of one.
///
/// A number keeps its text, so an id of 64 bits never passes through a floating-point number. Of members with one name the
/// last holds.
public enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A number as it is written.
    case number(String)
    /// Text.
    case text(String)
    /// A list.
    case array([JSONValue])
    /// Members by name.
    case object([String: JSONValue])
}

extension JSONValue {
    /// The value at a path of member names; nil where a step is missing, null, or no object.
    public subscript(path: String...) -> JSONValue? {
        var current = self
        for name in path {
            guard case .object(let members) = current, let next = members[name] else { return nil }
            current = next
        }
        return current == .null ? nil : current
    }

    /// The text; nil when it is none.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The text, or a number as it is written: for ids that some write with quotes and some without.
    public var name: String? {
        switch self {
        case .text(let text): text
        case .number(let digits): digits
        default: nil
        }
    }

    /// The whole number, exact; nil when it is none or needs more than 64 bits.
    public var integer: Int64? {
        if case .number(let digits) = self { Int64(digits) } else { nil }
    }

    /// The number, rounded to what a floating-point number holds; nil when it is none.
    public var double: Double? {
        if case .number(let digits) = self { Double(digits) } else { nil }
    }

    /// Yes or no; nil when it is neither.
    public var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// The elements; empty when it is no list.
    public var array: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The members by name; empty when it is no object.
    public var members: [String: JSONValue] {
        if case .object(let members) = self { members } else { [:] }
    }

    /// Whether it is an object.
    public var isObject: Bool {
        if case .object = self { true } else { false }
    }
}

extension JSONValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Wraps text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// Wraps a whole number.
    public init(integerLiteral value: Int64) { self = .number(String(value)) }
    /// Wraps yes or no.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// Wraps a list.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Wraps members; of those with one name the last holds.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { $1 })
    }
    /// Wraps a whole number.
    public init(_ number: some BinaryInteger) { self = .number(String(number)) }
}
