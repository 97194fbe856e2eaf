import ChannelKit
import ProviderKit

extension ChatService {
    /// The longest message, in characters.
    static let maximumText = 10_000

    /// Takes a message; its key names it, so that one that comes again is the same.
    func message(_ request: WebRequest, _ visitor: Visitor, _ answers: ChatAnswers) -> PageOutcome {
        guard let document = document(request), let key = Self.key(document["key"]?.text) else {
            return .answer(
                answers.problem(
                    400,
                    "unreadable",
                    "Send a JSON object with `key` (8 to 64 of A-Z a-z 0-9 -) and `text`."
                )
            )
        }
        let text = Self.words(document["text"]?.text ?? "")
        guard !text.isEmpty else { return .answer(answers.problem(422, "empty", "There is nothing in the message.")) }
        guard text.unicodeScalars.count <= Self.maximumText else {
            return .answer(answers.problem(422, "too-long", "A message has at most \(Self.maximumText) characters."))
        }
        guard let visitor = renamed(visitor, by: document) else {
            return .answer(answers.problem(422, "email", "This is no mail address."))
        }
        if let wait = takeMessage(visitor, request) { return .answer(answers.tooMany(wait)) }
        return submit(
            ChatMessage(
                key: key,
                visitor: visitor,
                text: text,
                page: document["page"]?.text.flatMap(Self.page),
                language: language(document["language"]?.text, request)
            ),
            request,
            answers
        )
    }

    /// Takes a file: the body as it is, its name and key in the query.
    func file(_ request: WebRequest, _ visitor: Visitor, _ answers: ChatAnswers) -> PageOutcome {
        guard let key = Self.key(request.query.first(named: "key")) else {
            return .answer(
                answers.problem(400, "unreadable", "Name the file by `key` (8 to 64 of A-Z a-z 0-9 -) and `name`.")
            )
        }
        guard !request.body.isEmpty, request.body.count <= settings.maximumFileBytes else {
            return .answer(
                answers.problem(413, "too-large", "A file has 1 to \(settings.maximumFileBytes) bytes.")
            )
        }
        let name = OneLine.fileName(request.query.first(named: "name") ?? "")
        guard
            case .accepted(let type, let kept) = UploadInspection.inspect(
                request.body,
                name: name.isEmpty ? "file" : name,
                families: settings.fileFamilies
            )
        else { return .answer(answers.problem(415, "type", "Files of this kind are not taken.")) }
        if let wait = takeMessage(visitor, request) { return .answer(answers.tooMany(wait)) }
        return submit(
            ChatMessage(
                key: key,
                visitor: visitor,
                text: "",
                files: [ChatMessage.File(name: kept, mediaType: type.mediaType, octets: request.body)],
                language: language(request.query.first(named: "language"), request)
            ),
            request,
            answers
        )
    }

    // MARK: - A mail address and its proof

    /// Mails a code to an address; the answer is the same whether anybody here knows it or not.
    func code(_ request: WebRequest, _ visitor: Visitor, _ answers: ChatAnswers) async -> WebAnswer {
        guard let channel = settings.mailThrough else {
            return answers.problem(404, "no-mail", "This chat sends no mail.")
        }
        guard let document = document(request), let email = document["email"]?.text.flatMap(VisitorDesk.email) else {
            return answers.problem(422, "email", "This is no mail address.")
        }
        let network = NetworkAddress.network(of: request.remoteAddress)
        let limits: [(Limited, Int?)] = [
            (.codesFrom(network), settings.limits.codesPerAddress), (.codesTo(email), settings.limits.codesPerEmail),
        ]
        if let wait = take(limits, request) { return answers.tooMany(wait) }
        guard let digits = codes.issue(to: visitor.id, email: email, at: context.now()) else {
            return answers.problem(503, "busy", "Too many codes are open; try again in some minutes.")
        }
        let language = language(document["language"]?.text, request)
        let letter = Letter(
            key: "code-\(visitor.id)-\(context.now().rawValue)",
            address: email,
            subject: language.say("Your code is \(digits)", "您的验证码是 \(digits)"),
            text: language.say(
                """
                Your code for our chat is \(digits).

                It works for ten minutes. If you did not ask for it, you need not do anything; please do not pass it on.
                """,
                "您在我们网站聊天中的验证码是 \(digits)。\n\n十分钟内有效。如果不是您本人申请的，请忽略此邮件，请勿转告他人。"
            ),
            date: context.now(),
            language: language.tag
        )
        do {
            _ = try await context.conversations.letters.send(letter, through: channel, timeLimit: .seconds(20))
        } catch {
            context.log("A one-time code was not sent.", ["reason": OneLine.text(error.reason.english)])
            // A mailbox that is refused is nobody's business but its owner's.
            if case .never = error.verdict {
            } else {
                return answers.problem(503, "unavailable", "No mail can leave just now; try again.")
            }
        }
        return answers.document(["sent": true], status: 202)
    }

