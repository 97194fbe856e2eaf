import CCurl
import CCurlShim
import Glibc

/// An IPv4 or IPv6 address as its octets.
public enum NetworkAddress: Sendable, Hashable {
    /// IPv4, in network order.
    case v4(UInt32)
    /// IPv6: the upper and the lower half, in network order.
    case v6(UInt64, UInt64)

    /// Reads an address in its usual notation, such as `192.0.2.1` or `2001:db8::1`; no brackets, no zone, no port.
    public init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self = .v4(UInt32(bigEndian: v4.s_addr))
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            self = withUnsafeBytes(of: &v6) { Self(v6: $0) }
        } else {
            return nil
        }
    }

    /// Reads the address that libcurl is about to connect to; nil for another family than IP.
    init?(_ address: UnsafePointer<curl_sockaddr>) {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        // The declared `sockaddr` is shorter than an IPv6 one; `addrlen` says how much there is.
        let start = UnsafeRawPointer(address) + offset
        let octets = UnsafeRawBufferPointer(start: start, count: Int(address.pointee.addrlen))
        switch address.pointee.family {
        case AF_INET where octets.count >= MemoryLayout<sockaddr_in>.size:
            self = .v4(UInt32(bigEndian: octets.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6 where octets.count >= MemoryLayout<sockaddr_in6>.size:
            var v6 = octets.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            self = withUnsafeBytes(of: &v6) { Self(v6: $0) }
        default:
            return nil
        }
    }

    private init(v6 octets: UnsafeRawBufferPointer) {
        self = .v6(
            UInt64(bigEndian: octets.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: octets.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    /// Whether the address is this machine's own loopback.
    public var isLoopback: Bool {
        switch unmapped {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let upper, let lower): upper == 0 && lower == 1
        }
    }

    /// The IPv4 address inside an IPv4-mapped one (`::ffff:0:0/96`), else the address itself.
    var unmapped: NetworkAddress {
        guard case .v6(0, let lower) = self, lower >> 32 == 0xFFFF else { return self }
        return .v4(UInt32(truncatingIfNeeded: lower))
    }
}

extension NetworkAddress {
    /// Whether the address belongs to the public internet, by the special-purpose registries of IANA (RFC 6890).
    ///
    /// An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) is judged by itself.
    public var isPublic: Bool {
        switch unmapped {
        case .v4(let bits):
            return !Self.innerV4.contains { network, length in bits >> (32 - length) == network >> (32 - length) }
        case .v6(let upper, let lower):
            switch upper {
            case 0x0064_FF9B_0000_0000 where lower >> 32 == 0:
                return NetworkAddress.v4(UInt32(truncatingIfNeeded: lower)).isPublic
            case _ where upper >> 48 == 0x2002:
                return NetworkAddress.v4(UInt32(truncatingIfNeeded: upper >> 16)).isPublic
            case _ where upper >> 32 == 0x2001_0DB8: return false
            // 2001::/23 holds Teredo, benchmarking, ORCHID and other protocol assignments.
            case _ where upper >> 41 == 0x2001_0000 >> 9: return false
            case _ where upper >> 44 == 0x3FFF0: return false
            default:
                // Only 2000::/3 is global unicast: loopback, ULA, link-local, site-local and multicast lie outside.
                return upper >> 61 == 1
            }
        }
    }

    /// The IPv4 networks that are not the public internet, with the lengths of their prefixes.
    private static let innerV4: [(UInt32, UInt32)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
        (0xAC10_0000, 12), (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16),
        (0xC612_0000, 15), (0xC633_6400, 24), (0xCB00_7100, 24), (0xE000_0000, 4), (0xF000_0000, 4),
    ]
}
