public import ChannelKit
public import DeskModel

/// What agents work with beside tickets: drafts, macros, views of their own, reminders, changes of many tickets at once.
public protocol WorkspaceStore: Sendable {
    /// What stands beside a ticket's thread for an agent.
    func surroundings(of ticket: TicketID, for agent: AgentID) async throws -> TicketSurroundings

    /// What any ticket can be given: people, teams, tags, macros, fields and types, all of one moment.
    func ticketChoices() async throws -> TicketChoices

    /// The numbers that stand beside every page of an agent's, all of one moment.
    func deskCounts(for agent: AgentID, at: Timestamp) async throws -> DeskCounts

    /// A ticket by number with its marks, without its thread; a merged one gives the ticket it was merged into.
    func state(number: Int) async throws -> TicketState?

    /// Keeps a draft in place of the agent's earlier one; an empty one is removed.
    func keep(_ draft: Draft) async throws

    /// Notes that an agent looked at a ticket.
    func see(_ ticket: TicketID, by agent: AgentID, at: Timestamp) async throws

    /// All macros by name.
    func macros() async throws -> [Macro]

    /// Adds or replaces a macro.
    ///
    /// - Returns: whether its name is its own.
    func save(_ macro: Macro, actor: Actor, at: Timestamp) async throws -> Bool

    /// Removes a macro.
    func removeMacro(_ id: MacroID, actor: Actor, at: Timestamp) async throws

    /// The views that an agent sees: their own and everybody's, by name.
    func savedViews(for agent: AgentID) async throws -> [SavedView]

    /// Adds or replaces a view.
    func save(_ view: SavedView, actor: Actor, at: Timestamp) async throws

    /// Removes a view.
    func removeView(_ id: SavedViewID, actor: Actor, at: Timestamp) async throws

    /// How many tickets a query finds, counted up to a bound.
    func count(_ query: TicketQuery, upTo bound: Int) async throws -> Int

    /// Adds a reminder.
    func add(_ reminder: Reminder) async throws

    /// Takes a reminder of an agent's back.
    func removeReminder(_ id: ReminderID, of agent: AgentID) async throws

    /// Wakes tickets whose time has come, and fires reminders that are due, each once.
    ///
    /// - Returns: how many there were, at most the limit of each.
    func wake(at: Timestamp, limit: Int) async throws -> Int

    /// Keeps what was changed at once, so that it can be taken back.
    func keep(_ bulk: BulkChange) async throws

    /// What an agent changed at once; nil when it is none of theirs, or was taken back.
    func bulkChange(_ id: BulkChangeID, of agent: AgentID) async throws -> BulkChange?

    /// Notes that a bulk change is being taken back.
    ///
    /// - Returns: whether it was not yet.
    func takeBack(_ id: BulkChangeID, of agent: AgentID, at: Timestamp) async throws -> Bool

    /// Unsolved tickets of a person, newest first, at most 10.
    func unsolvedTickets(of person: ContactID) async throws -> [Ticket]

    /// How the desk stands right now.
    func teamToday(at: Timestamp) async throws -> TeamToday

    /// Adds an agent to a team, or takes them out.
    func setMember(_ agent: AgentID, of team: TeamID, _ isMember: Bool, actor: Actor, at: Timestamp) async throws
}

/// What stands beside a ticket's thread.
public struct TicketSurroundings: Sendable, Hashable {
    /// What agents put on it.
    public var marks: TicketMarks
    /// Who follows it.
    public var followers: [AgentID]
    /// Reminders that have not fired, soonest first.
    public var reminders: [Reminder]
    /// The agent's drafts.
    public var drafts: [Draft]
    /// Whether its senders are blocked.
    public var hasBlockedSender: Bool
    /// Teams that see it beside its own, for it was written to them as well.
    public var sharedTeams: [TeamID]
    /// The values of its fields.
    public var fields: [TicketFieldID: String]
}

/// What any ticket can be given.
public struct TicketChoices: Sendable, Hashable {
    /// All accounts by name.
    public var agents: [Agent]
    /// All teams by name.
    public var teams: [Team]
    /// The tags most in use, by name.
    public var tags: [String]
    /// All macros by name.
    public var macros: [Macro]
    /// The desk's fields and types.
    public var design: TicketDesign
}

/// The numbers that stand beside every page of an agent's.
public struct DeskCounts: Sendable, Hashable {
    /// How many tickets each view holds.
    public var views: [TicketView: Int]
    /// How many tickets are breached, or warn of it.
    public var due: DueCounts
    /// How many notices the agent has not read.
    public var unreadNotices: Int
}

/// A ticket without its thread.
public struct TicketState: Sendable, Hashable {
    /// The ticket.
    public var ticket: Ticket
    /// What agents put on it.
    public var marks: TicketMarks
}

/// Words that an agent has not sent yet.
public struct Draft: Sendable, Hashable {
    /// What it is to become.
    public enum Kind: String, Sendable, Hashable {
        case reply
        case note
    }

    /// Whose it is.
    public var agent: AgentID
    /// Where it is.
    public var ticket: TicketID
    /// What it is to become.
    public var kind: Kind
    /// The words.
    public var text: String
    /// Addresses in copy.
    public var copies: String
    /// The leg that was chosen.
    public var leg: LegID?
    /// When it was typed.
    public var at: Timestamp

