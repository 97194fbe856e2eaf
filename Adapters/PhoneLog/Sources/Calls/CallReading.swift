import ChannelKit

/// Reads rows of one format into records: pure, and the same for a row wherever it stands.
struct CallReading: Sendable {
    let format: CallFormat
    let clock: ZoneClock?
    let dateOrder: CallTime.DateOrder?
    let numbers: InternalNumbers

    /// The record of a row; nil where it is a fax or another thing that is no call.
    ///
    /// - Throws: ``RowProblem`` that says what is wrong with the row.
    func record(of row: CallRow) throws(RowProblem) -> CallRecord? {
        if let type = row[.type], type.lowercased() == "fax" { return nil }
        let id = text(row[.uniqueID])
        let epoch = format == .asterisk || format == .asteriskCustom ? id.flatMap(Self.epoch) : nil
        var warnings: [Wording] = []
        let start = try start(of: row, near: epoch, &warnings)
        let answer = try time(.answer, of: row, near: epoch, &warnings)
        let end = try time(.end, of: row, near: epoch, &warnings)
        guard start != nil || end != nil else {
            throw problem(row, "the call has no time", "a time in the column for `start`")
        }
        if let start, let epoch, Self.isOffByZone(start.seconds - epoch) {
            warnings.append(
                Wording(
                    "The exchange's name of the call says another time: time_zone may not be the exchange's zone.",
                    "交换机给通话的名称表明另一个时间：time_zone 可能不是交换机的时区。"
                )
            )
        }
        let duration = try seconds(.duration, of: row)
        var record = CallRecord(start: start, answer: answer, end: end, duration: duration, outcome: .unknown)
        record.warnings = Array(Set(warnings)).sorted { $0.english < $1.english }
        record.uniqueID = id
        readParties(of: row, into: &record)
        record.disposition = text(row[.disposition])
        record.talk = try seconds(.talk, of: row)
        record.recording = recording(of: row)
        readExchange(of: row, into: &record)
        readOutcome(of: row, into: &record)
        complete(&record)
        return record
    }

    // MARK: Parties

    private func readParties(of row: CallRow, into record: inout CallRecord) {
        let shown = row[.callerID].map(PartyText.callerID)
        record.from = numbers.stripped(text(row[.from]) ?? shown?.number)
        record.fromName = text(row[.fromName]) ?? shown?.name
        record.to = numbers.stripped(text(row[.to]))
        record.toName = text(row[.toName])
        record.direction = direction(of: row)
        if let presentation = row[.presentation], presentation != "1" { return }
        let number = numbers.stripped(text(row[.number]))
        // What SMS Backup & Restore writes where the address book has no name.
        let name = text(row[.name]).flatMap { $0 == "(Unknown)" ? nil : $0 }
        if record.direction == .outbound {
            record.to = record.to ?? number
            record.toName = record.toName ?? name
        } else {
            record.from = record.from ?? number
            record.fromName = record.fromName ?? name
        }
    }

    private func direction(of row: CallRow) -> CallDirection? {
        guard let word = row[.direction] else { return nil }
        if format == .androidXML { return word == "2" ? .outbound : .inbound }
        return CallDirection(word: word)
    }

    // MARK: What became of it

    private func readExchange(of row: CallRow, into record: inout CallRecord) {
        if numbers.isTrunk(context: row[.context], channel: row[.channel]) {
            record.trunk = .caller
        } else if numbers.isTrunk(context: nil, channel: row[.destinationChannel]) {
            record.trunk = .callee
        }
        record.queue = text(row[.queue])
        if record.queue == nil, row[.application]?.lowercased() == "queue" {
            record.queue = text(row[.applicationData].map { String($0.prefix { $0 != "," && $0 != "|" }) })
        }
    }

    private func readOutcome(of row: CallRow, into record: inout CallRecord) {
        if format == .androidXML {
            (record.disposition, record.outcome) = Self.android(row[.direction] ?? "")
            return
        }
        let application = row[.application]?.lowercased() ?? ""
        let kind = row[.type]?.lowercased() ?? ""
        let stated = record.disposition.flatMap(CallOutcome.init(word:))
        let isAnswered = stated == .answered || (stated == nil && (record.answer != nil || (record.talk ?? 0) > 0))
        if isAnswered, application == "voicemail" || kind == "vmail" || kind == "voicemail" {
            record.outcome = .voicemail
        } else if stated == .answered, application == "queue", row[.destinationChannel] == nil,
            row.shape.tells(.destinationChannel)
        {
            // The exchange answers for the queue; nobody else did.
            record.outcome = .abandoned
        } else if let stated {
            record.outcome = stated
        } else if isAnswered {
            record.outcome = .answered
        } else if row.shape.tells(.talk) || row.shape.tells(.answer) || record.duration == 0 {
            record.outcome = .missed
        }
        // At Twilio a program answers every call and then dials people in calls of their own.
        record.isProgrammed = format == .twilio && record.outcome == .answered && row[.linkedID] == nil
    }

    /// The types of Android's call log (`CallLog.Calls.TYPE`).
    private static func android(_ type: String) -> (disposition: String, outcome: CallOutcome) {
        switch type {
        case "1": ("incoming", .answered)
        case "2": ("outgoing", .answered)
        case "3": ("missed", .missed)
        case "4": ("voicemail", .voicemail)
        case "5": ("rejected", .rejected)
        case "6": ("blocked", .blocked)
        case "7": ("answered elsewhere", .answered)
        default: ("type \(type.prefix(8))", .unknown)
        }
    }