    /// Judges a code; a right one is told to the desk, where there is a conversation to tell it in.
    func proof(_ request: WebRequest, _ visitor: Visitor, _ answers: ChatAnswers) async -> PageOutcome {
        guard let document = document(request), let key = Self.key(document["key"]?.text),
            let digits = document["code"]?.text
        else {
            return .answer(answers.problem(400, "unreadable", "Send a JSON object with `key` and `code`."))
        }
        switch codes.redeem(String(digits.filter { $0 != " " }.prefix(12)), of: visitor.id, at: context.now()) {
        case .void: return .answer(answers.problem(410, "code-void", "There is no code any more; ask for another one."))
        case .wrong(let left):
            return .answer(answers.problem(403, "code-wrong", "The code is wrong; \(left) tries are left."))
        case .proven(let email):
            var visitor = visitor
            visitor.email = email
            visitor.hasProvenEmail = true
            let known = try? await context.conversations.reading.entries(of: visitor.id, since: nil, limit: 1)
            guard known?.isEmpty == false else { return .answer(answers.document(.object(members(of: visitor)))) }
            let language = language(document["language"]?.text, request)
            let text = language.say("I have confirmed my e-mail address \(email).", "我已验证我的邮箱 \(email)。")
            return submit(ChatMessage(key: key, visitor: visitor, text: text, language: language), request, answers)
        }
    }

    // MARK: - Parts

    private func submit(_ message: ChatMessage, _ request: WebRequest, _ answers: ChatAnswers) -> PageOutcome {
        let members = members(of: message.visitor).merging(["key": .text(message.key)]) { $1 }
        let signals = context.conversations.signals
        let visitor = message.visitor.id
        return .submission(
            arrival("\(visitor):\(message.key)", ChatRecord.message(message).octets(), request)
        ) { result in
            // Other pages of the same visitor show it as well.
            signals.wake(visitor)
            return answers.submitted(result, members: members)
        }
    }

    private func takeMessage(_ visitor: Visitor, _ request: WebRequest) -> Duration? {
        let network = NetworkAddress.network(of: request.remoteAddress)
        return take(
            [
                (.visitor(visitor.id), settings.limits.messagesPerVisitor),
                (.network(network), settings.limits.messagesPerAddress),
            ],
            request
        )
    }

    /// The visitor with the name and address that come with a message; nil when the address is none.
    private func renamed(_ visitor: Visitor, by document: JSONValue) -> Visitor? {
        var visitor = visitor
        if let name = VisitorDesk.name(document["name"]?.text), visitor.user == nil { visitor.name = name }
        guard let given = document["email"]?.text, !given.isEmpty else { return visitor }
        guard let email = VisitorDesk.email(given) else { return nil }
        if email != visitor.email {
            visitor.email = email
            visitor.hasProvenEmail = false
        }
        return visitor
    }

    private func language(_ tag: String?, _ request: WebRequest) -> ChatLanguage {
        tag.flatMap(ChatLanguage.init(tag:))
            ?? request.headers.first(named: "Accept-Language").flatMap(ChatLanguage.init(accepted:))
            ?? settings.language
    }

    /// A key as pages make them; nil when it is none.
    private static func key(_ text: String?) -> String? {
        guard let text, (8...64).contains(text.utf8.count) else { return nil }
        let isPlain = text.utf8.allSatisfy { octet in
            (48...57).contains(octet) || (65...90).contains(octet) || (97...122).contains(octet) || octet == 45
        }
        return isPlain ? text : nil
    }

    /// Words without control characters, and without blanks around them.
    private static func words(_ text: String) -> String {
        let kept = text.unicodeScalars.filter { scalar in
            scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control
        }
        let trimmed = kept.drop(while: \.properties.isWhitespace).reversed().drop(while: \.properties.isWhitespace)
        return String(String.UnicodeScalarView(trimmed.reversed()))
    }

    /// The page a message was written on: queries and fragments may hold what is nobody's business.
    private static func page(_ address: String) -> String? {
        WebAddress(address).map { OneLine.text($0.origin + $0.path, maximumBytes: 1_000) }
    }
}
