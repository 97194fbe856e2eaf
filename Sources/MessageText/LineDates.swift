/// Recognizes dates and times without understanding them.
enum LineDates {
    /// Whether a text holds a year, a time of day, or a date in digits.
    static func hasDate(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            guard isDigit(bytes[index]) else {
                index += 1
                continue
            }
            var end = index
            while end < bytes.count, isDigit(bytes[end]) { end += 1 }
            let length = end - index
            if length == 4, isCentury(bytes[index], bytes[index + 1]) { return true }
            if end < bytes.count, bytes[end] >= 0xE0, yearMarks.contains(where: { bytes[end...].starts(with: $0) }) {
                return true
            }
            if length <= 2, end + 2 < bytes.count, isDigit(bytes[end + 1]), isDigit(bytes[end + 2]),
                bytes[end] == UInt8(ascii: ":") || bytes[end] == UInt8(ascii: "h")
            {
                return true
            }
            if length <= 2, end + 2 < bytes.count, bytes[end] == UInt8(ascii: "/") || bytes[end] == UInt8(ascii: "."),
                isDigit(bytes[end + 1])
            {
                let next = end + 2 < bytes.count && isDigit(bytes[end + 2]) ? end + 3 : end + 2
                if next + 1 < bytes.count, bytes[next] == bytes[end], isDigit(bytes[next + 1]) { return true }
            }
            index = end
        }
        return false
    }

    /// Whether a text, in lower case, begins with a date or the name of a weekday and a date.
    static func opens(_ text: [UInt8]) -> Bool {
        let bytes = Array(text.prefix(40))
        guard let first = bytes.first else { return false }
        if isDigit(first) {
            let digits = bytes.prefix { isDigit($0) }.count
            guard digits <= 4, digits < bytes.count else { return false }
            switch bytes[digits] {
            case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"):
                return digits + 1 < bytes.count && (isDigit(bytes[digits + 1]) || bytes[digits + 1] == 0x20)
            case 0x20: return digits <= 2
            default: return bytes[digits] >= 0x80
            }
        }
        return bytes.contains(where: isDigit) && weekdays.opens(text)
    }

    private static func isCentury(_ first: UInt8, _ second: UInt8) -> Bool {
        first == 0x31 && second == 0x39 || first == 0x32 && second == 0x30
    }

    private static let yearMarks = [Array("年".utf8), Array("년".utf8)]

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static let weekdays = WordTable([
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so", "lun", "mar", "mer",
        "mié", "mie", "jue", "jeu", "ven", "vie", "sáb", "sab", "sam", "dom", "dim", "gio", "seg", "ter", "qua", "qui",
        "sex", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "понедельник", "вторник", "среда", "четверг", "пятница",
        "суббота", "воскресенье", "pon", "wt", "śr", "czw", "pt", "niedz", "man", "tir", "ons", "tor", "lør", "søn",
    ])
}
