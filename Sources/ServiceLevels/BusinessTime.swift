public import ChannelKit
public import DeskModel

/// Reckons in business hours.
///
/// Every question walks over the days in between, once, and gives up ten years on.
public struct BusinessTime: Sendable {
    /// How many days are looked at, at the most.
    public static let horizon = 3_660

    private let clock: WallClock
    private let week: [[DayInterval]]
    private let specialDays: [CalendarDate: [DayInterval]]
    private let isNever: Bool

    /// Prepares the reckoning; nil when the time zone is unknown.
    public init?(_ hours: BusinessHours) {
        guard let clock = WallClock(zone: hours.timeZone) else { return nil }
        self.clock = clock
        week = hours.week.map { $0.sorted { $0.start < $1.start } }
        specialDays = Dictionary(
            hours.specialDays.map { ($0.date, $0.intervals.sorted { $0.start < $1.start }) },
            uniquingKeysWith: { $1 }
        )
        isNever = week.allSatisfy(\.isEmpty) && specialDays.values.allSatisfy(\.isEmpty)
    }

    /// Whether a time zone of that IANA name is known.
    public static func isTimeZone(_ name: String) -> Bool { WallClock(zone: name) != nil }

    /// The business time between two moments, in milliseconds; none when the second is not later, and none beyond the horizon.
    public func elapsed(from start: Timestamp, to end: Timestamp) -> Int64 {
        var total: Int64 = 0
        forEachSpan(from: start) { span in
            guard span.lowerBound < end.rawValue else { return false }
            total += min(span.upperBound, end.rawValue) - span.lowerBound
            return true
        }
        return total
    }

    /// The first moment by which that much business time has passed; the moment itself for none.
    ///
    /// - Parameters:
    ///   - milliseconds: the business time.
    ///   - start: the moment it is counted from.
    /// - Returns: the moment; nil when it does not come within the horizon.
    public func moment(after milliseconds: Int64, from start: Timestamp) -> Timestamp? {
        guard milliseconds > 0 else { return start }
        var left = milliseconds
        var moment: Timestamp?
        forEachSpan(from: start) { span in
            let length = span.upperBound - span.lowerBound
            if left <= length {
                moment = Timestamp(rawValue: span.lowerBound + left)
                return false
            }
            left -= length
            return true
        }
        return moment
    }

    /// Whether the desk works at a moment.
    public func isOpen(at time: Timestamp) -> Bool { opening(from: time) == time }

    /// The next moment at which the desk works, which may be the given one; nil when there is none within the horizon.
    public func opening(from time: Timestamp) -> Timestamp? {
        var opening: Timestamp?
        forEachSpan(from: time) { span in
            opening = Timestamp(rawValue: span.lowerBound)
            return false
        }
        return opening
    }

    /// Visits the stretches of working time from a moment on, in order and without overlap, until told to stop.
    private func forEachSpan(from start: Timestamp, _ visit: (Range<Int64>) -> Bool) {
        guard !isNever else { return }
        // What began the day before may run over midnight; one more day is for zones far from UTC.
        let first = clock.date(at: start).advanced(by: -2)
        var reached = start.rawValue
        for number in first.dayNumber...first.dayNumber + Self.horizon + 2 {
            let date = CalendarDate(dayNumber: number)
            for interval in specialDays[date] ?? week[date.weekday] {
                let range = clock.range(of: interval, on: date)
                let lower = max(range.lowerBound, reached)
                guard lower < range.upperBound else { continue }
                reached = range.upperBound
                if !visit(lower..<range.upperBound) { return }
            }
        }
    }
}
