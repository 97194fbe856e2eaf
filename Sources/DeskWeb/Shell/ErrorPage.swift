import HTTPTypes
import Hummingbird
import Logging
import TicketStorage

/// Answers what went wrong: for people as a page, for programs as problem details (RFC 9457).
///
/// Never shows an error's own words.
struct ErrorPage {
    let site: DeskSite
    let request: Request
    let logger: Logger
    /// The agent who asked, and what stands beside the page: whatever went wrong, it keeps its language and its navigation.
    var reader: (exchange: Exchange, chrome: Chrome)?

    /// The answer to an error that a handler threw.
    func answer(to error: any Error) -> Response {
        let problem: PageProblem
        switch error {
        case let known as PageProblem: problem = known
        case StorageError.busy: problem = .unavailable(retryAfter: 2)
        case StorageError.unavailable, StorageError.closed: problem = .unavailable(retryAfter: 10)
        case is CancellationError: problem = .unavailable(retryAfter: 5)
        default:
            logger.error(
                "A request failed",
                metadata: [
                    "method": "\(request.method)", "path": "\(request.uri.path.prefix(200))",
                    "error": "\(type(of: error))",
                    "detail": "\(String(describing: error).prefix(500))",
                ]
            )
            return unexpected
        }
        if problem == .signInNeeded, request.method == .get, wantsPage {
            let wanted = request.uri.string
            let next = Exchange.isOwnPath(wanted) ? "?next=\(PercentCoding.encode(wanted))" : ""
            return .seeOther("\(isPortal ? "/help/sign-in" : "/desk/login")\(next)")
        }
        var response = answer(problem.status, title: problem.title(words), explanation: problem.explanation(words))
        if case .methodNotAllowed(let allowed) = problem { response.headers[.allow] = allowed.joined(separator: ", ") }
        if let seconds = problem.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
        return response
    }

    private var unexpected: Response {
        answer(
            .internalServerError,
            title: words.say("Something went wrong", "出错了"),
            explanation: words.say(
                "That was our fault. Nothing that was saved is lost; the operator finds the details in the log.",
                "这是我们的问题。已保存的内容不会丢失，运维人员可在日志中查看详情。"
            )
        )
    }

    private func answer(_ status: HTTPResponse.Status, title: String, explanation: String) -> Response {
        guard wantsPage else {
            return .text(
                #"{"type":"about:blank","status":\#(status.code),"title":\#(JSONText.quote(title)),"#
                    + #""detail":\#(JSONText.quote(explanation))}"#,
                status: status,
                type: "application/problem+json"
            )
        }
        let frame = PageFrame(
            words: words,
            clock: PageClock(now: site.services.now(), zone: nil),
            deskName: site.brand.name,
            signedIn: nil,
            path: "",
            links: site.contentLinks,
            makeKey: site.makeToken
        )
        guard !isPortal else {
            let content: HTML = """
                <h1>\(title)</h1><p>\(explanation)</p>\
                <p><a class="button" href="/help">\(words.say("To the help page", "返回帮助中心"))</a></p>
                """
            return .html(
                PortalPage(title: title, place: .elsewhere, content: content).html(frame, site.brand),
                status: status,
                language: words.language
            )
        }
        let home = words.say("To the tickets", "返回工单列表")
        let content: HTML = """
            <h1>\(title)</h1><p>\(explanation)</p>\
            <p><a class="button" href="/desk/tickets">\(home)</a></p>
            """
        if let reader {
            return reader.exchange.page(title, status: status, chrome: reader.chrome, content: content)
        }
        return .html(
            frame.page(
                title: title,
                chrome: nil,
                content: "<main class=\"card narrow\">\(content)</main>"
            ),
            status: status,
            language: words.language
        )
    }

    /// Whether a customer asks.
    private var isPortal: Bool { request.uri.path == "/help" || request.uri.path.hasPrefix("/help/") }

    /// Whether whoever asks reads pages rather than JSON.
    private var wantsPage: Bool {
        guard !request.uri.path.hasPrefix("/api/"), let accept = request.headers[.accept] else { return false }
        return accept.contains("text/html") || (accept.contains("*/*") && !accept.contains("json"))
    }

    private var words: Words {
        reader?.exchange.words
            ?? Words(
                language: Cookies.value("lang", in: request.headers).flatMap { Language(tag: $0) }
                    ?? request.headers[.acceptLanguage].flatMap { Language.preferred(in: $0) }
                    ?? Language(tag: site.settings.language)
                    ?? .english
            )
    }
}

/// Text in JSON.
enum JSONText {
    /// A string in quotes, escaped.
    static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\u{0}"..<"\u{20}":
                quoted += "\\u00" + String(decoding: Hexadecimal.digits(of: UInt8(scalar.value)), as: UTF8.self)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
