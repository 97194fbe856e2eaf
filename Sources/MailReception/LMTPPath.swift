/// Reads what stands behind `MAIL FROM:` and `RCPT TO:` (RFC 5321, 4.1.2).
struct LMTPPath: Hashable {
    /// The address without angle brackets and route; empty is the null sender.
    var address: String
    /// The parameters behind it, names in capitals.
    var parameters: [String: String] = [:]

    /// The longest address that is taken, in octets (RFC 5321, 4.5.3.1: 64 + 1 + 255).
    static let longestAddress = 320

    /// Reads a path with its parameters; nil when it is none.
    init?(_ text: Substring) {
        let text = text.drop { $0 == " " }
        guard text.first == "<", let close = Self.end(of: text) else { return nil }
        var inner = text[text.index(after: text.startIndex)..<close]
        // A source route (`@a,@b:`) is passed over, as RFC 5321 advises.
        if inner.first == "@", let colon = inner.firstIndex(of: ":") { inner = inner[inner.index(after: colon)...] }
        guard inner.utf8.count <= Self.longestAddress,
            inner.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "<") })
        else { return nil }
        address = String(inner)
        for word in text[text.index(after: close)...].split(separator: " ").prefix(16) {
            let pair = word.split(separator: "=", maxSplits: 1)
            guard let name = pair.first else { return nil }
            parameters[name.uppercased()] = pair.count > 1 ? String(pair[1]) : ""
        }
    }

    /// The closing bracket, those within a quoted local part left out.
    private static func end(of text: Substring) -> Substring.Index? {
        var isQuoted = false
        var isEscaped = false
        for index in text.indices.dropFirst() {
            let character = text[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ">", !isQuoted {
                return index
            }
        }
        return nil
    }
}
