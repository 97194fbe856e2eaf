import DeskModel
import MarkdownText
import TicketStorage

/// Articles of the knowledge base as programs see them.
enum ArticleResource {
    static let languages = APISchema.choice(Language.allCases.map(\.rawValue))

    static let wrongSlug = APIProblem.invalid(
        "/slug",
        "allowed are lower-case letters a–z, digits and single hyphens; name one where no title has such letters"
    )

    /// What is written in one language.
    static let newText = APIObject(
        "NewArticleText",
        "What an article is to say in one language.",
        [
            .required("language", languages, "The language."),
            .required("title", .line(maximum: ArticleForm.maximumTitle), "The title."),
            .required("body", .paragraphs(maximum: ArticleMarkup.maximumLength), "The text in Markdown."),
        ]
    )

    private static let text = APIObject(
        "ArticleText",
        "What an article says in one language.",
        [
            .required("language", .words, "The language."),
            .required("title", .words, "The title."),
            .required("body", .words, "The text in Markdown."),
        ]
    )

    private static let title = APIObject(
        "ArticleTitle",
        "An article's title in one language.",
        [.required("language", .words, "The language."), .required("title", .words, "The title.")]
    )

    private static let head: [APIField] = [
        .required("id", .id, "The id."),
        .required("slug", .words, "Its part of an address."),
        .required("category", .nullable(.id), "The category it is in."),
        .required("position", .count, "Its place in the category's order."),
        .required("revision", .count, "The number of its newest revision."),
        .required("published", .nullable(.count), "The number of the revision that readers see; null for none."),
        .required("helpful", .count, "How many readers it helped."),
        .required("unhelpful", .count, "How many readers it did not help."),
        .required("created_at", .time, "When it was begun."),
        .required("updated_at", .time, "When it was last changed."),
    ]

    static let line = APIObject(
        "ArticleLine",
        "An article in a list.",
        head + [.required("titles", .items(.object(title)), "The titles of its newest revision.")]
    )

    static let schema = APIObject(
        "Article",
        "An article with the texts of its newest revision.",
        head + [.required("texts", .items(.object(text)), "What its newest revision says.")]
    )

    static let revision = APIObject(
        "ArticleRevision",
        "What an article said once.",
        [
            .required("number", .count, "Counts from 1."),
            .required("by", .object(ActorResource.schema), "Who wrote it."),
            .required("at", .time, "When."),
            .required("titles", .items(.object(title)), "Its titles."),
        ]
    )

    static let fullRevision = APIObject(
        "FullArticleRevision",
        "What an article said once, with its texts.",
        revision.fields.dropLast() + [.required("texts", .items(.object(text)), "Its texts.")]
    )

    static let published = APIObject(
        "PublishedArticle",
        "An article as readers see it.",
        [
            .required("id", .id, "The id."),
            .required("slug", .words, "Its part of an address."),
            .required("category", .nullable(.id), "The category it is in."),
            .required("path", .words, "Where customers read it."),
            .required("texts", .items(.object(text)), "What it says."),
            .required("written_at", .time, "When that was written."),
        ]
    )

    static let hit = APIObject(
        "ArticleHit",
        "A published article that was found.",
        [
            .required("slug", .words, "Its part of an address."),
            .required("language", .words, "The language of title and excerpt."),
            .required("title", .words, "The title."),
            .required("excerpt", .words, "A piece of the text around the match."),
            .required("path", .words, "Where customers read it."),
        ]
    )

    static func json(_ summary: ArticleSummary) -> JSON {
        head(summary.article).adding([("titles", titles(summary.titles))])
    }

    static func json(_ article: Article, _ texts: [ArticleText]) -> JSON {
        head(article).adding([("texts", .array(texts.map(json)))])
    }

    static func json(_ revision: ArticleRevision) -> JSON {
        let pairs = revision.texts.map { ($0.language, $0.title) }
        return head(revision).adding([("titles", titles(Dictionary(pairs) { first, _ in first }))])
    }

    static func full(_ revision: ArticleRevision) -> JSON {
        head(revision).adding([("texts", .array(revision.texts.map(json)))])
    }

    static func json(_ published: PublishedArticle) -> JSON {
        let article = published.article
        return [
            "id": .id(article.id), "slug": .text(article.slug), "category": .id(orNull: article.category),
            "path": .text(path(article.slug)), "texts": .array(published.texts.map(json)),
            "written_at": .time(published.writtenAt),
        ]
    }

    static func json(_ hit: ArticleHit) -> JSON {
        [
            "slug": .text(hit.slug), "language": .text(hit.language), "title": .text(hit.title),
            "excerpt": .text(hit.excerpt), "path": .text(path(hit.slug)),
        ]
    }

    /// Titles by language, English first.
    static func titles(_ titles: [String: String]) -> JSON {
        .array(
            titles.sorted { $0.key < $1.key }.map { ["language": .text($0.key), "title": .text($0.value)] }
        )
    }

    /// The ETag of an article: its newest revision.
    static func entityTag(_ article: Article) -> String { "\"\(article.revision)\"" }

    private static func head(_ article: Article) -> JSON {
        [
            "id": .id(article.id), "slug": .text(article.slug), "category": .id(orNull: article.category),
            "position": .integer(article.position), "revision": .integer(article.revision),
            "published": .integer(orNull: article.published), "helpful": .integer(article.helpful),
            "unhelpful": .integer(article.unhelpful), "created_at": .time(article.createdAt),
            "updated_at": .time(article.updatedAt),
        ]
    }

    private static func head(_ revision: ArticleRevision) -> JSON {
        ["number": .integer(revision.number), "by": ActorResource.json(revision.actor), "at": .time(revision.at)]
    }

    private static func json(_ text: ArticleText) -> JSON {
        ["language": .text(text.language), "title": .text(text.title), "body": .text(text.body)]
    }

    private static func path(_ slug: String) -> String { "/help/articles/\(slug)" }
}
