/// The id of a ticket field.
public typealias TicketFieldID = RecordID<TicketField>

/// Something that an admin wants to be known of tickets, beside what every ticket has.
public struct TicketField: Sendable, Hashable {
    /// What values look like; it never changes, since values are kept in its form.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// One line.
        case text
        /// Any number of lines.
        case multiline
        /// A decimal number.
        case number
        /// A day.
        case date
        /// One of some choices.
        case select
        /// Ticked or not.
        case checkbox
    }

    /// Who sees a field.
    public enum Audience: String, Sendable, Hashable, Codable, CaseIterable {
        /// Customers too: it may stand in forms, and customers read it in their requests.
        case customers
        /// Agents only.
        case agents
    }

    /// Everything about a field that an admin may change.
    public struct Definition: Sendable, Hashable, Codable {
        /// What it is called.
        public var name: BilingualText
        /// What is to be filled in; may be empty.
        public var help: BilingualText
        /// What a select offers, in this order.
        public var choices: [FieldChoice]
        /// The key of the select that the choices depend on; nil when they depend on nothing.
        public var parent: String?
        /// The types of ticket that have it; empty is every type, and tickets without one.
        public var types: [String]
        /// Who sees it.
        public var audience: Audience
        /// Whether agents must have filled it in before they solve a ticket that has it.
        public var isNeededToSolve: Bool

        /// Creates a definition.
        public init(
            name: BilingualText,
            help: BilingualText = BilingualText(english: "", chinese: ""),
            choices: [FieldChoice] = [],
            parent: String? = nil,
            types: [String] = [],
            audience: Audience = .customers,
            isNeededToSolve: Bool = false
        ) {
            self.name = name
            self.help = help
            self.choices = choices
            self.parent = parent
            self.types = types
            self.audience = audience
            self.isNeededToSolve = isNeededToSolve
        }
    }

    /// How many fields a desk has at the most.
    public static let maximumCount = 100
    /// How many choices a select has at the most.
    public static let maximumChoices = 200
    /// The longest key, and value of a choice, in characters.
    public static let maximumKeyLength = 40
    /// The longest name, in characters.
    public static let maximumNameLength = 80

    /// The id.
    public var id: TicketFieldID
    /// What searches, programs and forms call it; a ``Slug`` that never changes.
    public var key: String
    /// What values look like.
    public var kind: Kind
    /// Its place; smaller ones come first.
    public var position: Int
    /// Whether tickets get no new values of it; those that have one keep it.
    public var isRetired: Bool
    /// What an admin may change.
    public var definition: Definition

    /// Creates a field.
    public init(
        id: TicketFieldID,
        key: String,
        kind: Kind,
        position: Int,
        isRetired: Bool = false,
        definition: Definition
    ) {
        self.id = id
        self.key = key
        self.kind = kind
        self.position = position
        self.isRetired = isRetired
        self.definition = definition
    }

    /// Whether tickets of a type have it.
    public func isOn(type: String?) -> Bool {
        definition.types.isEmpty || type.map(definition.types.contains) == true
    }

    /// The choices that go with a value of the field they depend on.
    ///
    /// - Parameter parent: that field's value; nil when it has none.
    /// - Returns: the choices, in their order.
    public func choices(under parent: String?) -> [FieldChoice] {
        guard definition.parent != nil else { return definition.choices }
        return definition.choices.filter { choice in
            choice.offeredWhen.isEmpty || parent.map(choice.offeredWhen.contains) == true
        }
    }

    /// A kept value as people read it.
    public func shown(_ value: String, chinese: Bool) -> String {
        switch kind {
        case .select: definition.choices.first { $0.value == value }?.label.text(chinese: chinese) ?? value
        case .checkbox: value == Self.ticked ? (chinese ? "是" : "Yes") : (chinese ? "否" : "No")
        case .text, .multiline, .number, .date: value
        }
    }

    /// The value of a checkbox that is ticked; one that is not has no value.
    public static let ticked = "yes"
}

/// One of the answers that a select offers.
public struct FieldChoice: Sendable, Hashable, Codable {
    /// What is kept; a ``Slug``.
    public var value: String
    /// What people read.
    public var label: BilingualText
    /// The values of the field above that it goes with; empty is all of them.
    public var offeredWhen: [String]

    /// Creates a choice.
    public init(value: String, label: BilingualText, offeredWhen: [String] = []) {
        self.value = value
        self.label = label
        self.offeredWhen = offeredWhen
    }
}

/// A value of a ticket's field, or that it has none any more.
public struct FieldChange: Sendable, Hashable {
    /// The field.
    public var field: TicketFieldID
    /// What was given: read as ``TicketField/read(_:under:)`` does; nil takes the value away.
    public var value: String?

    /// Creates a change.
    public init(field: TicketFieldID, value: String?) {
        self.field = field
        self.value = value
    }
}

/// A kind of matter that an admin has added to those that come with the product.
public struct CustomTicketType: Sendable, Hashable {
    /// How many a desk has at the most.
    public static let maximumCount = 50

    /// What tickets keep; a ``Slug`` that never changes.
    public var key: String
    /// What it is called.
    public var name: BilingualText
    /// Its place; smaller ones come first.
    public var position: Int
    /// Whether it is no longer chosen; tickets that have it keep it.
    public var isRetired: Bool

    /// Creates a type.
    public init(key: String, name: BilingualText, position: Int, isRetired: Bool = false) {
        self.key = key
        self.name = name
        self.position = position
        self.isRetired = isRetired
    }
}

/// The kinds of matters that come with the product.
public enum BuiltInTicketType {
    /// Their keys, in the order in which they are offered.
    public static let all = ["question", "incident", "problem", "task", "complaint"]
}
