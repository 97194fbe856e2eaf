import Foundation

/// The clock on the wall of a time zone, and what it means in UTC.
struct ZoneClock: Sendable {
    /// What is odd about a time on the wall.
    enum Oddity: Sendable, Hashable {
        /// The clock was put forward over it.
        case skipped
        /// The clock was put back, so it was twice.
        case repeated
    }

    private let zone: TimeZone
    /// Whether the zone has but one offset, as UTC has.
    private let fixedOffset: Int64?

    /// The clock of an IANA zone such as `Europe/Berlin`; nil where there is no such zone.
    init?(_ identifier: String) {
        // Foundation also takes abbreviations, which are ambiguous, and offsets.
        guard identifier == "UTC" || identifier.contains("/"), let zone = TimeZone(identifier: identifier) else {
            return nil
        }
        self.zone = zone
        fixedOffset = zone.nextDaylightSavingTimeTransition == nil && identifier == "UTC" ? 0 : nil
    }

    /// The time in UTC of a time on the wall, both in seconds since 1970.
    ///
    /// Of a time that was twice, the one nearer to `hint` is meant, without a hint the first. A time that never was is read
    /// as if the clock had not been put forward yet.
    func instant(ofLocal local: Int64, near hint: Int64? = nil) -> (seconds: Int64, oddity: Oddity?) {
        if let fixedOffset { return (local - fixedOffset, nil) }
        let before = offset(at: local - 86_400)
        let after = offset(at: local + 86_400)
        guard before != after else { return (local - before, nil) }
        let early = local - before
        let late = local - after
        switch (offset(at: early) == before, offset(at: late) == after) {
        case (true, false): return (early, nil)
        case (false, true): return (late, nil)
        case (false, false): return (early, .skipped)
        case (true, true):
            guard early != late else { return (early, nil) }
            guard let hint else { return (min(early, late), .repeated) }
            return (abs(early - hint) <= abs(late - hint) ? early : late, nil)
        }
    }

    private func offset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
}
