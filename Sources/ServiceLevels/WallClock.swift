import ChannelKit
import DeskModel
import Foundation

/// The clock on the wall of a time zone, with its summer times.
///
/// An hour that comes twice in autumn counts twice: a time of day means its first coming where something begins and its
/// last one where something ends. A time of day that is skipped in spring means the moment of the change. A zone whose
/// clock changes twice within four days is read as if it did not; none is known.
struct WallClock: Sendable {
    private static let day: Int64 = 86_400

    private let zone: TimeZone

    /// The clock of a zone by its IANA name; nil when there is no such zone.
    init?(zone name: String) {
        guard name.utf8.count <= 64, let zone = TimeZone(identifier: name) else { return nil }
        self.zone = zone
    }

    /// The day on the calendar at a moment.
    func date(at time: Timestamp) -> CalendarDate {
        let local = time.seconds + offset(at: time.seconds)
        return CalendarDate(dayNumber: Int(local >= 0 ? local / Self.day : (local - Self.day + 1) / Self.day))
    }

    /// The moments, in milliseconds, that an interval of a day covers; empty when the clock skips it whole.
    func range(of interval: DayInterval, on date: CalendarDate) -> Range<Int64> {
        let midnight = Int64(date.dayNumber) * Self.day
        let start = midnight + Int64(interval.start) * 60
        let end = midnight + Int64(interval.end) * 60
        let before = offset(at: midnight - 2 * Self.day)
        let moments =
            before == offset(at: midnight + 3 * Self.day)
            ? (start - before, end - before)
            : (moments(of: start).first, moments(of: end).last)
        return moments.0 * 1_000..<max(moments.0, moments.1) * 1_000
    }

    /// The first and the last moment, in seconds, at which the wall shows a time given as seconds as if in UTC.
    private func moments(of local: Int64) -> (first: Int64, last: Int64) {
        let before = offset(at: local - 2 * Self.day)
        let after = offset(at: local + 2 * Self.day)
        let candidates = [local - before, local - after].filter { offset(at: $0) == local - $0 }
        if let first = candidates.min(), let last = candidates.max() { return (first, last) }
        let change = change(after: local - after, notAfter: local - before, from: before)
        return (change, change)
    }

    /// The second at which the zone's offset stops being the one before.
    private func change(after earlier: Int64, notAfter later: Int64, from before: Int64) -> Int64 {
        var (low, high) = (earlier, max(earlier, later))
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(at: middle) == before { low = middle } else { high = middle }
        }
        return high
    }

    private func offset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
}
