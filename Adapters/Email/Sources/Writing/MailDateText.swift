import ChannelKit

extension Timestamp {
    /// The time as a mail's Date field wants it, in UTC (RFC 5322, 3.3).
    var mailDate: String {
        let clock = seconds - days * 86_400
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let (year, month, day) = civil
        let weekday = weekdays[Int(((days % 7) + 7) % 7)]
        let time = "\(Self.two(clock / 3600)):\(Self.two(clock / 60 % 60)):\(Self.two(clock % 60))"
        return "\(weekday), \(day) \(months[Int(month) - 1]) \(year) \(time) +0000"
    }

    /// The time to the minute as people read it, in UTC.
    var readable: String {
        let clock = seconds - days * 86_400
        let (year, month, day) = civil
        return "\(year)-\(Self.two(month))-\(Self.two(day)) \(Self.two(clock / 3600)):\(Self.two(clock / 60 % 60)) UTC"
    }

    private var days: Int64 { (seconds >= 0 ? seconds : seconds - 86_399) / 86_400 }

    /// Year, month and day of the Gregorian calendar, counted in years that begin in March, so that the leap day is
    /// last.
    private var civil: (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
