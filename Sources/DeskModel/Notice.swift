public import ChannelKit

/// The id of a notice.
public typealias NoticeID = RecordID<Notice>
/// The id of a room that notices go to.
public typealias NoticeRoomID = RecordID<NoticeRoom>

/// Something an agent should know: shown in the page, and sent by mail where they want it.
public struct Notice: Sendable, Hashable, Codable {
    /// The id.
    public var id: NoticeID
    /// Who is told.
    public var agent: AgentID
    /// What it is about.
    public var kind: NoticeKind
    /// The ticket.
    public var ticket: TicketID
    /// What caused it, such as an event's id; an agent is told of a cause once.
    public var cause: String
    /// Who did it; nil when nobody did.
    public var actor: Actor?
    /// The beginning of the words it is about, at most 200 characters; may be empty.
    public var excerpt: String
    /// When.
    public var at: Timestamp
    /// When the agent had seen it.
    public var readAt: Timestamp?

    /// Creates a notice that was not read.
    public init(
        id: NoticeID,
        agent: AgentID,
        kind: NoticeKind,
        ticket: TicketID,
        cause: String,
        actor: Actor? = nil,
        excerpt: String = "",
        at: Timestamp,
        readAt: Timestamp? = nil
    ) {
        self.id = id
        self.agent = agent
        self.kind = kind
        self.ticket = ticket
        self.cause = cause
        self.actor = actor
        self.excerpt = excerpt
        self.at = at
        self.readAt = readAt
    }
}

/// What agents, teams and customers can be told.
public enum NoticeKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A customer opened a ticket.
    case newTicket = "new-ticket"
    /// A ticket was assigned to the agent by somebody else.
    case assigned
    /// A customer wrote in the agent's ticket.
    case customerReplied = "customer-replied"
    /// A colleague named the agent in a note.
    case mentioned
    /// A clock of the agent's ticket, or of one that is nobody's, warns.
    case aboutToBreach = "about-to-breach"
    /// A mail that claims to be the agent's answer is not proven to be; it was kept as a note.
    case unprovenAnswer = "unproven-answer"
}

/// How an agent wants to hear of a kind of notice.
public struct NoticeChoice: Sendable, Hashable, Codable {
    /// In the list of notices.
    public var inPage: Bool
    /// By mail, once a channel for notices is chosen.
    public var byMail: Bool

    /// Creates a choice.
    public init(inPage: Bool, byMail: Bool) {
        self.inPage = inPage
        self.byMail = byMail
    }

    /// What holds until the agent chooses: what is meant for them personally, in the page and by mail.
    public static func usual(_ kind: NoticeKind) -> NoticeChoice {
        switch kind {
        case .newTicket: NoticeChoice(inPage: false, byMail: false)
        case .customerReplied: NoticeChoice(inPage: true, byMail: false)
        case .assigned, .mentioned, .aboutToBreach, .unprovenAnswer: NoticeChoice(inPage: true, byMail: true)
        }
    }
}

/// A provider whose rooms take messages at a robot's address.
public enum RobotProvider: String, Sendable, Hashable, Codable, CaseIterable {
    /// 企业微信.
    case wecom
    /// 飞书, or Lark.
    case feishu
    /// 钉钉.
    case dingtalk
    /// Slack.
    case slack
}

/// A room that is told by its robot's address; the address is a secret and kept sealed.
public struct NoticeRoom: Sendable, Hashable, Codable {
    /// How many there may be.
    public static let maximumCount = 100

    /// The id.
    public var id: NoticeRoomID
    /// The name admins see.
    public var name: String
    /// Whose room it is.
    public var provider: RobotProvider
    /// The team whose tickets it hears of; nil hears of all.
    public var team: TeamID?
    /// What it hears of.
    public var kinds: [NoticeKind]
    /// The language it is told in, `en` or `zh-Hans`.
    public var language: String
    /// Whether it is told.
    public var isEnabled: Bool
    /// The robot's address and its signing secret, sealed.
    public var sealed: [UInt8]

    /// Creates a room.
    public init(
        id: NoticeRoomID,
        name: String,
        provider: RobotProvider,
        team: TeamID? = nil,
        kinds: [NoticeKind],
        language: String,
        isEnabled: Bool = true,
        sealed: [UInt8]
    ) {
        self.id = id
        self.name = name
        self.provider = provider
        self.team = team
        self.kinds = kinds
        self.language = language
        self.isEnabled = isEnabled
        self.sealed = sealed
    }
}

/// What customers can be told automatically.
public enum CustomerNotice: String, Sendable, Hashable, Codable, CaseIterable {
    /// Their message came, while the desk works.
    case received
    /// Their message came out of hours.
    case outOfHours = "out-of-hours"
    /// Their ticket was solved.
    case solved
}

/// How the desk tells: by which channel, and what customers hear.
public struct NoticeSettings: Sendable, Hashable, Codable {
    /// The mail channel that notices for agents leave by; nil sends none.
    public var mailChannel: ChannelID?
    /// Whether a customer hears that their ticket was solved.
    public var tellsSolved: Bool
    /// The hours outside which acknowledgments say so; nil is none.
    public var hours: BusinessHoursID?
    /// Texts in place of the usual ones, by ``key(_:language:)``.
    public var texts: [String: NoticeText]

    /// Creates settings; nothing is told that was not asked for.
    public init(
        mailChannel: ChannelID? = nil,
        tellsSolved: Bool = false,
        hours: BusinessHoursID? = nil,
        texts: [String: NoticeText] = [:]
    ) {
        self.mailChannel = mailChannel
        self.tellsSolved = tellsSolved
        self.hours = hours
        self.texts = texts
    }

    /// The key of a text in a language.
    public static func key(_ name: String, language: String) -> String { "\(name)/\(language)" }
}

/// The words of a notice, with placeholders in braces.
public struct NoticeText: Sendable, Hashable, Codable {
    /// The subject; at most 250 characters.
    public var subject: String
    /// The words; at most 5,000 characters.
    public var body: String

    /// Creates a text.
    public init(subject: String, body: String) {
        self.subject = subject
        self.body = body
    }
}

/// A mail that carries an agent's signed token: an answer to a notice, proven or not.
public struct StaffMail: Sendable, Hashable, Codable {
    /// The arrival it was read from.
    public var arrival: ArrivalID
    /// Its envelope's position within the arrival.
    public var envelope: Int
    /// The ticket it answers in.
    public var ticket: TicketID
    /// The ticket's number.
    public var number: Int
    /// The agent whose token it carries.
    public var agent: AgentID
    /// The normalized address it came from.
    public var sender: String
    /// Whether that address is proven.
    public var isProven: Bool
    /// What was newly written.
    public var text: String
    /// Files that came along.
    public var attachments: [AttachmentRecord]
    /// When it was received.
    public var at: Timestamp

    /// Creates a mail.
    public init(
        arrival: ArrivalID,
        envelope: Int,
        ticket: TicketID,
        number: Int,
        agent: AgentID,
        sender: String,
        isProven: Bool,
        text: String,
        attachments: [AttachmentRecord] = [],
        at: Timestamp
    ) {
        self.arrival = arrival
        self.envelope = envelope
        self.ticket = ticket
        self.number = number
        self.agent = agent
        self.sender = sender
        self.isProven = isProven
        self.text = text
        self.attachments = attachments
        self.at = at
    }
}
