import DeskModel
import HTTPTypes

extension APIRoutes {
    /// What customers read, and the groups it stands in.
    static let knowledge: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/knowledge/categories",
            access: .scope(.readDesk),
            operation: "listCategories",
            summary: "The categories of articles, in their order.",
            answer: .object(.ok, APISchema.list(of: CategoryCalls.schema), "The categories."),
            respond: CategoryCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/knowledge/categories",
            access: .scope(.admin),
            operation: "addCategory",
            summary: "Adds a category of articles.",
            body: .object(CategoryCalls.new),
            answer: .object(.created, CategoryCalls.schema, "The category."),
            respond: CategoryCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/knowledge/categories/{id}",
            access: .scope(.readDesk),
            operation: "getCategory",
            summary: "One category of articles.",
            parameters: [.id("category")],
            answer: .object(.ok, CategoryCalls.schema, "The category."),
            respond: CategoryCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/knowledge/categories/{id}",
            access: .scope(.admin),
            operation: "changeCategory",
            summary: "Changes a category; what is left out stays.",
            parameters: [.id("category")],
            body: .object(CategoryCalls.change),
            answer: .object(.ok, CategoryCalls.schema, "The category as it is now."),
            respond: CategoryCalls.update
        ),
        APIRoute(
            method: .delete,
            path: "/knowledge/categories/{id}",
            access: .scope(.admin),
            operation: "removeCategory",
            summary: "Removes a category; its articles stay, in none.",
            parameters: [.id("category")],
            answer: .nothing("It is gone."),
            respond: CategoryCalls.remove
        ),
        APIRoute(
            method: .get,
            path: "/knowledge/search",
            access: .scope(.readDesk),
            operation: "searchArticles",
            summary: "Published articles that hold all the words, the best fifty first.",
            parameters: [
                .needed("q", .line(maximum: 200), "What to search for."),
                .query("language", ArticleResource.languages, "The language to read them in; English unless said."),
            ],
            answer: .object(.ok, APISchema.list(of: ArticleResource.hit), "The articles."),
            respond: ArticleCalls.search
        ),
        APIRoute(
            method: .get,
            path: "/knowledge/published/{slug}",
            access: .scope(.readDesk),
            operation: "getPublishedArticle",
            summary: "An article as readers see it.",
            parameters: [.path("slug", .line(maximum: Slug.maximumLength), "The article's part of an address.")],
            answer: .object(.ok, ArticleResource.published, "The article."),
            respond: ArticleCalls.published
        ),
    ]

    /// Writing what customers read.
    static let articles: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/knowledge/articles",
            access: .scope(.admin),
            operation: "listArticles",
            summary: "All articles, drafts included, last change first.",
            parameters: APIParameter.paging,
            answer: .object(.ok, APISchema.page(of: ArticleResource.line), "A page of articles."),
            respond: ArticleCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/knowledge/articles",
            access: .scope(.admin),
            operation: "addArticle",
            summary: "Begins an article as a draft.",
            body: .object(ArticleCalls.new),
            answer: .object(.created, ArticleResource.schema, "The article."),
            respond: ArticleCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/knowledge/articles/{id}",
            access: .scope(.admin),
            operation: "getArticle",
            summary: "An article with its newest texts, and its revision as ETag.",
            parameters: [.id("article")],
            answer: .object(.ok, ArticleResource.schema, "The article."),
            respond: ArticleCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/knowledge/articles/{id}",
            access: .scope(.admin),
            operation: "changeArticle",
            summary: "Adds a revision to an article; readers see it once it is published.",
            parameters: [.id("article")],
            body: .object(ArticleCalls.change),
            answer: .object(.ok, ArticleResource.schema, "The article as it is now."),
            comparesVersion: true,
            respond: ArticleCalls.update
        ),
        APIRoute(
            method: .get,
            path: "/knowledge/articles/{id}/revisions",
            access: .scope(.admin),
            operation: "listArticleRevisions",
            summary: "An article's newest hundred revisions, newest first.",
            parameters: [.id("article")],
            answer: .object(.ok, APISchema.list(of: ArticleResource.revision), "The revisions."),
            respond: ArticleCalls.revisions
        ),
        APIRoute(
            method: .get,
            path: "/knowledge/articles/{id}/revisions/{revision}",
            access: .scope(.admin),
            operation: "getArticleRevision",
            summary: "A revision of an article with its texts.",
            parameters: [.id("article"), .path("revision", .integer(1...999_999_999), "The revision's number.")],
            answer: .object(.ok, ArticleResource.fullRevision, "The revision."),
            respond: ArticleCalls.revision
        ),
        APIRoute(
            method: .get,
            path: "/knowledge/articles/{id}/pictures",
            access: .scope(.admin),
            operation: "listArticlePictures",
            summary: "An article's pictures, in the order they came.",
            parameters: [.id("article")],
            answer: .object(.ok, APISchema.list(of: ArticlePictureCalls.schema), "The pictures."),
            respond: ArticlePictureCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/knowledge/articles/{id}/pictures",
            access: .scope(.admin),
            operation: "addArticlePicture",
            summary: "Keeps a picture for an article's text: PNG, JPEG, GIF or WebP.",
            parameters: [.id("article"), .query("name", .line(maximum: 100), "The file's name.")],
            body: .file,
            answer: .object(.created, ArticlePictureCalls.schema, "What the text names it by."),
            respond: ArticlePictureCalls.add
        ),
        APIRoute(
            method: .post,
            path: "/knowledge/articles/{id}/publish",
            access: .scope(.admin),
            operation: "publishArticle",
            summary: "Shows readers a revision of an article.",
            parameters: [.id("article")],
            body: .object(ArticleCalls.publication),
            answer: .nothing("Readers see it."),
            respond: ArticleCalls.publish
        ),
        APIRoute(
            method: .post,
            path: "/knowledge/articles/{id}/withdraw",
            access: .scope(.admin),
            operation: "withdrawArticle",
            summary: "Takes an article from readers; it stays as a draft.",
            parameters: [.id("article")],
            answer: .nothing("Readers see it no longer."),
            respond: ArticleCalls.withdraw
        ),
    ]
}
