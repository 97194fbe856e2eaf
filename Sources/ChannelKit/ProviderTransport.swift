/// Makes requests to providers over HTTP.
///
/// The host implements it: address checks, time-outs, sizes, connection reuse and redaction live there. It follows no
/// redirect and retries nothing; one call is one request on the wire.
public protocol ProviderTransport: Sendable {
    /// Sends a request and reads its whole answer, whatever its status.
    ///
    /// - Throws: ``TransportFailure`` when there is no answer to read.
    func send(_ request: ProviderRequest, timeLimit: Duration) async throws(TransportFailure) -> ProviderAnswer
}

/// One HTTP request to a provider.
///
/// Its address and headers may hold a token, so its description shows neither.
public struct ProviderRequest: Sendable, Hashable, CustomStringConvertible {
    /// What happens at the provider when the request is carried out, which decides what a lost answer means.
    public enum Effect: Sendable, Hashable {
        /// Nothing that a second request would repeat: a look-up, a sign-in, an upload that nobody sees yet.
        case none
        /// A customer sees something: without an answer it is unknown whether they did.
        case delivery
    }

    /// The method in capitals.
    public var method: String
    /// The address: `https`, or `http` where the configuration names the host.
    public var url: String
    /// The header fields; `Host`, `Content-Length` and `Connection` are the host's.
    public var headers: [HeaderField]
    /// The body.
    public var body: [UInt8]
    /// What happens at the provider when it is carried out.
    public var effect: Effect
    /// The longest answer that is read, in bytes; a longer one is a failure.
    public var maximumAnswerBytes: Int

    /// Creates a request.
    public init(
        method: String = "GET",
        url: String,
        headers: [HeaderField] = [],
        body: [UInt8] = [],
        effect: Effect = .none,
        maximumAnswerBytes: Int = 1 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.effect = effect
        self.maximumAnswerBytes = maximumAnswerBytes
    }

    /// The method alone; address and headers may hold a token.
    public var description: String { "\(method) request of \(body.count) bytes" }
}

/// A provider's answer.
public struct ProviderAnswer: Sendable, Hashable {
    /// The HTTP status.
    public var status: Int
    /// The header fields.
    public var headers: [HeaderField]
    /// The body.
    public var body: [UInt8]

    /// Creates an answer.
    public init(status: Int, headers: [HeaderField] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why a request has no answer.
///
/// No case ever holds an address with its query, a header's value, or a body.
public enum TransportFailure: Error, Sendable, Hashable {
    /// The provider was not reached, or the line broke before the request's last octet went out.
    case unreachable(detail: String)
    /// The line cannot be secured: a certificate that is not to be trusted.
    case untrusted(detail: String)
    /// The request went out whole and the answer was not read, or not to its end.
    case unanswered(detail: String)
    /// The answer is longer than the request allows.
    case answerTooLong(limit: Int)
    /// The address is none that may be called: no web address, or an inner network that the configuration does not name.
    case forbidden(detail: String)
}

/// The transport of adapters that call no provider: it refuses every request.
public struct ClosedTransport: ProviderTransport {
    /// Creates the transport.
    public init() {}

    /// Refuses the request.
    public func send(_ request: ProviderRequest, timeLimit: Duration) async throws(TransportFailure) -> ProviderAnswer {
        throw .forbidden(detail: "this channel calls no provider")
    }
}
