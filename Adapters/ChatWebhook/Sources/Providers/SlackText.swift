/// Slack's way of writing text, where `&`, `<` and `>` alone are escaped and references stand between angle brackets.
enum SlackText {
    /// The words as a person reads them.
    static func plain(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }) else { return text }
        var plain = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "<") {
            plain += unescaped(rest[..<open])
            let inside = rest[rest.index(after: open)...]
            guard let close = inside.firstIndex(where: { $0 == ">" || $0 == "<" }), inside[close] == ">" else {
                plain += "<"
                rest = inside
                continue
            }
            plain += shown(inside[..<close])
            rest = inside[inside.index(after: close)...]
        }
        return plain + unescaped(rest)
    }

    /// Words as Slack takes them.
    static func escaped(_ text: Substring) -> String {
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E }) else { return String(text) }
        return String(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// What a reference shows: `@U1` of a person, `#C1` of a channel, `@here`, or an address.
    private static func shown(_ reference: Substring) -> String {
        let target = reference.prefix { $0 != "|" }
        let label = reference.dropFirst(target.count).dropFirst()
        switch target.first {
        case "@", "#": return String(target)
        case "!": return label.isEmpty ? "@\(target.dropFirst().prefix { $0 != "^" })" : unescaped(label)
        default:
            let address = target.hasPrefix("mailto:") ? target.dropFirst(7) : target
            return unescaped(address)
        }
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return String(text) }
        return String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }
}
