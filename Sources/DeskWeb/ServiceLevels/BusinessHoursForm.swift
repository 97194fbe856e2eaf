import ChannelKit
import DeskModel
import ServiceLevels

/// Business hours as a form holds them: as typed, so that a form with mistakes comes back whole.
struct BusinessHoursForm: Sendable, Hashable {
    static let maximumText = 40_000

    var name = ""
    var timeZone = "UTC"
    var week = Array(repeating: "09:00-17:00", count: 5) + ["", ""]
    var specialDays = ""
    var notice = ""
    var noticeYear = ""
    var workdayHours = "09:00-17:00"

    /// An empty form with usual values.
    init(language: Language, year: Int) {
        if language == .chinese { timeZone = "Asia/Shanghai" }
        noticeYear = "\(year)"
    }

    /// The form of present hours.
    init(_ hours: BusinessHours, year: Int) {
        name = hours.name
        timeZone = hours.timeZone
        week = hours.week.map(Self.text)
        specialDays = hours.specialDays.map(Self.line).joined(separator: "\n")
        noticeYear = "\(year)"
        workdayHours = week.first { !$0.isEmpty } ?? "09:00-17:00"
    }

    /// What was submitted.
    init(_ form: FormValues) {
        name = form.trimmed("name") ?? ""
        timeZone = form.trimmed("zone") ?? ""
        week = (0..<7).map { form.trimmed("day\($0)") ?? "" }
        specialDays = String((form["special"] ?? "").prefix(Self.maximumText))
        notice = String((form["notice"] ?? "").prefix(Self.maximumText))
        noticeYear = form.trimmed("year") ?? ""
        workdayHours = form.trimmed("workday") ?? ""
    }

    /// The hours the form says.
    ///
    /// - Parameters:
    ///   - id: the id they get.
    ///   - words: the language of the problems.
    ///   - problems: what is wrong is added here.
    /// - Returns: the hours; nil when something is wrong.
    func hours(id: BusinessHoursID, _ words: Words, _ problems: inout FieldProblems) -> BusinessHours? {
        if name.isEmpty || name.count > 100 {
            problems.add("name", words.say("A name of 1 to 100 characters is needed.", "请填写 1 到 100 个字的名称。"))
        }
        if !BusinessTime.isTimeZone(timeZone) {
            problems.add(
                "zone",
                words.say(
                    "There is no such time zone. Write it like Europe/Berlin or Asia/Shanghai.",
                    "没有这个时区，请填写如 Asia/Shanghai。"
                )
            )
        }
        var days: [[DayInterval]] = []
        for (index, text) in week.enumerated() {
            let intervals = Self.intervals(text)
            if intervals == nil { problems.add("day\(index)", "\(words.weekday(index)): \(Self.allowed(words))") }
            days.append(intervals ?? [])
        }
        let special = specialDays(words, &problems)
        guard problems.isEmpty else { return nil }
        return BusinessHours(id: id, name: name, timeZone: timeZone, week: days, specialDays: special)
    }

    /// Takes the days of a pasted notice over into the list of special days.
    ///
    /// - Parameters:
    ///   - words: the language of the problems.
    ///   - problems: what is wrong is added here.
    /// - Returns: how many days were read.
    mutating func takeNotice(_ words: Words, _ problems: inout FieldProblems) -> Int {
        guard let year = Int(noticeYear), (2_000...2_100).contains(year) else {
            problems.add("year", words.say("A year from 2000 to 2100 is needed.", "请填写 2000 到 2100 之间的年份。"))
            return 0
        }
        guard let hours = Self.intervals(workdayHours), !hours.isEmpty else {
            problems.add("workday", Self.allowed(words))
            return 0
        }
        let reading = HolidayNotice(notice, year: year)
        for problem in reading.problems.prefix(5) {
            problems.add(
                "notice",
                words.say(
                    "Line \(problem.line) names no day of the calendar: \(problem.text)",
                    "第 \(problem.line) 行没有可识别的日期：\(problem.text)"
                )
            )
        }
        var present = BusinessHours(id: BusinessHoursID(rawValue: 1), name: "", timeZone: "UTC", week: [])
        var ignored = FieldProblems()
        present.set(specialDays(words, &ignored))
        guard ignored.isEmpty else {
            problems.add("special", ignored["special"] ?? "")
            return 0
        }
        present.set(
            reading.days.map { SpecialDay(date: $0.date, name: $0.name, intervals: $0.isWorkday ? hours : []) }
        )
        specialDays = present.specialDays.map(Self.line).joined(separator: "\n")
        if reading.problems.isEmpty { notice = "" }
        return reading.days.count
    }

    private func specialDays(_ words: Words, _ problems: inout FieldProblems) -> [SpecialDay] {
        var days: [SpecialDay] = []
        let lines = specialDays.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            guard let day = Self.specialDay(line) else {
                problems.add(
                    "special",
                    words.say(
                        "Line \(index + 1) is no day. Write 2026-10-01 Holiday, or 2026-10-10 09:00-17:00 Make-up workday.",
                        "第 \(index + 1) 行无法识别，请写成 2026-10-01 国庆节，或 2026-10-10 09:00-17:00 调休上班。"
                    )
                )
                continue
            }
            days.append(day)
        }
        if days.count > BusinessHours.maximumSpecialDays {
            problems.add(
                "special",
                words.say(
                    "At most \(BusinessHours.maximumSpecialDays) days can be different.",
                    "最多可设置 \(BusinessHours.maximumSpecialDays) 个特殊日期。"
                )
            )
        }
        return days
    }

    private static func specialDay(_ line: Substring) -> SpecialDay? {
        let parts = line.split(whereSeparator: \.isWhitespace)
        guard let date = parts.first.flatMap({ CalendarDate($0) }) else { return nil }
        let hours = parts.dropFirst().prefix { DayInterval($0) != nil }.compactMap { DayInterval($0) }
        guard hours.count <= BusinessHours.maximumIntervals else { return nil }
        let name = parts.dropFirst(1 + hours.count).joined(separator: " ")
        // Hours with a mistake would otherwise pass as the name of a day off.
        if let first = name.first, first.isNumber, name.contains(":") { return nil }
        return SpecialDay(date: date, name: String(name.prefix(100)), intervals: hours)
    }

    /// The intervals of a day; nil when the text is none.
    static func intervals(_ text: String) -> [DayInterval]? {
        let parts = text.split { $0.isWhitespace || $0 == "," || $0 == "，" }
        let intervals = parts.compactMap { DayInterval($0.replacing("–", with: "-")) }
        return intervals.count == parts.count && parts.count <= BusinessHours.maximumIntervals ? intervals : nil
    }

    private static func allowed(_ words: Words) -> String {
        words.say(
            "Write hours like 09:00-12:00 13:00-18:00, at most \(BusinessHours.maximumIntervals) stretches.",
            "请写成 09:00-12:00 13:00-18:00，最多 \(BusinessHours.maximumIntervals) 段。"
        )
    }

    private static func text(_ intervals: [DayInterval]) -> String {
        intervals.map(\.description).joined(separator: " ")
    }

    private static func line(_ day: SpecialDay) -> String {
        [day.date.description, text(day.intervals), day.name].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
