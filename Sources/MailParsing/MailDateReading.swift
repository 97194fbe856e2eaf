/// Reads Date fields: RFC 5322 with its obsolete forms, ISO 8601, ctime, and what mailers made of them.
enum MailDateReading {
    /// The longest value that is looked at, in octets.
    static let longest = 512

    /// The moment an unfolded Date value names; nil when day, month, year or time cannot be told.
    static func read(_ value: Octets) -> MailDate? {
        var parts = Parts()
        for token in tokens(value.prefix(longest)) where !parts.isComplete { parts.take(token) }
        return parts.date
    }

    /// Words without comments; commas separate like spaces.
    private static func tokens(_ value: Octets) -> [Octets] {
        var tokens: [Octets] = []
        var start: Int?
        var depth = 0
        for index in value.indices {
            let octet = value[index]
            if octet == ASCII.leftParenthesis { depth += 1 }
            let separates = depth > 0 || ASCII.isSpace(octet) || octet == ASCII.comma || octet == ASCII.quote
            if octet == ASCII.rightParenthesis, depth > 0 { depth -= 1 }
            if separates {
                if let from = start { tokens.append(value[from..<index]) }
                start = nil
            } else if start == nil {
                start = index
            }
        }
        if let from = start { tokens.append(value[from...]) }
        return tokens
    }

    static func monthNumber(_ word: Octets) -> Int? {
        guard word.count >= 3, word.allSatisfy({ ASCII.isLetter($0) || $0 == ASCII.dot }) else { return nil }
        return months[word.prefix(3).lowercasedText()]
    }

    private static let months: [String: Int] = [
        "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
        "nov": 11, "dec": 12,
    ]
}

/// What has been found of a date so far.
private struct Parts {
    private var day: Int?
    private var month: Int?
    private var year: Int?
    private var clock: (hour: Int, minute: Int, second: Int)?
    private var looseClock: [Int] = []
    private var offset: Int?

    var isComplete: Bool { offset != nil && date != nil }

    mutating func take(_ token: Octets) {
        if let number = Self.number(token) {
            take(number: number, digits: token.count)
        } else if let value = MailDateReading.monthNumber(token), month == nil || year == nil {
            // A numeric month read before was the day of `12 Dec`-less forms: names win.
            if let numeric = month, day == nil { day = numeric }
            month = value
        } else if token.contains(ASCII.colon), takeClock(token) {
            return
        } else if takeJoined(token) {
            return
        } else if clock != nil, offset == nil {
            takeZone(token)
        }
    }

    var date: MailDate? {
        guard let day, let month, let year else { return nil }
        var time = clock
        if time == nil, looseClock.count >= 2 {
            time = (looseClock[0], looseClock[1], looseClock.count > 2 ? looseClock[2] : 0)
        }
        guard let time, time.hour < 24, time.minute < 60, time.second <= 60,
            let civil = CivilDay(year: year, month: month, day: day)
        else { return nil }
        let zone = offset ?? 0
        let seconds =
            civil.daysSince1970 * 86400 + time.hour * 3600 + time.minute * 60 + min(time.second, 59) - zone * 60
        return MailDate(epochMilliseconds: Int64(seconds) * 1000, offsetMinutes: zone)
    }

    private mutating func take(number: Int, digits: Int) {
        if clock != nil || looseClock.count == 3 {
            if year == nil {
                year = Self.fullYear(number, digits: digits)
            } else if offset == nil, digits <= 4 {
                offset = Self.zoneMinutes(number)
            }
        } else if day == nil {
            if digits == 4 { year = number } else { day = number }
        } else if month == nil {
            month = number
        } else if year == nil {
            year = Self.fullYear(number, digits: digits)
        } else if digits <= 2 {
            looseClock.append(number)
        }
    }

