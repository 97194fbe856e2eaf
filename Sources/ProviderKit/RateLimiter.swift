public import ChannelKit
import Glibc
import Synchronization

/// Token buckets in memory, one for each subject, such as a network address or a mail address.
///
/// The table is bounded: it is kept in two generations, and when the younger is full the older is dropped. Who is dropped
/// begins with a full bucket again, so a flood from very many addresses loosens the limit rather than filling the memory.
/// A restart forgets everything.
public final class RateLimiter<Subject: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var level: Double
        var filledAt: Timestamp
    }

    private struct Generations {
        var young: [Subject: Bucket] = [:]
        var old: [Subject: Bucket] = [:]
    }

    private let buckets = Mutex(Generations())
    private let generationSize: Int

    /// Creates a limiter that remembers at most twice `generationSize` subjects.
    public init(generationSize: Int = 20_000) { self.generationSize = generationSize }

    /// Takes a cost from every bucket, or from none when one does not hold it.
    ///
    /// - Parameters:
    ///   - cost: how much is taken.
    ///   - limits: the buckets with how much they hold and are filled by in an hour; nil has no limit.
    ///   - now: the time.
    /// - Returns: nil when it was taken, else how long until it can be.
    public func take(_ cost: Double, from limits: [(subject: Subject, perHour: Int?)], now: Timestamp) -> Duration? {
        buckets.withLock { generations in
            var wait = 0.0
            var filled: [(Subject, Bucket)] = []
            for (subject, perHour) in limits {
                guard let perHour else { continue }
                let capacity = Double(perHour)
                var bucket =
                    generations.young[subject] ?? generations.old[subject] ?? Bucket(level: capacity, filledAt: now)
                // A clock that was set back refills nothing, and one set forward fills at most once.
                let seconds = max(0, Double(now.rawValue - bucket.filledAt.rawValue) / 1000)
                bucket.level = min(capacity, bucket.level + seconds * capacity / 3600)
                bucket.filledAt = now
                // Tenths are not exact in binary; a thousandth of a submission is nobody's loss.
                if bucket.level + 0.001 < cost { wait = max(wait, (cost - bucket.level) * 3600 / capacity) }
                filled.append((subject, bucket))
            }
            for (subject, bucket) in filled {
                var bucket = bucket
                if wait == 0 { bucket.level = max(0, bucket.level - cost) }
                if generations.young.count >= generationSize, generations.young[subject] == nil {
                    generations.old = generations.young
                    generations.young = [:]
                }
                generations.young[subject] = bucket
            }
            return wait == 0 ? nil : .seconds(max(1, wait.rounded(.up)))
        }
    }
}

/// The network a request comes from, as coarse as one customer of a provider: IPv4 address or IPv6 /64.
public enum NetworkAddress {
    /// A number for the network; unreadable addresses share one.
    public static func network(of text: String) -> UInt64 {
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 { return UInt64(v4.s_addr) }
        var v6 = in6_addr()
        // A zone such as `%eth0` belongs to this machine, not to the address.
        guard inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &v6) == 1 else { return .max }
        let octets = withUnsafeBytes(of: &v6, Array.init)
        if octets[..<10].allSatisfy({ $0 == 0 }), octets[10] == 255, octets[11] == 255 {
            // An IPv4 address in IPv6's clothes; the bytes in the order `s_addr` has them.
            return octets[12...].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return octets[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
}
