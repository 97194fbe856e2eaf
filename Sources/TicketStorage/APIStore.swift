public import ChannelKit
public import DeskModel

/// What programs use: their tokens, their requests answered once, and events by number.
public protocol APIStore: Sendable {
    /// All tokens, the newest first; revoked and expired ones included.
    func apiTokens() async throws -> [APIToken]

    /// Keeps a token under its digest.
    ///
    /// - Returns: ``SavingResult/unknown`` when the token that made it was revoked, ``SavingResult/full(_:)`` when
    ///   ``APIToken/maximumCount`` are in force.
    @discardableResult
    func addToken(_ token: APIToken, digest: String, actor: Actor, at: Timestamp) async throws -> SavingResult

    /// Ends a token, and all that were made with it or with one of those.
    ///
    /// - Returns: whether it held until now.
    func revokeToken(_ id: APITokenID, actor: Actor, at: Timestamp) async throws -> Bool

    /// The tokens that begin with those characters and hold at a time, with what proves each; usually one.
    func apiTokens(beginning prefix: String, at: Timestamp) async throws -> [HeldToken]

    /// Notes that a token was used, at most once a minute.
    func noteUse(of token: APIToken, at: Timestamp) async throws

    /// What a request that names itself was answered; nil when it is new, or older than a day.
    func answer(to request: NamedRequest) async throws -> NamedAnswer?

    /// How far changes of the set-up have come.
    func setUpMark() async throws -> SetUpMark

    /// Makes a change and keeps the answer to the request that asked for it, in one transaction.
    ///
    /// The same request again gives the first answer and changes nothing; so does one that came at the same moment.
    ///
    /// - Parameters:
    ///   - change: what is changed.
    ///   - request: names the request; nil is answered without being remembered.
    ///   - words: gives the outcome its words. It runs on the writer and is to be quick and without effect.
    /// - Returns: the answer; or that the key belongs to another request, or that the basis is no longer so.
    /// - Throws: ``StorageError``; nothing is changed then.
    func answer(
        _ change: ServiceChange,
        to request: NamedRequest?,
        words: @escaping @Sendable (ServiceOutcome) -> ServiceAnswer
    ) async throws -> NamedAnswer

    /// A ticket by number, as it is: one that was merged is not resolved.
    func numberedTicket(_ number: Int) async throws -> NumberedTicket?

    /// Events behind a place with their tickets' numbers, at most `limit`, 1 to 1,000.
    func eventPage(after: RecordID<TicketEvent>?, limit: Int) async throws -> EventPage

    /// The newest event; nil when nothing has happened yet.
    func newestEvent() async throws -> RecordID<TicketEvent>?
}

/// A token with what proves it, and the account it acts for.
public struct HeldToken: Sendable, Hashable {
    /// The token.
    public var token: APIToken
    /// SHA-256 of its text, hexadecimal.
    public var digest: String
    /// The account it acts for; nil when it acts for itself.
    public var agent: Agent?

    /// Creates a pair.
    public init(token: APIToken, digest: String, agent: Agent?) {
        self.token = token
        self.digest = digest
        self.agent = agent
    }
}

/// A request that can be recognized when it comes again.
public struct NamedRequest: Sendable, Hashable {
    /// The token it came with; keys of different tokens never meet.
    public var token: APITokenID
    /// The key it names itself by.
    public var key: String
    /// SHA-256 of method, path and body, hexadecimal: a key is for one request only.
    public var fingerprint: String
    /// When it came.
    public var at: Timestamp

    /// Creates a name.
    public init(token: APITokenID, key: String, fingerprint: String, at: Timestamp) {
        self.token = token
        self.key = key
        self.fingerprint = fingerprint
        self.at = at
    }
}

/// What a program is answered.
public struct ServiceAnswer: Sendable, Hashable {
    /// The HTTP status.
    public var status: Int
    /// Where the thing made is found.
    public var location: String?
    /// The strong entity tag, with its quotes.
    public var entityTag: String?
    /// The JSON body.
    public var body: String

