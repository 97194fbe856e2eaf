import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Pictures of articles.
enum ArticlePictureCalls {
    static let schema = APIObject(
        "ArticlePicture",
        "A picture of an article.",
        [
            .required("id", .id, "The id."),
            .required("name", .words, "The file's name."),
            .required("reference", .words, "What the article's text names it by: ![words](reference)."),
        ]
    )

    private static func json(_ picture: ArticlePicture) -> JSON {
        ["id": .id(picture.id), "name": .text(picture.name), "reference": .text("cid:\(picture.id)")]
    }

    /// Answers `GET /knowledge/articles/{id}/pictures`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.pictures(of: try await article(exchange)), json)
    }

    /// Answers `POST /knowledge/articles/{id}/pictures`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        let article = try await article(exchange)
        guard exchange.octets.count <= ArticlePictures.maximumBytes else {
            throw APIProblem(.tooLarge, "A picture has at most \(ArticlePictures.maximumBytes >> 20) MB.")
        }
        guard PictureType.sniff(exchange.octets) != nil else {
            throw APIProblem(.malformed, "This is no picture that can be shown: allowed are PNG, JPEG, GIF and WebP.")
        }
        guard try await exchange.store.pictures(of: article).count < ArticlePictures.maximumCount else {
            throw APIProblem(.conflict, "An article has at most \(ArticlePictures.maximumCount) pictures.")
        }
        let picture = ArticlePicture(
            id: exchange.ids.next(at: exchange.now),
            article: article,
            name: exchange.query["name"] ?? "picture",
            blob: BlobDigest.of(exchange.octets)
        )
        let blob = BlobBytes(digest: picture.blob, bytes: exchange.octets)
        return try await exchange.administer(
            .addPicture(picture, blob),
            json(picture),
            at: "/knowledge/articles/\(article)/pictures"
        )
    }

    private static func article(_ exchange: APIExchange) async throws -> ArticleID {
        try await exchange.store.article(try exchange.id(of: Article.self)).orNotFound("article").id
    }
}
