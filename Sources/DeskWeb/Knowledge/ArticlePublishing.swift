import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Showing an article's revision to readers, and taking the article from them.
enum ArticlePublishing {
    /// Answers `POST /admin/knowledge/:id/publish`.
    static func publish(_ exchange: Exchange) async throws -> Response {
        let article = try await exchange.editedArticle()
        guard let revision = exchange.form["revision"].flatMap({ Int($0) }),
            try await exchange.store.publish(
                article.id,
                revision: revision,
                actor: try exchange.actor,
                at: exchange.now
            )
        else { throw PageProblem.notFound }
        return .seeOther("/admin/knowledge/\(article.id)?published=1")
    }

    /// Answers `POST /admin/knowledge/:id/unpublish`.
    static func unpublish(_ exchange: Exchange) async throws -> Response {
        let article = try await exchange.editedArticle()
        _ = try await exchange.store.unpublish(article.id, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/admin/knowledge/\(article.id)")
    }
}

/// `POST /admin/knowledge/:id/pictures`: a picture for an article's text.
enum ArticlePictures {
    static let maximumBytes = 5 << 20
    static let maximumCount = 100

    static func submit(_ exchange: Exchange) async throws -> Response {
        let article = try await exchange.editedArticle()
        let words = exchange.words
        guard let file = exchange.files.first(where: { $0.field == "picture" }) else {
            throw PageProblem.invalid(words.say("Choose a picture first.", "请先选择图片。"))
        }
        guard file.octets.count <= maximumBytes, PictureType.sniff(file.octets) != nil else {
            throw PageProblem.invalid(
                words.say(
                    "“\(file.name.prefix(100))” is no picture that can be shown: PNG, JPEG, GIF or WebP, at most 5 MB.",
                    "“\(file.name.prefix(100))”不是可显示的图片：仅支持 PNG、JPEG、GIF、WebP，最大 5 MB。"
                )
            )
        }
        guard try await exchange.store.pictures(of: article.id).count < maximumCount else {
            throw PageProblem.invalid(
                words.say("An article has at most \(maximumCount) pictures.", "每篇文章最多 \(maximumCount) 张图片。")
            )
        }
        let picture = ArticlePicture(
            id: exchange.site.services.ids.next(at: exchange.now),
            article: article.id,
            name: String(file.name.prefix(150)),
            blob: BlobDigest.of(file.octets)
        )
        try await exchange.store.add(picture, bytes: file.octets, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/admin/knowledge/\(article.id)")
    }
}
