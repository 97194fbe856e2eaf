import Glibc

/// A block of IP addresses in CIDR notation, such as `10.0.0.0/8` or `2001:db8::/32`; a bare address is a block of one.
public struct AddressBlock: Sendable, Hashable, CustomStringConvertible {
    private let octets: [UInt8]
    private let prefixLength: Int
    /// The block as it was written.
    public let description: String

    /// Reads a block; nil when it is none or when bits behind the prefix are set.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress(String($0)) }) else { return nil }
        let bits = address.octets.count * 8
        if parts.count == 2 {
            guard let length = wholeNumber(String(parts[1])), (0...Int64(bits)).contains(length) else { return nil }
            prefixLength = Int(length)
        } else {
            prefixLength = bits
        }
        octets = address.octets
        description = text
        guard (prefixLength..<bits).allSatisfy({ octets[$0 / 8] & (0x80 >> UInt8($0 % 8)) == 0 }) else { return nil }
    }

    /// Whether an address lies in the block.
    ///
    /// IPv4 addresses written as IPv6 (`::ffff:10.0.0.1`) count as IPv4.
    public func contains(_ address: String) -> Bool {
        guard let other = IPAddress(address)?.withoutMapping.octets, other.count == octets.count else { return false }
        let whole = prefixLength / 8
        guard octets.prefix(whole) == other.prefix(whole) else { return false }
        let bits = prefixLength % 8
        guard bits > 0 else { return true }
        return (octets[whole] ^ other[whole]) >> UInt8(8 - bits) == 0
    }
}

/// An IP address as its octets: 4 or 16.
struct IPAddress: Hashable {
    var octets: [UInt8]

    /// Reads an address in its usual notation, IPv6 without brackets and zone.
    init?(_ text: String) {
        guard text.utf8.count <= 45 else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            octets = withUnsafeBytes(of: four) { Array($0) }
            return
        }
        var sixteen = in6_addr()
        guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
        octets = withUnsafeBytes(of: sixteen) { Array($0) }
    }

    private init(octets: [UInt8]) { self.octets = octets }

    /// The IPv4 address inside an IPv4-mapped IPv6 address, else the address itself.
    var withoutMapping: IPAddress {
        let prefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        return octets.count == 16 && octets.starts(with: prefix) ? IPAddress(octets: Array(octets.dropFirst(12))) : self
    }
}
