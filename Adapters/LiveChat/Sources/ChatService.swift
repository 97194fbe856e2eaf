import ChannelKit
import ProviderKit

/// What the widget and the chat's own page talk to.
struct ChatService: Sendable {
    /// Whom a limit counts.
    enum Limited: Sendable, Hashable {
        case visitor(String)
        case network(UInt64)
        case newVisitors(UInt64)
        case codesFrom(UInt64)
        case codesTo(String)
        case signals(String)
    }

    /// How many signals (typing, seen) a visitor sends in an hour.
    private static let maximumSignals = 7_200
    /// How many pages of one visitor are kept up to date.
    private static let maximumPages = 12

    let settings: ChatSettings
    let context: AdapterContext
    let presence: VisitorPresence
    let codes: OneTimeCodes
    let visitors: VisitorDesk
    let tokens: VisitorTokens
    let origins: ChatOrigins
    let limiter = RateLimiter<Limited>()
    let page: ChatPage
    private let replyKey: [UInt8]

    init(
        settings: ChatSettings,
        context: AdapterContext,
        presence: VisitorPresence,
        codes: OneTimeCodes,
        visitors: VisitorDesk
    ) {
        self.settings = settings
        self.context = context
        self.presence = presence
        self.codes = codes
        self.visitors = visitors
        tokens = VisitorTokens(key: context.key("chat-visitor"))
        origins = ChatOrigins(allowed: settings.allowedOrigins, own: WebAddress(context.publicURL)?.origin)
        page = ChatPage(settings: settings)
        replyKey = context.key("chat-reply")
    }

    /// The id a reply is known by outside: nothing that a stranger could guess, since receipts name it.
    func externalID(ofReply key: String) -> ExternalID {
        let code = Signature.code(.sha256, key: replyKey, Array(key.utf8))
        return ExternalID(rawValue: "chat-\(Hexadecimal.text(code.prefix(16)))")
    }

    /// Answers a request below the channel's path.
    func serve(_ request: WebRequest) async -> PageOutcome {
        let answers = ChatAnswers(sharing: origins.sharing(request.headers))
        switch (request.method, request.path) {
        case ("GET", "chat.js"): return .answer(page.script(version: request.query.first(named: "v")))
        case ("GET", "chat"): return .answer(page.page(request))
        case ("OPTIONS", _): return .answer(origins.preflight(request.headers))
        case (_, "chat.js"), (_, "chat"):
            return .answer(WebAnswer(status: 405, headers: [HeaderField("Allow", "GET")]))
        default: break
        }
        let known = [
            "chat/start", "chat/message", "chat/file", "chat/typing", "chat/seen", "chat/code", "chat/proof",
            "chat/events",
        ]
        guard known.contains(request.path) else {
            return .answer(answers.problem(404, "not-found", "There is no such place."))
        }
        guard origins.admit(request.headers) else {
            return .answer(
                answers.problem(403, "origin-refused", "This site is not among the chat's allowed_origins.")
            )
        }
        let method = request.path == "chat/events" ? "GET" : "POST"
        guard request.method == method else {
            return .answer(answers.problem(405, "method", "Use \(method).", headers: [HeaderField("Allow", method)]))
        }
        if request.path == "chat/start" { return .answer(await start(request, answers)) }
        guard let visitor = visitor(of: request) else {
            return .answer(
                answers.problem(401, "token", "The visitor's token is missing, wrong or too old; start again.")
            )
        }
        switch request.path {
        case "chat/message": return message(request, visitor, answers)
        case "chat/file": return file(request, visitor, answers)
        case "chat/typing": return .answer(typing(request, visitor, answers))
        case "chat/seen": return await seen(request, visitor, answers)
        case "chat/code": return .answer(await code(request, visitor, answers))
        case "chat/proof": return await proof(request, visitor, answers)
        default: return events(request, visitor, answers)
        }
    }

    // MARK: - Who asks

    private func visitor(of request: WebRequest) -> Visitor? {
        guard let field = request.headers.single(named: "Authorization"), field.hasPrefix("Bearer ") else { return nil }
        return tokens.visitor(of: String(field.dropFirst(7)), at: request.receivedAt)
    }

    /// The document of a request; nil when there is none that is small and whole.
    func document(_ request: WebRequest) -> JSONValue? {
        let type = request.headers.first(named: "Content-Type")?.prefix { $0 != ";" }.lowercased() ?? ""
        // A form of another site could post anything but this without being asked about first.
        guard type.filter({ $0 != " " }) == "application/json" else { return nil }
        let limits = JSONLimits(octets: 128 << 10, depth: 6, values: 500)
        guard let document = try? JSONValue(parsing: request.body, limits: limits), document.isObject else {
            return nil
        }
        return document
    }

    /// Takes one from the limits of a visitor and an address; how long to wait when one is empty.
    func take(_ limits: [(Limited, Int?)], _ request: WebRequest) -> Duration? {
        limiter.take(1, from: limits.map { (subject: $0.0, perHour: $0.1) }, now: request.receivedAt)
    }

    /// Whether somebody answers now.
    func isStaffed() async -> Bool {
        if let hours = settings.hours, !hours.include(context.now()) { return false }
        guard settings.needsAgents else { return true }
        // A store that does not answer is no reason to send visitors away.
        return (try? await context.conversations.reading.isDeskAttended(within: settings.attendance)) ?? true
    }

    // MARK: - A page opens

