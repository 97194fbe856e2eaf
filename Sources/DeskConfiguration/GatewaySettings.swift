/// Where the gateway listens for HTTP.
public struct ListenAddress: Sendable, Hashable {
    /// An IP address, without brackets, or a host name.
    public var host: String
    /// The port of workspace, API and channels.
    public var port: Int
    /// The port of attachments and HTML mail.
    public var contentPort: Int

    /// Whether only this machine can connect.
    public var isLoopback: Bool { isLoopbackHost(host) }

    /// Creates an address.
    public init(host: String, port: Int, contentPort: Int) {
        self.host = host
        self.port = port
        self.contentPort = contentPort
    }
}

/// The PEM files of a certificate; they were read and fitted together when the configuration was checked.
public struct CertificateFiles: Sendable, Hashable {
    /// The certificate and those that lead to its root, absolute.
    public var certificate: String
    /// The private key, absolute.
    public var key: String

    /// Creates a pair of files.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// Bounds of what is taken and kept.
public struct IntakeLimits: Sendable, Hashable {
    /// The largest message of any channel, in bytes.
    public var messageBytes: Int64
    /// How many journaled arrivals may wait for routing.
    public var intakeQueue: Int
    /// For how long raw arrivals are kept after routing; nil keeps them for good.
    public var rawRetention: Duration?

    /// Creates bounds.
    public init(messageBytes: Int64, intakeQueue: Int, rawRetention: Duration?) {
        self.messageBytes = messageBytes
        self.intakeQueue = intakeQueue
        self.rawRetention = rawRetention
    }
}

/// What the desk is called and where it is at home.
public struct DeskDefaults: Sendable, Hashable {
    /// The name that customers and agents see.
    public var name: String
    /// The ISO 3166 region of telephone numbers without a country code.
    public var defaultRegion: String?
    /// The language of pages and messages where nobody has chosen one: `en` or `zh`.
    public var language: String

    /// Creates a desk's defaults.
    public init(name: String, defaultRegion: String?, language: String) {
        self.name = name
        self.defaultRegion = defaultRegion
        self.language = language
    }
}

/// How programs work with the desk.
public struct ProgramSettings: Sendable, Hashable {
    /// How many API requests a token may make in a minute.
    public var requestsPerMinute: Int
    /// Addresses in inner networks, or without TLS, that events may be sent to.
    public var webhookAddresses: [String]

    /// Creates settings.
    public init(requestsPerMinute: Int, webhookAddresses: [String]) {
        self.requestsPerMinute = requestsPerMinute
        self.webhookAddresses = webhookAddresses
    }
}
