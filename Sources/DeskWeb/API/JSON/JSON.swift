import NIOCore

/// A JSON document (RFC 8259) or a part of one; members keep their order.
///
/// A number keeps its text, so that an id of 64 bits never passes through a floating-point number.
enum JSON: Sendable, Hashable {
    /// A named value of an object.
    struct Member: Sendable, Hashable {
        let name: String
        let value: JSON
    }

    case null
    case boolean(Bool)
    case number(String)
    case text(String)
    case array([JSON])
    case object([Member])

    /// The member of that name; nil when there is none, or this is no object.
    subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text; nil when it is none.
    var text: String? { if case .text(let text) = self { text } else { nil } }

    /// The whole number; nil when it is none.
    var integer: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }

    /// Yes or no; nil when it is neither.
    var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }

    /// The elements; empty when it is no list.
    var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }

    /// The members; empty when it is no object.
    var members: [Member] { if case .object(let members) = self { members } else { [] } }

    /// What people call this type of value.
    var typeName: String {
        switch self {
        case .null: "null"
        case .boolean: "true or false"
        case .number: "a number"
        case .text: "text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension JSON {
    /// Text, or `null` where there is none.
    static func text(orNull text: String?) -> JSON { text.map { .text($0) } ?? .null }

    /// A whole number.
    static func integer(_ number: some BinaryInteger) -> JSON { .number(String(number)) }

    /// A whole number, or `null` where there is none.
    static func integer(orNull number: (some BinaryInteger)?) -> JSON { number.map { .integer($0) } ?? .null }
}

extension JSON: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .number(String(value)) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
}
