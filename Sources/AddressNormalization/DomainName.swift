import CIDN

/// The part of an address after the `@`.
enum DomainName {
    /// The longest domain name in bytes of its ASCII form (RFC 1035, 2.3.4, without the root's length).
    static let maximumLength = 253

    /// The name in ASCII and lower case, or nil where it is no name with at least one letter, digit or dash a label.
    ///
    /// Names beyond ASCII go through libidn2 (IDNA 2008 with the mapping of UTS 46, non-transitional), the library curl
    /// resolves names with: the identity then is the host that mail is sent to. Punycode alone would be short to write,
    /// but not the tables of what is mapped and what is refused. A single final dot is taken off. Names of one label
    /// (`root@localhost`) are allowed, for desks inside a company.
    static func ascii(_ text: Substring) -> String? {
        guard !text.isEmpty, text.utf8.count <= EmailAddressNormalization.maximumLength else { return nil }
        var name = String(text)
        if !name.utf8.allSatisfy({ $0 < 0x80 }) {
            guard let converted = toASCII(name) else { return nil }
            name = converted
        }
        name = name.lowercased()
        if name.utf8.last == UInt8(ascii: ".") { name.removeLast() }
        return isHostName(name) ? name : nil
    }

    private static func toASCII(_ name: String) -> String? {
        // A control character or NUL would end the C string early and name another host.
        guard name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else { return nil }
        var output: UnsafeMutablePointer<CChar>?
        let flags = Int32(IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue)
        guard idn2_to_ascii_8z(name, &output, flags) == Int32(IDN2_OK.rawValue), let output else { return nil }
        defer { idn2_free(output) }
        return String(validatingCString: output)
    }

    private static func isHostName(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= maximumLength else { return false }
        return name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
            && !looksLikeNumber(name)
    }

    /// Letters, digits, dashes and the underscore that exists in practice; no dash at either end.
    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let dash = UInt8(ascii: "-")
        guard (1...63).contains(label.count), label.first != dash, label.last != dash else { return false }
        return label.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case dash, UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    /// Whether resolvers would take the name for an IP address: its last label is digits only.
    private static func looksLikeNumber(_ name: String) -> Bool {
        let last = name.utf8.split(separator: UInt8(ascii: ".")).last
        return last?.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? true
    }
}
