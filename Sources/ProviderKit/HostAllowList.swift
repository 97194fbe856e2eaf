import ChannelKit

/// The hosts that a channel's requests may go to.
///
/// An address may come from a payload; whoever wrote that must not choose whom our tokens are shown to.
struct HostAllowList: Sendable {
    private let base: String?
    private let hosts: [String]

    /// Creates a list from the base address and the names a provider adds.
    init(baseURL: String?, hosts: [String]) {
        base = baseURL.flatMap(Self.authority)
        self.hosts = hosts.map { $0.lowercased() }
    }

    /// Whether a request to an address may be made.
    func allows(_ url: String) -> Bool {
        guard let authority = Self.authority(url) else { return false }
        if authority == base { return true }
        guard authority.hasPrefix("https://") else {
            return Self.isOnThisMachine(authority) && hosts.contains(String(authority.dropFirst(7)))
        }
        let host = authority.dropFirst(8)
        return hosts.contains { pattern in
            if pattern == "*" { return true }
            guard pattern.hasPrefix("*.") else { return host == pattern }
            return host == pattern.dropFirst(2) || host.hasSuffix(pattern.dropFirst(1))
        }
    }

    /// Whether an authority with scheme `http` is this machine, so that nothing travels in the open.
    static func isOnThisMachine(_ authority: String) -> Bool {
        let host = authority.dropFirst(7)
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        return ["localhost", "127.0.0.1", "[::1]"].contains(String(name))
    }

    /// Scheme, host and port in lower case, the port only where it is not the scheme's own; nil for anything strange.
    static func authority(_ url: String) -> String? {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
        let text = url.prefix(2100).lowercased()
        let scheme = ["https://", "http://"].first { text.hasPrefix($0) }
        guard let scheme else { return nil }
        let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        guard !authority.isEmpty, !authority.contains("@"), !authority.contains("%") else { return nil }
        let ownPort = scheme == "https://" ? ":443" : ":80"
        return scheme + (authority.hasSuffix(ownPort) ? authority.dropLast(ownPort.count) : authority)
    }
}
