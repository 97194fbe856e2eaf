import ChannelKit
import DeskModel
import Testing

@testable import ServiceLevels

@Suite struct BusinessTimeTests {
    /// A stretch of wall-clock working time in one zone.
    struct Case: Sendable, CustomStringConvertible {
        let description: String
        let zone: String
        var week: [String] = Samples.office
        var special: [String: String] = [:]
        let from: String
        let to: String
        let minutes: Int64
    }

    static let cases: [Case] = [
        Case(description: "within a day", zone: "UTC", from: "2026-06-01 10:00", to: "2026-06-01 12:30", minutes: 150),
        Case(
            description: "before the opening",
            zone: "UTC",
            from: "2026-06-01 01:00",
            to: "2026-06-01 10:00",
            minutes: 60
        ),
        Case(
            description: "after the closing",
            zone: "UTC",
            from: "2026-06-01 16:00",
            to: "2026-06-01 23:00",
            minutes: 60
        ),
        Case(
            description: "over a weekend",
            zone: "UTC",
            from: "2026-06-05 16:00",
            to: "2026-06-08 10:00",
            minutes: 120
        ),
        Case(
            description: "a whole week",
            zone: "UTC",
            from: "2026-06-01 00:00",
            to: "2026-06-08 00:00",
            minutes: 2_400
        ),
        Case(description: "backwards", zone: "UTC", from: "2026-06-01 12:00", to: "2026-06-01 10:00", minutes: 0),
        // 2026-03-29 02:00 becomes 03:00 in Berlin, 2026-10-25 03:00 becomes 02:00.
        Case(
            description: "Berlin: a day of 23 hours",
            zone: "Europe/Berlin",
            week: Array(repeating: "00:00-24:00", count: 7),
            from: "2026-03-28 23:00",
            to: "2026-03-29 22:00",
            minutes: 23 * 60
        ),
        Case(
            description: "Berlin: a day of 25 hours",
            zone: "Europe/Berlin",
            week: Array(repeating: "00:00-24:00", count: 7),
            from: "2026-10-24 22:00",
            to: "2026-10-25 23:00",
            minutes: 25 * 60
        ),
        Case(
            description: "Berlin: a skipped hour has no time",
            zone: "Europe/Berlin",
            week: Array(repeating: "02:00-03:00", count: 7),
            from: "2026-03-28 23:00",
            to: "2026-03-29 22:00",
            minutes: 0
        ),
        Case(
            description: "Berlin: half a skipped hour",
            zone: "Europe/Berlin",
            week: Array(repeating: "02:30-04:00", count: 7),
            from: "2026-03-28 23:00",
            to: "2026-03-29 22:00",
            minutes: 60
        ),
        Case(
            description: "Berlin: an hour that comes twice",
            zone: "Europe/Berlin",
            week: Array(repeating: "02:00-03:00", count: 7),
            from: "2026-10-24 22:00",
            to: "2026-10-25 23:00",
            minutes: 120
        ),
        Case(
            description: "Berlin: the office opens by the wall in summer",
            zone: "Europe/Berlin",
            from: "2026-07-01 07:00",
            to: "2026-07-01 08:00",
            minutes: 60
        ),
        Case(
            description: "Berlin: the office opens by the wall in winter",
            zone: "Europe/Berlin",
            from: "2026-12-01 07:00",
            to: "2026-12-01 08:30",
            minutes: 30
        ),
        // 2026-03-08 02:00 becomes 03:00 in New York, 2026-11-01 02:00 becomes 01:00.
        Case(
            description: "New York: a night shift over the spring change",
            zone: "America/New_York",
            week: Array(repeating: "22:00-06:00", count: 7),
            from: "2026-03-08 03:00",
            to: "2026-03-08 10:00",
            minutes: 7 * 60
        ),
        Case(
            description: "New York: a night shift over the autumn change",
            zone: "America/New_York",
            week: Array(repeating: "22:00-06:00", count: 7),
            from: "2026-11-01 02:00",
            to: "2026-11-01 11:00",
            minutes: 9 * 60
        ),
        Case(
            description: "New York: the Friday before and the Monday after",
            zone: "America/New_York",
            from: "2026-03-06 21:00",
            to: "2026-03-09 14:00",
            minutes: 120
        ),
        // 国庆: free from the first to the seventh, worked on a Saturday.
        Case(
            description: "Shanghai: the national holiday",
            zone: "Asia/Shanghai",
            special: [
                "2026-10-01": "", "2026-10-02": "", "2026-10-03": "", "2026-10-04": "", "2026-10-05": "",
                "2026-10-06": "", "2026-10-07": "", "2026-10-10": "10:00-16:00",
            ],
            from: "2026-09-30 08:00",
            to: "2026-10-08 02:00",
            minutes: 120
        ),
        Case(
            description: "Shanghai: a make-up Saturday with hours of its own",
            zone: "Asia/Shanghai",
            special: ["2026-10-10": "10:00-16:00"],
            from: "2026-10-09 16:00",
            to: "2026-10-11 16:00",
            minutes: 360
        ),
        Case(
            description: "a shift over midnight belongs to the day it begins on",
            zone: "UTC",
            week: ["22:00-06:00", "", "", "", "", "", ""],
            from: "2026-06-01 23:00",
            to: "2026-06-02 23:00",
            minutes: 7 * 60
        ),
        Case(
            description: "a holiday drops the shift that begins on it, not the one that ends on it",
            zone: "UTC",
            week: Array(repeating: "22:00-06:00", count: 7),
            special: ["2026-06-02": ""],
            from: "2026-06-01 22:00",
            to: "2026-06-03 22:00",
            minutes: 8 * 60
        ),
        Case(
            description: "overlapping intervals count once",
            zone: "UTC",
            week: Array(repeating: "08:00-12:00 10:00-14:00 20:00-10:00", count: 7),
            from: "2026-06-01 10:00",
            to: "2026-06-02 10:00",
            minutes: 18 * 60
        ),
        Case(
            description: "a split day",
            zone: "UTC",
            week: Array(repeating: "09:00-12:00 13:00-18:00", count: 7),
            from: "2026-06-01 11:00",
            to: "2026-06-01 14:00",
            minutes: 120
        ),
        Case(
            description: "a week without hours",
            zone: "UTC",
            week: [],
            from: "2026-06-01 00:00",
            to: "2030-06-01 00:00",
            minutes: 0
        ),
    ]

