/// One question of a form.
struct FormField: Sendable, Hashable {
    /// What is asked for.
    enum Kind: String, Sendable, Hashable {
        case text
        case multiline
        case email
        case phone
        case select
        case checkbox
        case date
        case file
    }

    /// What an answer means to the desk.
    enum Role: String, Sendable, Hashable, CaseIterable {
        case email
        case phone
        case name
        case subject
        case message

        /// The kinds of field that can play the role.
        var kinds: Set<Kind> {
            switch self {
            case .email: [.email]
            case .phone: [.phone]
            case .name: [.text]
            case .subject: [.text, .select]
            case .message: [.multiline]
            }
        }
    }

    /// One choice of a select.
    struct Choice: Sendable, Hashable {
        var value: String
        var label: LocalizedText
        /// The answers to the field depended on that offer this choice; empty offers it always.
        var offeredWhen: Set<String>

        /// The choice as shown.
        func shown(in language: FormLanguage) -> String { label.text(in: language) ?? value }
    }

    var name: String
    var kind: Kind
    var role: Role?
    var label: LocalizedText
    var help: LocalizedText
    var isRequired: Bool
    /// The longest answer in Unicode scalars.
    var maximumLength: Int
    /// The select that decides which choices there are.
    var dependsOn: String?
    var choices: [Choice]

    init(
        name: String,
        kind: Kind,
        role: Role? = nil,
        label: LocalizedText = LocalizedText(),
        help: LocalizedText = LocalizedText(),
        isRequired: Bool = false,
        maximumLength: Int? = nil,
        dependsOn: String? = nil,
        choices: [Choice] = []
    ) {
        self.name = name
        self.kind = kind
        self.role = role
        self.label = label
        self.help = help
        self.isRequired = isRequired
        self.maximumLength = maximumLength ?? (kind == .multiline ? 10_000 : 200)
        self.dependsOn = dependsOn
        self.choices = choices
    }

    /// What is asked, as shown.
    func shown(in language: FormLanguage) -> String { label.text(in: language) ?? name }

    /// The choices there are while the field depended on has an answer.
    func choices(whenParentIs answer: String?) -> [Choice] {
        guard dependsOn != nil else { return choices }
        return choices.filter { choice in
            choice.offeredWhen.isEmpty || answer.map { choice.offeredWhen.contains($0) } == true
        }
    }

    /// The questions of a form whose configuration names none.
    static let standard: [FormField] = [
        FormField(
            name: "name",
            kind: .text,
            role: .name,
            label: LocalizedText(english: "Your name", chinese: "您的称呼")
        ),
        FormField(
            name: "email",
            kind: .email,
            role: .email,
            label: LocalizedText(english: "E-mail address", chinese: "电子邮箱"),
            help: LocalizedText(english: "Our answer goes there.", chinese: "我们会把答复发送到这个邮箱。"),
            isRequired: true
        ),
        FormField(
            name: "subject",
            kind: .text,
            role: .subject,
            label: LocalizedText(english: "Subject", chinese: "主题"),
            isRequired: true
        ),
        FormField(
            name: "message",
            kind: .multiline,
            role: .message,
            label: LocalizedText(english: "How can we help?", chinese: "请描述您的问题"),
            isRequired: true
        ),
        FormField(
            name: "files",
            kind: .file,
            label: LocalizedText(english: "Files", chinese: "附件")
        ),
    ]
}
