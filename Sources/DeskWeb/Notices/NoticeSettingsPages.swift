import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import Notices
import TicketStorage

/// How the desk tells, for admins: the mail channel, what customers hear, the texts, and rooms.
enum NoticeSettingsPages {
    /// Answers `GET /admin/notices`.
    static func show(_ exchange: Exchange) async throws -> Response {
        try await answer(try await exchange.store.noticeSettings(), FieldProblems(), exchange)
    }

    /// `POST /admin/notices`: sets the channel, what customers hear, and the texts.
    static func save(_ exchange: Exchange) async throws -> Response {
        var problems = FieldProblems()
        let settings = try await settings(exchange, &problems)
        guard problems.isEmpty else { return try await answer(settings, problems, exchange, .unprocessableContent) }
        try await exchange.store.save(settings, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/admin/notices")
    }

    /// `POST /admin/notices/rooms`: adds a room; its address is sealed and never shown again.
    static func addRoom(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        let form = exchange.form
        var problems = FieldProblems()
        let name = form.trimmed("room") ?? ""
        if name.isEmpty || name.count > 100 {
            problems.add("room", words.say("A name of 1 to 100 characters is needed.", "请填写 1 到 100 个字的名称。"))
        }
        let provider = form["provider"].flatMap(RobotProvider.init) ?? .wecom
        let address = RobotAddress(
            url: form.trimmed("url") ?? "",
            secret: form.trimmed("secret"),
            of: provider,
            servers: exchange.site.settings.robotServers
        )
        if address == nil {
            let start = provider.prefixes.joined(separator: words.say(" or ", " 或 "))
            problems.add(
                "url",
                words.say(
                    "The robot's address begins with \(start); only Feishu and DingTalk sign with a secret.",
                    "机器人地址应以 \(start) 开头；只有飞书和钉钉支持签名密钥。"
                )
            )
        }
        let kinds = form.all("kind").compactMap(NoticeKind.init)
        if kinds.isEmpty { problems.add("kind", words.say("Choose at least one occasion.", "请至少选择一种通知。")) }
        let team = form["team"].flatMap { TeamID($0) }
        let sealed = address.flatMap(exchange.site.sealed)
        guard problems.isEmpty, let sealed else {
            return try await answer(
                try await exchange.store.noticeSettings(),
                problems,
                exchange,
                .unprocessableContent
            )
        }
        let room = NoticeRoom(
            id: exchange.site.services.ids.next(at: exchange.now),
            name: name,
            provider: provider,
            team: team,
            kinds: kinds,
            language: form["language"] == "zh-Hans" ? "zh-Hans" : "en",
            sealed: sealed
        )
        let result = try await exchange.store.save(room, actor: try exchange.actor, at: exchange.now)
        guard result == .done else {
            problems.add("room", words.saving(result))
            return try await answer(
                try await exchange.store.noticeSettings(),
                problems,
                exchange,
                .unprocessableContent
            )
        }
        return .seeOther("/admin/notices#rooms")
    }

    /// `POST /admin/notices/rooms/:id/remove`: forgets a room.
    static func removeRoom(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: NoticeRoom.self)
        let result = try await exchange.store.removeRoom(id, actor: try exchange.actor, at: exchange.now)
        guard result == .done else { throw PageProblem.notFound }
        return .seeOther("/admin/notices#rooms")
    }

    private static func settings(_ exchange: Exchange, _ problems: inout FieldProblems) async throws -> NoticeSettings {
        let form = exchange.form
        let words = exchange.words
        var settings = NoticeSettings(tellsSolved: form["solved"] == "yes")
        if let channel = form.trimmed("channel").map(ChannelID.init(rawValue:)) {
            if exchange.site.services.directory[channel]?.abilities.replies == true {
                settings.mailChannel = channel
            } else {
                problems.add("channel", words.say("There is no such channel.", "没有该渠道。"))
            }
        }
        if let id = form["hours"].flatMap({ BusinessHoursID($0) }) {
            let known = try await exchange.store.businessHours().contains { $0.id == id }
            if known { settings.hours = id }
        }
        for field in NoticeTextField.all {
            let text = NoticeText(
                subject: form.trimmed(field.subject) ?? "",
                body: (form.trimmed(field.body) ?? "").replacing("\r\n", with: "\n")
            )
            if text.subject.isEmpty && text.body.isEmpty || text == field.usual { continue }
            settings.texts[field.key] = text
            field.check(text, words, &problems)
        }
        return settings
    }