    @Test(arguments: cases) func `business time between two moments`(_ sample: Case) throws {
        let time = try #require(BusinessTime(Samples.hours(sample.zone, sample.week, sample.special)))
        let elapsed = time.elapsed(from: try Samples.utc(sample.from), to: try Samples.utc(sample.to))
        #expect(elapsed == sample.minutes * 60_000)
    }

    @Test(arguments: [
        ("UTC", "2026-06-01 10:00", 60, "2026-06-01 11:00"),
        ("UTC", "2026-06-01 10:00", 420, "2026-06-01 17:00"),
        ("UTC", "2026-06-01 10:00", 421, "2026-06-02 09:01"),
        ("UTC", "2026-06-05 16:30", 60, "2026-06-08 09:30"),
        ("UTC", "2026-06-06 12:00", 1, "2026-06-08 09:01"),
        ("UTC", "2026-06-06 12:00", 0, "2026-06-06 12:00"),
        // The Friday before the change ends at 16:00 UTC, the Monday after begins at 07:00 UTC.
        ("Europe/Berlin", "2026-03-27 15:30", 60, "2026-03-30 07:30"),
        ("Europe/Berlin", "2026-10-23 14:30", 60, "2026-10-26 08:30"),
        ("America/New_York", "2026-03-06 21:30", 60, "2026-03-09 13:30"),
        ("Asia/Shanghai", "2026-06-01 01:00", 480, "2026-06-01 09:00"),
    ]) func `the moment after so many business minutes`(
        _ zone: String,
        _ from: String,
        _ minutes: Int64,
        _ due: String
    )
        throws
    {
        let time = try #require(BusinessTime(Samples.hours(zone, Samples.office)))
        let moment = time.moment(after: minutes * 60_000, from: try Samples.utc(from))
        #expect(moment == (try Samples.utc(due)))
    }

