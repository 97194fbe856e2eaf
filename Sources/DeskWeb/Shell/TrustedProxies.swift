import Glibc

/// The networks whose word about who asks is believed.
struct TrustedProxies: Sendable {
    private let blocks: [NetworkBlock]

    /// Reads networks in CIDR notation, or single addresses.
    ///
    /// - Throws: ``DeskWebProblem``.
    init(_ networks: [String]) throws {
        blocks = try networks.map { text in
            guard let block = NetworkBlock(text) else { throw DeskWebProblem("\(text) is no network") }
            return block
        }
    }

    /// Who asks: the peer, or, while the one before is trusted, what it says in `X-Forwarded-For`, read from its end.
    func client(peer: String, forwardedFor: [String]) -> String {
        guard !blocks.isEmpty, isTrusted(peer) else { return peer }
        let hops = forwardedFor.flatMap { $0.split(separator: ",") }.suffix(32).map { $0.filter { !$0.isWhitespace } }
        var client = peer
        for hop in hops.reversed() {
            let address = Self.withoutPort(hop)
            guard NetworkBlock.octets(of: address) != nil else { return client }
            client = address
            guard isTrusted(address) else { return client }
        }
        return client
    }

    private func isTrusted(_ address: String) -> Bool { blocks.contains { $0.contains(address) } }

    /// `[::1]:80` and `1.2.3.4:80` without port and brackets.
    private static func withoutPort(_ hop: String) -> String {
        if hop.hasPrefix("["), let end = hop.firstIndex(of: "]") { return String(hop.dropFirst()[..<end]) }
        guard let colon = hop.firstIndex(of: ":"), hop.lastIndex(of: ":") == colon else { return hop }
        return String(hop[..<colon])
    }
}

/// A network in CIDR notation.
struct NetworkBlock: Sendable, Hashable {
    private let base: [UInt8]
    private let bits: Int

    /// Reads `10.0.0.0/8`, `fd00::/8` or a single address.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let base = Self.octets(of: String(parts[0])) else { return nil }
        let isMapped = !parts[0].contains(":")
        let length = isMapped ? 32 : 128
        var bits = length
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...length).contains(given) else { return nil }
            bits = given
        }
        self.base = base
        self.bits = isMapped ? bits + 96 : bits
    }

    /// Whether an address is in the network.
    func contains(_ address: String) -> Bool {
        guard let octets = Self.octets(of: address) else { return false }
        for index in 0..<16 {
            let taken = min(8, max(0, bits - index * 8))
            let mask = taken == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF << (8 - taken))
            guard octets[index] & mask == base[index] & mask else { return false }
        }
        return true
    }

    /// 16 octets of an address, IPv4 as IPv4-mapped IPv6; nil when it is none.
    static func octets(of address: String) -> [UInt8]? {
        guard address.utf8.count <= 45 else { return nil }
        var six = in6_addr()
        if inet_pton(AF_INET6, address, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        var four = in_addr()
        guard inet_pton(AF_INET, address, &four) == 1 else { return nil }
        return [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + withUnsafeBytes(of: four) { Array($0) }
    }
}
