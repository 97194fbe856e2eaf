/// A structured header value: a leading token and parameters (Content-Type, Content-Disposition).
///
/// Parameter values come decoded: RFC 2231 charsets and continuations, RFC 2047 words that mailers put there anyway,
/// eight-bit text, missing quotes.
struct HeaderParameters {
    /// What stands before the first semicolon, in lower case, without comments and white space.
    private(set) var value = ""
    /// Names in lower case.
    private(set) var parameters: [(name: String, value: String)] = []

    /// The most parameters that are read.
    static let limit = 100

    /// The first parameter of a name given in lower case.
    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// Reads an unfolded value.
    init(_ octets: Octets) {
        var at = octets.startIndex
        value = Self.token(octets, &at).lowercasedText()
        var pieces: [Piece] = []
        while at < octets.endIndex, pieces.count < Self.limit {
            // Here stands a semicolon, or a stray octet behind a value.
            at += 1
            let name = Self.name(octets, &at)
            guard at < octets.endIndex, octets[at] == ASCII.equals else {
                while at < octets.endIndex, octets[at] != ASCII.semicolon { at += 1 }
                continue
            }
            at += 1
            let (text, isQuoted) = Self.value(octets, &at)
            guard !name.isEmpty else { continue }
            pieces.append(Piece(name: name, octets: text, isQuoted: isQuoted))
        }
        join(pieces)
    }

    /// One `name*2*=value` of a header.
    private struct Piece {
        var name: String
        var section: Int?
        var isExtended = false
        var octets: [UInt8]
        var isQuoted: Bool

        init(name: [UInt8], octets: [UInt8], isQuoted: Bool) {
            self.octets = octets
            self.isQuoted = isQuoted
            var parts = name.split(separator: 0x2A, omittingEmptySubsequences: false)
            if parts.count > 1, parts.last?.isEmpty ?? false {
                isExtended = true
                parts.removeLast()
            }
            if parts.count > 1, let last = parts.last, !last.isEmpty, last.count < 5, last.allSatisfy(ASCII.isDigit) {
                section = last.reduce(0) { $0 * 10 + Int($1 - 0x30) }
                parts.removeLast()
            }
            self.name = Array(parts.joined(separator: [0x2A])).lowercasedText()
        }
    }

    private mutating func join(_ pieces: [Piece]) {
        var names: [String] = []
        for piece in pieces where !piece.name.isEmpty && !names.contains(piece.name) { names.append(piece.name) }
        for name in names {
            let own = pieces.filter { $0.name == name }
            // The extended form is the one that mailers get right, so it goes before a plain twin.
            if let whole = own.first(where: { $0.section == nil && $0.isExtended }) {
                parameters.append((name, Self.extended([whole])))
            } else if let plain = own.first(where: { $0.section == nil }), !own.contains(where: { $0.section == 0 }) {
                parameters.append((name, Self.plain(plain.octets)))
            } else {
                let sections = own.filter { $0.section != nil }.sorted { ($0.section ?? 0) < ($1.section ?? 0) }
                let isExtended = sections.contains { $0.isExtended }
                let text =
                    isExtended ? Self.extended(sections) : Self.plain(sections.flatMap(\.octets))
                parameters.append((name, text))
            }
        }
    }

    private static func plain(_ octets: [UInt8]) -> String {
        EncodedWords.decode(octets[...])
    }

    /// RFC 2231: `charset'language'percent-encoded`, the charset named once in the first section.
    private static func extended(_ sections: [Piece]) -> String {
        var label: CharsetLabel?
        var joined: [UInt8] = []
        for (position, section) in sections.enumerated() {
            var octets = section.octets[...]
            guard section.isExtended else {
                joined += octets
                continue
            }
            if position == 0 {
                let parts = octets.split(separator: 0x27, maxSplits: 2, omittingEmptySubsequences: false)
                if parts.count == 3 {
                    label = CharsetLabel(parts[0])
                    octets = parts[2]
                }
            }
            joined += percentDecoded(octets)
        }
        if joined.contains(0) == false, label == nil { return plain(joined) }
        return CharsetDecoding.decode(joined[...], label: label).string
    }

