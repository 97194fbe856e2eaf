/// The id of a request form.
public typealias RequestFormID = RecordID<RequestForm>

/// A form of the portal that an admin has designed: one of the topics that customers choose from.
public struct RequestForm: Sendable, Hashable {
    /// A field on the form.
    public struct Item: Sendable, Hashable, Codable {
        /// The field.
        public var field: TicketFieldID
        /// Whether a customer has to answer.
        public var isRequired: Bool

        /// Creates an item.
        public init(field: TicketFieldID, isRequired: Bool) {
            self.field = field
            self.isRequired = isRequired
        }
    }

    /// What an admin may change.
    public struct Definition: Sendable, Hashable, Codable {
        /// The topic's name.
        public var title: BilingualText
        /// What customers read above the form; may be empty.
        public var introduction: BilingualText
        /// The fields, in the order of the form.
        public var items: [Item]
        /// The type that its tickets get; nil is none.
        public var type: String?

        /// Creates a definition.
        public init(
            title: BilingualText,
            introduction: BilingualText = BilingualText(english: "", chinese: ""),
            items: [Item] = [],
            type: String? = nil
        ) {
            self.title = title
            self.introduction = introduction
            self.items = items
            self.type = type
        }
    }

    /// How many forms a desk has at the most.
    public static let maximumCount = 50
    /// The longest introduction, in characters.
    public static let maximumIntroductionLength = 2_000

    /// The id.
    public var id: RequestFormID
    /// Its place among the topics; smaller ones come first.
    public var position: Int
    /// Whether customers may use it.
    public var isOpen: Bool
    /// What it asks.
    public var definition: Definition

    /// Creates a form.
    public init(id: RequestFormID, position: Int, isOpen: Bool, definition: Definition) {
        self.id = id
        self.position = position
        self.isOpen = isOpen
        self.definition = definition
    }

    /// What it asks of a design's fields: those that are in use and that customers may see.
    public func asked(of design: TicketDesign) -> [(field: TicketField, isRequired: Bool)] {
        definition.items.compactMap { item in
            guard let field = design[item.field], !field.isRetired, field.definition.audience == .customers
            else { return nil }
            return (field, item.isRequired)
        }
    }
}
