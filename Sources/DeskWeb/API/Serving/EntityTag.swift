import Crypto

/// Strong entity tags (RFC 9110, section 8.8.3) of what programs are given.
enum EntityTag {
    /// The longest list of tags in a request's head, in bytes.
    private static let maximumLength = 4_096

    /// The tag of a representation: a digest of its octets.
    static func of(_ text: String) -> String { "\"\(digest(text))\"" }

    /// The tag of a representation of something that counts its versions: a change may name the version alone.
    static func of(_ text: String, version: Int) -> String { "\"\(version).\(digest(text))\"" }

    /// The version that a tag names; nil when it names none.
    static func version(in tag: String) -> Int? {
        guard tag.utf8.count <= 60, tag.first == "\"", tag.last == "\"", tag.utf8.count > 2 else { return nil }
        return Int(tag.dropFirst().dropLast().prefix { $0 != "." })
    }

    /// How tags are compared (RFC 9110, section 8.8.3.2).
    enum Comparison {
        /// For changes: a weak tag fits nothing.
        case strong
        /// For reads.
        case weak
    }

    /// Whether a field that lists tags, or `*`, fits what there is.
    static func fits(_ field: String, _ tag: String, _ comparison: Comparison) -> Bool {
        guard field.utf8.count <= maximumLength else { return false }
        if field.trimmedOfSpaces == "*" { return true }
        return field.split(separator: ",").contains { part in
            let part = part.trimmedOfSpaces
            return part == tag || comparison == .weak && part == "W/\(tag)"
        }
    }

    /// 128 bits are more than any two representations of one resource will ever share by chance.
    private static func digest(_ text: String) -> String {
        Hexadecimal.encode(SHA256.hash(data: Array(text.utf8)).prefix(16))
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at its ends.
    fileprivate var trimmedOfSpaces: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
