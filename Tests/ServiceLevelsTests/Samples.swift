import ChannelKit
import DeskModel
import ServiceLevels
import Testing

/// Business hours and moments for tests.
enum Samples {
    /// A moment after RFC 3339, in UTC: `2026-03-28 17:00`.
    static func utc(_ text: String) throws -> Timestamp {
        let parts = text.split(separator: " ")
        let date = try #require(CalendarDate(parts[0]))
        let clock = parts[1].split(separator: ":").compactMap { Int64($0) }
        try #require(clock.count == 2)
        return Timestamp(seconds: Int64(date.dayNumber) * 86_400 + clock[0] * 3_600 + clock[1] * 60)
    }

    /// Hours from weekday texts, Monday first; a text holds intervals with spaces between.
    static func hours(_ zone: String, _ week: [String], _ special: [String: String] = [:]) throws -> BusinessHours {
        BusinessHours(
            id: BusinessHoursID(rawValue: 1),
            name: "Hours",
            timeZone: zone,
            week: try week.map(intervals),
            specialDays: try special.map { date, text in
                SpecialDay(date: try #require(CalendarDate(date)), name: "", intervals: try intervals(text))
            }
        )
    }

    static func intervals(_ text: String) throws -> [DayInterval] {
        try text.split(separator: " ").map { try #require(DayInterval($0)) }
    }

    /// Nine to five from Monday to Friday.
    static let office = Array(repeating: "09:00-17:00", count: 5) + ["", ""]
}

/// A deterministic source of chance, after SplitMix64.
struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
