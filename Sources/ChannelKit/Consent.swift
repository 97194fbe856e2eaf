/// An adapter whose provider lets somebody consent to its reading and sending in their name (OAuth 2.0, RFC 6749).
public protocol ConsentSeeking: ChannelAdapter {
    /// What to ask for; nil where this channel signs in another way.
    var consent: ConsentRequest? { get }
}

/// What a consent is asked for, and where.
public struct ConsentRequest: Sendable, Hashable {
    /// Where the person's browser is sent.
    public var authorizationURL: String
    /// Where codes and refresh tokens become tokens.
    public var tokenURL: String
    /// Where a code for another device is asked for (RFC 8628); nil where the provider has no such flow.
    public var deviceURL: String?
    /// The program's id at the provider.
    public var clientID: String
    /// The program's secret, where the provider issued one.
    public var clientSecret: Secret?
    /// What may be done.
    public var scopes: [String]
    /// The account, so that the provider's page names the right one.
    public var account: String
    /// More parameters for the authorization address, such as `access_type`.
    public var extras: [String: String]
    /// The name of this machine in the address that the browser comes back to: `127.0.0.1`, or `localhost` where the
    /// provider takes nothing else (RFC 8252, 7.3).
    public var redirectHost: String

    /// Creates a request.
    public init(
        authorizationURL: String,
        tokenURL: String,
        deviceURL: String? = nil,
        clientID: String,
        clientSecret: Secret? = nil,
        scopes: [String],
        account: String,
        extras: [String: String] = [:],
        redirectHost: String = "127.0.0.1"
    ) {
        self.authorizationURL = authorizationURL
        self.tokenURL = tokenURL
        self.deviceURL = deviceURL
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.scopes = scopes
        self.account = account
        self.extras = extras
        self.redirectHost = redirectHost
    }
}

/// Keeps what was consented to, and has tokens renewed before they end.
///
/// The host implements it for each channel.
public protocol ConsentKeeping: Sendable {
    /// A token to sign in with, good for some minutes at least.
    ///
    /// - Parameters:
    ///   - request: what was consented to.
    ///   - refused: a token that the provider refused although it had not ended; another one is then asked for.
    /// - Returns: the token.
    /// - Throws: ``ConsentFailure``.
    func accessToken(
        for request: ConsentRequest,
        insteadOf refused: Secret?
    ) async throws(ConsentFailure) -> Secret
}

/// Why there is no token.
public enum ConsentFailure: Error, Sendable, Hashable {
    /// Nobody has consented, or the consent has ended; somebody must act as the words say.
    case missing(advice: Wording)
    /// The provider was not reached or does not answer as it should; it is tried again.
    case unreachable(detail: String)
}

/// The consents of hosts that keep none.
public struct NoConsents: ConsentKeeping {
    /// Creates them.
    public init() {}

    /// Has none.
    public func accessToken(
        for request: ConsentRequest,
        insteadOf refused: Secret?
    ) async throws(ConsentFailure) -> Secret {
        throw .missing(advice: Wording("This host keeps no consents.", "此系统不保存授权。"))
    }
}

/// How a channel's consent stands.
public enum ConsentState: Sendable, Hashable {
    /// It signs in.
    case good
    /// Nobody has consented, or to something else.
    case missing
    /// The provider renews it no more; its words.
    case refused(String)
    /// It ends soon.
    case ending(Timestamp)
}
