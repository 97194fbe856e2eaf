/// An HTTP request as an adapter sees it: bounded, with the path below the channel's own.
public struct WebRequest: Sendable, Hashable {
    /// The method in capitals.
    public var method: String
    /// The path below `/channels/{id}/`, percent-decoded, without a leading slash, such as `form`.
    public var path: String
    /// The query's parameters in order, decoded.
    public var query: [HeaderField]
    /// The header fields.
    public var headers: [HeaderField]
    /// The body's octets, bounded by the host.
    public var body: [UInt8]
    /// The address of whoever asks, as far as trusted proxies tell it; an IPv4 or IPv6 address.
    public var remoteAddress: String
    /// When the request came.
    public var receivedAt: Timestamp
    /// What the desk tells its pages.
    public var host: WebHost

    /// Creates a request.
    public init(
        method: String,
        path: String,
        query: [HeaderField] = [],
        headers: [HeaderField] = [],
        body: [UInt8] = [],
        remoteAddress: String = "127.0.0.1",
        receivedAt: Timestamp,
        host: WebHost = .none
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
        self.receivedAt = receivedAt
        self.host = host
    }
}

/// An HTTP answer of an adapter.
///
/// The host adds the headers that protect every page unless the adapter sets them.
public struct WebAnswer: Sendable, Hashable {
    /// The status code.
    public var status: Int
    /// The header fields.
    public var headers: [HeaderField]
    /// The body's octets.
    public var body: [UInt8]

    /// Creates an answer.
    public init(status: Int, headers: [HeaderField] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Creates an answer with a text body.
    public init(status: Int, contentType: String, text: String, headers: [HeaderField] = []) {
        self.init(
            status: status,
            headers: [HeaderField("Content-Type", contentType)] + headers,
            body: Array(text.utf8)
        )
    }
}
