import AddressNormalization
import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import Logging
import MessageRouting
import TicketStorage

/// `/help/forms/:id`: a request by a form that an admin designed.
///
/// What is sent is an arrival of ``PortalChannel``; its answers become fields of the ticket that it opens.
enum RequestFormPages {
    private static let maximumFiles = 10
    /// A question that people cannot see; only programs answer it.
    private static let trap = "website"

    /// Answers `GET /help/forms/:id`.
    static func show(_ exchange: Exchange) async throws -> Response {
        let (form, design) = try await open(exchange)
        if let sent = exchange.query["sent"] { return thanks(form, number: Int(sent), exchange) }
        var view = RequestFormView(form: form, design: design, prefix: "ask")
        if let subject = exchange.query.trimmed("subject") {
            view.typed = FormValues([("subject", String(subject.prefix(RequestFormView.maximumLine)))])
        }
        return answer(view, exchange)
    }

    /// Answers `POST /help/forms/:id`.
    static func submit(_ exchange: Exchange) async throws -> Response {
        let (form, design) = try await open(exchange)
        var view = RequestFormView(form: form, design: design, prefix: "ask", typed: exchange.form)
        let reading = RequestFormReading(form: form, design: design, values: exchange.form, words: exchange.words)
        let files = exchange.files.filter { $0.field == "file" }
        let read = reading.read(isSignedIn: exchange.customer != nil)
        view.problems = read.problems
        if files.count > maximumFiles {
            view.problems["file"] = exchange.words.say(
                "Please send at most \(maximumFiles) files.",
                "最多可发送 \(maximumFiles) 个附件。"
            )
        }
        guard view.problems.isEmpty else { return answer(view, exchange, status: .unprocessableContent) }
        let network = PortalThrottle.Subject.forms(PortalThrottle.octets(of: exchange.remoteAddress))
        if let seconds = exchange.site.portalThrottle.take(network, at: exchange.now) {
            throw PageProblem.tooMany(retryAfter: seconds)
        }
        let arrival = try arrival(read, files, exchange)
        do {
            let accepted = try await exchange.site.services.intake.accept([arrival], cursor: nil)
            return try await afterwards(form, accepted.first, exchange)
        } catch let refusal as IntakeRefusal {
            return refused(refusal, view, exchange)
        }
    }

    /// The form in the path, when customers may use it.
    private static func open(_ exchange: Exchange) async throws -> (RequestForm, TicketDesign) {
        let id = try exchange.id("id", of: RequestForm.self)
        guard exchange.site.services.portal != nil,
            let form = try await exchange.store.requestForms().first(where: { $0.id == id && $0.isOpen })
        else { throw PageProblem.notFound }
        return (form, try await exchange.store.ticketDesign())
    }

    private static func arrival(
        _ read: RequestFormReading.Result,
        _ files: [SubmittedFile],
        _ exchange: Exchange
    ) throws -> RawArrival {
        let customer = exchange.customer?.customer
        let key = customer?.identity.key ?? EmailAddressNormalization.key(read.email)
        guard let key else { throw PageProblem.notFound }
        let address = customer?.identity.address ?? read.email
        var message = PortalMessage(
            identity: key,
            address: address,
            name: customer?.name ?? read.name,
            token: "",
            subject: read.subject,
            text: read.text,
            files: files.map(PortalMessage.File.init),
            route: route(to: key, address, exchange.site.services.directory),
            language: exchange.words.language.rawValue
        )
        message.form = PortalMessage.Form(
            isProven: customer != nil,
            isSuspicious: !(exchange.form[trap] ?? "").isEmpty,
            answers: read.answers
        )
        return RawArrival(
            channel: PortalChannel.id,
            externalID: ExternalID(rawValue: submissionKey(exchange)),
            receivedAt: exchange.now,
            mediaType: PortalMessage.mediaType,
            verdict: customer == nil ? .unauthenticated : .signed,
            settingsVersion: "1",
            body: try message.document()
        )
    }

    /// What names the submission, so that sending it twice opens one ticket.
    private static func submissionKey(_ exchange: Exchange) -> String {
        if let key = exchange.requestKey { return key }
        guard let key = exchange.form["key"], (8...100).contains(key.utf8.count) else {
            return TokenDigest.of(exchange.site.makeToken())
        }
        return TokenDigest.of("form/\(exchange.remoteAddress)/\(key)")
    }

    /// Answers go by mail to the address that was given.
    private static func route(to key: IdentityKey, _ address: String, _ directory: ChannelDirectory) -> ReplyRoute {
        guard key.kind == .email, let mail = SignInWay.mailChannel(in: directory) else {
            return ReplyRoute(target: nil, address: "")
        }
        return ReplyRoute(channel: mail.id, target: key, address: address)
    }

