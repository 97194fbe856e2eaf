/// Writes HTML: fixed markup as it is, everything else escaped.
///
/// There is no way to write a variable unescaped.
struct Markup {
    private(set) var octets: [UInt8] = []

    /// Writes markup that stands in the source.
    mutating func raw(_ markup: StaticString) {
        markup.withUTF8Buffer { octets.append(contentsOf: $0) }
    }

    /// Writes text, fit for content and for attribute values in double quotes.
    mutating func text(_ text: some StringProtocol) {
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "&"): raw("&amp;")
            case UInt8(ascii: "<"): raw("&lt;")
            case UInt8(ascii: ">"): raw("&gt;")
            case UInt8(ascii: "\""): raw("&quot;")
            case UInt8(ascii: "'"): raw("&#39;")
            default: octets.append(octet)
            }
        }
    }

    /// Writes an attribute with a blank before it, or nothing when there is no value.
    mutating func attribute(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        raw(" ")
        raw(name)
        raw("=\"")
        text(value)
        raw("\"")
    }

    /// Writes an attribute without a value, or nothing.
    mutating func flag(_ name: StaticString, _ isSet: Bool) {
        guard isSet else { return }
        raw(" ")
        raw(name)
    }

    /// Writes an element with text inside.
    mutating func element(_ name: StaticString, _ content: String, class cssClass: String? = nil, id: String? = nil) {
        raw("<")
        raw(name)
        attribute("class", cssClass)
        attribute("id", id)
        raw(">")
        text(content)
        raw("</")
        raw(name)
        raw(">")
    }
}
