/// Finds the `<call …/>` elements of an Android call-log backup while it comes in, holding one at a time.
///
/// An XML parser proper is no help: the backups are not well-formed. The app writes an emoji as two surrogate references
/// (`&#55357;&#56842;`), at which XML 1.0 (section 4.1, legal character) makes every parser stop, FoundationXML's and libxml2
/// among them. All that is told stands in the attributes of one element, so this reads start tags and nothing else; entities
/// are never defined, so none can grow. Other elements (`<sms>`, megabytes of `<part>`) pass by unkept.
struct CallElementReader {
    /// The longest element, in bytes.
    static let longestElement = 64 << 10
    /// The most attributes of an element.
    static let mostAttributes = 64

    /// An element's attributes in order, and the line it begins in.
    struct Element: Sendable, Hashable {
        var attributes: [(name: String, value: String)]
        var line: Int

        static func == (left: Element, right: Element) -> Bool {
            left.line == right.line && left.attributes.elementsEqual(right.attributes) { $0 == $1 }
        }

        func hash(into hasher: inout Hasher) { hasher.combine(line) }
    }

    private enum Place {
        case text
        /// Behind `<`, until it is known what it begins.
        case opening
        case call
        case other
        case comment
    }

    private var place = Place.text
    private var quote: UInt8?
    private var kept: [UInt8] = []
    private var dashes = 0
    private var line = 1
    private var elementLine = 1
    private var isOverlong = false

    /// Takes the next octets and hands over each element that is complete with them.
    mutating func read(_ octets: [UInt8], _ take: (Result<Element, RowProblem>) throws -> Void) rethrows {
        for octet in octets {
            if octet == UInt8(ascii: "\n") { line += 1 }
            try read(octet, take)
        }
    }

    /// Takes the end of the file.
    mutating func finish(_ take: (Result<Element, RowProblem>) throws -> Void) rethrows {
        guard place != .text else { return }
        let allowed = "elements such as <call number=\"…\" duration=\"…\" date=\"…\" type=\"…\" />"
        try take(.failure(RowProblem(line: elementLine, problem: "the element does not end", allowed: allowed)))
    }

    private mutating func read(_ octet: UInt8, _ take: (Result<Element, RowProblem>) throws -> Void) rethrows {
        switch place {
        case .text:
            guard octet == UInt8(ascii: "<") else { return }
            place = .opening
            kept.removeAll(keepingCapacity: true)
            quote = nil
            elementLine = line
            isOverlong = false
        case .opening: try opening(octet, take)
        case .call, .other: try inside(octet, take)
        case .comment:
            if octet == UInt8(ascii: ">"), dashes >= 2 { place = .text }
            dashes = octet == UInt8(ascii: "-") ? dashes + 1 : 0
        }
    }

    private mutating func opening(_ octet: UInt8, _ take: (Result<Element, RowProblem>) throws -> Void) rethrows {
        kept.append(octet)
        if kept == Array("!--".utf8) {
            place = .comment
            dashes = 0
            return
        }
        if Array("!--".utf8).starts(with: kept) || Array("call".utf8).starts(with: kept) { return }
        let isCall = kept.count == 5 && kept.starts(with: Array("call".utf8)) && !Self.isOfName(octet)
        place = isCall ? .call : .other
        kept.removeLast()
        try inside(octet, take)
    }

    private mutating func inside(_ octet: UInt8, _ take: (Result<Element, RowProblem>) throws -> Void) rethrows {
        if let open = quote {
            if octet == open { quote = nil }
        } else if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'") {
            quote = octet
        } else if octet == UInt8(ascii: ">") {
            let isCall = place == .call
            place = .text
            if isCall { try take(element()) }
            return
        }
        guard place == .call, !isOverlong else { return }
        kept.append(octet)
        if kept.count > Self.longestElement {
            isOverlong = true
            kept = []
        }
    }

    private func element() -> Result<Element, RowProblem> {
        guard !isOverlong else { return .failure(problem("it is too long", "at most \(Self.longestElement) bytes")) }
        var attributes: [(name: String, value: String)] = []
        var rest = kept.dropFirst("call".utf8.count)
        while true {
            rest = rest.drop { $0 <= 0x20 || $0 == UInt8(ascii: "/") }
            if rest.isEmpty { break }
            let name = rest.prefix(while: Self.isOfName)
            rest = rest[name.endIndex...].drop { $0 <= 0x20 }
            guard !name.isEmpty, rest.first == UInt8(ascii: "=") else {
                return .failure(problem("an attribute has no value", "attributes such as number=\"…\""))
            }
            rest = rest.dropFirst().drop { $0 <= 0x20 }
            guard let mark = rest.first, mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'"),
                let end = rest.dropFirst().firstIndex(of: mark), attributes.count < Self.mostAttributes
            else { return .failure(problem("an attribute has no value in quotation marks", "number=\"…\"")) }
            let value = rest[(rest.startIndex + 1)..<end]
            attributes.append((String(decoding: name, as: UTF8.self), CharacterReferences.resolve(value)))
            rest = rest[(end + 1)...]
        }
        return .success(Element(attributes: attributes, line: elementLine))
    }

    private func problem(_ problem: String, _ allowed: String) -> RowProblem {
        RowProblem(line: elementLine, problem: "in the element call: \(problem)", allowed: allowed)
    }

    private static func isOfName(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ":"),
            UInt8(ascii: "."), 0x80...0xFF:
            true
        default: false
        }
    }
}

/// The character references and the five named entities of XML, two surrogate references being one character.
enum CharacterReferences {
    private static let named: [String: String] = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
    private static let longest = 10

    /// The text with its references resolved; what is none stays as it stands.
    static func resolve(_ octets: ArraySlice<UInt8>) -> String {
        guard octets.contains(UInt8(ascii: "&")) else { return String(decoding: octets, as: UTF8.self) }
        var text = ""
        var rest = octets
        var leading: UInt32?
        while let at = rest.firstIndex(of: UInt8(ascii: "&")) {
            let before = rest[..<at]
            if !before.isEmpty { leading = nil }
            text += String(decoding: before, as: UTF8.self)
            rest = rest[(at + 1)...]
            guard let end = rest.prefix(longest).firstIndex(of: UInt8(ascii: ";")) else {
                text += "&"
                continue
            }
            let name = String(decoding: rest[..<end], as: UTF8.self)
            guard let value = value(of: name) else {
                text += named[name] ?? "&\(name);"
                rest = rest[(end + 1)...]
                continue
            }
            rest = rest[(end + 1)...]
            if (0xD800..<0xDC00).contains(value) {
                leading = value
            } else if (0xDC00..<0xE000).contains(value) {
                if let first = leading, let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (value - 0xDC00))
                {
                    text.unicodeScalars.append(scalar)
                }
                leading = nil
            } else {
                text.unicodeScalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
            }
        }
        return text + String(decoding: rest, as: UTF8.self)
    }

    private static func value(of name: String) -> UInt32? {
        guard name.first == "#" else { return nil }
        let digits = name.dropFirst()
        return digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    }
}
