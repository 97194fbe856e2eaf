import DeskModel
import Foundation
import MessageText

/// Finds published articles by words, and those that a customer's words may be about.
struct ArticleSearch {
    /// How many texts are ranked.
    private static let maximumRanked = 200

    let connection: Connection
    /// The language a found article is shown in when it has that text.
    let language: String

    /// A text found, with what is shown of it.
    private struct Candidate {
        let article: ArticleID
        let slug: String
        let language: String
        let title: String
        let body: String
    }

    /// Articles that hold all the words, best first.
    func articles(holding words: String, limit: Int) throws -> [ArticleHit] {
        guard let expression = SearchText.matchExpression(words) else { return [] }
        let term = words.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        return try hits(among: try candidates(expression), limit: limit) { Self.excerpt(of: $0, around: term) }
    }

    /// Articles that a text may be about, best first.
    func articles(about text: String, limit: Int) throws -> [ArticleHit] {
        let terms = TellingTerms.of(text)
        guard let expression = TellingTerms.expression(terms) else { return [] }
        let weighed = try candidates(expression).compactMap { candidate -> (Candidate, Int)? in
            let inTitle = TellingTerms.shared(terms, with: candidate.title)
            let inBody = TellingTerms.shared(terms, with: candidate.body)
            guard inTitle > 0 || inBody > 1 else { return nil }
            return (candidate, 3 * inTitle + inBody)
        }
        // The order of equals is the index's: `sorted` is stable.
        let best = weighed.sorted { $0.1 > $1.1 }.map(\.0)
        return try hits(among: best, limit: limit) { Self.excerpt(of: $0, around: "") }
    }

    private func candidates(_ expression: String) throws -> [Candidate] {
        try connection.all(
            """
            SELECT a.id, a.slug, t.language, t.title, t.body
            FROM articleSearch s JOIN articleText t ON t.id = s.rowid JOIN article a ON a.id = t.article
            WHERE articleSearch MATCH ?1 AND a.published = t.number
            ORDER BY bm25(articleSearch, 6.0, 1.0), t.id LIMIT ?2
            """,
            expression,
            Self.maximumRanked
        ) {
            Candidate(
                article: try $0.next(),
                slug: try $0.next(),
                language: try $0.next(),
                title: try $0.next(),
                body: try $0.next()
            )
        }
    }

    /// Each article once, by its text in the wanted language if that was found as well.
    private func hits(
        among candidates: [Candidate],
        limit: Int,
        excerpt: (String) -> String
    ) throws -> [ArticleHit] {
        var order: [ArticleID] = []
        var shown: [ArticleID: Candidate] = [:]
        for candidate in candidates {
            guard let earlier = shown[candidate.article] else {
                order.append(candidate.article)
                shown[candidate.article] = candidate
                continue
            }
            if earlier.language != language, candidate.language == language { shown[candidate.article] = candidate }
        }
        return order.prefix(min(max(limit, 1), 50)).compactMap { shown[$0] }.map {
            ArticleHit(slug: $0.slug, language: $0.language, title: $0.title, excerpt: excerpt($0.body))
        }
    }

    /// A piece of a text around a word, without the marks of Markdown.
    private static func excerpt(of body: String, around term: String) -> String {
        let text = MarkdownMarks.removed(from: String(body.prefix(8 << 10)))
        let options: String.CompareOptions = [.caseInsensitive, .diacriticInsensitive, .widthInsensitive]
        guard !term.isEmpty, let match = text.range(of: term, options: options) else {
            return TicketWriter.preview(of: text)
        }
        let start = text.index(match.lowerBound, offsetBy: -60, limitedBy: text.startIndex) ?? text.startIndex
        return TicketWriter.preview(of: String(text[start...].prefix(400)))
    }
}

/// The words of a text that tell what it is about.
enum TellingTerms {
    private static let maximumCount = 40
    private static let maximumLength = 4_000

    /// The terms as the index holds them: words of three letters and more, pairs of characters, without the commonest.
    static func of(_ text: String) -> [String] {
        var seen: Set<String> = []
        var terms: [String] = []
        for term in SearchText.indexed(String(text.prefix(maximumLength))).split(separator: " ").map(String.init) {
            let isWord = term.utf8.allSatisfy { $0 < 0x80 } ? term.utf8.count >= 3 : term.count >= 2
            guard isWord, !common.contains(term), seen.insert(term).inserted else { continue }
            terms.append(term)
            if terms.count == maximumCount { break }
        }
        return terms
    }

    /// An FTS5 expression that finds any of the terms; nil when there is none.
    static func expression(_ terms: [String]) -> String? {
        let quoted = terms.filter { !$0.contains("\"") }.map { "\"\($0)\"" }
        return quoted.isEmpty ? nil : quoted.joined(separator: " OR ")
    }

    /// How many of the terms a text holds.
    static func shared(_ terms: [String], with text: String) -> Int {
        let held = Set(SearchText.indexed(text).split(separator: " ").map(String.init))
        return terms.count { held.contains($0) }
    }

    /// What people write whatever they write about.
    private static let common: Set<String> = [
        "about", "after", "also", "and", "any", "are", "because", "been", "but", "can", "cannot", "could", "did",
        "does",
        "doing", "for", "from", "get", "got", "had", "has", "have", "hello", "help", "her", "him", "his", "how", "into",
        "its", "just", "like", "more", "much", "need", "not", "now", "once", "one", "our", "out", "please", "she",
        "some",
        "than", "thank", "thanks", "that", "the", "their", "them", "then", "there", "they", "this", "too", "use",
        "very",
        "want", "was", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your",
        "一个", "不能", "什么", "你好", "您好", "可以", "如何", "帮我", "帮助", "怎么", "怎样", "我们", "我的", "无法", "是否", "有没",
        "没有", "然后", "现在", "的时", "请问", "谢谢", "这个", "那个", "问题",
    ]
}

/// The marks of Markdown, for showing a text in one plain line.
enum MarkdownMarks {
    /// The text without them; linear in its length.
    static func removed(from text: String) -> String {
        var plain = ""
        var isAddress = false
        var previous: Character = "\n"
        // The line below a table's headings says nothing.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isRule: (Substring) -> Bool = { $0.contains("-") && $0.allSatisfy { " |:-\t".contains($0) } }
        for character in lines.filter({ !isRule($0) }).joined(separator: "\n") {
            switch character {
            case "(" where previous == "]": isAddress = true
            case ")" where isAddress: isAddress = false
            case _ where isAddress: break
            case "*", "_", "`", "#", ">", "[", "]", "|", "~", "!": break
            default: plain.append(character)
            }
            previous = character
        }
        return plain
    }
}
