import ChannelKit

/// Writes times for people: in the browser's zone when it has told which, else in UTC, shown as such.
struct PageClock: Sendable, Hashable {
    /// Now.
    let now: Timestamp
    /// The reader's zone; nil when unknown.
    let zone: PageZone?

    /// Seconds east of UTC at a moment; 0 when the zone is unknown.
    func shift(at time: Timestamp) -> Int64 { zone?.shift(at: time.seconds) ?? 0 }

    /// The moment at which the reader's clock shows a time, given in seconds as if in UTC.
    ///
    /// A time that comes twice means its first coming; one that is skipped means as much later.
    func moment(local: Int64) -> Timestamp {
        guard let zone else { return Timestamp(seconds: local) }
        // Zones change at most once within two days, so that one of these shifts holds.
        let shifts = [zone.shift(at: local - 86_400), zone.shift(at: local + 86_400)]
        let moments = shifts.map { local - $0 }
        let shown = zip(moments, shifts).filter { zone.shift(at: $0) == $1 }.map(\.0)
        return Timestamp(seconds: shown.min() ?? moments[0])
    }

    /// A time as a `time` element, with the year when it is not this one.
    func html(_ time: Timestamp, _ words: Words) -> HTML {
        "<time datetime=\"\(iso(time))\">\(text(time, words))</time>"
    }

    /// A time as text, such as `12 Mar, 14:05` or `3月12日 14:05`.
    func text(_ time: Timestamp, _ words: Words) -> String {
        let day = CivilDay(seconds: time.seconds + shift(at: time))
        let today = CivilDay(seconds: now.seconds + shift(at: now))
        let clock = "\(two(day.hour)):\(two(day.minute))"
        let zone = zone == nil ? " UTC" : ""
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
