import ChannelKit
import Crypto
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /help/articles/:slug`: an article, and whether it helped.
enum ArticleShow {
    static func show(_ exchange: Exchange) async throws -> Response {
        let article = try await exchange.publishedArticle()
        guard let shown = ShownText(article.byLanguage, for: exchange.words.language) else {
            throw PageProblem.notFound
        }
        let categories = try await exchange.store.knowledgeCategories()
        let page = ArticlePage(
            article: article,
            shown: shown,
            category: categories.first { $0.id == article.article.category },
            pictures: try await exchange.store.pictures(of: article.article.id),
            opinion: exchange.query["rated"],
            origin: exchange.site.origin
        )
        return exchange.portalPage(shown.text.title, .elsewhere, content: page.html(exchange.frame))
    }

    /// Answers `POST /help/articles/:slug/feedback`.
    static func rate(_ exchange: Exchange) async throws -> Response {
        let article = try await exchange.publishedArticle()
        let opinion = exchange.form["helpful"] ?? ""
        guard ["yes", "no"].contains(opinion) else { throw PageProblem.notFound }
        let network = PortalThrottle.Subject.opinions(PortalThrottle.octets(of: exchange.remoteAddress))
        if let seconds = exchange.site.portalThrottle.take(network, at: exchange.now) {
            throw PageProblem.tooMany(retryAfter: seconds)
        }
        _ = try await exchange.store.rate(
            article.article.id,
            isHelpful: opinion == "yes",
            voter: voter(exchange),
            at: exchange.now
        )
        return .seeOther("/help/articles/\(article.article.slug)?rated=\(opinion)#feedback")
    }

    /// Tells readers apart without keeping who they are: a keyed digest of the customer, else of address and browser.
    private static func voter(_ exchange: Exchange) -> String {
        let reader =
            exchange.customer.map { "customer/\($0.customer.identity.id)" }
            ?? "visitor/\(exchange.remoteAddress)/\((exchange.headers[.userAgent] ?? "").prefix(300))"
        let key = SymmetricKey(data: exchange.site.services.key("article-opinion"))
        return Base64URL.encode(HMAC<SHA256>.authenticationCode(for: Array(reader.utf8), using: key))
    }
}

extension Exchange {
    /// The published article that the path names.
    func publishedArticle() async throws -> PublishedArticle {
        guard let slug = parameters["slug"], Slug.isValid(slug),
            let article = try await store.publishedArticle(slug: slug)
        else { throw PageProblem.notFound }
        return article
    }
}

/// An article as readers see it.
struct ArticlePage {
    let article: PublishedArticle
    let shown: ShownText<ArticleText>
    let category: KnowledgeCategory?
    let pictures: [ArticlePicture]
    /// What the reader has just said: `yes` or `no`.
    let opinion: String?
    let origin: String

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <p class="crumbs"><a href="/help">\(words.say("Help", "帮助中心"))</a>
            """
        if let category {
            html.add(" › <a href=\"/help/categories/\(category.slug)\">\(category.title(for: words.language))</a>")
        }
        html.add("</p><article><h1 lang=\"\(shown.language)\">\(shown.text.title)</h1>")
        if shown.isForeign(to: words.language) {
            html.add(
                "<p class=\"notice\">\(words.say("This article is not available in English yet.", "本文暂无中文版本。"))</p>"
            )
        }
        let body = ArticleBody(
            markdown: shown.text.body,
            language: shown.language,
            pictures: pictures,
            origin: origin
        )
        html.add(body.html(frame))
        html.add(
            """
            <p class="quiet">\(words.say("Last changed", "最近更新")) \(frame.clock.html(article.writtenAt, words))</p></article>\
            <section id="feedback" class="card feedback">\(feedback(frame))</section>
            """
        )
        return html
    }

    private func feedback(_ frame: PageFrame) -> HTML {
        let words = frame.words
        switch opinion {
        case "yes":
            return "<p role=\"status\">\(words.say("Thank you. We are glad that it helped.", "感谢您的反馈，很高兴能帮到您。"))</p>"
        case "no":
            return """
                <p role="status">\(words.say("Thank you. We will make it better.", "感谢您的反馈，我们会改进本文。"))</p>\
                <p><a class="button" href="/help/requests/new">\(words.say("Write to us", "联系我们"))</a></p>
                """
        default:
            return """
                <h2 id="helped">\(words.say("Was this helpful?", "本文对您有帮助吗？"))</h2>\
                <form class="row" method="post" action="/help/articles/\(article.article.slug)/feedback" \
                aria-labelledby="helped">\(frame.token)<button name="helpful" value="yes">\(words.say("Yes", "有帮助"))</button>\
                <button name="helpful" value="no">\(words.say("No", "没有帮助"))</button></form>
                """
        }
    }
}
