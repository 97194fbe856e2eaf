/// The id of business hours.
public typealias BusinessHoursID = RecordID<BusinessHours>

/// When a desk works: hours of the week in a time zone, and days that are different.
public struct BusinessHours: Sendable, Hashable, Codable {
    /// The most days that may be different: ten years of holidays are a few hundred.
    public static let maximumSpecialDays = 1_000
    /// The most intervals a day may have.
    public static let maximumIntervals = 8

    /// The id.
    public var id: BusinessHoursID
    /// The name admins see.
    public var name: String
    /// The time zone as the IANA data base names it, such as `Europe/Berlin`.
    public var timeZone: String
    /// The hours of each weekday, Monday first, always seven; an empty list is a day off.
    public var week: [[DayInterval]]
    /// Holidays and make-up workdays, one for a date, in order of time; they replace the weekday's hours.
    public private(set) var specialDays: [SpecialDay]

    /// Creates business hours; a week of another length is filled up or cut to seven days.
    public init(
        id: BusinessHoursID,
        name: String,
        timeZone: String,
        week: [[DayInterval]],
        specialDays: [SpecialDay] = []
    ) {
        self.id = id
        self.name = name
        self.timeZone = timeZone
        self.week = Array((week + Array(repeating: [], count: 7)).prefix(7))
        self.specialDays = []
        set(specialDays)
    }

    /// Adds days that are different; a later one for the same date replaces an earlier one.
    public mutating func set(_ days: [SpecialDay]) {
        let all = Dictionary((specialDays + days).map { ($0.date, $0) }) { $1 }
        specialDays = all.values.sorted { $0.date < $1.date }
    }

    /// Every hour of every day.
    public static func always(id: BusinessHoursID, name: String, timeZone: String = "UTC") -> BusinessHours {
        BusinessHours(id: id, name: name, timeZone: timeZone, week: Array(repeating: [.wholeDay], count: 7))
    }
}

/// A stretch of a working day by the clock on the wall, in minutes since midnight of the day it begins on.
///
/// One that ends behind midnight belongs to the day it begins on: a holiday drops it whole, and the next day's holiday
/// does not cut it.
public struct DayInterval: Sendable, Hashable, Codable {
    /// The minute it begins, 0 to 1439.
    public let start: Int
    /// The minute it ends, later than its beginning and at most a day after it; beyond 1440 is the next day.
    public let end: Int

    /// From midnight to midnight.
    public static let wholeDay = DayInterval(uncheckedStart: 0, end: 1_440)

    /// Creates an interval; nil when the minutes are none of such.
    public init?(start: Int, end: Int) {
        guard (0..<1_440).contains(start), start < end, end <= start + 1_440 else { return nil }
        self.init(uncheckedStart: start, end: end)
    }

    private init(uncheckedStart start: Int, end: Int) {
        self.start = start
        self.end = end
    }

    /// Reads `09:00-17:30`; an end at or before the beginning is on the next day, `24:00` is midnight.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = Self.minute(parts[0]), let end = Self.minute(parts[1]) else { return nil }
        self.init(start: start, end: end <= start ? end + 1_440 : end)
    }

    /// The interval as `09:00-17:30`.
    public var description: String { "\(Self.clock(start))-\(end == 1_440 ? "24:00" : Self.clock(end % 1_440))" }

    private static func minute(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0...59).contains(minute),
            (0...23).contains(hour) || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }

    private static func clock(_ minute: Int) -> String {
        let (hour, rest) = (minute / 60, minute % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }
}

/// A day with hours of its own: a holiday has none, a make-up workday has some.
public struct SpecialDay: Sendable, Hashable, Codable {
    /// The day.
    public var date: CalendarDate
    /// What it is called, such as a holiday's name.
    public var name: String
    /// Its hours; none is a day off.
    public var intervals: [DayInterval]

    /// Creates a day.
    public init(date: CalendarDate, name: String, intervals: [DayInterval] = []) {
        self.date = date
        self.name = name
        self.intervals = intervals
    }
}
