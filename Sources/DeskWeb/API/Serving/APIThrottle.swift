import ChannelKit
import DeskModel
import HTTPTypes
import Synchronization

/// How many requests a token may make: a bucket that fills again as time goes by.
///
/// Each token has its own; requests without a valid one are counted by the network they come from.
final class APIThrottle: Sendable {
    /// Who is counted.
    enum Subject: Hashable {
        case token(APITokenID)
        case network([UInt8])
    }

    /// How a subject stands after a request.
    struct Standing: Sendable, Hashable {
        /// Whether the request may go on.
        let isAllowed: Bool
        /// How many more are allowed at once.
        let remaining: Int
        /// In how many seconds there is one more, or, while some are left, until the bucket is full.
        let seconds: Int
    }

    private struct Bucket {
        var tokens: Double
        var at: Timestamp
    }

    private static let maximumBuckets = 20_000
    /// Requests a minute, and at once.
    let perMinute: Int

    private let buckets = Mutex<[Subject: Bucket]>([:])

    init(perMinute: Int) { self.perMinute = perMinute }

    /// Counts a request.
    func count(_ subject: Subject, at now: Timestamp) -> Standing {
        let size = Double(perMinute)
        return buckets.withLock { buckets in
            if buckets.count > Self.maximumBuckets {
                // Within a minute a bucket is full again, and as good as none.
                buckets = buckets.filter { now.rawValue - $0.value.at.rawValue < 60_000 }
                if buckets.count > Self.maximumBuckets { buckets.removeAll() }
            }
            var bucket = buckets[subject] ?? Bucket(tokens: size, at: now)
            let elapsed = Double(max(0, now.rawValue - bucket.at.rawValue)) / 60_000
            bucket.tokens = min(size, bucket.tokens + elapsed * size)
            bucket.at = max(bucket.at, now)
            let isAllowed = bucket.tokens >= 1
            if isAllowed { bucket.tokens -= 1 }
            buckets[subject] = bucket
            let missing = isAllowed ? size - bucket.tokens : 1 - bucket.tokens
            return Standing(
                isAllowed: isAllowed,
                remaining: Int(bucket.tokens),
                seconds: max(1, Int((missing / size * 60).rounded(.up)))
            )
        }
    }

    /// The fields that tell a program how it stands (draft-ietf-httpapi-ratelimit-headers).
    func fields(_ standing: Standing) -> [(HTTPField.Name, String)] {
        [
            (.make("RateLimit-Policy"), "\"requests\";q=\(perMinute);w=60"),
            (.make("RateLimit"), "\"requests\";r=\(standing.remaining);t=\(standing.seconds)"),
        ]
    }
}
