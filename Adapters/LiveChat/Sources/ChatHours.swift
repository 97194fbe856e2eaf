import ChannelKit
import Foundation

/// When a chat is staffed: spans of each weekday in one time zone.
struct ChatHours: Sendable, Hashable {
    /// The days as settings name them, in the order calendars count them.
    private static let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

    private let zone: TimeZone
    /// The spans of each day in minutes, Sunday first.
    private let spans: [[Range<Int>]]

    /// Reads the group of settings.
    ///
    /// - Throws: ``SettingProblem`` for a time zone or a span that is none.
    init(_ settings: ChannelSettings) throws {
        let name = settings.text("time_zone") ?? ""
        guard let zone = TimeZone(identifier: name) else {
            throw SettingProblem(
                path: "hours.time_zone",
                problem: "\(name) is no time zone that is known here",
                allowed: "a name of the tz database such as Europe/Berlin"
            )
        }
        self.zone = zone
        spans = try Self.days.map { day in
            try settings.texts(day).map { text in
                guard let span = Self.span(text) else {
                    throw SettingProblem(
                        path: "hours.\(day)",
                        problem: "\(text) is no span of a day",
                        allowed: "two times such as 09:00-17:30, the second one later"
                    )
                }
                return span
            }
        }
    }

    /// Whether a time is within the hours.
    func include(_ time: Timestamp) -> Bool {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let date = Date(timeIntervalSince1970: Double(time.rawValue) / 1000)
        let parts = calendar.dateComponents([.weekday, .hour, .minute], from: date)
        guard let day = parts.weekday, let hour = parts.hour, let minute = parts.minute,
            spans.indices.contains(day - 1)
        else { return false }
        return spans[day - 1].contains { $0.contains(hour * 60 + minute) }
    }

    private static func span(_ text: String) -> Range<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(minutes)
        guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
        return start..<end
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.utf8.count) }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...24).contains(hour), (0..<60).contains(minute), hour * 60 + minute <= 1_440
        else { return nil }
        return hour * 60 + minute
    }
}
