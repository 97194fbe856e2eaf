import ChannelKit
import DeskModel

/// Reads times as programs write them, after RFC 3339, section 5.6.
enum WrittenTime {
    /// The time of a text such as `2026-11-30T09:00:00Z` or `2026-11-30T10:00:00.5+01:00`; nil when it is none.
    ///
    /// A leap second is the second before it. Years before 1900 are none.
    static func read(_ text: String) -> Timestamp? {
        let octets = Array(text.utf8)
        guard (20...40).contains(octets.count), octets[10] | 0x20 == UInt8(ascii: "t"),
            octets[13] == UInt8(ascii: ":"), octets[16] == UInt8(ascii: ":"),
            let date = CalendarDate(String(decoding: octets[..<10], as: UTF8.self)),
            let hour = number(octets[11..<13]), hour < 24, let minute = number(octets[14..<16]), minute < 60,
            let second = number(octets[17..<19]), second <= 60
        else { return nil }
        var rest = octets[19...]
        var milliseconds: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            milliseconds = (Array(digits) + [0x30, 0x30, 0x30]).prefix(3).reduce(0) { $0 * 10 + Int64($1 - 0x30) }
            rest = rest[digits.endIndex...]
        }
        guard let shift = offset(rest) else { return nil }
        let seconds = Int64(date.dayNumber) * 86_400 + hour * 3_600 + minute * 60 + min(second, 59) - shift * 60
        return Timestamp(rawValue: seconds * 1_000 + milliseconds)
    }

    /// Minutes east of UTC: `Z`, or `+hh:mm`.
    private static func offset(_ octets: ArraySlice<UInt8>) -> Int64? {
        if octets.count == 1, octets.first.map({ $0 | 0x20 }) == UInt8(ascii: "z") { return 0 }
        let octets = Array(octets)
        guard octets.count == 6, octets[3] == UInt8(ascii: ":"), let hours = number(octets[1..<3]), hours < 24,
            let minutes = number(octets[4..<6]), minutes < 60
        else { return nil }
        switch octets[0] {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        default: return nil
        }
    }

    private static func number(_ octets: ArraySlice<UInt8>) -> Int64? {
        guard octets.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return octets.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
}
