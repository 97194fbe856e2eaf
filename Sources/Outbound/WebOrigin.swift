import CCurl
import CCurlShim

/// Scheme, host and port of a web address, in one notation.
public struct WebOrigin: Sendable, Hashable {
    /// `http` or `https`.
    public let scheme: String
    /// The host in lower case; an IPv6 address without brackets, an IPv4 address with four decimal numbers.
    public let host: String
    /// The port, also when it is the scheme's own.
    public let port: Int

    /// The host as an address, when it is one.
    public var literalAddress: NetworkAddress? { NetworkAddress(host) }

    /// Reads an address the way libcurl will read it, so that a check cannot be told another host than the connection.
    public init(_ address: String) throws(EgressRefusal) {
        guard address.utf8.count <= 8192, address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let url = curl_url()
        else { throw .unreadable }
        defer { curl_url_cleanup(url) }
        let flags = UInt32(CURLU_NON_SUPPORT_SCHEME)
        guard curl_url_set(url, CURLUPART_URL, address, flags) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: url)?.lowercased(),
            let host = Self.part(CURLUPART_HOST, of: url)?.lowercased(), !host.isEmpty
        else { throw .unreadable }
        guard scheme == "http" || scheme == "https" else { throw .scheme(scheme) }
        if Self.part(CURLUPART_USER, of: url) != nil || Self.part(CURLUPART_PASSWORD, of: url) != nil {
            throw .credentials
        }
        guard let port = Self.part(CURLUPART_PORT, of: url, flags: UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) }),
            (1...65_535).contains(port)
        else { throw .unreadable }
        self.scheme = scheme
        self.port = port
        if host.hasPrefix("[") {
            let bare = String(host.dropFirst().dropLast())
            // A zone (`%eth0`) names an interface of this machine.
            guard NetworkAddress(bare) != nil, Self.part(CURLUPART_ZONEID, of: url) == nil else { throw .unreadable }
            self.host = bare
        } else {
            // A host that ends in a number is an address and not a name (WHATWG URL, 3.5); one that libcurl did not
            // bring to four numbers is left to no resolver's fancy.
            let name = host.hasSuffix(".") ? String(host.dropLast()) : host
            let last = name.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
            let isNumber = !last.isEmpty && last.utf8.allSatisfy { (0x30...0x39).contains($0) } || last.hasPrefix("0x")
            guard !name.isEmpty, HostName.urlForm(name) != nil, !isNumber || NetworkAddress(name) != nil
            else { throw .unreadable }
            self.host = name
        }
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
