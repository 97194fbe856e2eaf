import Foundation

/// The part of an address before the `@`.
enum EmailLocalPart {
    /// The longest local part in bytes (RFC 5321, 4.5.3.1.1).
    static let maximumLength = 64

    /// The local part as it is to be sent, or nil where servers could disagree about it.
    ///
    /// Quotes that protect nothing are taken off: `"ada"@x.org` and `ada@x.org` are one mailbox.
    static func checked(_ text: Substring) -> String? {
        guard !text.isEmpty, text.utf8.count <= maximumLength else { return nil }
        var inner = text
        if text.utf8.first == UInt8(ascii: "\"") {
            guard text.utf8.count > 2, text.utf8.last == UInt8(ascii: "\"") else { return nil }
            inner = text.dropFirst().dropLast()
        }
        guard inner.unicodeScalars.allSatisfy(isAllowed) else { return nil }
        return String(inner)
    }

    /// The form that equal mailboxes share: lower case, canonically composed.
    static func folded(_ text: String) -> String {
        let lower = text.lowercased()
        return lower.utf8.allSatisfy { $0 < 0x80 } ? lower : lower.precomposedStringWithCanonicalMapping
    }

    /// Whether a scalar may stand in a local part: `atext` of RFC 5322, a dot, or a visible character beyond ASCII.
    ///
    /// What cannot be seen (format, bidirectional control, private use, unassigned) is refused: two addresses that look
    /// alike must not be two identities because of it.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9": return true
            default: return "!#$%&'*+-/=?^_`{|}~.".unicodeScalars.contains(scalar)
            }
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned: return false
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return false
        default: return !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
