/// Whether octets name one of a person's addresses or numbers, whatever its case, and not as a part of another one.
///
/// What JSON (RFC 8259, section 7) and forms escape is looked into as well as it stands; what is packed (base64,
/// quoted-printable, archives) is not.
struct AddressMention {
    /// Shorter names stand in too many texts that mean somebody else.
    private static let minimumLength = 5

    private let addresses: [[UInt8]]

    /// Looks for addresses in lower case.
    init(_ addresses: [String]) {
        self.addresses = Set(addresses).filter { $0.utf8.count >= Self.minimumLength }.map { Array($0.utf8) }
    }

    /// Whether the octets name one; time grows with their number.
    func isIn(_ octets: [UInt8]) -> Bool {
        if isNamed(in: octets) { return true }
        guard octets.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "%") }) else { return false }
        return isNamed(in: EscapedText.plain(octets))
    }

    private func isNamed(in octets: [UInt8]) -> Bool {
        let text = Array(String(decoding: octets, as: UTF8.self).lowercased().utf8)
        return addresses.contains { isNamed($0, in: text) }
    }

    private func isNamed(_ address: [UInt8], in text: [UInt8]) -> Bool {
        guard text.count >= address.count else { return false }
        let isMail = address.contains(UInt8(ascii: "@"))
        for start in 0...(text.count - address.count) where text[start] == address[0] {
            let end = start + address.count
            guard text[start..<end].elementsEqual(address) else { continue }
            if Self.belongs(before: text[..<start], isMail: isMail) { continue }
            if Self.belongs(behind: text[end...], isMail: isMail) { continue }
            return true
        }
        return false
    }

    /// Whether what stands before an address makes it the end of a longer one, as `john.` does with `smith@example.org`.
    private static func belongs(before text: ArraySlice<UInt8>, isMail: Bool) -> Bool {
        // No scalar is longer than four octets.
        var scalars = String(decoding: text.suffix(8), as: UTF8.self).unicodeScalars[...]
        // A full stop joins two parts of a name; behind anything else it is one of a text.
        if isMail, scalars.last == "." { scalars.removeLast() }
        guard let last = scalars.last, !isUnspaced(last) else { return false }
        return isMail ? isInMailName(last) : isInNumber(last)
    }

    /// Whether what stands behind an address makes it the beginning of a longer one, as `.uk` does with `ada@firm.co`.
    private static func belongs(behind text: ArraySlice<UInt8>, isMail: Bool) -> Bool {
        let scalars = String(decoding: text.prefix(8), as: UTF8.self).unicodeScalars
        guard let first = scalars.first else { return false }
        // A full stop ends a sentence, unless another label of the domain is behind it.
        if isMail, first == "." { return scalars.dropFirst().first.map(isLetterOrDigit) ?? false }
        return isInNumber(first)
    }

    /// Whether a scalar is of a script whose words are written without spaces between, and before an address without one.
    private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF, 0x20000...0x3134F: true
        default: false
        }
    }

    private static func isInNumber(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (isLetterOrDigit(scalar) || "-_+@".unicodeScalars.contains(scalar))
    }

    /// Whether a scalar is part of a mailbox's name (RFC 5322, section 3.2.3; RFC 6532, section 3.2).
    ///
    /// Left out is what may be part of one and stands before addresses in texts: quotes, what assigns, separates and marks up.
    private static func isInMailName(_ scalar: Unicode.Scalar) -> Bool {
        isLetterOrDigit(scalar) || "!#$%&+-?@^_~".unicodeScalars.contains(scalar)
    }

    /// Whether a scalar is a letter or a digit of any script; octets that are no UTF-8 are letters of another encoding.
    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber, .letterNumber, .otherNumber:
            true
        default: scalar == "\u{FFFD}"
        }
    }
}
