/// Recognizes dates and times without understanding them.
enum LineDates {
    /// What a text says about when.
    struct Sighting {
        /// A year, a date in digits, or a time of day.
        var hasDate = false
        /// A time of day.
        var hasTime = false
    }

    /// Looks for a year, a time of day and a date in digits.
    static func sighting(in text: Octets) -> Sighting {
        var seen = Sighting()
        var index = 0
        while index < text.count, !seen.hasTime {
            guard text[index].isDigit else {
                index += 1
                continue
            }
            var end = index
            while end < text.count, text[end].isDigit { end += 1 }
            if isTime(text, index..<end) {
                seen = Sighting(hasDate: true, hasTime: true)
            } else if !seen.hasDate {
                seen.hasDate = isDate(text, index..<end)
            }
            index = end
        }
        return seen
    }

    /// Whether a text, in lower case, begins with a date or with a weekday that a number follows.
    static func opens(_ text: Octets) -> Bool {
        guard let first = text.first else { return false }
        guard first.isDigit else {
            return text.prefix(40).contains { $0.isDigit } && weekdays.opensWithWord(text)
        }
        var digits = 1
        while digits < text.count, text[digits].isDigit { digits += 1 }
        guard digits <= 4, digits < text.count else { return false }
        switch text[digits] {
        case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"):
            return digits + 1 < text.count && (text[digits + 1].isDigit || text[digits + 1] == 0x20)
        case 0x20: return digits <= 2
        default: return text[digits] >= 0x80
        }
    }

    /// Hours and minutes: `10:15`, `10h15`.
    private static func isTime(_ text: Octets, _ digits: Range<Int>) -> Bool {
        let end = digits.upperBound
        guard digits.count <= 2, end + 2 < text.count, text[end + 1].isDigit, text[end + 2].isDigit else {
            return false
        }
        return text[end] == UInt8(ascii: ":") || text[end] == UInt8(ascii: "h")
    }

    /// A year of two centuries or one that is named as a year, or three numbers with strokes, dots or hyphens between.
    private static func isDate(_ text: Octets, _ digits: Range<Int>) -> Bool {
        let start = digits.lowerBound
        let end = digits.upperBound
        if digits.count == 4 {
            if text[start] == 0x31 && text[start + 1] == 0x39 || text[start] == 0x32 && text[start + 1] == 0x30 {
                return true
            }
        }
        if text.holds("年", at: end) || text.holds("년", at: end) { return true }
        guard digits.count <= 2, end + 1 < text.count, text[end + 1].isDigit else { return false }
        let stroke = text[end]
        guard stroke == UInt8(ascii: "/") || stroke == UInt8(ascii: ".") || stroke == UInt8(ascii: "-") else {
            return false
        }
        let next = end + 2 < text.count && text[end + 2].isDigit ? end + 3 : end + 2
        return next + 1 < text.count && text[next] == stroke && text[next + 1].isDigit
    }

    private static let weekdays = WordTable([
        "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday", "wednesday",
        "thursday", "friday", "saturday", "sunday",
        "mo", "di", "mi", "do", "fr", "sa", "so", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",
        "samstag",
        "sonnabend", "sonntag",
        "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "lundi", "mardi", "mercredi", "jeudi", "vendredi",
        "samedi",
        "dimanche",
        "mié", "mie", "jue", "vie", "sáb", "sab", "dom", "lunes", "martes", "miércoles", "jueves", "viernes",
        "sábado",
        "domingo",
        "gio", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica",
        "seg", "ter", "qua", "qui", "sex", "segunda", "terça", "quarta", "quinta", "sexta",
        "ma", "wo", "vr", "za", "zo", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag",
        "zondag",
        "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд", "понедельник", "вторник", "среда", "четверг", "пятница",
        "суббота", "воскресенье", "понеділок", "вівторок", "середа", "четвер", "пʼятниця", "субота", "неділя",
        "pon", "wt", "śr", "czw", "pt", "sob", "niedz", "poniedziałek", "wtorek", "środa", "czwartek", "piątek",
        "sobota", "niedziela",
        "man", "tir", "ons", "tor", "tors", "fre", "lør", "søn", "mån", "tis", "lör", "sön", "mandag", "tirsdag",
        "onsdag", "torsdag", "fredag", "lørdag", "søndag", "måndag", "tisdag", "lördag", "söndag",
        "po", "út", "st", "čt", "pá", "ne", "pondělí", "úterý", "středa", "čtvrtek", "pátek", "neděle",
        "ti", "ke", "to", "pe", "la", "su", "maanantai", "tiistai", "keskiviikko", "torstai", "perjantai",
        "lauantai",
        "sunnuntai", "pzt", "sal", "çar", "per", "cum", "cmt", "paz", "星期", "周", "週",
    ])
}