    @Test func `a week without hours never gets there, and hours that end in the past do not either`() throws {
        let never = try #require(BusinessTime(Samples.hours("UTC", [])))
        #expect(never.moment(after: 1, from: try Samples.utc("2026-06-01 10:00")) == nil)
        #expect(never.opening(from: try Samples.utc("2026-06-01 10:00")) == nil)
        let once = try #require(BusinessTime(Samples.hours("UTC", [], ["2026-06-01": "09:00-10:00"])))
        #expect(
            once.moment(after: 3_600_000, from: try Samples.utc("2026-05-01 10:00"))
                == (try Samples.utc("2026-06-01 10:00"))
        )
        #expect(once.moment(after: 3_600_001, from: try Samples.utc("2026-05-01 10:00")) == nil)
        #expect(once.moment(after: 1, from: try Samples.utc("2026-06-02 10:00")) == nil)
    }

    @Test func `an unknown time zone is refused`() throws {
        #expect(BusinessTime(try Samples.hours("Mars/Olympus", Samples.office)) == nil)
        #expect(!BusinessTime.isTimeZone("../etc/passwd"))
        #expect(!BusinessTime.isTimeZone(""))
        #expect(BusinessTime.isTimeZone("Asia/Shanghai"))
    }

    @Test func `the desk is open and tells when it opens next`() throws {
        let time = try #require(BusinessTime(Samples.hours("Europe/Berlin", Samples.office)))
        #expect(time.isOpen(at: try Samples.utc("2026-06-01 07:00")))
        #expect(!time.isOpen(at: try Samples.utc("2026-06-01 15:00")))
        #expect(time.opening(from: try Samples.utc("2026-06-05 15:00")) == (try Samples.utc("2026-06-08 07:00")))
    }

    /// What must hold for any hours, moments and lengths: forward and back agree, later is never earlier, and parts add up.
    @Test(arguments: 0..<60) func `reckoning is monotone, additive and its own inverse`(_ seed: Int) throws {
        var chance = Chance(state: UInt64(seed))
        let zone = try #require(
            ["UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Asia/Kathmandu"]
                .randomElement(using: &chance)
        )
        let week = (0..<7).map { _ in
            (0..<Int.random(in: 0...2, using: &chance)).compactMap { _ in
                let start = Int.random(in: 0..<1_440, using: &chance)
                return DayInterval(start: start, end: start + Int.random(in: 1...1_440, using: &chance))
            }
        }
        let base = try Samples.utc("2026-01-01 00:00").rawValue
        let special = (0..<20).map { _ in
            SpecialDay(
                date: CalendarDate(dayNumber: Int(base / 86_400_000) + Int.random(in: 0...400, using: &chance)),
                name: "",
                intervals: Bool.random(using: &chance) ? [] : [DayInterval.wholeDay]
            )
        }
        let hours = BusinessHours(
            id: BusinessHoursID(rawValue: 1),
            name: "",
            timeZone: zone,
            week: week,
            specialDays: special
        )
        let time = try #require(BusinessTime(hours))
        for _ in 0..<20 {
            let moments = (0..<3).map { _ in
                Timestamp(rawValue: base + Int64.random(in: 0...31_000_000_000, using: &chance))
            }.sorted()
            let whole = time.elapsed(from: moments[0], to: moments[2])
            let parts =
                time.elapsed(from: moments[0], to: moments[1]) + time.elapsed(from: moments[1], to: moments[2])
            #expect(whole == parts)
            let length = Int64.random(in: 1...400_000_000, using: &chance)
            let more = Int64.random(in: 1...400_000_000, using: &chance)
            guard let due = time.moment(after: length, from: moments[0]) else { continue }
            #expect(time.elapsed(from: moments[0], to: due) == length)
            #expect(due.rawValue - moments[0].rawValue >= length)
            #expect(time.moment(after: length + more, from: moments[0]) == time.moment(after: more, from: due))
            if let later = time.moment(after: length, from: moments[1]) { #expect(later >= due) }
        }
    }
}
