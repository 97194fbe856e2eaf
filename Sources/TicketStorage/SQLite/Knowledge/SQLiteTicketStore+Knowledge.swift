public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// All categories in order.
    public func knowledgeCategories() async throws -> [KnowledgeCategory] {
        try await read { try CategoryTable(connection: $0).all() }
    }

    /// Adds or changes a category.
    public func saveCategory(
        _ category: KnowledgeCategory,
        actor: Actor,
        at: Timestamp
    ) async throws -> KnowledgeChangeResult {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).save(category) }
    }

    /// Removes a category.
    public func removeCategory(_ id: KnowledgeCategoryID, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).remove(id) }
    }

    /// A page of all articles.
    public func articlePage(after: PageCursor?, limit: Int) async throws -> Page<ArticleSummary> {
        try await read { try ArticleTable(connection: $0).page(after: after, limit: limit) }
    }

    /// An article.
    public func article(_ id: ArticleID) async throws -> Article? {
        try await read { try ArticleTable(connection: $0).article(id) }
    }

    /// A revision of an article.
    public func revision(_ number: Int, of article: ArticleID) async throws -> ArticleRevision? {
        try await read { try ArticleTable(connection: $0).revision(number, of: article) }
    }

    /// The newest revisions of an article.
    public func revisions(of article: ArticleID) async throws -> [ArticleRevision] {
        try await read { try ArticleTable(connection: $0).revisions(of: article) }
    }

    /// Begins an article, or adds a revision to one.
    public func saveArticle(_ draft: ArticleDraft, actor: Actor, at: Timestamp) async throws -> ArticleSaveResult {
        try await writer.write(.change) { try ArticleWriter(context: $0, actor: actor, at: at).save(draft) }
    }

    /// Shows readers a revision.
    public func publish(_ article: ArticleID, revision: Int, actor: Actor, at: Timestamp) async throws -> Bool {
        try await writer.write(.change) {
            try ArticleWriter(context: $0, actor: actor, at: at).publish(article, revision: revision)
        }
    }

    /// Takes an article from readers.
    public func unpublish(_ article: ArticleID, actor: Actor, at: Timestamp) async throws -> Bool {
        try await writer.write(.change) { try ArticleWriter(context: $0, actor: actor, at: at).unpublish(article) }
    }

    /// A published article by the name in its address.
    public func publishedArticle(slug: String) async throws -> PublishedArticle? {
        try await read { connection in
            let table = ArticleTable(connection: connection)
            guard let article = try table.article(slug: slug), let number = article.published,
                let revision = try table.revision(number, of: article.id)
            else { return nil }
            return PublishedArticle(article: article, texts: revision.texts, writtenAt: revision.at)
        }
    }

    /// How many published articles each category has.
    public func publishedCounts() async throws -> [KnowledgeCategoryID?: Int] {
        try await read { try ArticleTable(connection: $0).publishedCounts() }
    }

    /// The published articles of a category in order, behind so many of them.
    public func publishedArticles(
        in category: KnowledgeCategoryID?,
        behind count: Int,
        limit: Int
    ) async throws -> [ArticleHeading] {
        try await read { try ArticleTable(connection: $0).published(in: category, behind: count, limit: limit) }
    }

    /// The published articles that helped most readers.
    public func popularArticles(limit: Int) async throws -> [ArticleHeading] {
        try await read { try ArticleTable(connection: $0).popular(limit) }
    }

    /// Published articles that hold all the words.
    public func searchArticles(_ words: String, language: String, limit: Int) async throws -> [ArticleHit] {
        try await read { try ArticleSearch(connection: $0, language: language).articles(holding: words, limit: limit) }
    }

    /// Published articles that a customer's words may be about.
    public func suggestArticles(for text: String, language: String, limit: Int) async throws -> [ArticleHit] {
        try await read { try ArticleSearch(connection: $0, language: language).articles(about: text, limit: limit) }
    }

    /// Counts a reader's opinion.
    public func rate(_ article: ArticleID, isHelpful: Bool, voter: String, at: Timestamp) async throws -> Bool {
        try await writer.write(.other) {
            try ArticleOpinions(connection: $0.connection).count(article, isHelpful: isHelpful, voter: voter, at: at)
        }
    }

    /// Keeps a picture of an article.
    public func add(_ picture: ArticlePicture, bytes: [UInt8], actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change, weight: bytes.count) {
            try ArticleWriter(context: $0, actor: actor, at: at).add(picture, bytes: bytes)
        }
    }

    /// The pictures of an article.
    public func pictures(of article: ArticleID) async throws -> [ArticlePicture] {
        try await read { try ArticleTable(connection: $0).pictures(of: article) }
    }

    /// A picture.
    public func picture(_ id: RecordID<ArticlePicture>) async throws -> ArticlePicture? {
        try await read { try ArticleTable(connection: $0).picture(id) }
    }
}
