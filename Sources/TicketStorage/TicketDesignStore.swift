public import ChannelKit
public import DeskModel

/// What admins design about tickets: fields, types, request forms and tags.
public protocol TicketDesignStore: Sendable {
    /// The fields and types.
    func ticketDesign() async throws -> TicketDesign

    /// The values of a ticket's fields.
    func fieldValues(of ticket: TicketID) async throws -> [TicketFieldID: String]

    /// The values of tickets' fields, for a page of them.
    func fieldValues(of tickets: [TicketID]) async throws -> [TicketID: [TicketFieldID: String]]

    /// Adds or changes a field; key and kind of one that exists stay as they are.
    ///
    /// - Returns: whether the key is its own, and there is room for one more.
    func save(_ field: TicketField, actor: Actor, at: Timestamp) async throws -> Bool

    /// Adds or changes a type.
    ///
    /// - Returns: whether it is no type of the product's, and there is room for one more.
    func save(_ type: CustomTicketType, actor: Actor, at: Timestamp) async throws -> Bool

    /// The request forms in their order, closed ones included.
    func requestForms() async throws -> [RequestForm]

    /// Adds or changes a request form.
    ///
    /// - Returns: whether there was room for it.
    func save(_ form: RequestForm, actor: Actor, at: Timestamp) async throws -> Bool

    /// Removes a request form; what was sent by it stays.
    func removeForm(_ id: RequestFormID, actor: Actor, at: Timestamp) async throws

    /// The tags that most tickets have and those out of use, by name.
    func tags(limit: Int) async throws -> [TagUse]

    /// Gives every ticket that has a tag another one in its place; macros and saved views follow.
    ///
    /// Work is done in steps, so that other writers get their turn; it may be repeated after a stop.
    ///
    /// - Parameters:
    ///   - tag: the tag.
    ///   - target: the other one; tickets that have both keep it once.
    ///   - actor: who wants it.
    ///   - at: when.
    /// - Returns: how many tickets had the tag.
    /// - Throws: ``StorageError``.
    func renameTag(_ tag: String, to target: String, actor: Actor, at: Timestamp) async throws -> Int

    /// Takes a tag out of use, or back into it.
    func setTag(_ tag: String, isRetired: Bool, actor: Actor, at: Timestamp) async throws
}

/// A tag with how it is used.
public struct TagUse: Sendable, Hashable {
    /// The tag.
    public var tag: String
    /// How many tickets have it.
    public var count: Int
    /// Whether tickets no longer get it.
    public var isRetired: Bool

    /// Creates a use.
    public init(tag: String, count: Int, isRetired: Bool) {
        self.tag = tag
        self.count = count
        self.isRetired = isRetired
    }
}

/// The value of a ticket's field.
public struct TicketFieldValue: Sendable, Hashable {
    /// The field's key.
    public var key: String
    /// The value, as it is kept.
    public var value: String

    /// Creates a value.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// What is said when a ticket is not solved because fields of it are not filled in.
public enum SolvingRefusal {
    private static let beginning = "fill in before solving: "

    /// The reason, with the fields' keys.
    public static func reason(_ fields: [TicketField]) -> String {
        beginning + fields.map(\.key).joined(separator: ", ")
    }

    /// The keys of the fields that a reason names; nil when it is another one.
    public static func keys(in reason: String) -> [String]? {
        guard reason.hasPrefix(beginning) else { return nil }
        return reason.dropFirst(beginning.count).split(separator: ",").map { part in
            String(part.drop { $0 == " " })
        }
    }
}

/// A value that a ticket's field must have to be listed.
public struct FieldCondition: Sendable, Hashable, Codable {
    /// The field's key.
    public var key: String
    /// The value, whatever the case; a part of it for fields of text.
    public var value: String

    /// Reads `KEY=VALUE`; nil when it is anything else, or longer than 300 bytes.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 300, let sign = text.firstIndex(where: { $0 == "=" || $0 == "＝" }) else { return nil }
        let key = text[..<sign].lowercased()
        let value = text[text.index(after: sign)...]
        guard Slug.isValid(key), value.contains(where: { !$0.isWhitespace }) else { return nil }
        self.key = key
        self.value = String(value)
    }

    /// The condition as `KEY=VALUE`.
    public var text: String { "\(key)=\(value)" }
}
