/// The ticket's number in a subject, as `[T-123]`, and the prefixes that mail programs pile up before it.
enum SubjectTag {
    /// The longest subject that is repeated whole, in bytes of UTF-8; of a longer one a quarter as many characters are.
    static let longest = 800

    /// The number in the last tag of a subject; nil when there is none.
    static func number(in subject: String) -> Int? {
        let bytes = Array(subject.utf8.prefix(2000))
        var found: Int?
        var at = 0
        while at + 4 < bytes.count {
            defer { at += 1 }
            guard bytes[at] == UInt8(ascii: "["), bytes[at + 1] | 0x20 == UInt8(ascii: "t"),
                bytes[at + 2] == UInt8(ascii: "-")
            else { continue }
            var number = 0
            var end = at + 3
            while end < bytes.count, end < at + 15, bytes[end] >= 0x30, bytes[end] <= 0x39 {
                number = number * 10 + Int(bytes[end] - 0x30)
                end += 1
            }
            if end > at + 3, end < bytes.count, bytes[end] == UInt8(ascii: "]"), number > 0 { found = number }
        }
        return found
    }

    /// The subject of a reply: one `Re:` when it answers something, and the tag once at the end; number 0 has no tag.
    static func subject(_ base: String, number: Int, isAnswer: Bool) -> String {
        let tag = "[T-\(number)]"
        let words = topic(base).replacing(tag, with: "")
        var clean = HeaderText.clean(words)
        if clean.utf8.count > longest { clean = HeaderText.clean(String(clean.prefix(longest / 4))) }
        let start = isAnswer ? "Re: " : ""
        // A notice that belongs to no ticket, such as a link to sign in with.
        guard number > 0 else { return start + clean }
        return clean.isEmpty ? start + tag : "\(start)\(clean) \(tag)"
    }

    /// The subject without the prefixes of answers.
    static func topic(_ subject: String) -> String {
        var rest = HeaderText.clean(subject)[...]
        while let colon = rest.prefix(12).firstIndex(where: { $0 == ":" || $0 == "：" }),
            isPrefix(rest[..<colon].lowercased())
        {
            rest = rest[rest.index(after: colon)...].drop { $0 == " " }
        }
        return String(rest)
    }

    /// Whether a word before a colon says "answer", in the languages of common programs; `re[2]` counts.
    private static func isPrefix(_ word: String) -> Bool {
        let bare = word.prefix { $0 != "[" && $0 != "(" }.filter { $0 != " " }
        return prefixes.contains(bare)
    }

    private static let prefixes: Set<String> = [
        "re", "aw", "antw", "sv", "vs", "ref", "rif", "r", "odp", "回复", "答复", "回覆", "答覆", "返信", "回信",
    ]
}
