/// Decides where a request may go that somebody outside can influence: web addresses only, and no inner network.
///
/// Pure. It is asked twice: about the address as written, and about each address the name resolves to, at the moment of
/// connecting, so that a name that changes its answer gains nothing. Redirects are not followed but asked about anew.
public struct EgressFilter: Sendable {
    private let trusted: Set<WebOrigin>

    /// Creates a filter.
    ///
    /// - Parameter configuredAddresses: the addresses that the configuration names. What shares scheme, host and port
    ///   with one of them may resolve to an inner address; others may not.
    public init(configuredAddresses: [String] = []) {
        trusted = Set(configuredAddresses.compactMap { try? WebOrigin($0) })
    }

    /// Checks an address as written.
    ///
    /// - Returns: where the request goes.
    public func check(_ address: String) throws(EgressRefusal) -> WebOrigin {
        let origin = try WebOrigin(address)
        if let literal = origin.literalAddress { try check(literal, of: origin) }
        return origin
    }

    /// Whether the configuration names an address of this scheme, host and port.
    func isConfigured(_ origin: WebOrigin) -> Bool { trusted.contains(origin) }

    /// Checks an address that a name resolved to, before it is connected to.
    public func check(_ resolved: NetworkAddress, of origin: WebOrigin) throws(EgressRefusal) {
        if isConfigured(origin) || resolved.isPublic { return }
        throw .innerAddress(host: origin.host)
    }
}

/// Why a request may not be made.
public enum EgressRefusal: Error, Sendable, Hashable {
    /// What was given is no web address, or not one that every program reads alike.
    case unreadable
    /// Neither http nor https.
    case scheme(String)
    /// A name and password stand in the address.
    case credentials
    /// The host is on this machine or in an inner network, and the configuration does not name it.
    case innerAddress(host: String)

    /// The refusal in words; of the address only its host is told, since the rest may hold a token.
    var detail: String {
        switch self {
        case .unreadable: "not a web address"
        case .scheme: "not an https address; http is for addresses that the configuration names"
        case .credentials: "a name and password in a web address are not allowed"
        case .innerAddress(let host): "\(host) is in an inner network and the configuration does not name it"
        }
    }
}
