/// What is possible once a channel's window for free replies is closed.
public enum LateReply: Sendable, Hashable {
    /// What channels of a kind may have, by its name in the manifest.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Replies marked as a person's.
        case marked
        /// Approved texts.
        case templates
    }

    /// Nothing until the customer writes again.
    case nothing
    /// The words as they are, marked as a person's, for so long after the customer's last message.
    case marked(within: Duration)
    /// Texts that the provider has approved, at any time.
    case templates([ReplyTemplate])

    /// Its name in the manifest; nil for nothing.
    public var kind: Kind? {
        switch self {
        case .nothing: nil
        case .marked: .marked
        case .templates: .templates
        }
    }
}

/// A text that a provider has approved, with places to fill in.
public struct ReplyTemplate: Sendable, Hashable, Codable {
    /// What fills a place.
    public enum Filling: String, Sendable, Hashable, Codable, CaseIterable {
        /// The reply's own words.
        case words = "text"
        /// The customer's name.
        case recipient = "name"
        /// The ticket's subject.
        case subject
        /// The ticket's number.
        case ticket
        /// The agent's name.
        case agent
        /// What the agent says, under the place's own name.
        case value
    }

    /// One place.
    public struct Placeholder: Sendable, Hashable, Codable {
        /// The name agents see and fill in.
        public var name: String
        /// What fills it unless an agent says otherwise.
        public var filling: Filling

        /// Creates a place.
        public init(name: String, filling: Filling) {
            self.name = name
            self.filling = filling
        }
    }

    /// The provider's name of it; unique among a channel's.
    public var name: String
    /// Its language as the provider writes it, such as `en_US`.
    public var language: String
    /// Its places, in the provider's order.
    public var placeholders: [Placeholder]
    /// Its text with `{{1}}`, `{{2}}` … for the places, for display; nil when the channel does not say.
    public var text: String?

    /// Creates a template.
    public init(name: String, language: String, placeholders: [Placeholder], text: String? = nil) {
        self.name = name
        self.language = language
        self.placeholders = placeholders
        self.text = text
    }

    /// Whether the reply's own words reach the customer by it.
    public var carriesWords: Bool { placeholders.contains { $0.filling == .words } }

    /// The text with its places filled in; nil when the text is not known.
    ///
    /// What is filled in is not looked at again: a customer's name may look like a place.
    public func filled(with values: [String]) -> String? {
        guard let text else { return nil }
        var filled = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            let behind = rest[open.upperBound...]
            guard let close = behind.firstRange(of: "}}"), let number = Int(behind[..<close.lowerBound]),
                number > 0, number <= values.count
            else {
                filled += rest[..<open.upperBound]
                rest = behind
                continue
            }
            filled += rest[..<open.lowerBound]
            filled += values[number - 1]
            rest = behind[close.upperBound...]
        }
        return filled + rest
    }
}

/// A template with what fills its places.
public struct TemplateUse: Sendable, Hashable, Codable {
    /// The template's name.
    public var name: String
    /// What fills its places, in their order.
    public var values: [String]

    /// Creates a use.
    public init(name: String, values: [String]) {
        self.name = name
        self.values = values
    }
}