    /// `09:55:06`, `9:55`, `09:55:06.123`, `09:55:06-0600`, `04:11PM`.
    private mutating func takeClock(_ token: Octets) -> Bool {
        if let separator = token.firstIndex(where: { $0 == 0x54 || $0 == 0x74 }), takeJoined(token[..<separator]) {
            return takeClock(token[(separator + 1)...])
        }
        if let first = token.first, first == 0x2B || first == ASCII.hyphen, clock != nil {
            takeZone(token)
            return true
        }
        guard clock == nil else { return false }
        let end = token.firstIndex { !ASCII.isDigit($0) && $0 != ASCII.colon && $0 != ASCII.dot } ?? token.endIndex
        let fields = token[..<end].split(separator: ASCII.colon).map { $0.prefix { $0 != ASCII.dot } }
        let numbers = fields.compactMap(Self.number)
        guard numbers.count == fields.count, numbers.count == 2 || numbers.count == 3 else { return false }
        var hour = numbers[0]
        let rest = token[end...]
        if rest.equalsLowercased("pm"), hour < 12 { hour += 12 }
        if rest.equalsLowercased("am"), hour == 12 { hour = 0 }
        clock = (hour, numbers[1], numbers.count > 2 ? numbers[2] : 0)
        if !rest.isEmpty { takeZone(rest) }
        return true
    }

    /// `2021-05-04`, `04-May-2021`, `4/5/2021`, `20210504`.
    private mutating func takeJoined(_ token: Octets) -> Bool {
        guard day == nil else { return false }
        let fields = token.split { $0 == ASCII.hyphen || $0 == ASCII.slash || $0 == ASCII.dot }
        guard fields.count == 3 else { return false }
        let numbers = fields.map(Self.number)
        if let name = MailDateReading.monthNumber(fields[1]), let first = numbers[0], let last = numbers[2] {
            (day, month, year) = (first, name, Self.fullYear(last, digits: fields[2].count))
            return true
        }
        guard let first = numbers[0], let second = numbers[1], let last = numbers[2] else { return false }
        if fields[0].count == 4 {
            (year, month, day) = (first, second, last)
        } else if token.contains(ASCII.slash), second > 12 || first <= 12 {
            // With slashes the month stands first unless it cannot.
            (month, day, year) = (first, second, Self.fullYear(last, digits: fields[2].count))
        } else {
            (day, month, year) = (first, second, Self.fullYear(last, digits: fields[2].count))
        }
        return true
    }

    private mutating func takeZone(_ token: Octets) {
        if token.equalsLowercased("pm"), let now = clock {
            if now.hour < 12 { clock?.hour += 12 }
            return
        }
        if token.equalsLowercased("am"), let now = clock {
            if now.hour == 12 { clock?.hour = 0 }
            return
        }
        var rest = token
        if rest.startsLowercased(with: "gmt") || rest.startsLowercased(with: "utc"), rest.count > 3 {
            rest = rest.dropFirst(3)
        }
        if let sign = rest.first, sign == 0x2B || sign == ASCII.hyphen {
            let digits = rest.dropFirst().filter { $0 != ASCII.colon }[...]
            guard let number = Self.number(digits.prefix(4)), !digits.isEmpty else { return }
            let minutes = digits.count <= 2 ? number * 60 : Self.zoneMinutes(number)
            guard minutes <= 24 * 60 else { return }
            offset = sign == ASCII.hyphen ? -minutes : minutes
            return
        }
        let letters = rest.prefix(while: ASCII.isLetter)
        guard !letters.isEmpty, letters.count <= 5 else { return }
        offset = Self.zones[letters.lowercasedText()] ?? 0
    }

    private static func zoneMinutes(_ hhmm: Int) -> Int { hhmm / 100 * 60 + hhmm % 100 }

    private static func number(_ token: Octets) -> Int? {
        guard !token.isEmpty, token.count <= 8, token.allSatisfy(ASCII.isDigit) else { return nil }
        return token.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// RFC 5322 section 4.3: two digits below 50 are 20xx, others 19xx; three digits count from 1900.
    private static func fullYear(_ number: Int, digits: Int) -> Int {
        switch digits {
        case ...2: number < 50 ? 2000 + number : 1900 + number
        case 3: 1900 + number
        default: number
        }
    }

    /// The zones of RFC 5322 section 4.3, and names that mailers use where they are not ambiguous in mail.
    private static let zones: [String: Int] = [
        "ut": 0, "gmt": 0, "utc": 0, "z": 0, "wet": 0,
        "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
        "bst": 60, "cet": 60, "met": 60, "mez": 60, "cest": 120, "mest": 120, "mesz": 120, "eet": 120, "eest": 180,
        "msk": 180, "hkt": 480, "sgt": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
        "akst": -540, "akdt": -480, "hst": -600, "west": 60,
    ]
}
