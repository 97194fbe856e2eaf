import ChannelKit
import DeskModel
import Synchronization

/// Bounds how often the portal does something for somebody within a while.
///
/// Addresses are counted whether they are known or not, so that the limit tells nothing of them.
final class PortalThrottle: Sendable {
    /// Who or what is counted.
    enum Subject: Hashable, Sendable {
        /// Links to one address.
        case address(String)
        /// Links asked for from one network.
        case network([UInt8])
        /// Messages and changes of one customer.
        case customer(IdentityID)
        /// Opinions of articles from one network.
        case opinions([UInt8])
        /// Forms from one network.
        case forms([UInt8])
        /// Searches of articles from one network, those while somebody types included.
        case searches([UInt8])

        /// How many are allowed within ``PortalThrottle/window``.
        var allowance: Int {
            switch self {
            case .address: 3
            case .network, .forms: 20
            case .customer, .opinions: 40
            case .searches: 600
            }
        }
    }

    /// The while within which is counted, in milliseconds.
    static let window: Int64 = 900_000
    private static let maximumSubjects = 20_000

    /// The times of what was let through, oldest first.
    private let times = Mutex<[Subject: [Timestamp]]>([:])

    /// Counts one more, unless there were too many.
    ///
    /// - Returns: nil when it was counted; else the seconds until the next one is let through.
    func take(_ subject: Subject, at now: Timestamp) -> Int? {
        times.withLock { times in
            let past = now.rawValue - Self.window
            if times.count > Self.maximumSubjects {
                times = times.filter { ($0.value.last?.rawValue ?? 0) > past }
                if times.count > Self.maximumSubjects { times.removeAll() }
            }
            let recent = (times[subject] ?? []).filter { $0.rawValue > past }
            guard recent.count < subject.allowance else {
                times[subject] = recent
                let wait = (recent.first?.rawValue ?? now.rawValue) - past
                return max(1, Int((wait + 999) / 1_000))
            }
            times[subject] = recent + [now]
            return nil
        }
    }

    /// The network of an address, for what is counted by it; see ``network(of:)``.
    static func octets(of address: String) -> [UInt8] {
        guard case .network(let octets) = network(of: address) else { return [] }
        return octets
    }

    /// The network of an address: an IPv4 address is one, of an IPv6 address the first 64 bits are.
    static func network(of address: String) -> Subject {
        guard let octets = NetworkBlock.octets(of: address) else { return .network([]) }
        let isMapped = octets.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
        return .network(isMapped ? octets : Array(octets.prefix(8)))
    }
}
