import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// `GET /help/requests/new`: choosing a topic, and a look at what others found helpful before writing.
///
/// Without a script the articles stand on a step of their own, before the form; with one they come while a customer types.
enum RequestTopics {
    /// The longest description that is read, in characters.
    static let maximumWords = 200
    private static let suggestionCount = 4

    static func show(_ exchange: Exchange) async throws -> Response {
        let topics = try await topics(exchange)
        let about = String((exchange.query.trimmed("about") ?? "").prefix(maximumWords))
        let chosen = exchange.query["topic"]
        let topic = topics.first { $0.value == chosen } ?? (topics.count == 1 ? topics.first : nil)
        if !about.isEmpty, let topic {
            let hits = try await suggestions(for: about, exchange)
            let form = topic.address(subject: about)
            if hits.isEmpty { return .seeOther(form) }
            return beforeWriting(about, hits, form: form, exchange)
        }
        return page(topics, about: about, exchange)
    }

    /// Answers `GET /help/suggestions` with JSON, for the portal's script.
    static func suggest(_ exchange: Exchange) async throws -> Response {
        let words = String((exchange.query.trimmed("q") ?? "").prefix(maximumWords))
        let hits = words.isEmpty ? [] : try await suggestions(for: words, exchange)
        let articles = hits.map { hit in
            #"{"title":\#(JSONText.quote(hit.title)),"path":\#(JSONText.quote("/help/articles/\(hit.slug)")),"#
                + #""language":\#(JSONText.quote(hit.language)),"excerpt":\#(JSONText.quote(hit.excerpt))}"#
        }
        return .text(
            #"{"title":\#(JSONText.quote(heading(exchange.words))),"articles":[\#(articles.joined(separator: ","))]}"#,
            type: "application/json"
        )
    }

    /// The articles that may answer it; none where too much was searched for, so that nobody is kept from writing.
    private static func suggestions(for text: String, _ exchange: Exchange) async throws -> [ArticleHit] {
        guard KnowledgeSearch.wait(exchange) == nil else { return [] }
        return try await exchange.store.suggestArticles(
            for: text,
            language: exchange.words.language.rawValue,
            limit: suggestionCount
        )
    }

    /// The topics: forms that admins designed, then channels with a page that people fill in once, rather than talk on.
    static func topics(_ exchange: Exchange) async throws -> [RequestTopic] {
        let services = exchange.site.services
        let forms = services.portal == nil ? [] : try await exchange.store.requestForms().filter(\.isOpen)
        let channels = services.directory.all.filter {
            $0.adapter is any PageServing && $0.abilities.intake.contains(.page)
                && $0.abilities.threading != .conversation
        }
        return forms.map { RequestTopic($0, exchange.words) }
            + channels.map { RequestTopic($0, exchange.words.language) }
    }

    private static func heading(_ words: Words) -> String { words.say("Does one of these help?", "以下文章是否有帮助？") }

    private static func page(_ topics: [RequestTopic], about: String, _ exchange: Exchange) -> Response {
        let words = exchange.words
        let title = words.say("Submit a request", "提交请求")
        var content: HTML = """
            <p class="crumbs"><a href="/help">\(words.say("Help", "帮助中心"))</a></p><h1>\(title)</h1>
            """
        guard !topics.isEmpty else {
            content.add("<p class=\"empty\">\(words.say("No form is open at present.", "目前没有开放的表单。"))</p>")
            return exchange.portalPage(title, .elsewhere, content: content)
        }
        if let customer = exchange.customer {
            let address = customer.customer.identity.address
            content.add(
                """
                <p class="quiet">\(words.say(
                    "You are signed in as \(address); the form will have your address in it.",
                    "您已登录为 \(address)，表单会自动填入您的地址。"
                ))</p>
                """
            )
        }
        content.add(
            """
            <form class="card" action="/help/requests/new"><label>\(words.say("In a few words: what is it about?", "请简要说明您的问题"))\
            <input name="about" value="\(about)" maxlength="\(maximumWords)" required autocomplete="off" \
            data-suggestions="/help/suggestions"></label><div id="suggestions" aria-live="polite"></div>
            """
        )
        if topics.count > 1 {
            content.add("<fieldset><legend>\(words.say("Topic", "主题"))</legend><div class=\"choices\">")
            for topic in topics {
                content.add(
                    """
                    <label class="inline"><input type="radio" name="topic" value="\(topic.value)" required>\
                    \(topic.title)</label>
                    """
                )
            }
            content.add("</div></fieldset>")
        }
        content.add("<button class=\"primary\">\(words.say("Go on", "继续"))</button></form>")
        content.add("<h2>\(words.say("Straight to a form", "直接填写表单"))</h2><ul class=\"articles\">")
        for topic in topics {
            content.add("<li><a href=\"\(topic.address())\">\(topic.title)</a></li>")
        }
        content.add("</ul>")
        return exchange.portalPage(title, .elsewhere, script: PortalScript.element, content: content)
    }

    /// The step before the form: articles that may answer already.
    private static func beforeWriting(
        _ about: String,
        _ hits: [ArticleHit],
        form: String,
        _ exchange: Exchange
    ) -> Response {
        let words = exchange.words
        let title = words.say("Before you write", "提交之前")
        return exchange.portalPage(
            title,
            .elsewhere,
            content: """
                <p class="crumbs"><a href="/help/requests/new">\(words.say("Submit a request", "提交请求"))</a></p>\
                <h1>\(title)</h1><h2>\(heading(words))</h2>\(ArticleLinks.found(hits, marking: about, words.language))\
                <p class="row"><a class="button primary" href="\(form)">\(words.say("No, write to us", "没有，继续提交"))</a>\
                <a class="button" href="/help">\(words.say("Yes, that was it", "有帮助，返回"))</a></p>
                """
        )
    }
}

/// What a customer may write about: a form to fill in.
struct RequestTopic: Sendable, Hashable {
    /// What it is called in addresses.
    let value: String
    /// What people read.
    let title: String
    private let form: String

    /// A form that an admin designed.
    init(_ form: RequestForm, _ words: Words) {
        value = "form-\(form.id)"
        title = words.say(form.definition.title)
        self.form = "/help/forms/\(form.id)"
    }

    /// A channel's own form: it is called as its page, else as the channel.
    init(_ channel: ActiveChannel, _ language: Language) {
        value = channel.id.rawValue
        title = (channel.adapter as? any PageServing)?.pageTitle(language: language.rawValue) ?? channel.id.rawValue
        form = "/channels/\(channel.id.rawValue)/form?lang=\(language.rawValue)"
    }

    /// The address of its form, with a subject filled in.
    func address(subject: String = "") -> String {
        guard !subject.isEmpty else { return form }
        return "\(form)\(form.contains("?") ? "&" : "?")subject=\(PercentCoding.encode(subject))"
    }
}
