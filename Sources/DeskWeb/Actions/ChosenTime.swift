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
    private static let maximumDays = 730

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
        let shift = Int64(clock.offset ?? 0) * 60
        let today = Int64((Double(clock.now.seconds + shift) / 86_400).rounded(.down))
        let days: Int64
        switch self {
        case .later: return clock.now.advanced(by: .seconds(3 * 3_600))
        case .tomorrow: days = 1
        // Day 0 was a Thursday, so day -3 was a Monday.
        case .monday: days = 7 - (today + 3) % 7
        case .week: days = 7
        }
        return Timestamp(seconds: (today + days) * 86_400 + Int64(Self.morning) * 3_600 - shift)
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

    /// Reads `2026-03-12T14:05`, as date fields of browsers send it.
    static func typed(_ text: String, _ clock: PageClock) -> Timestamp? {
        guard text.utf8.count <= 19 else { return nil }
        let numbers = text.split { "-T: ".contains($0) }.map { Int64($0) }
        guard (3...6).contains(numbers.count), !numbers.contains(nil) else { return nil }
        let parts = numbers.compactMap { $0 } + [Int64(morning), 0].suffix(numbers.count == 3 ? 2 : 0)
        guard parts.count >= 5, (1_970...9_999).contains(parts[0]), (1...12).contains(parts[1]),
            (1...31).contains(parts[2]), (0...23).contains(parts[3]), (0...59).contains(parts[4])
        else { return nil }
        let days = CivilDay.number(year: parts[0], month: parts[1], day: parts[2])
        let seconds = days * 86_400 + parts[3] * 3_600 + parts[4] * 60 - Int64(clock.offset ?? 0) * 60
        return Timestamp(seconds: seconds)
    }
}

extension CivilDay {
    /// Days since 1970-01-01 of a date, after Howard Hinnant's `days_from_civil`.
    static func number(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
