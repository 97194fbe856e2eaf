/// An adapter whose provider calls a webhook.
public protocol WebhookReceiving: ChannelAdapter {
    /// Authenticates a call over its raw bytes and names its arrivals. The host journals them and only then answers.
    func receive(_ request: WebRequest) async -> WebhookOutcome

    /// What is pasted at the provider, at least one place.
    var webhookPlaces: [WebhookPlace] { get }
}

extension WebhookReceiving {
    /// `webhook`, for everything.
    public var webhookPlaces: [WebhookPlace] { [WebhookPlace(path: "webhook", purpose: .everything)] }
}

/// An address of a channel that its provider calls.
public struct WebhookPlace: Sendable, Hashable {
    /// What the provider calls it for.
    public enum Purpose: String, Sendable, Hashable, CaseIterable {
        /// Whatever it has to tell.
        case everything
        /// What customers wrote.
        case messages
        /// What became of replies.
        case news
    }

    /// The path below `/channels/{id}/`: `webhook`, or something below it.
    public var path: String
    /// What the provider calls it for.
    public var purpose: Purpose

    /// Creates a place.
    public init(path: String, purpose: Purpose) {
        self.path = path
        self.purpose = purpose
    }
}

/// An adapter whose webhook may be signed with a secret that the desk itself issues.
public protocol SecretIssuing: ChannelAdapter {
    /// The secret that the other side has to be told; nil when the configuration names one.
    var issuedSecret: Secret? { get }
}

/// What a webhook call comes to.
public enum WebhookOutcome: Sendable {
    /// Authentic arrivals; `answer` is sent once they and the cursor are journaled.
    ///
    /// No arrivals is a handshake or an unwanted event. A cursor remembers what the call only pointed at, such as a mailbox
    /// that is to be pulled.
    case accepted([RawArrival], cursor: IntakeCursor? = nil, answer: WebAnswer)
    /// Not authentic or not usable; nothing is journaled.
    case refused(WebAnswer)
}

/// An adapter that keeps a line open or watches a place for as long as the channel runs.
public protocol Listening: ChannelAdapter {
    /// Listens until the task is canceled; each arrival counts as taken once `intake` has returned.
    ///
    /// Losing the line is no reason to return: the adapter reports it with `health` and connects again with backoff.
    ///
    /// - Throws: ``ChannelBlocked`` when trying again is pointless until somebody acts.
    func listen(into intake: any ArrivalIntake, health: any HealthReporting) async throws
}

/// An adapter that is asked to pull, by schedule or doorbell.
public protocol Pulling: ChannelAdapter {
    /// Pulls everything new once, in batches, each handed to `intake` with the cursor behind it.
    ///
    /// - Throws: ``ChannelBlocked`` when trying again is pointless until somebody acts; other errors are tried again.
    func pull(into intake: any ArrivalIntake, health: any HealthReporting) async throws
}

/// An adapter that reads files handed to it.
public protocol FileImporting: ChannelAdapter {
    /// Cuts a file into arrivals. Memory stays bounded however long the file is: the octets come in as asked for.
    ///
    /// - Parameters:
    ///   - name: the file's name, for its ending and for messages.
    ///   - envelope: what the transport said beside the file.
    ///   - next: the next octets of the file, empty at its end.
    ///   - emit: takes each arrival as it is complete.
    /// - Throws: ``UnreadableArrival`` when the file is none of this adapter's.
    func readArrivals(
        named name: String,
        envelope: FileEnvelope,
        next: () throws -> [UInt8],
        emit: (RawArrival) async throws -> Void
    ) async throws
}

/// What a mail transport says beside a file.
public struct FileEnvelope: Sendable, Hashable {
    /// The envelope sender, empty for the null sender, nil when not said.
    public var sender: String?
    /// The envelope recipients.
    public var recipients: [String]
    /// Names this reading of the file, for arrivals that can be taken back together; nil when nobody would.
    public var batch: String?

    /// Creates an envelope.
    public init(sender: String? = nil, recipients: [String] = [], batch: String? = nil) {
        self.sender = sender
        self.recipients = recipients
        self.batch = batch
    }
}

/// An adapter that serves pages which people fill in.
public protocol PageServing: ChannelAdapter {
    /// What the page that people fill in is about, in a language (a BCP 47 tag); nil when it does not say.
    func pageTitle(language: String) -> String?

    /// The path of the page that people are sent to, below `/channels/{id}/`.
    var publicPage: String { get }

    /// Answers a request below the channel's path (`/channels/{id}/…`).
    func serve(_ request: WebRequest) async -> PageOutcome
}

extension PageServing {
    /// Says nothing.
    public func pageTitle(language: String) -> String? { nil }

    /// `form`.
    public var publicPage: String { "form" }
}

/// What a request to a page comes to.
public enum PageOutcome: Sendable {
    /// An answer with nothing to keep.
    case answer(WebAnswer)
    /// A submission: the host journals the arrival, waits a moment for its routing, and asks for the answer.
    case submission(RawArrival, answer: @Sendable (SubmissionResult) -> WebAnswer)
    /// An answer that goes on until the reader or the desk ends it.
    case stream(WebStream)
}

/// What became of a page's submission.
public enum SubmissionResult: Sendable, Hashable {
    /// Journaled; the ticket's number once routed, nil when that is still under way.
    ///
    /// A page that leads the submitter on (status 303) may offer `/help/follow`, where the desk sends a link to the address they
    /// gave and to nobody else.
    case taken(ticketNumber: Int?, isDuplicate: Bool)
    /// Not journaled; what was typed must not be lost, and the person is asked to try again.
    case refused(IntakeRefusal)
}

/// An adapter that can look up who somebody is at the provider.
public protocol ProfileReading: ChannelAdapter {
    /// The provider's own facts about a sender: name, and addresses it has verified.
    func profile(of identity: IdentityKey) async throws -> EnvelopeSender
}

/// An adapter whose attachments are fetched after the arrival.
public protocol AttachmentFetching: ChannelAdapter {
    /// Fetches the bytes behind a handle of an ``InboundAttachment``.
    func attachment(_ handle: String, maximumBytes: Int64) async throws -> [UInt8]
}

/// An adapter that can send replies.
public protocol ReplyDelivering: ChannelAdapter {
    /// Gives a reply its form: pure, and done once, before the first attempt. Long text is split at the channel's limit.
    ///
    /// - Throws: ``DeliveryFailure`` with `never` when the reply cannot be expressed on the channel or its address is unusable.
    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart]

    /// Makes exactly one attempt at delivering a part.
    ///
    /// - Returns: proof that the other side took it.
    /// - Throws: ``DeliveryFailure``. `unknown` is for a request that went out whole and whose answer was not read.
    func deliver(_ part: OutboundPart, _ context: DeliveryContext) async throws(DeliveryFailure) -> DeliveryReceipt
}

/// An adapter that can tell whether its outside is reachable.
public protocol HealthChecking: ChannelAdapter {
    /// Makes one real connection and reports in plain words; never throws.
    func checkHealth() async -> HealthCheck
}
