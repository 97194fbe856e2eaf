/// An `http` or `https` address in its parts (RFC 3986, without user information).
struct WebAddress: Hashable {
    /// Whether the scheme is `https`.
    var isSecure: Bool
    /// The host in lower case; an IPv6 address without brackets.
    var host: String
    /// The port, given or the scheme's own.
    var port: Int
    /// What stands behind host and port: empty, or path, query and fragment.
    var rest: String

    /// Reads an address of at most 2,048 octets; nil when it is none.
    init?(_ text: String) {
        let octets = Array(text.utf8)
        guard octets.count <= 2048, octets.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !#""<>\^`{|}"#.utf8.contains($0) })
        else { return nil }
        let lowered = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lowered.hasPrefix) else { return nil }
        isSecure = scheme == "https://"
        let behind = text.utf8.dropFirst(scheme.utf8.count)
        let authority = behind.prefix { !"/?#".utf8.contains($0) }
        rest = String(Substring(behind.dropFirst(authority.count)))
        guard let place = HostAndPort(String(Substring(authority))) else { return nil }
        host = place.host
        port = place.port ?? (isSecure ? 443 : 80)
    }

    /// An address of a host and a port alone.
    init(isSecure: Bool, host: String, port: Int) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        rest = ""
    }

    /// Scheme, host and port as text, without the scheme's own port and without a slash at the end.
    var origin: String {
        let shownHost = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        let ownPort = isSecure ? 443 : 80
        return "\(isSecure ? "https" : "http")://\(shownHost)\(port == ownPort ? "" : ":\(port)")"
    }

    /// Whether the host is this machine itself.
    var isLoopback: Bool { isLoopbackHost(host) }
}

/// A host with an optional port, as in the authority of an address.
private struct HostAndPort {
    var host: String
    var port: Int?

    init?(_ text: String) {
        var hostText = text[...]
        var portText: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            hostText = text[text.index(after: text.startIndex)..<end]
            let behind = text[text.index(after: end)...]
            guard behind.isEmpty || behind.hasPrefix(":") else { return nil }
            portText = behind.isEmpty ? nil : behind.dropFirst()
            guard IPAddress(String(hostText))?.octets.count == 16 else { return nil }
        } else {
            if let colon = text.firstIndex(of: ":") {
                hostText = text[..<colon]
                portText = text[text.index(after: colon)...]
            }
            guard isHostName(String(hostText)) else { return nil }
        }
        if let portText {
            guard let number = wholeNumber(String(portText)), (1...65_535).contains(number) else { return nil }
            port = Int(number)
        }
        host = hostText.lowercased()
    }
}

/// Whether text is a host name or an IPv4 address: labels of letters, digits and inner hyphens (RFC 1123).
func isHostName(_ text: String) -> Bool {
    let name = text.hasSuffix(".") ? text.dropLast() : text[...]
    guard (1...253).contains(name.utf8.count) else { return false }
    if name.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) {
        return IPAddress(String(name)) != nil
    }
    return name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
            && label.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}

/// Whether a host is this machine itself: `localhost`, 127.0.0.0/8 or ::1.
func isLoopbackHost(_ host: String) -> Bool {
    let name = host.lowercased()
    if name == "localhost" || name.hasSuffix(".localhost") { return true }
    guard let address = IPAddress(name) else { return false }
    return address.octets.count == 4
        ? address.octets.first == 127
        : address.octets == [UInt8](repeating: 0, count: 15) + [1]
}
