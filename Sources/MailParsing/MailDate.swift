/// The moment that a mail's Date field names.
public struct MailDate: Sendable, Hashable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let epochMilliseconds: Int64
    /// The sender's distance from UTC in minutes, east positive.
    public let offsetMinutes: Int

    /// Creates a date.
    ///
    /// - Parameters:
    ///   - epochMilliseconds: milliseconds since 1970, UTC.
    ///   - offsetMinutes: the sender's distance from UTC in minutes.
    public init(epochMilliseconds: Int64, offsetMinutes: Int) {
        self.epochMilliseconds = epochMilliseconds
        self.offsetMinutes = offsetMinutes
    }

    /// The date in the sender's zone as RFC 3339 text, to the second (`1997-11-21T09:55:06-06:00`).
    public var rfc3339: String {
        let seconds = Int(epochMilliseconds / 1000) + offsetMinutes * 60
        let civil = CivilDay(daysSince1970: Int((Double(seconds) / 86400).rounded(.down)))
        let clock = seconds - civil.daysSince1970 * 86400
        let day = "\(Self.padded(civil.year, 4))-\(Self.padded(civil.month, 2))-\(Self.padded(civil.day, 2))"
        let hour = Self.padded(clock / 3600, 2)
        let time = "\(hour):\(Self.padded(clock / 60 % 60, 2)):\(Self.padded(clock % 60, 2))"
        if offsetMinutes == 0 { return "\(day)T\(time)Z" }
        let distance = abs(offsetMinutes)
        let sign = offsetMinutes < 0 ? "-" : "+"
        return "\(day)T\(time)\(sign)\(Self.padded(distance / 60, 2)):\(Self.padded(distance % 60, 2))"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// A day of the Gregorian calendar and its distance from 1970-01-01.
///
/// The conversions are Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms", which count years from March.
struct CivilDay {
    let year: Int
    let month: Int
    let day: Int
    let daysSince1970: Int

    /// Finds the day that lies so many days behind 1970-01-01.
    init(daysSince1970: Int) {
        let shifted = daysSince1970 + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        self.daysSince1970 = daysSince1970
    }

    /// Takes a day apart that exists in the calendar; nil for a 31st of June.
    init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), (1...31).contains(day), (1...9999).contains(year) else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(daysSince1970: era * 146_097 + dayOfEra - 719_468)
        guard self.year == year, self.month == month, self.day == day else { return nil }
    }
}