    // MARK: - Pages

    private static func answer(
        _ view: RequestFormView,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let words = exchange.words
        let frame = exchange.frame
        var content: HTML = """
            <p class="crumbs"><a href="/help/requests/new">\(words.say("Submit a request", "提交请求"))</a></p>\(view.summary(words))\
            <form class="card" method="post" action="/help/forms/\(view.form.id)" enctype="multipart/form-data">\(frame.token)\(frame.key)\
            <h1>\(view.title(words))</h1>
            """
        if let customer = exchange.customer {
            let address = customer.customer.identity.address
            content.add("<p class=\"quiet\">\(words.say("You are signed in as \(address).", "您已登录为 \(address)。"))</p>")
        }
        content.add(view.questions(words, isSignedIn: exchange.customer != nil))
        content.add(
            """
            <label>\(words.say("Files", "附件"))<input type="file" name="file" id="ask-file" multiple></label>\
            <div class="trap" aria-hidden="true"><label>\(words.say("Leave this empty", "此栏请勿填写"))\
            <input name="\(trap)" tabindex="-1" autocomplete="off"></label></div>\
            <button class="primary">\(words.say("Send", "发送"))</button></form>
            """
        )
        return exchange.portalPage(
            view.title(words),
            .elsewhere,
            status: status,
            script: DeskAssets.fieldsElement,
            content: content
        )
    }

    private static func thanks(_ form: RequestForm, number: Int?, _ exchange: Exchange) -> Response {
        let words = exchange.words
        let title = words.say("Thank you. We have your message.", "感谢您的来信，我们已经收到。")
        var content: HTML = "<div class=\"card\"><h1>\(title)</h1>"
        if let number, number > 0 {
            content.add(
                "<p>\(words.say("Its number is", "编号为")) <strong>#\(number)</strong>. \(words.say("Keep it at hand.", "请妥善保存。"))</p>"
            )
        }
        content.add(
            """
            <p>\(words.say("We answer to the address you gave.", "我们会回复到您填写的地址。"))</p>\
            <p class="row"><a class="button primary" href="/help/follow">\(words.say("Follow your request", "跟进您的请求"))</a>\
            <a class="button" href="/help">\(words.say("Help", "帮助中心"))</a></p></div>
            """
        )
        return exchange.portalPage(title, .elsewhere, content: content)
    }

    /// Signed in, the request itself; else thanks, with a cookie that lets the sender ask for a link to their address.
    private static func afterwards(
        _ form: RequestForm,
        _ acceptance: ArrivalAcceptance?,
        _ exchange: Exchange
    ) async throws -> Response {
        guard let acceptance else { return .seeOther("/help/forms/\(form.id)?sent=0") }
        let (services, store) = (exchange.site.services, exchange.store)
        let arrival = ArrivalID(rawValue: acceptance.arrival)
        let results = try await services.watch.results(of: arrival, within: services.submissionPatience) {
            try await store.results(of: arrival)
        }
        let result = results?.first
        let number = result?.ticketNumber
        if exchange.customer != nil { return .seeOther(number.map { "/help/requests/\($0)" } ?? "/help/requests") }
        var response = Response.seeOther("/help/forms/\(form.id)?sent=\(number ?? 0)")
        if let message = result?.message, let sender = try await store.inboundMessage(message)?.sender {
            response.headers[.setCookie] = exchange.site.followCookie.value(for: sender, at: exchange.now)
        }
        return response
    }

    private static func refused(
        _ refusal: IntakeRefusal,
        _ view: RequestFormView,
        _ exchange: Exchange
    ) -> Response {
        let words = exchange.words
        var view = view
        let status: HTTPResponse.Status
        switch refusal {
        case .busy, .unavailable:
            view.problems["message"] = words.say(
                "We could not store your message just now. Please try again in a minute; it is still here.",
                "暂时无法保存您的消息，内容已保留，请稍后重试。"
            )
            status = .serviceUnavailable
        case .tooLarge:
            view.problems["file"] = words.say("The files are too large together.", "附件总大小超出限制。")
            status = .contentTooLarge
        }
        if case .unavailable(let reason) = refusal {
            exchange.logger.error("Nothing can be journaled", metadata: ["reason": "\(reason.prefix(500))"])
        }
        var response = answer(view, exchange, status: status)
        if let seconds = IntakeAnswer.seconds(of: refusal) { response.headers[.retryAfter] = "\(seconds)" }
        return response
    }
}
