public import ChannelKit

/// The id of an article.
public typealias ArticleID = RecordID<Article>
/// The id of a category of articles.
public typealias KnowledgeCategoryID = RecordID<KnowledgeCategory>

/// A group of articles on the help page.
public struct KnowledgeCategory: Sendable, Hashable {
    /// The id.
    public var id: KnowledgeCategoryID
    /// Its part of an address, unique among categories; see ``Slug``.
    public var slug: String
    /// Its place in the order; smaller ones come first.
    public var position: Int
    /// Its title by language (a BCP 47 tag); never empty ones.
    public var titles: [String: String]

    /// Creates a category.
    public init(id: KnowledgeCategoryID, slug: String, position: Int, titles: [String: String]) {
        self.id = id
        self.slug = slug
        self.position = position
        self.titles = titles
    }
}

/// An article of the knowledge base: where it stands, and which of its revisions readers see.
public struct Article: Sendable, Hashable {
    /// The id.
    public var id: ArticleID
    /// Its part of an address, unique among articles; see ``Slug``.
    public var slug: String
    /// The category it is in; nil when in none.
    public var category: KnowledgeCategoryID?
    /// Its place in the category's order; smaller ones come first.
    public var position: Int
    /// The number of the newest revision; they count from 1.
    public var revision: Int
    /// The number of the revision that readers see; nil while it is a draft.
    public var published: Int?
    /// How many readers it helped.
    public var helpful: Int
    /// How many readers it did not help.
    public var unhelpful: Int
    /// When it was begun.
    public var createdAt: Timestamp
    /// When it was last changed.
    public var updatedAt: Timestamp

    /// Creates an article.
    public init(
        id: ArticleID,
        slug: String,
        category: KnowledgeCategoryID?,
        position: Int,
        revision: Int,
        published: Int?,
        helpful: Int,
        unhelpful: Int,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.slug = slug
        self.category = category
        self.position = position
        self.revision = revision
        self.published = published
        self.helpful = helpful
        self.unhelpful = unhelpful
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What an article says in one language.
public struct ArticleText: Sendable, Hashable {
    /// The language as a BCP 47 tag.
    public var language: String
    /// The title; never empty.
    public var title: String
    /// The text in Markdown.
    public var body: String

    /// Creates a text.
    public init(language: String, title: String, body: String) {
        self.language = language
        self.title = title
        self.body = body
    }
}

/// What an article said once; revisions are only ever added.
public struct ArticleRevision: Sendable, Hashable {
    /// The article.
    public var article: ArticleID
    /// Counts from 1.
    public var number: Int
    /// Who wrote it.
    public var actor: Actor
    /// When.
    public var at: Timestamp
    /// What it says, by language.
    public var texts: [ArticleText]

    /// Creates a revision.
    public init(article: ArticleID, number: Int, actor: Actor, at: Timestamp, texts: [ArticleText]) {
        self.article = article
        self.number = number
        self.actor = actor
        self.at = at
        self.texts = texts
    }
}

/// A picture of an article.
public struct ArticlePicture: Sendable, Hashable {
    /// The id; the article's text names it as `cid:` and this number.
    public var id: RecordID<ArticlePicture>
    /// The article.
    public var article: ArticleID
    /// The file's name as it was uploaded.
    public var name: String
    /// Its bytes.
    public var blob: BlobDigest

    /// Creates a picture.
    public init(id: RecordID<ArticlePicture>, article: ArticleID, name: String, blob: BlobDigest) {
        self.id = id
        self.article = article
        self.name = name
        self.blob = blob
    }
}

/// Names that stand in addresses.
public enum Slug {
    /// The longest one, in characters.
    public static let maximumLength = 80

    /// Whether a text is one: lower-case ASCII letters and digits in words joined by single hyphens.
    public static func isValid(_ text: String) -> Bool {
        guard (1...maximumLength).contains(text.utf8.count) else { return false }
        return text.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { word in
            !word.isEmpty && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        }
    }

    /// What a title makes: its ASCII words; nil when it has none.
    public static func made(from title: String) -> String? {
        var slug = ""
        for word in title.lowercased().split(whereSeparator: { !($0.isASCII && ($0.isLetter || $0.isNumber)) }) {
            guard slug.utf8.count + word.utf8.count < maximumLength else { break }
            slug += slug.isEmpty ? String(word) : "-\(word)"
        }
        return slug.isEmpty ? nil : slug
    }
}
