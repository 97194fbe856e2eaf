/// A language of pages.
enum Language: String, Sendable, Hashable, CaseIterable {
    /// English.
    case english = "en"
    /// Simplified Chinese.
    case chinese = "zh-Hans"

    /// The language a BCP 47 tag asks for; nil when it is none of these.
    init?(tag: some StringProtocol) {
        let lowered = tag.lowercased()
        if lowered == "en" || lowered.hasPrefix("en-") {
            self = .english
        } else if lowered == "zh" || lowered.hasPrefix("zh-") {
            self = .chinese
        } else {
            return nil
        }
    }

    /// The best language of an `Accept-Language` value: highest quality first, then order.
    static func preferred(in accept: String) -> Language? {
        var best: (language: Language, quality: Double)?
        for range in accept.prefix(400).split(separator: ",").prefix(20) {
            let parts = range.split(separator: ";")
            guard let tag = parts.first.map({ $0.filter { !$0.isWhitespace } }), let language = Language(tag: tag)
            else {
                continue
            }
            let quality =
                parts.dropFirst().lazy
                .compactMap { part in part.firstIndex(of: "=").flatMap { Double(part[part.index(after: $0)...]) } }
                .first ?? 1
            if quality > 0, quality > best?.quality ?? 0 { best = (language, quality) }
        }
        return best?.language
    }

    /// The language's name in itself.
    var ownName: String {
        switch self {
        case .english: "English"
        case .chinese: "简体中文"
        }
    }
}
