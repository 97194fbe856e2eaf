public import DeskModel

/// Reads an arrangement of holidays as it is published or written down: free days and make-up workdays, with dates.
///
/// Understood are the yearly notices of the Chinese State Council (`国庆节：10月1日至7日放假调休。10月10日上班。`) and plain
/// lines (`2026-12-24..2026-12-26 Christmas`, `2026-10-10 班`). What stands in brackets is passed over.
public struct HolidayNotice: Sendable, Hashable {
    /// The longest text that is read, in bytes.
    public static let maximumBytes = 40_000
    /// The longest stretch of days that one entry may name.
    public static let maximumStretch = 60

    /// A day the notice names.
    public struct Day: Sendable, Hashable {
        /// The day.
        public var date: CalendarDate
        /// The holiday it belongs to; may be empty.
        public var name: String
        /// Whether it is worked, in place of another day.
        public var isWorkday: Bool

        /// Creates a day.
        public init(date: CalendarDate, name: String, isWorkday: Bool) {
            self.date = date
            self.name = name
            self.isWorkday = isWorkday
        }
    }

    /// A line that was not understood.
    public struct Problem: Sendable, Hashable {
        /// The line, from 1.
        public var line: Int
        /// Its beginning.
        public var text: String
    }

    /// The days, in order of time; a date is named once.
    public let days: [Day]
    /// The lines with figures in them that name no day.
    public let problems: [Problem]

    /// Reads a notice.
    ///
    /// - Parameters:
    ///   - text: the notice, at most ``maximumBytes``; what is longer is cut.
    ///   - year: the year of dates that name none.
    public init(_ text: String, year: Int) {
        var days: [CalendarDate: Day] = [:]
        var problems: [Problem] = []
        let whole = String(decoding: text.utf8.prefix(Self.maximumBytes), as: UTF8.self)
        for (index, line) in whole.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard let found = NoticeLine(line, year: year).days else {
                problems.append(Problem(line: index + 1, text: String(line.prefix(60))))
                continue
            }
            for day in found { days[day.date] = day }
        }
        self.days = days.values.sorted { $0.date < $1.date }
        self.problems = problems
    }
}

/// One line of a notice.
private struct NoticeLine {
    /// The days it names, none for a line without dates; nil when its dates are not understood.
    let days: [HolidayNotice.Day]?

    init(_ line: Substring, year: Int) {
        let text = Self.withoutBrackets(line)
        var name = Self.name(in: text)
        var days: [HolidayNotice.Day] = []
        var reader = DateReader(year: year)
        for sentence in text.split(whereSeparator: { "。；;".contains($0) }) {
            guard let dates = reader.dates(in: sentence) else {
                self.days = nil
                return
            }
            let isWorkday = ["上班", "班", "work", "Work"].contains { sentence.contains($0) }
            if name.isEmpty { name = Self.plainName(in: sentence) }
            days += dates.map { HolidayNotice.Day(date: $0, name: name, isWorkday: isWorkday) }
        }
        let hasDate = text.contains { $0 == "月" || $0 == "日" } || text.contains { $0.isNumber && $0.isASCII }
        self.days = days.isEmpty && hasDate && !Self.isProse(text) ? nil : days
    }

    /// A heading or an introduction names a year or a number and no day.
    private static func isProse(_ text: String) -> Bool {
        !text.contains("日") && !text.contains("-") && text.count > 12
    }

    private static func withoutBrackets(_ line: Substring) -> String {
        var text = ""
        var depth = 0
        for character in line {
            if "（(【[".contains(character) {
                depth += 1
            } else if "）)】]".contains(character) {
                depth = max(0, depth - 1)
            } else if depth == 0 {
                text.append(character)
            }
        }
        return text
    }

    /// What stands before the colon, without its number.
    private static func name(in text: String) -> String {
        guard let colon = text.firstIndex(where: { $0 == "：" || $0 == ":" }) else { return "" }
        let head = text[..<colon].drop { "一二三四五六七八九十、.．0123456789 ".contains($0) }
        return String(head.prefix(40))
    }

    /// The words of a plain line, without its dates and marks.
    private static func plainName(in sentence: Substring) -> String {
        let words = sentence.split(separator: " ").filter { word in
            !word.contains { $0.isNumber } && !["班", "上班", "休", "放假", "work", "off"].contains(String(word))
        }
        return String(words.joined(separator: " ").prefix(40))
    }
}
