/// What the desk lends an adapter whose customers talk on a page of ours: the conversation itself, signals that are worth
/// nothing a minute later, and letters to whoever has gone.
///
/// Everything is bound to the adapter's own channel: no other channel's conversations can be asked for.
public struct ConversationServices: Sendable {
    /// Reads what a customer may see.
    public var reading: any ConversationReading
    /// Carries signs of life between customers and agents.
    public var signals: any ConversationSignaling
    /// Sends letters by a mail channel.
    public var letters: any LetterSending

    /// Creates the set.
    public init(
        reading: any ConversationReading,
        signals: any ConversationSignaling,
        letters: any LetterSending
    ) {
        self.reading = reading
        self.signals = signals
        self.letters = letters
    }

    /// For adapters that have no such page: nothing to read, nobody to hear, no letter leaves.
    public static let none = ConversationServices(reading: Nobody(), signals: Nobody(), letters: Nobody())
}

/// Reads a conversation as its customer may see it.
///
/// The desk's thread is the only store: there is no second one that could say something else.
public protocol ConversationReading: Sendable {
    /// The newest entries of a conversation, oldest first: never a note, and no reply before it has left the agent's hands.
    ///
    /// - Parameters:
    ///   - conversation: the key that the channel's envelopes carry.
    ///   - since: entries older than this are left out; nil leaves none out.
    ///   - limit: the most entries.
    /// - Returns: the entries; none for a conversation nobody knows.
    /// - Throws: an error of the storage.
    func entries(of conversation: String, since: Timestamp?, limit: Int) async throws -> [ConversationEntry]

    /// Whether an agent was at the desk within a time span before now.
    func isDeskAttended(within span: Duration) async throws -> Bool
}

/// One message of a conversation as the customer sees it.
public struct ConversationEntry: Sendable, Hashable {
    /// Who wrote it.
    public enum Author: Sendable, Hashable {
        /// The customer, by the arrival of that id.
        case customer(ExternalID)
        /// An agent by name, or the desk itself.
        case desk(name: String?)
    }

    /// How far an entry of the desk has come, as the outbox knows it.
    public enum Progress: Sendable, Hashable {
        /// Its delivery has not begun.
        case waiting
        /// Its delivery has begun, and the customer's side has not confirmed it.
        case underWay
        /// The customer's side has it.
        case delivered
        /// The customer has seen it, or nothing more will be known.
        case done
    }

    /// Names the entry: 1 to 64 of `A-Z a-z 0-9 - _`, and the key of the reply where it is one (``OutboundReply/key``).
    public var id: String
    /// When it was written.
    public var at: Timestamp
    /// Who wrote it.
    public var author: Author
    /// The words.
    public var text: String
    /// Files that came or went along.
    public var files: [ConversationFile]
    /// How far it has come; ``Progress/done`` for the customer's own.
    public var progress: Progress

    /// Creates an entry.
    public init(
        id: String,
        at: Timestamp,
        author: Author,
        text: String,
        files: [ConversationFile] = [],
        progress: Progress = .done
    ) {
        self.id = id
        self.at = at
        self.author = author
        self.text = text
        self.files = files
        self.progress = progress
    }
}

/// A file of a conversation.
public struct ConversationFile: Sendable, Hashable {
    /// Its name, without any path.
    public var name: String
    /// The media type as declared.
    public var contentType: String
    /// Its size in bytes.
    public var size: Int
    /// Where a browser gets it: a signed address on the content origin, good for a day.
    public var address: String

    /// Creates a file.
    public init(name: String, contentType: String, size: Int, address: String) {
        self.name = name
        self.contentType = contentType
        self.size = size
        self.address = address
    }
}

/// Carries signs of life between customers and agents: in memory only, lost at a restart, and missed by nobody.
public protocol ConversationSignaling: Sendable {
    /// Tells the desk something about the customer of a conversation.
    func tell(_ signal: CustomerSignal, in conversation: String)

    /// Tells whoever follows a conversation that there is something new to read.
    func wake(_ conversation: String)

    /// What happens at the desk in a conversation, from now on, for as long as it is iterated.
    func deskSignals(in conversation: String) -> AsyncStream<DeskSignal>
}

/// What a customer's page tells the desk.
public enum CustomerSignal: Sendable, Hashable {
    /// A page with the conversation is open.
    case isHere
    /// The last such page was closed or lost.
    case isAway
    /// The customer is typing.
    case typing
    /// The customer has stopped typing.
    case stoppedTyping
}

/// What the desk tells a customer's page.
public enum DeskSignal: Sendable, Hashable {
    /// There may be something new to read.
    case changed
    /// An agent of that name is typing.
    case typing(name: String)
    /// Nobody is typing any more.
    case stoppedTyping
    /// An agent has seen everything that was written until then.
    case hasRead(Timestamp)
}

/// Sends letters: mail that leaves by another channel of the configuration.
public protocol LetterSending: Sendable {
    /// Makes one attempt at a letter.
    ///
    /// - Parameters:
    ///   - letter: what to send.
    ///   - channel: the channel that sends mail.
    ///   - timeLimit: how long it may take.
    /// - Returns: proof that the mail's first server took it.
    /// - Throws: ``DeliveryFailure``, as the mail channel says.
    func send(
        _ letter: Letter,
        through channel: ChannelID,
        timeLimit: Duration
    ) async throws(DeliveryFailure) -> DeliveryReceipt
}

/// A mail to somebody who talks, or talked, by another channel.
public struct Letter: Sendable, Hashable {
    /// A stable key: the same letter has the same key at every attempt and so the same Message-ID.
    public var key: String
    /// The mail address as written.
    public var address: String
    /// The recipient's name, where it is known.
    public var recipientName: String?
    /// The subject.
    public var subject: String
    /// The words.
    public var text: String
    /// The name shown as the sender's; nil is the channel's own.
    public var authorName: String?
    /// The ticket that an answer to the letter joins; nil when it belongs to none.
    public var ticketNumber: Int?
    /// When it was written.
    public var date: Timestamp
    /// Files that go along.
    public var attachments: [OutboundAttachment]
    /// The language of generated words as a BCP 47 tag.
    public var language: String?

    /// Creates a letter.
    public init(
        key: String,
        address: String,
        recipientName: String? = nil,
        subject: String,
        text: String,
        authorName: String? = nil,
        ticketNumber: Int? = nil,
        date: Timestamp,
        attachments: [OutboundAttachment] = [],
        language: String? = nil
    ) {
        self.key = key
        self.address = address
        self.recipientName = recipientName
        self.subject = subject
        self.text = text
        self.authorName = authorName
        self.ticketNumber = ticketNumber
        self.date = date
        self.attachments = attachments
        self.language = language
    }
}

/// Reads nothing, hears nobody, sends no letter.
private struct Nobody: ConversationReading, ConversationSignaling, LetterSending {
    func entries(of conversation: String, since: Timestamp?, limit: Int) async throws -> [ConversationEntry] { [] }

    func isDeskAttended(within span: Duration) async throws -> Bool { false }

    func tell(_ signal: CustomerSignal, in conversation: String) {}

    func wake(_ conversation: String) {}

    func deskSignals(in conversation: String) -> AsyncStream<DeskSignal> { AsyncStream { $0.finish() } }

    func send(
        _ letter: Letter,
        through channel: ChannelID,
        timeLimit: Duration
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        throw DeliveryFailure(.never, reason: Wording("This channel is lent no way to send letters.", "此渠道无法发送信件。"))
    }
}
