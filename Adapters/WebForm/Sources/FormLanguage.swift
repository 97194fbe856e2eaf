/// The languages in which the form speaks.
enum FormLanguage: String, Sendable, Hashable, CaseIterable {
    /// English.
    case english = "en"
    /// Simplified Chinese.
    case chinese = "zh"

    /// The BCP 47 tag for the page and for envelopes.
    var tag: String {
        switch self {
        case .english: "en"
        case .chinese: "zh-Hans"
        }
    }

    /// The language of a visitor: the one asked for in the address, else the best of `Accept-Language`, else the fallback.
    static func negotiated(asked: String?, acceptLanguage: String?, fallback: FormLanguage) -> FormLanguage {
        if let asked, let language = FormLanguage(range: asked[...]) { return language }
        var best: (language: FormLanguage, quality: Double)?
        // A browser names a handful of languages; whatever is beyond 32 is no browser's.
        for item in (acceptLanguage ?? "").prefix(1024).split(separator: ",").prefix(32) {
            let parts = item.split(separator: ";")
            guard let range = parts.first, let language = FormLanguage(range: range) else { continue }
            let quality = parts.dropFirst().lazy.compactMap(Self.quality).first ?? 1
            if quality > 0, quality > best?.quality ?? 0 { best = (language, quality) }
        }
        return best?.language ?? fallback
    }

    /// The language of a language range such as `zh-CN`; nil for one the form does not speak.
    private init?(range: Substring) {
        let primary = range.drop { $0 == " " }.prefix { $0.isLetter }.lowercased()
        self.init(rawValue: primary)
    }

    private static func quality(_ parameter: Substring) -> Double? {
        let trimmed = parameter.filter { $0 != " " }
        return trimmed.hasPrefix("q=") ? Double(trimmed.dropFirst(2)) : nil
    }
}

/// A text in the form's languages, as configured.
struct LocalizedText: Sendable, Hashable {
    var english: String?
    var chinese: String?

    /// The text in a language, or in the other one where that is all there is.
    func text(in language: FormLanguage) -> String? {
        switch language {
        case .english: english ?? chinese
        case .chinese: chinese ?? english
        }
    }
}
