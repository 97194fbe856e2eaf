/// Where the desk is served, and what the outside calls it.
public struct DeskWebSettings: Sendable {
    /// The address to listen on.
    public var listenHost: String
    /// The port of the main origin.
    public var listenPort: Int
    /// The port of the content origin, for attachments and HTML mail.
    public var contentPort: Int
    /// What customers, agents and providers call the main origin, without a trailing slash.
    public var publicURL: String
    /// What browsers call the content origin, without a trailing slash.
    public var contentURL: String
    /// PEM files to serve TLS with; nil serves plain HTTP.
    public var certificate: CertificatePaths?
    /// Networks whose `X-Forwarded-For` is believed, in CIDR notation.
    public var trustedProxies: [String]
    /// The desk's name, on pages.
    public var deskName: String
    /// The language of pages when nothing else tells, as a BCP 47 tag.
    public var language: String
    /// The largest request body, in bytes.
    public var maximumBodyBytes: Int
    /// How many API requests a token may make in a minute.
    public var apiRequestsPerMinute: Int
    /// Servers of one's own whose rooms may be told of what happens.
    public var robotServers: [String]

    /// Creates settings.
    public init(
        listenHost: String,
        listenPort: Int,
        contentPort: Int,
        publicURL: String,
        contentURL: String,
        certificate: CertificatePaths? = nil,
        trustedProxies: [String] = [],
        deskName: String,
        language: String = "en",
        maximumBodyBytes: Int = 26 << 20,
        apiRequestsPerMinute: Int = 600,
        robotServers: [String] = []
    ) {
        self.listenHost = listenHost
        self.listenPort = listenPort
        self.contentPort = contentPort
        self.publicURL = publicURL
        self.contentURL = contentURL
        self.certificate = certificate
        self.trustedProxies = trustedProxies
        self.deskName = deskName
        self.language = language
        self.maximumBodyBytes = maximumBodyBytes
        self.apiRequestsPerMinute = apiRequestsPerMinute
        self.robotServers = robotServers
    }
}

/// Where a certificate and its key lie.
public struct CertificatePaths: Sendable, Hashable {
    /// The PEM file of the certificate chain.
    public var certificate: String
    /// The PEM file of the private key.
    public var key: String

    /// Creates paths.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}
