/// A time as a call log writes it.
enum CallTime: Sendable, Hashable {
    /// With its zone: seconds since 1970 in UTC.
    case instant(Int64)
    /// Without: seconds since 1970 as if the clock on the wall were UTC's.
    case local(Int64)

    /// Which of two numbers of a date such as `3/4/2026` comes first.
    enum DateOrder: String, Sendable, Hashable {
        case dayFirst = "day-first"
        case monthFirst = "month-first"
    }

    /// Reads a time: seconds, milliseconds or microseconds since 1970; `2026-01-31 10:20:30` with `T`, `/`, a fraction or a
    /// zone; RFC 2822; `31.01.2026 10:20`; and `1/31/2026 10:20 AM`, whose order must be known.
    ///
    /// - Returns: nil where it is none.
    static func read(_ text: String, order: DateOrder?) -> CallTime? {
        guard text.utf8.count <= 64 else { return nil }
        let octets = Array(text.utf8)
        if octets.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") }), let epoch = epoch(octets) { return epoch }
        var reading = TimeReading(order: order)
        for token in octets.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") }) {
            guard reading.take(token) else { return nil }
        }
        return reading.time
    }

    private static func epoch(_ octets: [UInt8]) -> CallTime? {
        let whole = octets.prefix { $0 != UInt8(ascii: ".") }
        guard let number = Int64(String(decoding: whole, as: UTF8.self)) else { return nil }
        switch whole.count {
        case 9...11: return .instant(number)
        case 12...13: return .instant(number / 1_000)
        case 14:
            let year = number / 10_000_000_000
            let day = days(year, number / 100_000_000 % 100, number / 1_000_000 % 100)
            return day.map {
                .local($0 * 86_400 + number / 10_000 % 100 * 3600 + number / 100 % 100 * 60 + number % 100)
            }
        case 16: return .instant(number / 1_000_000)
        default: return nil
        }
    }

    static func isDigit(_ octet: UInt8) -> Bool { octet >= 0x30 && octet <= 0x39 }

    /// The days since 1970-01-01 of a date of the Gregorian calendar; nil where there is no such date.
    ///
    /// By Howard Hinnant's `days_from_civil`.
    static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64? {
        guard (1970...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[Int(month) - 1] else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// Puts a time together from its words.
private struct TimeReading {
    let order: CallTime.DateOrder?
    private var year: Int64?
    private var month: Int64?
    private var day: Int64?
    private var second: Int64?
    private var offset: Int64?
    private var isAfternoon: Bool?

    init(order: CallTime.DateOrder?) { self.order = order }

    /// The whole; nil when something is missing.
    var time: CallTime? {
        guard let year, let month, let day, let days = CallTime.days(year, month, day), var second else { return nil }
        if let isAfternoon {
            let hour = second / 3600
            guard (1...12).contains(hour) else { return nil }
            second += (isAfternoon ? 12 : 0) * 3600 - (hour == 12 ? 12 * 3600 : 0)
        }
        let local = days * 86_400 + second
        return offset.map { .instant(local - $0) } ?? .local(local)
    }

    mutating func take(_ token: ArraySlice<UInt8>) -> Bool {
        guard let first = token.first else { return true }
        if CallTime.isDigit(first) { return numeric(token) }
        let word = String(decoding: token, as: UTF8.self).lowercased()
        if first == UInt8(ascii: "+") || first == UInt8(ascii: "-") { return zone(token) }
        switch word {
        case "z", "utc", "gmt": offset = 0
        case "am", "a.m.": isAfternoon = false
        case "pm", "p.m.": isAfternoon = true
        default:
            let beginning = String(word.prefix(3))
            if let number = Self.months.firstIndex(of: beginning) {
                month = Int64(number) + 1
            } else if !Self.weekdays.contains(beginning) {
                return false
            }
        }
        return true
    }

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    private static let weekdays: Set<String> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    private mutating func numeric(_ token: ArraySlice<UInt8>) -> Bool {
        // A date with its time behind a T.
        if let mark = token.firstIndex(of: UInt8(ascii: "T")) {
            return date(token[..<mark]) && clock(token[(mark + 1)...])
        }
        if token.contains(UInt8(ascii: ":")) { return clock(token) }
        if token.contains(where: { !CallTime.isDigit($0) }) { return date(token) }
        guard let number = Int64(String(decoding: token, as: UTF8.self)) else { return false }
        // The day and year of `Sat, 31 Jan 2026`.
        if token.count == 4 { year = number } else { day = number }
        return true
    }

    private mutating func date(_ token: ArraySlice<UInt8>) -> Bool {
        let parts = token.split(omittingEmptySubsequences: false) { "-/.".utf8.contains($0) }
        let numbers = parts.compactMap { Int64(String(decoding: $0, as: UTF8.self)) }
        guard parts.count == 3, numbers.count == 3 else { return false }
        if parts[0].count == 4 {
            (year, month, day) = (numbers[0], numbers[1], numbers[2])
            return true
        }
        guard parts[2].count == 4 else { return false }
        // With points the day comes first everywhere; with slashes only the operator knows.
        let order = token.contains(UInt8(ascii: ".")) ? .dayFirst : self.order
        guard let order else { return false }
        year = numbers[2]
        (day, month) = order == .dayFirst ? (numbers[0], numbers[1]) : (numbers[1], numbers[0])
        return true
    }

    private mutating func clock(_ token: ArraySlice<UInt8>) -> Bool {
        let end = token.firstIndex { !CallTime.isDigit($0) && $0 != UInt8(ascii: ":") } ?? token.endIndex
        let parts = token[..<end].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.count <= 2 ? Int64(String(decoding: $0, as: UTF8.self)) : nil }
        guard (2...3).contains(parts.count), numbers.count == parts.count, numbers[0] < 24, numbers[1] < 60 else {
            return false
        }
        let seconds = numbers.count == 3 ? numbers[2] : 0
        guard seconds <= 60 else { return false }
        second = numbers[0] * 3600 + numbers[1] * 60 + seconds
        var rest = token[end...]
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop(while: CallTime.isDigit) }
        return rest.isEmpty || take(rest)
    }

    private mutating func zone(_ token: ArraySlice<UInt8>) -> Bool {
        let digits = token.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard digits.count == 4 || digits.count == 2, digits.allSatisfy(CallTime.isDigit),
            let number = Int64(String(decoding: digits, as: UTF8.self))
        else { return false }
        let seconds = digits.count == 2 ? number * 3600 : number / 100 * 3600 + number % 100 * 60
        offset = token.first == UInt8(ascii: "-") ? -seconds : seconds
        return true
    }
}
