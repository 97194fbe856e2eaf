public import ChannelKit

extension PhoneLogAdapter: CallLogRehearsing {
    /// The most records of one rehearsal.
    static let mostRehearsed = 100_000

    /// Reads a call log row by row, storing nothing.
    ///
    /// - Parameters:
    ///   - settings: the settings of a channel.
    ///   - next: the next octets of the log, empty at its end.
    /// - Returns: the records in the log's order, each once, at most ``mostRehearsed``.
    /// - Throws: `SettingProblem` when the settings do not make a channel, or whatever `next` throws.
    public static func rehearse(
        settings: ChannelSettings,
        next: () throws -> [UInt8]
    ) throws -> CallLogRehearsal {
        let settings = try PhoneLogSettings(settings, channel: ChannelID(rawValue: "probe"))
        let naming = CallNaming(format: settings.format, source: settings.source)
        var rows = RowReader(settings)
        var seen = Set<String>()
        var rehearsal = CallLogRehearsal(records: [], duplicates: 0, problems: [])
        var problems = RowProblems()
        var isLast = false
        while !isLast {
            let octets = try next()
            isLast = octets.isEmpty
            rows.read(octets, isLast: isLast) { output in
                guard rehearsal.records.count < mostRehearsed else { return }
                switch output {
                case .problem(let problem): problems.note(problem)
                case .row(let row, _):
                    do throws(RowProblem) {
                        guard let record = try settings.reading.record(of: row) else { return }
                        guard seen.insert(naming.nativeKey(of: row)).inserted else {
                            rehearsal.duplicates += 1
                            return
                        }
                        rehearsal.records.append(rehearsed(record, settings.numbers))
                    } catch { problems.note(error) }
                }
            }
        }
        rehearsal.problems = problems.first.map(\.description)
        return rehearsal
    }

    private static func rehearsed(_ record: CallRecord, _ numbers: InternalNumbers) -> RehearsedCall {
        var call = RehearsedCall(direction: numbers.direction(of: record).rawValue)
        call.from = record.from
        call.fromName = record.fromName
        call.to = record.to
        call.start = record.start
        call.answer = record.answer
        call.end = record.end
        call.duration = record.duration
        call.talk = record.talk
        call.disposition = record.disposition
        call.uniqueID = record.uniqueID
        call.recording = record.recording
        return call
    }
}