    private static func answer(
        _ settings: NoticeSettings,
        _ problems: FieldProblems,
        _ exchange: Exchange,
        _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let page = NoticeSettingsPage(
            settings: settings,
            problems: problems,
            channels: exchange.site.services.directory.all.filter { $0.abilities.replies }.map(\.id),
            hours: try await exchange.store.businessHours(),
            rooms: try await exchange.store.noticeRooms(),
            teams: try await exchange.store.teams(),
            failed: try await exchange.store.failedNotices(
                since: exchange.now.advanced(by: .seconds(-30 * 86_400)),
                limit: 20
            )
        )
        return try await exchange.adminPage(
            exchange.words.say("Notices", "通知"),
            status: status,
            content: page.html(exchange.frame)
        )
    }
}

/// A text that admins may write anew.
struct NoticeTextField: Sendable {
    let key: String
    let language: String
    let kind: NoticeKind?
    let customer: CustomerNotice?

    /// What programs call it; those to customers begin with `customer.`.
    var name: String { customer.map { "customer.\($0.rawValue)" } ?? kind?.rawValue ?? "" }
    var subject: String { "\(key.replacing("/", with: ".")).subject" }
    var body: String { "\(key.replacing("/", with: ".")).body" }

    /// All texts, those to customers first.
    static let all: [NoticeTextField] =
        CustomerNotice.allCases.flatMap { notice in
            NoticeWords.languages.map { language in
                NoticeTextField(
                    key: NoticeSettings.key("customer.\(notice.rawValue)", language: language),
                    language: language,
                    kind: nil,
                    customer: notice
                )
            }
        }
        + NoticeKind.allCases.flatMap { kind in
            NoticeWords.languages.map { language in
                NoticeTextField(
                    key: NoticeSettings.key(kind.rawValue, language: language),
                    language: language,
                    kind: kind,
                    customer: nil
                )
            }
        }

    /// The texts of each notice in every language, in the same order.
    static var byNotice: [[NoticeTextField]] {
        all.reduce(into: []) { notices, field in
            if notices.last?.last?.name == field.name {
                notices[notices.count - 1].append(field)
            } else {
                notices.append([field])
            }
        }
    }

    /// The text when no admin wrote one.
    var usual: NoticeText {
        if let customer { return NoticeWords.usual(customer, language: language) }
        return NoticeWords.usual(kind ?? .assigned, language: language)
    }

    var allowed: Set<NoticeWords.Placeholder> {
        customer == nil ? Set(NoticeWords.Placeholder.allCases) : NoticeWords.customerPlaceholders
    }

    /// The placeholders it may have, as they are written.
    var allowedNames: String { allowed.map { "{\($0.rawValue)}" }.sorted().joined(separator: " ") }

    /// What stands in braces in a text and is none of its placeholders.
    func mistakes(in text: String) -> [String] { NoticeWords.mistakes(in: text, allowed: allowed) }

    /// The notice it is of, in words.
    func name(_ words: Words) -> String { customer.map(words.notice) ?? kind.map { words.notice($0) } ?? "" }

    var languageName: String { language == "en" ? Language.english.ownName : Language.chinese.ownName }

    func title(_ words: Words) -> String { "\(name(words)) · \(languageName)" }

    /// Adds what is wrong with a text.
    func check(_ text: NoticeText, _ words: Words, _ problems: inout FieldProblems) {
        for (field, value, maximum) in [
            (subject, text.subject, NoticeWords.maximumSubject), (body, text.body, NoticeWords.maximumBody),
        ] {
            if value.isEmpty || value.count > maximum {
                problems.add(
                    field,
                    words.say(
                        "\(title(words)): 1 to \(maximum) characters are needed.",
                        "\(title(words))：请填写 1 到 \(maximum) 个字。"
                    )
                )
            }
            let mistakes = mistakes(in: value)
            if !mistakes.isEmpty {
                problems.add(
                    field,
                    words.say(
                        "\(title(words)): \(mistakes.joined(separator: ", ")) is no placeholder; there are \(allowedNames).",
                        "\(title(words))：\(mistakes.joined(separator: "、")) 不是可用的占位符，可用：\(allowedNames)。"
                    )
                )
            }
        }
    }
}
