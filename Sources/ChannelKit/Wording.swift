/// What people at the desk are told, in both of its languages.
///
/// Whoever knows what happened words it in both, side by side, so that none can be missing. What somebody else said, such as a
/// mail server or a program, stands as it is in both.
public struct Wording: Sendable, Hashable {
    /// In English.
    public let english: String
    /// In Simplified Chinese.
    public let chinese: String

    /// Words something in English and in Simplified Chinese.
    public init(_ english: String, _ chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    /// Words that are the same in both: a name, or what somebody else said.
    public static func verbatim(_ words: String) -> Wording { Wording(words, words) }

    /// Whether both languages have the same words.
    public var isVerbatim: Bool { english == chinese }

    /// Whether nothing is said.
    public var isEmpty: Bool { english.isEmpty && chinese.isEmpty }

    /// The words for a reader of Chinese or of English.
    public func text(chinese wantsChinese: Bool) -> String { wantsChinese ? chinese : english }

    /// The same with both languages changed alike.
    public func map(_ change: (String) -> String) -> Wording { Wording(change(english), change(chinese)) }
}

extension Wording: CustomStringConvertible, CustomDebugStringConvertible {
    /// The English words, for logs and terminals.
    public var description: String { english }

    /// All its words, so that whoever searches what holds a wording finds those of both languages.
    public var debugDescription: String { isVerbatim ? english : "\(english) | \(chinese)" }
}

extension Wording: Codable {
    /// Reads a text, which stands for both languages, or a list of the English and the Chinese text.
    public init(from decoder: any Decoder) throws {
        if let words = try? decoder.singleValueContainer().decode(String.self) {
            self = .verbatim(words)
        } else {
            var list = try decoder.unkeyedContainer()
            self.init(try list.decode(String.self), try list.decode(String.self))
        }
    }

    /// Writes a text where both languages have the same words, otherwise a list of both.
    public func encode(to encoder: any Encoder) throws {
        if isVerbatim {
            try english.encode(to: encoder)
        } else {
            try [english, chinese].encode(to: encoder)
        }
    }
}
