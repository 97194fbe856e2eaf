public import ChannelKit

/// Turns what stands where an e-mail address should stand into one address, or into nothing.
///
/// The same address is the same identity, and nothing else is: `a.b@gmail.com` and `ab@gmail.com`, or `a@x.org` and
/// `a+shop@x.org`, stay apart, for what a dot or a plus means is the provider's own rule and merging on a guess would
/// show one person's tickets to another. Only letter case and the spelling of the domain are folded.
///
/// The grammar is the part of RFC 5321 and RFC 6531 that every server agrees on: a dot-atom (with stray dots, which
/// Japanese mobile carriers handed out) or its quoted twin, and a domain name. Address literals, comments, routes,
/// angle brackets and quoted `@` are refused, since parsers differ over whom they name.
public enum EmailAddressNormalization {
    /// The longest text that is looked at, in bytes of UTF-8.
    public static let maximumLength = 512

    /// The identity behind an address.
    ///
    /// - Parameter raw: a bare address (no display name, no angle brackets); blanks around it are ignored.
    /// - Returns: nil where `raw` is not exactly one address.
    public static func key(_ raw: String) -> IdentityKey? { parse(raw)?.key }

    /// The address as it can be sent to.
    ///
    /// The local part is at most 64 bytes, the domain at most 253 and the whole at most 254 (RFC 5321, 4.5.3.1).
    ///
    /// - Parameter raw: a bare address (no display name, no angle brackets); blanks around it are ignored.
    /// - Returns: nil where `raw` is not exactly one address.
    public static func parse(_ raw: String) -> EmailAddress? {
        guard raw.utf8.count <= maximumLength else { return nil }
        let text = raw.trimmingBlanks()
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let after = text.utf8.index(after: at)
        guard let localPart = EmailLocalPart.checked(text[..<at]), let domain = DomainName.ascii(text[after...]) else {
            return nil
        }
        guard localPart.utf8.count + 1 + domain.utf8.count <= 254 else { return nil }
        return EmailAddress(localPart: localPart, domain: domain)
    }
}

extension String {
    /// The text without the spaces and tabs around it; line ends are never blanks, they are an attack.
    func trimmingBlanks() -> Substring {
        let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard let first = utf8.firstIndex(where: { !isBlank($0) }), let last = utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return self[first...last]
    }
}