    private static func percentDecoded(_ octets: Octets) -> [UInt8] {
        var result: [UInt8] = []
        var at = octets.startIndex
        while at < octets.endIndex {
            if octets[at] == 0x25, at + 2 < octets.endIndex, let high = ASCII.hexValue(octets[at + 1]),
                let low = ASCII.hexValue(octets[at + 2])
            {
                result.append(high << 4 | low)
                at += 3
            } else {
                result.append(octets[at])
                at += 1
            }
        }
        return result
    }

    private static func skipComment(_ octets: Octets, _ at: inout Int) {
        var depth = 0
        while at < octets.endIndex {
            if octets[at] == ASCII.backslash {
                at += 1
            } else if octets[at] == ASCII.leftParenthesis {
                depth += 1
            } else if octets[at] == ASCII.rightParenthesis {
                depth -= 1
            }
            at += 1
            if depth == 0 { break }
        }
        at = min(at, octets.endIndex)
    }

    /// Everything up to a semicolon without comments and white space.
    private static func token(_ octets: Octets, _ at: inout Int) -> [UInt8] {
        var result: [UInt8] = []
        var words = 0
        var wasSpace = false
        while at < octets.endIndex, octets[at] != ASCII.semicolon {
            if octets[at] == ASCII.leftParenthesis {
                skipComment(octets, &at)
                wasSpace = true
                continue
            }
            let octet = octets[at]
            at += 1
            if ASCII.isSpace(octet) || octet == ASCII.quote {
                wasSpace = true
                continue
            }
            // `text plain`: only a slash joins words, whatever else follows is noise.
            if wasSpace, !result.isEmpty, octet != ASCII.slash, result.last != ASCII.slash { words += 1 }
            wasSpace = false
            if words == 0 { result.append(octet) }
        }
        return result
    }

    private static func name(_ octets: Octets, _ at: inout Int) -> [UInt8] {
        var result: [UInt8] = []
        while at < octets.endIndex, octets[at] != ASCII.equals, octets[at] != ASCII.semicolon {
            if octets[at] == ASCII.leftParenthesis {
                skipComment(octets, &at)
                continue
            }
            if !ASCII.isSpace(octets[at]) { result.append(octets[at]) }
            at += 1
        }
        return result
    }

    private static func value(_ octets: Octets, _ at: inout Int) -> ([UInt8], isQuoted: Bool) {
        while at < octets.endIndex, ASCII.isSpace(octets[at]) { at += 1 }
        guard at < octets.endIndex else { return ([], false) }
        if octets[at] == ASCII.quote { return (quoted(octets, &at), true) }
        var result: [UInt8] = []
        while at < octets.endIndex, octets[at] != ASCII.semicolon {
            if octets[at] == ASCII.leftParenthesis, result.last.map(ASCII.isSpace) ?? true {
                skipComment(octets, &at)
                continue
            }
            result.append(octets[at])
            at += 1
        }
        // Names with spaces that nobody quoted are kept whole; only a new parameter ends them.
        return (Array(result[...].trimmed()), false)
    }

    private static func quoted(_ octets: Octets, _ at: inout Int) -> [UInt8] {
        var result: [UInt8] = []
        at += 1
        while at < octets.endIndex {
            let octet = octets[at]
            at += 1
            if octet == ASCII.quote { break }
            // Windows paths and `\"` inside: only these two are escapes that mailers mean.
            if octet == ASCII.backslash, at < octets.endIndex,
                octets[at] == ASCII.quote || octets[at] == ASCII.backslash
            {
                result.append(octets[at])
                at += 1
            } else {
                result.append(octet)
            }
        }
        while at < octets.endIndex, octets[at] != ASCII.semicolon { at += 1 }
        return result
    }
}
