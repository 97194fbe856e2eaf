import DeskModel

/// Finds dates and stretches of dates in a sentence; a date that leaves out year or month has those of the one before.
struct DateReader {
    private var year: Int
    private var month: Int?

    init(year: Int) { self.year = year }

    /// The days a sentence names, none when it names none; nil when one is no day of the calendar.
    mutating func dates(in sentence: Substring) -> [CalendarDate]? {
        var days: [CalendarDate] = []
        var stretchFrom: CalendarDate?
        // What stands between two dates; their years and months are no part of it.
        var between = ""
        var rest = sentence
        while let start = rest.firstIndex(where: { $0.isASCII && $0.isNumber }) {
            between += rest[..<start]
            rest = rest[start...]
            switch next(&rest) {
            case .none: continue
            case .some(.none): return nil
            case .some(.some(let date)):
                if let from = stretchFrom, Self.joins(between) {
                    guard from < date, date.dayNumber - from.dayNumber < HolidayNotice.maximumStretch else {
                        return nil
                    }
                    days += (from.dayNumber + 1...date.dayNumber).map(CalendarDate.init(dayNumber:))
                } else {
                    days.append(date)
                }
                stretchFrom = date
                between = ""
            }
            guard days.count <= BusinessHours.maximumSpecialDays else { return nil }
        }
        return days
    }

    /// Whether what stands between two dates makes a stretch of them.
    private static func joins(_ text: String) -> Bool {
        ["至", "到", "-", "–", "—", "~", "～", "..", "to"].contains(text.filter { !$0.isWhitespace })
    }

    /// Reads a date at the beginning of the text and moves behind it: nil for a number that is no date, and a date that is
    /// nil for one the calendar does not have.
    private mutating func next(_ text: inout Substring) -> CalendarDate?? {
        let first = Self.number(&text)
        if let mark = text.first, mark == "-" || mark == "/", first >= 1_900 {
            return isoDate(year: first, mark: mark, &text)
        }
        switch text.first {
        case "年":
            text = text.dropFirst()
            if (1_900...9_999).contains(first) { year = first }
            return nil
        case "月":
            text = text.dropFirst()
            month = first
            return nil
        case "日", "号":
            text = text.dropFirst()
            guard let month else { return nil }
            return .some(CalendarDate(year: year, month: month, day: first))
        default: return nil
        }
    }

    private mutating func isoDate(year: Int, mark: Character, _ text: inout Substring) -> CalendarDate?? {
        text = text.dropFirst()
        let month = Self.number(&text)
        guard text.first == mark else { return .some(nil) }
        text = text.dropFirst()
        self.year = year
        self.month = month
        return .some(CalendarDate(year: year, month: month, day: Self.number(&text)))
    }

    /// The number at the beginning; 0 when there is none or it is longer than any of a date.
    private static func number(_ text: inout Substring) -> Int {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        text = text[digits.endIndex...]
        return digits.count <= 4 ? Int(digits) ?? 0 : 0
    }
}
