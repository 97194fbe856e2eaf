public import ChannelKit
import Synchronization

/// The id of a record of one type: made before the record is stored, unique in a data folder, growing with time.
///
/// 42 bits of milliseconds since 2020 and 21 bits that count within the millisecond, so that ids sort by age. Ids are no
/// secrets: whoever shows something by its id checks that it may be shown. In JSON an id is a string.
public struct RecordID<Record>: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The number.
    public let rawValue: Int64

    /// Wraps a number.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Reads a number from text; nil when it is none.
    public init?(_ text: some StringProtocol) {
        guard let number = Int64(text), number > 0 else { return nil }
        self.rawValue = number
    }

    /// The number in decimal.
    public var description: String { String(rawValue) }

    /// Whether the left record is older.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension RecordID {
    /// The least id that a record made at a time can have: whatever is below it is older.
    public static func least(at time: Timestamp) -> Self {
        // Since the beginning of 2020.
        Self(rawValue: max(0, time.rawValue - 1_577_836_800_000) << 21)
    }
}

extension RecordID: Codable {
    /// Reads the id from a string or a number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self), let id = Self(text) {
            self = id
        } else {
            self.init(rawValue: try container.decode(Int64.self))
        }
    }

    /// Writes the id as a string, so that no reader rounds it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Makes record ids.
///
/// One is made for each open data folder, seeded with the newest id in it.
public final class RecordIDSource: Sendable {
    private let last: Mutex<Int64>

    /// Starts behind the newest id in use, so that ids grow even when the clock was set back.
    public init(after newest: Int64 = 0) { last = Mutex(newest) }

    /// A new id, greater than all before.
    public func next<Record>(_ record: Record.Type = Record.self, at now: Timestamp) -> RecordID<Record> {
        let floor = RecordID<Record>.least(at: now).rawValue
        return RecordID(
            rawValue: last.withLock { last in
                last = max(last + 1, floor)
                return last
            }
        )
    }
}
