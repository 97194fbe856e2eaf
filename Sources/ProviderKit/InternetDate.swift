public import ChannelKit

/// Times as RFC 3339 writes them, such as `2025-01-01T00:00:00.250Z` or `2025-01-01T08:00:00+08:00`.
public enum InternetDate {
    /// The time that a text names, to the millisecond; nil when it is written in another way.
    public static func time(_ text: String) -> Timestamp? {
        let octets = Array(text.utf8)
        guard (20...40).contains(octets.count) else { return nil }
        func number(_ range: Range<Int>, within bounds: ClosedRange<Int>) -> Int? {
            guard octets[range].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            let value = octets[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return bounds.contains(value) ? value : nil
        }
        let separators: [(Int, [UInt8])] = [
            (4, Array("-".utf8)), (7, Array("-".utf8)), (10, Array("Tt ".utf8)), (13, Array(":".utf8)),
            (16, Array(":".utf8)),
        ]
        guard separators.allSatisfy({ $0.1.contains(octets[$0.0]) }),
            let year = number(0..<4, within: 1...9999), let month = number(5..<7, within: 1...12),
            let day = number(8..<10, within: 1...31), let hour = number(11..<13, within: 0...23),
            let minute = number(14..<16, within: 0...59), let second = number(17..<19, within: 0...60)
        else { return nil }
        var index = 19
        var milliseconds = 0
        if octets[index] == UInt8(ascii: ".") {
            let start = index + 1
            index = octets[start...].firstIndex { !(0x30...0x39).contains($0) } ?? octets.count
            guard index > start else { return nil }
            let digits = octets[start..<index].prefix(3).map { Int($0 - 0x30) }
            milliseconds = (digits + [0, 0]).prefix(3).reduce(0) { $0 * 10 + $1 }
        }
        guard let offset = offset(octets[index...]) else { return nil }
        let seconds = CivilDate.days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
        return Timestamp(rawValue: Int64((seconds - offset) * 1000 + milliseconds))
    }

    /// A time in UTC to the second, such as `2025-01-01T00:00:00Z`; times beyond the years 1970 to 9999 are moved into them.
    public static func text(_ time: Timestamp) -> String {
        let seconds = Int(min(max(time.seconds, 0), 253_402_300_799))
        let (year, month, day) = CivilDate.date(ofDays: seconds / 86_400)
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
        return "\(padded(year, 4))-\(padded(month))-\(padded(day))"
            + "T\(padded(hour)):\(padded(minute)):\(padded(second))Z"
    }

    /// Seconds east of Greenwich.
    private static func offset(_ zone: ArraySlice<UInt8>) -> Int? {
        let zone = Array(zone)
        if zone == [UInt8(ascii: "Z")] || zone == [UInt8(ascii: "z")] { return 0 }
        guard zone.count == 5 || zone.count == 6 && zone[3] == UInt8(ascii: ":") else { return nil }
        let digits = zone.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard digits.count == 4, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let values = digits.map { Int($0 - 0x30) }
        let seconds = (values[0] * 10 + values[1]) * 3600 + (values[2] * 10 + values[3]) * 60
        switch zone[0] {
        case UInt8(ascii: "+"): return seconds
        case UInt8(ascii: "-"): return -seconds
        default: return nil
        }
    }
}
