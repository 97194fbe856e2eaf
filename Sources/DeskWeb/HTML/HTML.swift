import DeskModel
import MessageText
import NIOCore

/// Markup under construction.
///
/// Literals are markup; everything interpolated is escaped, for text and for quoted attributes alike.
///
/// `page.add("<a href=\"\(address)\">\(name)</a>")` is safe whatever `address` and `name` hold, as long as attributes are
/// quoted and addresses start with a path of ours. Only ``SafeHTML`` and other ``HTML`` go in as they are.
struct HTML: Sendable, ExpressibleByStringInterpolation {
    private(set) var octets: [UInt8]

    /// Creates empty markup with room for a page.
    init(capacity: Int = 0) {
        octets = []
        octets.reserveCapacity(capacity)
    }

    init(stringLiteral markup: StaticString) {
        octets = markup.withUTF8Buffer(Array.init)
    }

    init(stringInterpolation: Interpolation) { octets = stringInterpolation.octets }

    var isEmpty: Bool { octets.isEmpty }

    /// Puts markup at the end.
    mutating func add(_ markup: HTML) { octets.append(contentsOf: markup.octets) }

    /// Puts text at the end, escaped.
    mutating func text(_ text: some StringProtocol) { HTMLEscaping.append(text, to: &octets) }

    /// The markup as a response body's bytes.
    var buffer: ByteBuffer { ByteBuffer(bytes: octets) }

    struct Interpolation: StringInterpolationProtocol, Sendable {
        typealias StringLiteralType = StaticString
        fileprivate var octets: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            octets.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        mutating func appendLiteral(_ markup: StaticString) {
            markup.withUTF8Buffer { octets.append(contentsOf: $0) }
        }

        mutating func appendInterpolation(_ text: some StringProtocol) { HTMLEscaping.append(text, to: &octets) }

        mutating func appendInterpolation(_ text: String?) {
            if let text { HTMLEscaping.append(text, to: &octets) }
        }

        mutating func appendInterpolation(_ number: some BinaryInteger) {
            octets.append(contentsOf: number.description.utf8)
        }

        mutating func appendInterpolation<Record>(_ id: RecordID<Record>) {
            octets.append(contentsOf: id.description.utf8)
        }

        mutating func appendInterpolation(_ markup: HTML) { octets.append(contentsOf: markup.octets) }

        mutating func appendInterpolation(_ markup: SafeHTML) { octets.append(contentsOf: markup.markup.utf8) }

        /// Markup that is there only under a condition.
        mutating func appendInterpolation(if condition: Bool, _ markup: @autoclosure () -> HTML) {
            if condition { octets.append(contentsOf: markup().octets) }
        }
    }
}

/// What stands for the characters that mean something in markup.
enum HTMLEscaping {
    static func append(_ text: some StringProtocol, to octets: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): octets.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): octets.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): octets.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): octets.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): octets.append(contentsOf: "&#39;".utf8)
            // NUL is a parse error and never somebody's word.
            case 0: octets.append(contentsOf: "\u{FFFD}".utf8)
            default: octets.append(byte)
            }
        }
    }
}
