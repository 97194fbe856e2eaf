import ChannelKit
import DeskModel

/// What somebody typed to search: words, and filters such as `status:open`.
public struct SearchQuery: Sendable, Hashable {
    /// A filter whose value it cannot have, as it was typed.
    public enum Misread: Sendable, Hashable {
        /// There is no such status.
        case status(String)
        /// There is no such day since 1970.
        case day(String)
        /// It is no `KEY=VALUE`.
        case field(String)
    }

    /// What is looked for in texts: the words without the filters, and filters that could not be read.
    public private(set) var words = ""
    /// The words alone.
    public private(set) var plainWords = ""
    /// The filters that could not be read.
    public private(set) var misread: [Misread] = []
    /// Text that a sender's name or address holds.
    private(set) var from: [String] = []
    private(set) var statuses: Set<TicketStatus> = []
    private(set) var channels: [String] = []
    /// Text that the assignee's name or address begins with, or `nobody`.
    private(set) var assignees: [String] = []
    private(set) var tags: [String] = []
    /// Values that fields have, as `KEY=VALUE`.
    private(set) var fields: [FieldCondition] = []
    /// Changed before, and at or after, midnight UTC of a day.
    private(set) var before: Timestamp?
    private(set) var after: Timestamp?

    /// Whether only words count.
    var isUnfiltered: Bool {
        from.isEmpty && statuses.isEmpty && channels.isEmpty && assignees.isEmpty && tags.isEmpty && fields.isEmpty
            && before == nil && after == nil
    }

    /// What became of a piece.
    private enum Reading {
        case word
        case filter
        case misread(Misread)
    }

    /// Reads what was typed; a filter with a value that it cannot have is looked for as a word.
    public init(_ text: String) {
        var words: [Substring] = []
        var plain: [Substring] = []
        for piece in text.prefix(2_048).split(whereSeparator: \.isWhitespace).prefix(64) {
            switch take(piece) {
            case .filter: continue
            case .word: plain.append(piece)
            case .misread(let filter): misread.append(filter)
            }
            words.append(piece)
        }
        self.words = words.joined(separator: " ")
        plainWords = plain.joined(separator: " ")
    }

    private mutating func take(_ piece: Substring) -> Reading {
        // A colon of a Chinese keyboard is as good.
        guard let colon = piece.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return .word }
        let typed = String(piece[piece.index(after: colon)...])
        let value = typed.lowercased()
        guard !value.isEmpty else { return .word }
        switch piece[..<colon].lowercased() {
        case "from": from.append(value)
        case "channel": channels.append(value)
        case "assignee": assignees.append(value)
        case "tag": tags.append(value)
        case "field":
            guard let condition = FieldCondition(value) else { return .misread(.field(typed)) }
            fields.append(condition)
        case "status":
            guard let found = Self.statuses(value) else { return .misread(.status(typed)) }
            statuses.formUnion(found)
        case "before":
            guard let day = Self.day(value) else { return .misread(.day(typed)) }
            before = day
        case "after":
            guard let day = Self.day(value) else { return .misread(.day(typed)) }
            after = day
        default: return .word
        }
        return .filter
    }

    private static func statuses(_ value: String) -> Set<TicketStatus>? {
        if let status = TicketStatus(rawValue: value) { return [status] }
        return value == "unsolved" ? Set(TicketStatus.allCases.filter(\.isUnsolved)) : nil
    }

    private static func day(_ value: String) -> Timestamp? {
        let parts = value.split(separator: "-").map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2], year >= 1_970,
            let date = CalendarDate(year: year, month: month, day: day)
        else { return nil }
        return Timestamp(seconds: Int64(date.dayNumber) * 86_400)
    }
}
