public import ChannelKit
public import Foundation

/// Reads a call log: `calls`.
public struct CallsOperation: ProbeOperation {
    /// A call log and how it is to be read.
    public struct Request: Decodable {
        let format: String
        let file: String
        let settings: Settings?
    }

    /// The settings that reading needs, by the names of the outer interface or of the configuration.
    struct Settings: Decodable {
        let timezone: String?
        let timeZone: String?
        let region: String?
        let columns: [String: String]?
        let order: [String]?
        let dateOrder: String?

        private enum CodingKeys: String, CodingKey {
            case timezone, region, columns, order
            case timeZone = "time_zone"
            case dateOrder = "date_order"
        }
    }

    /// The records of the log, each once.
    public struct Answer: Encodable {
        let records: [Record]
        let duplicates: Int
        let problems: [String]
    }

    /// One record; what the log does not tell is null.
    struct Record: Encodable {
        let call: RehearsedCall

        private enum CodingKeys: String, CodingKey {
            case from, to, direction, start, answer, end, disposition, recording
            case fromName = "from_name"
            case duration = "duration_s"
            case talk = "talk_s"
            case uniqueID = "unique_id"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(call.from, forKey: .from)
            try container.encode(call.fromName, forKey: .fromName)
            try container.encode(call.to, forKey: .to)
            try container.encode(call.direction, forKey: .direction)
            try container.encode(call.start.map(Self.written), forKey: .start)
            try container.encode(call.answer.map(Self.written), forKey: .answer)
            try container.encode(call.end.map(Self.written), forKey: .end)
            try container.encode(call.duration, forKey: .duration)
            try container.encode(call.talk, forKey: .talk)
            try container.encode(call.disposition, forKey: .disposition)
            try container.encode(call.uniqueID, forKey: .uniqueID)
            try container.encode(call.recording, forKey: .recording)
        }

        /// RFC 3339 in UTC.
        private static func written(_ time: Timestamp) -> String {
            Date(timeIntervalSince1970: Double(time.seconds)).formatted(.iso8601)
        }
    }

    /// The value of `op`.
    public static let name = "calls"

    private let reader: (any CallLogRehearsing.Type)?

    /// Creates the operation.
    ///
    /// - Parameter reader: the adapter that reads call logs; nil where none is installed.
    public init(reader: (any CallLogRehearsing.Type)?) { self.reader = reader }

    /// Reads the log; what cannot be read in it is told beside the records.
    public func answer(_ request: Request, root: URL) throws -> Answer {
        guard let reader else { throw ProbeInputError("no adapter that reads call logs is installed") }
        let url = URL(fileURLWithPath: request.file, relativeTo: root)
        guard let file = try? FileHandle(forReadingFrom: url) else {
            throw ProbeInputError(
                "file: \"\(request.file)\" cannot be read; allowed: the path of a file, from --root on"
            )
        }
        defer { try? file.close() }
        let rehearsal = try reader.rehearse(settings: settings(of: request)) {
            try file.read(upToCount: 1 << 20).map(Array.init) ?? []
        }
        return Answer(
            records: rehearsal.records.map(Record.init),
            duplicates: rehearsal.duplicates,
            problems: rehearsal.problems
        )
    }

    private func settings(of request: Request) -> ChannelSettings {
        var values: [String: SettingValue] = ["format": .text(request.format)]
        let settings = request.settings
        values["time_zone"] = (settings?.timezone ?? settings?.timeZone).map { .text($0) }
        values["region"] = settings?.region.map { .text($0) }
        values["columns"] = settings?.columns.map { .object($0.mapValues { .text($0) }) }
        values["order"] = settings?.order.map { .list($0.map { .text($0) }) }
        values["date_order"] = settings?.dateOrder.map { .text($0) }
        return ChannelSettings(values)
    }
}
