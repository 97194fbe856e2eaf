import DeskModel
import TicketStorage

/// What is shown of something that may be written in several languages.
struct ShownText<Text: Sendable>: Sendable {
    let text: Text
    /// Its language as a BCP 47 tag.
    let language: String

    /// The text in a reader's language, else in another one, the same every time; nil when there is none.
    init?(_ texts: [String: Text], for reader: Language) {
        if let own = texts[reader.rawValue] {
            text = own
            language = reader.rawValue
        } else if let other = texts.min(by: { $0.key < $1.key }) {
            text = other.value
            language = other.key
        } else {
            return nil
        }
    }

    /// Whether the reader gets another language than theirs.
    func isForeign(to reader: Language) -> Bool { language != reader.rawValue }
}

extension ShownText<String> {
    /// The text in an element that says which language it is in, where that is not the page's.
    func html(in page: Language) -> HTML {
        isForeign(to: page) ? "<span lang=\"\(language)\">\(text)</span>" : "\(text)"
    }
}

extension PublishedArticle {
    /// The texts by language.
    var byLanguage: [String: ArticleText] {
        Dictionary(texts.map { ($0.language, $0) }) { first, _ in first }
    }
}

extension KnowledgeCategory {
    /// The title for a reader; the name in addresses when there is none.
    func title(for reader: Language) -> String { ShownText(titles, for: reader)?.text ?? slug }
}

/// Lists of articles.
enum ArticleLinks {
    static func html(_ articles: some Sequence<ArticleHeading>, _ words: Words) -> HTML {
        var html: HTML = "<ul class=\"articles\">"
        for article in articles {
            guard let title = ShownText(article.titles, for: words.language) else { continue }
            html.add("<li><a href=\"/help/articles/\(article.slug)\">\(title.html(in: words.language))</a></li>")
        }
        html.add("</ul>")
        return html
    }

    /// Articles found, with a piece of their text, the words marked.
    static func found(_ hits: [ArticleHit], marking words: String, _ reader: Language) -> HTML {
        var html: HTML = "<ol class=\"articles found\">"
        for hit in hits {
            let isForeign = hit.language != reader.rawValue
            html.add(
                """
                <li\(if: isForeign, " lang=\"\(hit.language)\"")><a href="/help/articles/\(hit.slug)">\
                \(MatchMarks.html(hit.title, words: words))</a>\
                <span class="preview">\(MatchMarks.html(hit.excerpt, words: words))</span></li>
                """
            )
        }
        html.add("</ol>")
        return html
    }
}
