import ChannelKit
import DeskModel

/// Articles, their revisions and texts, as rows.
struct ArticleTable {
    /// How many articles a reader's list holds.
    static let maximumListed = 500

    let connection: Connection

    /// The article with an id.
    func article(_ id: ArticleID) throws -> Article? {
        try connection.first(
            """
            SELECT id, slug, category, position, revision, published, helpful, unhelpful, createdAt, updatedAt
            FROM article WHERE id = ?1
            """,
            id,
            row: Self.decode
        )
    }

    /// The article with a name.
    func article(slug: String) throws -> Article? {
        try connection.first(
            """
            SELECT id, slug, category, position, revision, published, helpful, unhelpful, createdAt, updatedAt
            FROM article WHERE slug = ?1
            """,
            slug,
            row: Self.decode
        )
    }

    /// A page of all articles, the one changed last first.
    func page(after cursor: PageCursor?, limit: Int) throws -> Page<ArticleSummary> {
        let limit = min(max(limit, 1), 200)
        let place = TicketCursor(cursor)
        let articles = try connection.all(
            """
            SELECT id, slug, category, position, revision, published, helpful, unhelpful, createdAt, updatedAt
            FROM article WHERE (updatedAt, id) < (?1, ?2) ORDER BY updatedAt DESC, id DESC LIMIT ?3
            """,
            place.updatedAt,
            place.id,
            limit + 1,
            row: Self.decode
        )
        let items = try articles.prefix(limit).map {
            ArticleSummary(article: $0, titles: try titles(of: $0.id, revision: $0.revision))
        }
        let last = items.last?.article
        let next =
            articles.count > limit
            ? last.map { TicketCursor(updatedAt: $0.updatedAt.rawValue, id: $0.id.rawValue).text } : nil
        return Page(items: items, next: next)
    }

    /// The published articles of a category, or of none, in order.
    func published(in category: KnowledgeCategoryID?, behind count: Int, limit: Int) throws -> [ArticleHeading] {
        try connection.all(
            """
            SELECT id, slug, category, position, revision, published, helpful, unhelpful, createdAt, updatedAt
            FROM article WHERE category IS ?1 AND published IS NOT NULL ORDER BY position, id LIMIT ?2 OFFSET ?3
            """,
            category,
            min(max(limit, 1), Self.maximumListed),
            max(count, 0),
            row: Self.decode
        ).map(heading)
    }

    /// How many published articles each category has.
    func publishedCounts() throws -> [KnowledgeCategoryID?: Int] {
        let counts = try connection.all(
            "SELECT category, count(*) FROM article WHERE published IS NOT NULL GROUP BY category"
        ) { (try $0.next(KnowledgeCategoryID?.self), try $0.next(Int.self)) }
        return Dictionary(counts) { first, _ in first }
    }

    /// The published articles that helped most.
    func popular(_ limit: Int) throws -> [ArticleHeading] {
        try connection.all(
            """
            SELECT id, slug, category, position, revision, published, helpful, unhelpful, createdAt, updatedAt
            FROM article WHERE published IS NOT NULL ORDER BY helpful - unhelpful DESC, id DESC LIMIT ?1
            """,
            min(max(limit, 1), 50),
            row: Self.decode
        ).map(heading)
    }

    private func heading(_ article: Article) throws -> ArticleHeading {
        ArticleHeading(
            slug: article.slug,
            titles: try titles(of: article.id, revision: article.published ?? article.revision)
        )
    }

    /// The titles of a revision by language.
    func titles(of article: ArticleID, revision: Int) throws -> [String: String] {
        let pairs = try connection.all(
            "SELECT language, title FROM articleText WHERE article = ?1 AND number = ?2",
            article,
            revision
        ) { (try $0.next(String.self), try $0.next(String.self)) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// A revision with its texts.
    func revision(_ number: Int, of article: ArticleID) throws -> ArticleRevision? {
        let found = try connection.first(
            "SELECT actor, at FROM articleRevision WHERE article = ?1 AND number = ?2",
            article,
            number
        ) { (try $0.next(Actor.self), try $0.next(Timestamp.self)) }
        guard let (actor, at) = found else { return nil }
        let texts = try connection.all(
            "SELECT language, title, body FROM articleText WHERE article = ?1 AND number = ?2 ORDER BY language",
            article,
            number
        ) { ArticleText(language: try $0.next(), title: try $0.next(), body: try $0.next()) }
        return ArticleRevision(article: article, number: number, actor: actor, at: at, texts: texts)
    }

    /// The newest revisions with their titles.
    func revisions(of article: ArticleID) throws -> [ArticleRevision] {
        let found = try connection.all(
            "SELECT number, actor, at FROM articleRevision WHERE article = ?1 ORDER BY number DESC LIMIT 100",
            article
        ) { (try $0.next(Int.self), try $0.next(Actor.self), try $0.next(Timestamp.self)) }
        return try found.map { number, actor, at in
            let texts = try titles(of: article, revision: number).sorted { $0.key < $1.key }
                .map { ArticleText(language: $0.key, title: $0.value, body: "") }
            return ArticleRevision(article: article, number: number, actor: actor, at: at, texts: texts)
        }
    }

    /// The pictures of an article.
    func pictures(of article: ArticleID) throws -> [ArticlePicture] {
        try connection.all(
            "SELECT id, article, name, blob FROM articlePicture WHERE article = ?1 ORDER BY id LIMIT 500",
            article,
            row: Self.decodePicture
        )
    }

    /// A picture.
    func picture(_ id: RecordID<ArticlePicture>) throws -> ArticlePicture? {
        try connection.first(
            "SELECT id, article, name, blob FROM articlePicture WHERE id = ?1",
            id,
            row: Self.decodePicture
        )
    }

    private static func decodePicture(_ row: inout ResultRow) throws -> ArticlePicture {
        ArticlePicture(id: try row.next(), article: try row.next(), name: try row.next(), blob: try row.next())
    }

    private static func decode(_ row: inout ResultRow) throws -> Article {
        Article(
            id: try row.next(),
            slug: try row.next(),
            category: try row.next(),
            position: try row.next(),
            revision: try row.next(),
            published: try row.next(),
            helpful: try row.next(),
            unhelpful: try row.next(),
            createdAt: try row.next(),
            updatedAt: try row.next()
        )
    }
}
