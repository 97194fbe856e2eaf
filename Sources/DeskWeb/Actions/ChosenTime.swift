import ChannelKit

/// A time that an agent chooses: by a name for one that is near, or as typed into a date field.
enum ChosenTime: String, CaseIterable, Sendable {
    /// In three hours.
    case later
    /// Tomorrow at nine.
    case tomorrow
    /// On the next Monday at nine.
    case monday
    /// In a week, at nine.
    case week

    /// The hour of the day when work begins again.
    private static let morning = 9
    /// The longest way ahead, in days.
    static let maximumDays = 730

    /// The time that a form names; nil when it names none, or none in the future and within two years.
    static func read(_ form: FormValues, preset: String, date: String, _ clock: PageClock) -> Timestamp? {
        let time =
            if let named = form[preset].flatMap(ChosenTime.init) { named.time(clock) } else {
                form.trimmed(date).flatMap { typed($0, clock) }
            }
        guard let time, time > clock.now, time.since(clock.now) < .seconds(maximumDays * 86_400) else { return nil }
        return time
    }

    /// The time in the reader's zone.
    func time(_ clock: PageClock) -> Timestamp {
        let today = Int64((Double(clock.now.seconds + clock.shift(at: clock.now)) / 86_400).rounded(.down))
        let days: Int64
        switch self {
        case .later: return clock.now.advanced(by: .seconds(3 * 3_600))
        case .tomorrow: days = 1
        // Day 0 was a Thursday, so day -3 was a Monday.
        case .monday: days = 7 - (today + 3) % 7
        case .week: days = 7
        }
        return clock.moment(local: (today + days) * 86_400 + Int64(Self.morning) * 3_600)
    }

    /// What it is called.
    func title(_ words: Words) -> String {
        switch self {
        case .later: words.say("In three hours", "三小时后")
        case .tomorrow: words.say("Tomorrow morning", "明天上午")
        case .monday: words.say("Monday morning", "下周一上午")
        case .week: words.say("In a week", "一周后")
        }
    }

    /// Reads `2026-03-12T14:05`, as date fields of browsers send it; a day alone is its morning.
    static func typed(_ text: String, _ clock: PageClock) -> Timestamp? {
        LocalTime.read(text.utf8.count == 10 ? "\(text)T\(morning):00" : text, clock)
    }
}