    /// Creates an answer.
    public init(status: Int, location: String? = nil, entityTag: String? = nil, body: String) {
        self.status = status
        self.location = location
        self.entityTag = entityTag
        self.body = body
    }
}

/// The answer to a request, and whether it is the first one.
public enum NamedAnswer: Sendable, Hashable {
    /// It was made just now.
    case first(ServiceAnswer)
    /// It is the first answer again; nothing was changed.
    case again(ServiceAnswer)
    /// The key was used for another request before; nothing was changed.
    case otherRequest
    /// The set-up was changed since the mark that the change rests on; nothing was changed.
    case moved
}

/// What a program may change in one transaction.
public enum ServiceChange: Sendable {
    /// Changes of tickets in their order, all or none.
    ///
    /// The version that the first one expects is carried on to the others.
    case tickets([DeskChange])
    /// Changes of many tickets: those of one ticket all or none, whatever becomes of the others.
    case each([[DeskChange]])
    /// Notes that an agent has read a notice, or all of them.
    case readNotices(NoticeID?, of: AgentID, at: Timestamp)
    /// Adds a contact with its addresses.
    case addContact(Contact, [Identity])
    /// Merges contacts.
    case mergeContacts(ContactMerge)
    /// Undoes a merge of contacts.
    case unmergeContacts(ContactMergeID, actor: Actor, at: Timestamp)
    /// Adds an address to a contact.
    case addIdentity(Identity, evidence: IdentityEvidence)
    /// Queues a delivery again.
    case retry(DeliveryID, actor: Actor, at: Timestamp)
    /// Takes a delivery back.
    case cancel(DeliveryID, actor: Actor, at: Timestamp)
    /// Keeps bytes that a reply will refer to.
    case keep([BlobBytes], at: Timestamp)
    /// Releases a quarantined arrival into the queue.
    case requeue(ArrivalID, actor: Actor, at: Timestamp)
    /// Stops or starts all sending.
    case pauseOutbox(Bool, actor: Actor, at: Timestamp)
    /// Lets a held channel's replies go.
    case resumeChannel(ChannelID, actor: Actor, at: Timestamp)
    /// Blocks a sender.
    case block(SenderBlock, actor: Actor, at: Timestamp)
    /// Releases a sender.
    case release(SenderBlockID, actor: Actor, at: Timestamp)
    /// Changes how the desk is set up; with a basis only while nothing was changed since.
    case administer(Administration, actor: Actor, at: Timestamp, basis: SetUpMark? = nil)
}

/// What became of a change.
public enum ServiceOutcome: Sendable, Hashable {
    /// A change of tickets.
    case ticket(ChangeResult)
    /// Changes of many tickets, in their order.
    case each([ChangeResult])
    /// A contact was added; false when an address of it is somebody's already, which is named.
    case contact(ContactID, isNew: Bool)
    /// A revision of an article was added, or not.
    case article(ArticleSaveResult)
    /// An endpoint was changed, to what is stored now; as it was when it was removed.
    case webhook(WebhookEndpoint)
    /// Another change.
    case other(ContactChangeResult)
}

/// A ticket that was asked for by number.
public struct NumberedTicket: Sendable, Hashable {
    /// The ticket.
    public var ticket: Ticket
    /// The number of the ticket it was merged into, at the end of the chain.
    public var mergedInto: Int?
    /// What agents put on it.
    public var marks: TicketMarks
    /// The values of its fields, in the fields' order.
    public var fields: [TicketFieldValue]

    /// Creates a ticket.
    public init(
        ticket: Ticket,
        mergedInto: Int?,
        marks: TicketMarks = TicketMarks(),
        fields: [TicketFieldValue] = []
    ) {
        self.ticket = ticket
        self.mergedInto = mergedInto
        self.marks = marks
        self.fields = fields
    }
}

/// An event with its ticket's number.
public struct NumberedEvent: Sendable, Hashable {
    /// The event.
    public var event: TicketEvent
    /// The ticket's number.
    public var number: Int

    /// Creates an event.
    public init(event: TicketEvent, number: Int) {
        self.event = event
        self.number = number
    }
}
