public import DeskModel

/// The facts that a text's placeholders stand for.
public struct NoticeFacts: Sendable, Hashable {
    /// The ticket's number.
    public var number: Int
    /// The ticket's subject.
    public var subject: String
    /// Who did it, by name.
    public var actor: String
    /// The beginning of what was written.
    public var excerpt: String
    /// The ticket's address in the workspace.
    public var link: String
    /// The desk's name.
    public var desk: String

    /// Creates facts.
    public init(number: Int, subject: String, actor: String, excerpt: String, link: String, desk: String) {
        self.number = number
        self.subject = subject
        self.actor = actor
        self.excerpt = excerpt
        self.link = link
        self.desk = desk
    }
}

/// The texts of notices: the usual ones, and how placeholders are checked and filled.
public enum NoticeWords {
    /// The languages there are texts in.
    public static let languages = ["en", "zh-Hans"]
    /// The longest subject, in characters.
    public static let maximumSubject = 250
    /// The longest body, in characters.
    public static let maximumBody = 5_000

    /// What a text may hold, in braces.
    public enum Placeholder: String, Sendable, CaseIterable {
        /// The ticket's number.
        case number
        /// The ticket's subject; never in what goes to customers.
        case subject
        /// Who did it.
        case actor
        /// The beginning of what was written.
        case excerpt
        /// The ticket's address in the workspace.
        case link
        /// The desk's name.
        case desk
    }

    /// What a text to a customer may hold: nothing that a stranger wrote, and nothing of the workspace.
    public static let customerPlaceholders: Set<Placeholder> = [.number, .desk]

    /// The placeholders in a text that are none, or not allowed; nil in place of a name marks a brace that is not closed.
    public static func mistakes(in text: String, allowed: Set<Placeholder>) -> [String] {
        var mistakes: [String] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            rest = rest[rest.index(after: open)...]
            guard let close = rest.firstIndex(of: "}") else {
                mistakes.append("{")
                break
            }
            let name = String(rest[..<close])
            if Placeholder(rawValue: name).map(allowed.contains) != true { mistakes.append("{\(name.prefix(40))}") }
            rest = rest[rest.index(after: close)...]
        }
        return mistakes
    }

    /// A text with its placeholders filled; what is filled in is not looked at again.
    public static func fill(_ text: String, _ facts: NoticeFacts) -> String {
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            filled += rest[..<open]
            let behind = rest[rest.index(after: open)...]
            guard let close = behind.firstIndex(of: "}") else {
                filled += rest[open...]
                return filled
            }
            let name = Placeholder(rawValue: String(behind[..<close]))
            filled += name.map { value($0, facts) } ?? String(rest[open...close])
            rest = behind[behind.index(after: close)...]
        }
        return filled + rest
    }

    /// The text of a notice to an agent or a room: the admin's, else the usual one.
    public static func text(_ kind: NoticeKind, language: String, _ settings: NoticeSettings) -> NoticeText {
        settings.texts[NoticeSettings.key(kind.rawValue, language: language)] ?? usual(kind, language: language)
    }

    /// The text of a notice to a customer: the admin's, else the usual one.
    public static func text(_ notice: CustomerNotice, language: String, _ settings: NoticeSettings) -> NoticeText {
        let name = "customer.\(notice.rawValue)"
        return settings.texts[NoticeSettings.key(name, language: language)] ?? usual(notice, language: language)
    }

    /// The language of texts that fits a BCP 47 tag best.
    public static func language(_ tag: String?) -> String {
        tag?.lowercased().hasPrefix("zh") == true ? "zh-Hans" : "en"
    }

    /// The usual text of a notice to an agent or a room.
    public static func usual(_ kind: NoticeKind, language: String) -> NoticeText {
        let isChinese = language == "zh-Hans"
        let subject = "{subject}"
        let tail = "\n\n{excerpt}\n\n{link}"
        switch kind {
        case .newTicket:
            return NoticeText(
                subject: subject,
                body: (isChinese ? "新工单 #{number}：{subject}" : "New ticket #{number}: {subject}") + tail
            )
        case .assigned:
            return NoticeText(
                subject: subject,
                body: (isChinese
                    ? "{actor} 将工单 #{number} 分配给了您：{subject}" : "{actor} assigned ticket #{number} to you: {subject}")
                    + tail
            )
        case .customerReplied:
            return NoticeText(
                subject: subject,
                body: (isChinese ? "客户回复了工单 #{number}：{subject}" : "The customer wrote in ticket #{number}: {subject}")
                    + tail
            )
        case .mentioned:
            return NoticeText(
                subject: subject,
                body: (isChinese
                    ? "{actor} 在工单 #{number} 中提到了您：{subject}" : "{actor} mentioned you in ticket #{number}: {subject}")
                    + tail
            )
        case .aboutToBreach:
            return NoticeText(
                subject: subject,
                body: (isChinese
                    ? "工单 #{number} 即将超时：{subject}"
                    : "Ticket #{number} is about to breach its service level: {subject}")
                    + "\n\n{link}"
            )
        case .unprovenAnswer:
            return NoticeText(
                subject: subject,
                body: (isChinese
                    ? "收到一封以您名义回复工单 #{number} 的邮件，但无法证实发件人，已存为备注，未发送给客户。"
                    : "A mail in your name answered ticket #{number}, but its sender is not proven. It was kept as a note and not sent.")
                    + tail
            )
        }
    }

    /// The usual text of a notice to a customer.
    public static func usual(_ notice: CustomerNotice, language: String) -> NoticeText {
        switch (notice, language == "zh-Hans") {
        case (.received, false):
            NoticeText(
                subject: "We have received your message",
                body: """
                    Hello,

                    we have received your message; its number is {number}. We will answer as soon as we can.
                    To add anything, just reply to this mail.

                    {desk}
                    """
            )
        case (.received, true):
            NoticeText(
                subject: "我们已收到您的来信",
                body: "您好！\n\n我们已收到您的来信，工单编号为 {number}，会尽快回复您。\n直接回复此邮件即可补充信息。\n\n{desk}"
            )
        case (.outOfHours, false):
            NoticeText(
                subject: "We have received your message",
                body: """
                    Hello,

                    we have received your message; its number is {number}. Nobody is at work here right now; we will answer as \
                    soon as we are back. To add anything, just reply to this mail.

                    {desk}
                    """
            )
        case (.outOfHours, true):
            NoticeText(
                subject: "我们已收到您的来信",
                body: "您好！\n\n我们已收到您的来信，工单编号为 {number}。现在是非工作时间，我们上班后会尽快回复您。\n直接回复此邮件即可补充信息。\n\n{desk}"
            )
        case (.solved, false):
            NoticeText(
                subject: "Your request was solved",
                body: """
                    Hello,

                    we believe that your request {number} is solved. If it is not, just reply to this message and we go on.

                    {desk}
                    """
            )
        case (.solved, true):
            NoticeText(
                subject: "您的问题已解决",
                body: "您好！\n\n您的工单 {number} 已标记为已解决。如果问题仍然存在，直接回复此消息即可，我们会继续处理。\n\n{desk}"
            )
        }
    }

    private static func value(_ name: Placeholder, _ facts: NoticeFacts) -> String {
        switch name {
        case .number: "\(facts.number)"
        case .subject: facts.subject
        case .actor: facts.actor
        case .excerpt: facts.excerpt
        case .link: facts.link
        case .desk: facts.desk
        }
    }
}
