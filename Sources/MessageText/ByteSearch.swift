/// Finds short strings in short lines without building anything.
enum ByteSearch {
    /// Where `wanted` first occurs in `text`.
    static func first(_ wanted: String, in text: String) -> String.Index? { first(wanted, in: text[...]) }

    /// Where `wanted` first occurs in a part of a text.
    static func first(_ wanted: String, in text: Substring) -> String.Index? {
        let bytes = text.utf8
        let pattern = wanted.utf8
        guard let lead = pattern.first else { return nil }
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == lead, bytes[index...].starts(with: pattern) { return index }
            index = bytes.index(after: index)
        }
        return nil
    }

    /// Whether `wanted` occurs in `text`.
    static func contains(_ wanted: String, in text: String) -> Bool { first(wanted, in: text) != nil }
}
