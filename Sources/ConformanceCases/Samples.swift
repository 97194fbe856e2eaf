public import ChannelKit

/// An arrival with what must come of it.
public struct SampleArrival: Sendable {
    /// What it shows.
    public var name: String
    /// The arrival; its channel is ``ConformanceSubject/channel``.
    public var arrival: RawArrival
    /// The external ids of its envelopes, in order.
    public var envelopes: [ExternalID]
    /// The attachments of all its envelopes, in order.
    public var attachments: [SampleAttachment]

    /// Creates a sample.
    public init(
        _ name: String,
        _ arrival: RawArrival,
        envelopes: [ExternalID],
        attachments: [SampleAttachment] = []
    ) {
        self.name = name
        self.arrival = arrival
        self.envelopes = envelopes
        self.attachments = attachments
    }
}

/// An attachment as it must come out.
public struct SampleAttachment: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its octets; nil when the envelope carries a handle instead.
    public var octets: [UInt8]?

    /// Creates an attachment.
    public init(name: String, octets: [UInt8]?) {
        self.name = name
        self.octets = octets
    }
}

/// A request to a webhook or a page with what must come of it.
public struct SampleRequest: Sendable {
    /// What a request comes to.
    public enum Outcome: Sendable, Hashable {
        /// So many arrivals are journaled; for a page one.
        case taken(arrivals: Int)
        /// Nothing is journaled, and the answer has that status.
        case answered(status: Int)
        /// A webhook refuses it with that status.
        case refused(status: Int)
        /// A page answers with a stream that goes on.
        case streamed
    }

    /// What it shows.
    public var name: String
    /// The request; its time is ``ConformanceSubject/start`` or soon after.
    public var request: WebRequest
    /// What comes of it.
    public var outcome: Outcome
    /// Whether a signature covers the body, so that no changed body may be taken.
    public var isSigned: Bool
    /// Whether making it again names the same arrivals.
    public var isRepeatable: Bool

    /// Creates a sample.
    public init(
        _ name: String,
        _ request: WebRequest,
        _ outcome: Outcome,
        isSigned: Bool = false,
        isRepeatable: Bool = true
    ) {
        self.name = name
        self.request = request
        self.outcome = outcome
        self.isSigned = isSigned
        self.isRepeatable = isRepeatable
    }
}

/// A file that is handed over, with how many arrivals it holds.
public struct SampleFile: Sendable {
    /// The file's name.
    public var name: String
    /// Its octets.
    public var octets: [UInt8]
    /// How many arrivals it is cut into.
    public var arrivals: Int

    /// Creates a sample.
    public init(_ name: String, octets: [UInt8], arrivals: Int) {
        self.name = name
        self.octets = octets
        self.arrivals = arrivals
    }

    /// The first call that brings arrivals as a file: what an operator hands over is its body.
    public static func calls(among requests: [SampleRequest]) -> [SampleFile] {
        for sample in requests {
            if case .taken(let arrivals) = sample.outcome, arrivals > 0 {
                return [SampleFile(sample.name, octets: sample.request.body, arrivals: arrivals)]
            }
        }
        return []
    }
}

/// The place that a listening or pulling adapter takes arrivals from.
public protocol ArrivalSource: Sendable {
    /// The mailboxes the adapter is lent; nil when it needs none.
    var mailboxes: (any MailboxOpening)? { get }

    /// The maildrops the adapter is lent; nil when it needs none.
    var maildrops: (any MaildropOpening)? { get }

    /// What brings the adapter mail by LMTP; nil when it needs nothing of the kind.
    var reception: (any MailReception)? { get }

    /// How the provider that is the place answers; nil for requests that are none of its own.
    func answer(to request: ProviderRequest) -> ProviderAnswer?

    /// Puts one more arrival there, whole, as the outside would; different numbers are different arrivals.
    func put(_ number: Int) throws

    /// Makes the outside refuse the account for good.
    ///
    /// - Returns: whether the place has an account that could be refused.
    func refuseAccount() -> Bool

    /// Breaks the line that is open.
    ///
    /// - Returns: whether there is such a thing.
    func breakLine() -> Bool
}

extension ArrivalSource {
    /// None is needed.
    public var mailboxes: (any MailboxOpening)? { nil }

    /// None is needed.
    public var maildrops: (any MaildropOpening)? { nil }

    /// None is needed.
    public var reception: (any MailReception)? { nil }

    /// It is no provider.
    public func answer(to request: ProviderRequest) -> ProviderAnswer? { nil }

    /// There is no account.
    public func refuseAccount() -> Bool { false }

    /// There is no line.
    public func breakLine() -> Bool { false }
}
