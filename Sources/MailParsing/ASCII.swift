/// A run of octets inside a mail; header values and bodies are read in place.
typealias Octets = ArraySlice<UInt8>

/// The octets that mail syntax is made of.
enum ASCII {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let escape: UInt8 = 0x1B
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let leftParenthesis: UInt8 = 0x28
    static let rightParenthesis: UInt8 = 0x29
    static let comma: UInt8 = 0x2C
    static let hyphen: UInt8 = 0x2D
    static let dot: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let less: UInt8 = 0x3C
    static let equals: UInt8 = 0x3D
    static let greater: UInt8 = 0x3E
    static let question: UInt8 = 0x3F
    static let at: UInt8 = 0x40
    static let backslash: UInt8 = 0x5C
    static let underscore: UInt8 = 0x5F

    /// Space, tab, CR, LF: what folding leaves between words.
    @inline(__always)
    static func isSpace(_ octet: UInt8) -> Bool {
        octet == space || (octet >= tab && octet <= carriageReturn)
    }

    @inline(__always)
    static func isDigit(_ octet: UInt8) -> Bool { octet >= 0x30 && octet <= 0x39 }

    @inline(__always)
    static func isLetter(_ octet: UInt8) -> Bool {
        let lower = octet | 0x20
        return lower >= 0x61 && lower <= 0x7A
    }

    @inline(__always)
    static func lowercased(_ octet: UInt8) -> UInt8 {
        octet >= 0x41 && octet <= 0x5A ? octet | 0x20 : octet
    }

    /// The value of a hexadecimal digit, nil for anything else.
    @inline(__always)
    static func hexValue(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x41 + 10
        case 0x61...0x66: octet - 0x61 + 10
        default: nil
        }
    }
}

extension Collection<UInt8> {
    /// The octets as text in lower case; only ASCII letters change.
    func lowercasedText() -> String {
        String(decoding: map(ASCII.lowercased), as: UTF8.self)
    }

    /// Compares with a text in lower case, ASCII letters of either case being equal.
    func equalsLowercased(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { wanted in
            zip(self, wanted).allSatisfy { ASCII.lowercased($0) == $1 }
        }
    }

    /// True when the octets begin with a text in lower case, ASCII letters of either case being equal.
    func startsLowercased(with text: StaticString) -> Bool {
        prefix(text.utf8CodeUnitCount).equalsLowercased(text)
    }
}

extension ArraySlice<UInt8> {
    /// The octets without white space at both ends.
    func trimmed() -> Octets {
        var start = startIndex
        var end = endIndex
        while start < end, ASCII.isSpace(self[start]) { start += 1 }
        while end > start, ASCII.isSpace(self[end - 1]) { end -= 1 }
        return self[start..<end]
    }

    /// Where a text in lower case first occurs, ASCII letters of either case being equal.
    func firstRange(ofLowercased text: StaticString) -> Range<Int>? {
        let length = text.utf8CodeUnitCount
        guard length > 0, count >= length else { return nil }
        return text.withUTF8Buffer { wanted in
            var at = startIndex
            let last = endIndex - length
            while at <= last {
                if ASCII.lowercased(self[at]) == wanted[0] {
                    var matched = 1
                    while matched < length, ASCII.lowercased(self[at + matched]) == wanted[matched] { matched += 1 }
                    if matched == length { return at..<(at + length) }
                }
                at += 1
            }
            return nil
        }
    }
}

extension String {
    /// The text without white space and control characters at both ends, inner runs of line ends and tabs as a space.
    var onOneLine: String {
        var text = self
        return text.withUTF8 { source -> String? in
            if let first = source.first, first > ASCII.space, source[source.count - 1] > ASCII.space,
                source.allSatisfy({ $0 >= ASCII.space && $0 != 0x7F })
            {
                return nil
            }
            var result: [UInt8] = []
            result.reserveCapacity(source.count)
            var pendingSpace = false
            for octet in source {
                if octet < ASCII.space || octet == 0x7F {
                    pendingSpace = true
                    continue
                }
                if pendingSpace, !result.isEmpty, result.last != ASCII.space, octet != ASCII.space {
                    result.append(ASCII.space)
                }
                pendingSpace = false
                result.append(octet)
            }
            return String(decoding: result[...].trimmed(), as: UTF8.self)
        } ?? self
    }
}
