/// One thing to send in one attempt: a whole mail, or one piece of a text that the channel's limit splits.
///
/// Parts are planned, rendered and stored before the first attempt; every attempt sends the same bytes.
public struct OutboundPart: Sendable, Hashable, Codable {
    /// The position among the parts of one reply, from 0.
    public var index: Int
    /// The id the part will be known by if the adapter can fix it beforehand (a mail's Message-ID without angle brackets).
    public var externalID: ExternalID?
    /// Where it goes, in the transport's own terms (mail: the recipients; chat: the conversation).
    public var destinations: [String]
    /// The transport's sender address, where it has one.
    public var origin: String?
    /// The media type of ``body``.
    public var mediaType: String
    /// What is sent.
    public var body: [UInt8]

    /// Creates a part.
    public init(
        index: Int,
        externalID: ExternalID? = nil,
        destinations: [String],
        origin: String? = nil,
        mediaType: String,
        body: [UInt8]
    ) {
        self.index = index
        self.externalID = externalID
        self.destinations = destinations
        self.origin = origin
        self.mediaType = mediaType
        self.body = body
    }
}

/// What an adapter knows about the attempt it is asked to make.
public struct DeliveryContext: Sendable, Hashable {
    /// The stable key of this part over all attempts, fit for a provider's idempotency header.
    public var idempotencyKey: String
    /// The number of this attempt, from 1.
    public var attempt: Int
    /// Whether an earlier attempt may have reached the recipient although its answer was never read.
    public var mayRepeat: Bool
    /// After how long the host stops waiting and counts the outcome as unknown.
    public var timeLimit: Duration

    /// Creates a context.
    public init(idempotencyKey: String, attempt: Int, mayRepeat: Bool = false, timeLimit: Duration = .seconds(60)) {
        self.idempotencyKey = idempotencyKey
        self.attempt = attempt
        self.mayRepeat = mayRepeat
        self.timeLimit = timeLimit
    }
}

/// Proof that the other side took a part.
public struct DeliveryReceipt: Sendable, Hashable, Codable {
    /// How far the part is known to have come.
    public enum Progress: String, Sendable, Hashable, Codable {
        /// The provider or server has taken it over.
        case sent
        /// It has reached the recipient's side.
        case delivered
    }

    /// The id the other side gave it, for later receipts and threading.
    public var externalID: ExternalID?
    /// How far it has come.
    public var progress: Progress
    /// What the other side said, such as `250 2.0.0 Ok: queued as 4F2`; shown to agents, at most 500 characters.
    public var answer: Wording

    /// Creates a receipt.
    public init(externalID: ExternalID? = nil, progress: Progress = .sent, answer: Wording) {
        self.externalID = externalID
        self.progress = progress
        self.answer = answer
    }
}

/// Why a part was not, or not certainly, taken by the other side.
public struct DeliveryFailure: Error, Sendable, Hashable, Codable {
    /// What the host must do about it.
    public enum Verdict: Sendable, Hashable, Codable {
        /// Nothing was taken; try again, not before `after` where the other side asked for that.
        case later(after: Duration?)
        /// The channel is well, but this cannot go yet: its turn has not come, or the recipient is not there. Ask again after that
        /// time, by when they may be, or may be reached another way.
        case notYet(after: Duration)
        /// It will never be taken; trying again is pointless.
        case never
        /// It may have been taken: the request went out whole, the answer was not read.
        case unknown
        /// Nothing was taken, and nothing will be until somebody acts.
        case blocked(Blockage)
    }

    /// What somebody must act on.
    public enum Blockage: String, Sendable, Hashable, Codable {
        /// The account is refused: the whole channel is held.
        case credentials
        /// The provider takes no free reply any more: this reply is held.
        case windowClosed
    }

    /// What the host must do.
    public var verdict: Verdict
    /// One sentence fit for an agent, saying what happened and, where possible, what to do.
    public var reason: Wording
    /// The technical detail, for the log only; never a secret.
    public var detail: String

    /// Creates a failure.
    public init(_ verdict: Verdict, reason: Wording, detail: String = "") {
        self.verdict = verdict
        self.reason = reason
        self.detail = detail
    }
}
