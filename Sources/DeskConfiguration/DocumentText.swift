/// The text of a YAML document, checked for what no document may hold before a parser sees it.
struct DocumentText {
    /// The largest document taken, in octets.
    static let maximumOctets = 1_048_576

    /// The text.
    let text: String

    /// Checks octets: size, UTF-8, control characters, aliases.
    init(octets: [UInt8]) throws(UnreadableDocument) {
        guard octets.count <= Self.maximumOctets else {
            throw Self.refusal(.start, "is larger than 1 MiB", "at most 1048576 bytes")
        }
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw Self.refusal(Self.firstInvalidPlace(in: octets), "is not valid UTF-8", "text in UTF-8")
        }
        if let place = Self.firstForbiddenScalar(in: text) {
            throw Self.refusal(place, "holds a control character", "printable text, line ends and tabs within values")
        }
        if let place = Self.firstAlias(in: octets) {
            throw Self.refusal(place, "uses a YAML alias", "values written out, without `&` anchors and `*` aliases")
        }
        self.text = text
    }

    private static func refusal(_ position: SourcePosition, _ problem: String, _ allowed: String) -> UnreadableDocument
    {
        UnreadableDocument(problems: [DocumentProblem(position: position, problem: problem, allowed: allowed)])
    }

    private static func firstInvalidPlace(in octets: [UInt8]) -> SourcePosition {
        var position = SourcePosition.start
        var decoder = UTF8()
        var octets = octets.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&octets) { position.advance(over: scalar) }
        return position
    }

    private static func firstForbiddenScalar(in text: String) -> SourcePosition? {
        var position = SourcePosition.start
        for (index, scalar) in text.unicodeScalars.enumerated() {
            let isAllowed =
                switch scalar.value {
                case 0x09, 0x0A, 0x0D, 0x85: true
                case 0x20..<0x7F, 0xA0...0xFEFE, 0xFF00...0xFFFD, 0x1_0000...: true
                case 0xFEFF: index == 0
                default: false
                }
            guard isAllowed else { return position }
            position.advance(over: scalar)
        }
        return nil
    }

    /// The first `*name` whose name also stands behind a `&`.
    ///
    /// An alias repeats what its anchor holds, so a few lines can stand for billions of values, and the parser compares
    /// keys in full. Looking at every `*` and `&` wherever they stand finds every alias, and only text that holds the
    /// same name behind both signs is refused without need.
    private static func firstAlias(in octets: [UInt8]) -> SourcePosition? {
        var anchors: Set<ArraySlice<UInt8>> = []
        var index = 0
        while index < octets.count {
            defer { index += 1 }
            guard octets[index] == UInt8(ascii: "&") else { continue }
            let name = name(in: octets, from: index + 1)
            if !name.isEmpty { anchors.insert(name) }
        }
        guard !anchors.isEmpty else { return nil }
        var position = SourcePosition.start
        for (index, octet) in octets.enumerated() {
            if octet == UInt8(ascii: "*"), anchors.contains(name(in: octets, from: index + 1)) { return position }
            // Only the first octet of a scalar moves the column.
            if octet & 0xC0 != 0x80 { position.advance(over: Unicode.Scalar(octet)) }
        }
        return nil
    }

    private static func name(in octets: [UInt8], from start: Int) -> ArraySlice<UInt8> {
        octets[start...].prefix { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
            default: false
            }
        }
    }

    /// The place of the first tab in the indentation of the lines up to one; the usual reason for a syntax error there.
    func firstIndentingTab(upToLine last: Int) -> SourcePosition? {
        var position = SourcePosition.start
        var isIndentation = true
        for octet in text.utf8 {
            guard position.line <= last else { return nil }
            if isIndentation, octet == UInt8(ascii: "\t") { return position }
            isIndentation = octet == UInt8(ascii: "\n") || (isIndentation && octet == UInt8(ascii: " "))
            if octet & 0xC0 != 0x80 { position.advance(over: Unicode.Scalar(octet)) }
        }
        return nil
    }

    /// The next line of the same group that begins with a key, since the parser names only the first of two equal keys.
    func nextPlace(ofKey key: String, after first: SourcePosition) -> SourcePosition? {
        let spellings = [key, "\"\(key)\"", "'\(key)'"].map { Array("\($0):".utf8) }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.dropFirst(first.line).enumerated() {
            let content = line.drop { $0 == UInt8(ascii: " ") }
            let indentation = line.count - content.count
            if content.isEmpty || content.first == UInt8(ascii: "\r") || content.first == UInt8(ascii: "#") { continue }
            guard indentation >= first.column - 1 else { return nil }
            if indentation == first.column - 1, spellings.contains(where: content.starts) {
                return SourcePosition(line: first.line + 1 + index, column: first.column)
            }
        }
        return nil
    }
}

extension SourcePosition {
    /// Moves behind a scalar.
    fileprivate mutating func advance(over scalar: Unicode.Scalar) {
        if scalar == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }
}
