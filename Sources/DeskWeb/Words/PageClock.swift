import ChannelKit

/// Writes times for people: in the browser's zone when it has told its offset, else in UTC, shown as such.
struct PageClock: Sendable, Hashable {
    /// Now.
    let now: Timestamp
    /// Minutes east of UTC; nil when unknown.
    let offset: Int?

    /// Creates a clock; an offset no zone has is not taken.
    init(now: Timestamp, offset: Int?) {
        self.now = now
        self.offset = offset.flatMap { (-14 * 60...14 * 60).contains($0) ? $0 : nil }
    }

    /// A time as a `time` element, with the year when it is not this one.
    func html(_ time: Timestamp, _ words: Words) -> HTML {
        "<time datetime=\"\(iso(time))\">\(text(time, words))</time>"
    }

    /// A time as text, such as `12 Mar, 14:05` or `3月12日 14:05`.
    func text(_ time: Timestamp, _ words: Words) -> String {
        let shift = Int64(offset ?? 0) * 60
        let day = CivilDay(seconds: time.seconds + shift)
        let today = CivilDay(seconds: now.seconds + shift)
        let clock = "\(two(day.hour)):\(two(day.minute))"
        let zone = offset == nil ? " UTC" : ""
        let isThisYear = day.year == today.year
        return words.say(
            "\(day.day) \(Self.months[day.month - 1])\(isThisYear ? "" : " \(day.year)"), \(clock)\(zone)",
            "\(isThisYear ? "" : "\(day.year)年")\(day.month)月\(day.day)日 \(clock)\(zone)"
        )
    }

    /// A time after RFC 3339, in UTC.
    func iso(_ time: Timestamp) -> String {
        let day = CivilDay(seconds: time.seconds)
        return "\(day.year)-\(two(day.month))-\(two(day.day))T\(two(day.hour)):\(two(day.minute)):\(two(day.second))Z"
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// A time taken apart in the proleptic Gregorian calendar, after Howard Hinnant's `civil_from_days`.
struct CivilDay: Sendable, Hashable {
    let year: Int
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int
    let second: Int

    /// Takes apart seconds since the Unix epoch.
    init(seconds: Int64) {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let inDay = Int(seconds - days * 86_400)
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * monthIndex + 2) / 5 + 1)
        month = Int(monthIndex < 10 ? monthIndex + 3 : monthIndex - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        hour = inDay / 3_600
        minute = inDay % 3_600 / 60
        second = inDay % 60
    }
}
