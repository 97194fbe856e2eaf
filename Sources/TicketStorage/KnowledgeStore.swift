public import ChannelKit
public import DeskModel

/// The knowledge base: articles in categories, their revisions and pictures, and what readers see of them.
///
/// Writing a draft and publishing it are two things: readers see the published revision until another one is. Every change
/// is in the audit log.
public protocol KnowledgeStore: Sendable {
    /// All categories in order.
    func knowledgeCategories() async throws -> [KnowledgeCategory]

    /// Adds or changes a category.
    func saveCategory(_ category: KnowledgeCategory, actor: Actor, at: Timestamp) async throws -> KnowledgeChangeResult

    /// Removes a category; its articles are in none afterwards.
    func removeCategory(_ id: KnowledgeCategoryID, actor: Actor, at: Timestamp) async throws

    /// A page of all articles, the one changed last first, with the titles of their newest revisions.
    func articlePage(after: PageCursor?, limit: Int) async throws -> Page<ArticleSummary>

    /// An article.
    func article(_ id: ArticleID) async throws -> Article?

    /// A revision of an article.
    func revision(_ number: Int, of article: ArticleID) async throws -> ArticleRevision?

    /// The newest revisions of an article, newest first, without their texts' bodies; at most 100.
    func revisions(of article: ArticleID) async throws -> [ArticleRevision]

    /// Begins an article, or adds a revision to one.
    ///
    /// Nothing that readers see changes but the article's place.
    func saveArticle(_ draft: ArticleDraft, actor: Actor, at: Timestamp) async throws -> ArticleSaveResult

    /// Shows readers a revision.
    ///
    /// - Returns: whether there is such a revision.
    func publish(_ article: ArticleID, revision: Int, actor: Actor, at: Timestamp) async throws -> Bool

    /// Takes an article from readers.
    ///
    /// - Returns: whether it was published.
    func unpublish(_ article: ArticleID, actor: Actor, at: Timestamp) async throws -> Bool

    /// A published article by the name in its address.
    func publishedArticle(slug: String) async throws -> PublishedArticle?

    /// How many published articles each category has; nil stands for none.
    func publishedCounts() async throws -> [KnowledgeCategoryID?: Int]

    /// The published articles of a category (nil: of none) in order, behind so many of them, at most `limit`.
    func publishedArticles(
        in category: KnowledgeCategoryID?,
        behind count: Int,
        limit: Int
    ) async throws -> [ArticleHeading]

    /// The published articles that helped most readers, best first.
    func popularArticles(limit: Int) async throws -> [ArticleHeading]

    /// Published articles that hold all the words, best first.
    ///
    /// - Parameters:
    ///   - words: what was typed; Chinese is found by one character or more.
    ///   - language: the language a found article is shown in when it has that text.
    ///   - limit: how many, 1 to 50.
    /// - Returns: each article once.
    /// - Throws: ``StorageError``.
    func searchArticles(_ words: String, language: String, limit: Int) async throws -> [ArticleHit]

    /// Published articles that a customer's words may be about, best first.
    ///
    /// One telling word of a title is enough, of a text it takes two.
    func suggestArticles(for text: String, language: String, limit: Int) async throws -> [ArticleHit]

    /// Counts a reader's opinion; a second one takes the place of the first.
    ///
    /// - Returns: whether the article is published.
    func rate(_ article: ArticleID, isHelpful: Bool, voter: String, at: Timestamp) async throws -> Bool

    /// Keeps a picture of an article.
    func add(_ picture: ArticlePicture, bytes: [UInt8], actor: Actor, at: Timestamp) async throws

    /// The pictures of an article in the order they came.
    func pictures(of article: ArticleID) async throws -> [ArticlePicture]

    /// A picture.
    func picture(_ id: RecordID<ArticlePicture>) async throws -> ArticlePicture?
}

/// What became of a change to the knowledge base.
public enum KnowledgeChangeResult: Sendable, Hashable {
    /// It is stored.
    case done
    /// Another one has that name in addresses.
    case slugTaken
}

/// What became of a draft.
public enum ArticleSaveResult: Sendable, Hashable {
    /// It is the article's newest revision.
    case saved(Article)
    /// Another article has that name in addresses.
    case slugTaken
    /// Somebody added a revision since; its number is given.
    case outdated(Int)
    /// There is no such article.
    case missing
}

/// What is to be an article's newest revision.
public struct ArticleDraft: Sendable, Hashable {
    /// The article; nil begins one.
    public var article: ArticleID?
    /// The revision it was written on; nil for a new article.
    public var basis: Int?
    /// The name in addresses.
    public var slug: String
    /// The category.
    public var category: KnowledgeCategoryID?
    /// The place in the category's order.
    public var position: Int
    /// What it says, by language.
    public var texts: [ArticleText]

    /// Creates a draft.
    public init(
        article: ArticleID? = nil,
        basis: Int? = nil,
        slug: String,
        category: KnowledgeCategoryID? = nil,
        position: Int = 0,
        texts: [ArticleText]
    ) {
        self.article = article
        self.basis = basis
        self.slug = slug
        self.category = category
        self.position = position
        self.texts = texts
    }
}

/// An article as a line of the editors' list.
public struct ArticleSummary: Sendable, Hashable {
    /// The article.
    public var article: Article
    /// The titles of its newest revision by language.
    public var titles: [String: String]

    /// Creates a line.
    public init(article: Article, titles: [String: String]) {
        self.article = article
        self.titles = titles
    }
}

/// An article as readers' lists name it.
public struct ArticleHeading: Sendable, Hashable {
    /// The name in its address.
    public var slug: String
    /// Its titles by language.
    public var titles: [String: String]

    /// Creates a heading.
    public init(slug: String, titles: [String: String]) {
        self.slug = slug
        self.titles = titles
    }
}

/// An article as readers see it.
public struct PublishedArticle: Sendable, Hashable {
    /// The article.
    public var article: Article
    /// What the published revision says, by language.
    public var texts: [ArticleText]
    /// When that revision was written.
    public var writtenAt: Timestamp

    /// Creates an article.
    public init(article: Article, texts: [ArticleText], writtenAt: Timestamp) {
        self.article = article
        self.texts = texts
        self.writtenAt = writtenAt
    }
}

/// One article found.
public struct ArticleHit: Sendable, Hashable {
    /// The name in its address.
    public var slug: String
    /// The language of title and excerpt.
    public var language: String
    /// The title.
    public var title: String
    /// A piece of the text around the match, plain, at most 200 characters.
    public var excerpt: String

    /// Creates a hit.
    public init(slug: String, language: String, title: String, excerpt: String) {
        self.slug = slug
        self.language = language
        self.title = title
        self.excerpt = excerpt
    }
}
