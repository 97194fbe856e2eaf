public import ChannelKit
public import DeskModel

/// What agents put on a ticket beside its thread.
public struct TicketMarks: Sendable, Hashable, Codable {
    /// Until when it is off the working lists.
    public var snoozedUntil: Timestamp?
    /// Whether it was put away as spam.
    public var isSpam = false
    /// What kind of matter it is, such as `question`; nil when nobody said.
    public var type: String?
    /// Its tags, sorted.
    public var tags: [String] = []

    /// Creates marks of a ticket that has none.
    public init() {}
}

/// One change of what agents put on a ticket.
public enum TicketMark: Sendable, Hashable {
    /// Takes it off the working lists until a time; nil puts it back.
    case snooze(until: Timestamp?)
    /// Says what kind of matter it is; nil takes it back.
    case type(String?)
    /// Fills in fields, or takes their values away; all of them or none.
    case fields([FieldChange])
    /// Adds and removes tags.
    case tags(adding: [String], removing: [String])
    /// Puts tags in the place of all that it has.
    case onlyTags([String])
    /// Lets an agent follow it, or no longer.
    case follower(AgentID, isFollowing: Bool)
    /// Puts it away as spam and blocks who sent it, or releases both.
    case spam(Bool)
    /// Asks an agent to look at it, by a note.
    case mention(AgentID, in: MessageID)

    /// The longest tag and type, in characters.
    public static let maximumLength = 40
    /// How many tags a ticket may have.
    public static let maximumTags = 30

    /// A tag as it is kept: lower case, with single hyphens for white space, without commas and quotes; nil when nothing is
    /// left or it is too long.
    public static func normalizedTag(_ text: String) -> String? {
        guard text.utf8.count <= 400 else { return nil }
        let words = text.lowercased().split { $0.isWhitespace || ",，\"\\#".contains($0) || $0.isNewline }
        let tag = words.joined(separator: "-")
        return tag.isEmpty || tag.count > maximumLength ? nil : tag
    }
}

/// What must hold for a ticket to be listed; an empty part lets everything through.
public struct TicketFilter: Sendable, Hashable, Codable {
    /// Who answers.
    public enum Assignee: Sendable, Hashable, Codable {
        /// Whoever looks.
        case me
        /// Nobody.
        case nobody
        /// An agent.
        case agent(AgentID)
    }

    /// One of these statuses.
    public var statuses: Set<TicketStatus> = []
    /// One of these priorities.
    public var priorities: Set<TicketPriority> = []
    /// This assignee.
    public var assignee: Assignee?
    /// This team.
    public var team: TeamID?
    /// Opened by this channel.
    public var channel: ChannelID?
    /// This type.
    public var type: String?
    /// With this tag.
    public var tag: String?
    /// With these values of fields; nil for any.
    public var fields: [FieldCondition]?
    /// Unchanged for at least so many days.
    public var quietDays: Int?

    /// Creates a filter that lets everything through.
    public init() {}

    /// Whether everything goes through.
    public var isEmpty: Bool { self == TicketFilter() }
}

/// In what order tickets are listed.
public enum TicketOrder: String, Sendable, Hashable, Codable, CaseIterable {
    /// Last change first.
    case changed
    /// Waiting longest first.
    case waiting
    /// Newest first.
    case newest
    /// Most urgent first, then waiting longest.
    case priority
}
