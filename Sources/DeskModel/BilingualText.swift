/// Words of an admin's own in the desk's two languages.
public struct BilingualText: Sendable, Hashable, Codable {
    /// In English; may be empty.
    public var english: String
    /// In Simplified Chinese; may be empty.
    public var chinese: String

    /// Creates a text.
    public init(english: String, chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    /// Whether neither language has words.
    public var isEmpty: Bool { english.isEmpty && chinese.isEmpty }

    /// The words for a reader of Chinese or of English; those of the other language where one has none.
    public func text(chinese wantsChinese: Bool) -> String {
        let (first, second) = wantsChinese ? (chinese, english) : (english, chinese)
        return first.isEmpty ? second : first
    }

    /// Whether somebody may have meant this: one of its wordings, whatever the case.
    public func isNamed(_ words: String) -> Bool {
        let wanted = words.lowercased()
        return !wanted.isEmpty && (english.lowercased() == wanted || chinese.lowercased() == wanted)
    }
}
