/// A point in time as whole milliseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// Milliseconds since the Unix epoch.
    public let rawValue: Int64

    /// Wraps milliseconds since the Unix epoch.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Creates a time from whole seconds since the Unix epoch.
    public init(seconds: Int64) { self.init(rawValue: seconds &* 1000) }

    /// Whole seconds since the Unix epoch, rounded down.
    public var seconds: Int64 { rawValue >= 0 ? rawValue / 1000 : (rawValue - 999) / 1000 }

    /// The time `duration` later, to the millisecond.
    public func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(rawValue: rawValue + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    /// How long after `earlier` this is; negative when it is before.
    public func since(_ earlier: Timestamp) -> Duration { .milliseconds(rawValue - earlier.rawValue) }

    /// Whether the left time is earlier.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.rawValue < right.rawValue }
}