    private func start(_ request: WebRequest, _ answers: ChatAnswers) async -> WebAnswer {
        guard let document = document(request) else {
            return answers.problem(400, "unreadable", "Send a JSON object as application/json.")
        }
        let known = document["token"]?.text.flatMap { tokens.visitor(of: $0, at: request.receivedAt) }
        var identity: HostIdentity?
        if let given = document["identity"] {
            do throws(HostIdentity.Problem) {
                identity = try HostIdentity.read(given, secrets: settings.identitySecrets, at: request.receivedAt)
            } catch {
                return answers.problem(403, "identity", error.rawValue)
            }
        }
        if known == nil {
            let network = NetworkAddress.network(of: request.remoteAddress)
            if let wait = take([(.newVisitors(network), settings.limits.visitorsPerAddress)], request) {
                return answers.tooMany(wait)
            }
        }
        let visitor = visitors.visitor(known: known, identity: identity, at: request.receivedAt)
        let language =
            document["language"]?.text.flatMap(ChatLanguage.init(tag:))
            ?? request.headers.first(named: "Accept-Language").flatMap(ChatLanguage.init(accepted:))
            ?? settings.language
        var members = members(of: visitor)
        members["language"] = .text(language.rawValue)
        members["online"] = .boolean(await isStaffed())
        members["title"] = .text(settings.title.shown(in: language) ?? language.say("Chat with us", "在线咨询"))
        members["greeting"] = .text(
            settings.greeting.shown(in: language) ?? language.say("Hello! How can we help?", "您好！请问有什么可以帮您？")
        )
        members["mail"] = .boolean(settings.mailThrough != nil)
        members["files"] = settings.fileFamilies.isEmpty ? .number("0") : JSONValue(settings.maximumFileBytes)
        return answers.document(.object(members))
    }

    /// What a page must know of its visitor.
    func members(of visitor: Visitor) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "token": .text(tokens.token(of: visitor)), "visitor": .text(visitor.id),
            "known": .boolean(visitor.user != nil),
            "proven": .boolean(visitor.hasProvenEmail || visitor.hostEmail != nil),
        ]
        if let email = visitor.email { members["email"] = .text(email) }
        if let name = visitor.name { members["name"] = .text(name) }
        return members
    }

    // MARK: - Signs of life

    private func events(_ request: WebRequest, _ visitor: Visitor, _ answers: ChatAnswers) -> PageOutcome {
        guard presence.pages(of: visitor.id) < Self.maximumPages else {
            return .answer(answers.tooMany(.seconds(30)))
        }
        let stream = EventStream(
            visitor: visitor,
            conversations: context.conversations,
            presence: presence,
            isStaffed: isStaffed,
            now: context.now
        )
        let place = EventStream.place(request.headers.first(named: "Last-Event-ID"))
        return .stream(
            WebStream(
                headers: [
                    HeaderField("Content-Type", "text/event-stream"),
                    HeaderField("Cross-Origin-Resource-Policy", "cross-origin"),
                ] + answers.sharing,
                heartbeat: Array(":\n\n".utf8),
                limits: settings.streams
            ) { emit in try await stream.run(from: place, emit: emit) }
        )
    }

    private func typing(_ request: WebRequest, _ visitor: Visitor, _ answers: ChatAnswers) -> WebAnswer {
        if let wait = take([(.signals(visitor.id), Self.maximumSignals)], request) { return answers.tooMany(wait) }
        let isTyping = document(request)?["typing"]?.boolean ?? true
        context.conversations.signals.tell(isTyping ? .typing : .stoppedTyping, in: visitor.id)
        return answers.document(["ok": true])
    }

    /// Notes what a page has received or shown, as news for the deliveries.
    private func seen(_ request: WebRequest, _ visitor: Visitor, _ answers: ChatAnswers) async -> PageOutcome {
        if let wait = take([(.signals(visitor.id), Self.maximumSignals)], request) {
            return .answer(answers.tooMany(wait))
        }
        guard let document = document(request) else {
            return .answer(answers.problem(400, "unreadable", "Send a JSON object as application/json."))
        }
        let named = Set(document["ids"]?.array.prefix(50).compactMap(\.text) ?? [])
        let isRead = document["read"]?.boolean ?? false
        let entries: [ConversationEntry]
        do {
            entries = try await context.conversations.reading.entries(of: visitor.id, since: nil, limit: 200)
        } catch {
            return .answer(answers.problem(503, "unavailable", "Nothing was noted; try again."))
        }
        let told = entries.filter { entry in
            guard case .desk = entry.author else { return false }
            return named.contains(entry.id)
        }
        presence.received(told.map(\.id), by: visitor.id, at: context.now())
        let ready = told.filter { $0.progress == .underWay || (isRead && $0.progress == .delivered) }
        let waits = told.contains { $0.progress == .waiting }
        let answer: [String: JSONValue] = ["again": .boolean(waits)]
        guard !ready.isEmpty else { return .answer(answers.document(.object(answer))) }
        let receipt = ChatReceipt(
            visitor: visitor.id,
            outcome: isRead ? .read : .delivered,
            messages: ready.map { externalID(ofReply: $0.id).rawValue }.sorted()
        )
        let octets = ChatRecord.receipt(receipt).octets()
        let arrival = arrival("seen:\(Hexadecimal.text(Signature.sha256(octets)))", octets, request)
        return .submission(arrival) { answers.submitted($0, members: answer) }
    }

    /// An arrival of the channel.
    func arrival(_ id: String, _ octets: [UInt8], _ request: WebRequest) -> RawArrival {
        RawArrival(
            channel: settings.channel,
            externalID: ExternalID(rawValue: id),
            receivedAt: request.receivedAt,
            mediaType: ChatRecord.mediaType,
            verdict: .signed,
            settingsVersion: context.settingsVersion,
            body: octets
        )
    }
}