    private func recording(of row: CallRow) -> String? {
        guard let value = text(row[.recording]) else { return nil }
        // Asterisk's userfield holds anything; only what looks like a sound file is one.
        let isFree = format == .asterisk || format == .asteriskCustom
        return isFree && RecordingName.contentType(of: value) == nil ? nil : value
    }

    /// Works out what a log leaves out: each of begin, end and length follows from the two others.
    private func complete(_ record: inout CallRecord) {
        if record.end == nil, let start = record.start, let duration = record.duration {
            record.end = start.advanced(by: .seconds(duration))
        }
        if record.start == nil, let end = record.end {
            record.start = end.advanced(by: .seconds(-(record.duration ?? 0)))
        }
        if record.duration == nil, let start = record.start, let end = record.end {
            record.duration = max(0, Int(end.seconds - start.seconds))
        }
        if record.talk == nil {
            if let answer = record.answer, let end = record.end {
                record.talk = max(0, Int(end.seconds - answer.seconds))
            } else {
                record.talk = record.outcome == .answered ? record.duration : nil
            }
        }
        if record.outcome == .answered, record.answer == nil, let end = record.end, let talk = record.talk, talk > 0 {
            record.answer = end.advanced(by: .seconds(-talk))
        }
    }

    // MARK: Values

    private func text(_ value: String?) -> String? {
        guard var value else { return nil }
        if format.mayBePercentEncoded, value.contains("%") { value = PercentDecoding.decode(value) }
        return PartyText.line(value)
    }

    private func start(of row: CallRow, near hint: Int64?, _ warnings: inout [Wording]) throws(RowProblem) -> Timestamp?
    {
        if let day = row[.startDate], let time = row[.startTime] {
            return try instant("\(day) \(time)", .start, row, near: hint, &warnings)
        }
        return try time(.start, of: row, near: hint, &warnings)
    }

    private func time(
        _ field: CallField,
        of row: CallRow,
        near hint: Int64?,
        _ warnings: inout [Wording]
    ) throws(RowProblem) -> Timestamp? {
        guard let value = row[field], value != "0", !value.hasPrefix("0000-00-00") else { return nil }
        let text = format.mayBePercentEncoded && value.contains("%") ? PercentDecoding.decode(value) : value
        return try instant(text, field, row, near: hint, &warnings)
    }

    private func instant(
        _ text: String,
        _ field: CallField,
        _ row: CallRow,
        near hint: Int64?,
        _ warnings: inout [Wording]
    ) throws(RowProblem) -> Timestamp? {
        switch CallTime.read(text, order: dateOrder ?? (format == .ringCentral ? .monthFirst : nil)) {
        case .instant(let seconds): return Timestamp(seconds: seconds)
        case .local(let local):
            guard let clock else {
                throw problem(
                    row,
                    "`\(field.rawValue)` is \(RowProblem.quote(text)), a time without a zone",
                    "times with a zone, or the setting time_zone"
                )
            }
            let (seconds, oddity) = clock.instant(ofLocal: local, near: hint)
            switch oddity {
            case .skipped:
                warnings.append(
                    Wording(
                        "The log tells a time over which the clock was put forward.",
                        "日志中的时间处于时钟拨快时跳过的一段。"
                    )
                )
            case .repeated:
                warnings.append(
                    Wording(
                        "The clock was put back: the log's time was twice, the first is taken.",
                        "时钟曾拨慢：日志中的时间出现过两次，按第一次计。"
                    )
                )
            case nil: break
            }
            return Timestamp(seconds: seconds)
        case nil:
            throw problem(
                row,
                "`\(field.rawValue)` is \(RowProblem.quote(text)), which is no time",
                "a time such as 2026-01-31 10:20:30; for 1/31/2026 the setting date_order"
            )
        }
    }

    private func seconds(_ field: CallField, of row: CallRow) throws(RowProblem) -> Int? {
        guard let value = row[field] else { return nil }
        guard let seconds = CallLength.seconds(value) else {
            throw problem(
                row,
                "`\(field.rawValue)` is \(RowProblem.quote(value)), which is no length",
                "seconds, or hours, minutes and seconds such as 0:03:12"
            )
        }
        return seconds
    }

    private func problem(_ row: CallRow, _ problem: String, _ allowed: String) -> RowProblem {
        RowProblem(line: row.line, problem: problem, allowed: allowed)
    }

    /// Whether two times differ as those of two zones do: by quarters of an hour, at most a day, but for the time it takes to
    /// answer a channel.
    private static func isOffByZone(_ difference: Int64) -> Bool {
        let distance = abs(difference)
        return (890...86_410).contains(distance) && (distance + 10) % 900 <= 20
    }

    /// The second in which Asterisk named a call, `[system-]seconds.number`.
    private static func epoch(_ id: String) -> Int64? {
        let whole = id.utf8.prefix { $0 != UInt8(ascii: ".") }
        let digits = whole.suffix(11).split(omittingEmptySubsequences: false) { !CallTime.isDigit($0) }.last ?? whole
        return digits.count == 10 ? Int64(Substring(digits)) : nil
    }
}