    /// Creates a draft.
    public init(
        agent: AgentID,
        ticket: TicketID,
        kind: Kind,
        text: String,
        copies: String = "",
        leg: LegID? = nil,
        at: Timestamp
    ) {
        self.agent = agent
        self.ticket = ticket
        self.kind = kind
        self.text = text
        self.copies = copies
        self.leg = leg
        self.at = at
    }
}

/// The id of a macro.
public typealias MacroID = RecordID<Macro>

/// Words and changes that agents use often.
public struct Macro: Sendable, Hashable {
    /// How many a desk has at the most.
    public static let maximumCount = 500

    /// What a macro does beside writing.
    public struct Definition: Sendable, Hashable, Codable {
        /// The words, with placeholders such as `{{contact.name}}`.
        public var text: String
        /// Whether the words are a note rather than a reply.
        public var isNote: Bool
        /// The status that sending sets.
        public var status: TicketStatus?
        /// The priority that it sets.
        public var priority: TicketPriority?
        /// The tags that it adds.
        public var tags: [String]

        /// Creates a definition.
        public init(
            text: String,
            isNote: Bool = false,
            status: TicketStatus? = nil,
            priority: TicketPriority? = nil,
            tags: [String] = []
        ) {
            self.text = text
            self.isNote = isNote
            self.status = status
            self.priority = priority
            self.tags = tags
        }
    }

    /// The id.
    public var id: MacroID
    /// The name, which no other macro has.
    public var name: String
    /// What it does.
    public var definition: Definition

    /// Creates a macro.
    public init(id: MacroID, name: String, definition: Definition) {
        self.id = id
        self.name = name
        self.definition = definition
    }
}

/// The id of a saved view.
public typealias SavedViewID = RecordID<SavedView>

/// A list of tickets by conditions that agents chose.
public struct SavedView: Sendable, Hashable {
    /// What is in it.
    public struct Definition: Sendable, Hashable, Codable {
        /// The view it chooses from.
        public var base: TicketView
        /// The conditions.
        public var filter: TicketFilter
        /// The order.
        public var order: TicketOrder
        /// The keys of the fields whose values stand beside each ticket; nil is none.
        public var shown: [String]?

        /// Creates a definition.
        public init(base: TicketView, filter: TicketFilter, order: TicketOrder, shown: [String]? = nil) {
            self.base = base
            self.filter = filter
            self.order = order
            self.shown = shown
        }
    }

    /// The id.
    public var id: SavedViewID
    /// The name.
    public var name: String
    /// Whose it is; nil is everybody's.
    public var owner: AgentID?
    /// What is in it.
    public var definition: Definition

    /// Creates a view.
    public init(id: SavedViewID, name: String, owner: AgentID?, definition: Definition) {
        self.id = id
        self.name = name
        self.owner = owner
        self.definition = definition
    }
}

/// The id of a reminder.
public typealias ReminderID = RecordID<Reminder>

/// A word to an agent about a ticket at a time.
public struct Reminder: Sendable, Hashable {
    /// The id.
    public var id: ReminderID
    /// The ticket.
    public var ticket: TicketID
    /// Whom it is for.
    public var agent: AgentID
    /// When.
    public var at: Timestamp
    /// What about.
    public var text: String

    /// Creates a reminder.
    public init(id: ReminderID, ticket: TicketID, agent: AgentID, at: Timestamp, text: String) {
        self.id = id
        self.ticket = ticket
        self.agent = agent
        self.at = at
        self.text = text
    }
}

/// The id of a change of many tickets.
public typealias BulkChangeID = RecordID<BulkChange>

/// A change of many tickets at once.
public struct BulkChange: Sendable, Hashable {
    /// What was changed.
    public enum Field: String, Sendable, Hashable, Codable {
        case status
        case assignee
        case team
        case priority
        case tag
        case snooze
        case spam
    }

    /// The change of one ticket, in the words of its events.
    public struct Item: Sendable, Hashable, Codable {
        /// The ticket's number.
        public var number: Int
        /// What was changed.
        public var field: Field
        /// The value before.
        public var from: String?
        /// The value after.
        public var to: String?

        /// Creates an item.
        public init(number: Int, field: Field, from: String?, to: String?) {
            self.number = number
            self.field = field
            self.from = from
            self.to = to
        }
    }

    /// The id.
    public var id: BulkChangeID
    /// Who changed them.
    public var agent: AgentID
    /// The changes.
    public var items: [Item]
    /// When.
    public var at: Timestamp

    /// Creates a bulk change.
    public init(id: BulkChangeID, agent: AgentID, items: [Item], at: Timestamp) {
        self.id = id
        self.agent = agent
        self.items = items
        self.at = at
    }
}

/// How the desk stands right now.
public struct TeamToday: Sendable, Hashable {
    /// The work of one agent.
    public struct Load: Sendable, Hashable {
        /// The agent.
        public var agent: AgentID
        /// How many unsolved tickets they answer, by status.
        public var statuses: [TicketStatus: Int]
        /// How many of theirs sleep.
        public var snoozed: Int

        /// How many wait for the agent.
        public var waiting: Int { statuses[.new, default: 0] + statuses[.open, default: 0] }
    }

    /// How many tickets are in each status, solved ones left out.
    public var statuses: [TicketStatus: Int]
    /// How many have nobody.
    public var unassigned: Int
    /// How many sleep.
    public var snoozed: Int
    /// Unsolved tickets whose last change is longest ago.
    public var oldest: [TicketSummary]
    /// Agents with unsolved tickets.
    public var loads: [Load]
    /// How many unsolved tickets each team has.
    public var teams: [TeamID: Int]
}
