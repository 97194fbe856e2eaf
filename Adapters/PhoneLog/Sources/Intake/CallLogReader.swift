import ChannelKit

/// Reads a call log into arrivals while it comes in; memory is bounded however long it is.
struct CallLogReader {
    private let settings: PhoneLogSettings
    private let naming: CallNaming
    private var rows: RowReader
    private(set) var window = CallWindow()
    private(set) var problems = RowProblems()
    /// How many rows were calls.
    private(set) var rowCount = 0
    /// How many rows were none and need not be told of, such as faxes.
    private(set) var skipped = 0
    /// Which of the rows to come were handed over before, as a cursor tells.
    private var taken: ArraySlice<Bool> = []

    init(_ settings: PhoneLogSettings) {
        self.settings = settings
        naming = CallNaming(format: settings.format, source: settings.source)
        rows = RowReader(settings)
    }

    /// Where the next row begins, for tables.
    var offset: Int64 { rows.offset }

    /// What the file is written in; nil until that is known.
    var encoding: TextDecoding.Encoding? { rows.encoding }

    /// A call that is to be journaled.
    struct Found: Sendable, Hashable {
        var externalID: ExternalID
        var body: [UInt8]
    }

    /// Takes the next octets.
    ///
    /// - Parameters:
    ///   - octets: what follows, cut anywhere.
    ///   - isLast: whether the file ends behind them; every call is complete then.
    ///   - time: the caller's clock, for ``settle(before:)``.
    /// - Returns: the calls that are complete.
    mutating func read(_ octets: [UInt8], isLast: Bool = false, at time: Int64 = 0) -> [Found] {
        var found: [Found] = []
        var outputs: [RowReader.Output] = []
        rows.read(octets, isLast: isLast) { outputs.append($0) }
        for output in outputs { take(output, at: time, &found) }
        if isLast { found += window.settle().map(self.found) }
        return found
    }

    /// Reads a beginning that was read before, such as headings, and goes on at a place of which a cursor tells.
    mutating func resume(beginning: [UInt8], at offset: Int64, line: Int, taken: [Bool]) {
        rows.read(beginning) { _ in }
        rows.move(to: offset, line: line)
        self.taken = taken[...]
    }

    /// The calls that no row was added to since `time`.
    mutating func settle(before time: Int64) -> [Found] { window.settle(before: time).map(found) }

    private mutating func take(_ output: RowReader.Output, at time: Int64, _ found: inout [Found]) {
        switch output {
        case .problem(let problem): problems.note(problem)
        case .row(let row, let offset):
            do throws(RowProblem) {
                guard try settings.reading.record(of: row) != nil else {
                    skipped += 1
                    return
                }
            } catch {
                problems.note(error)
                return
            }
            rowCount += 1
            let isTaken = taken.popFirst() ?? false
            let entry = CallWindow.Entry(
                row: row,
                key: naming.nativeKey(of: row),
                set: naming.setKey(of: row),
                offset: offset
            )
            found += window.add(entry, isTaken: isTaken, at: time).map(self.found)
        }
    }

    private func found(_ call: CallWindow.Call) -> Found {
        let keys = call.entries.map(\.key)
        return Found(
            externalID: naming.arrival(set: call.set, rows: keys),
            body: CallDocument.encode(
                call.entries.map(\.row),
                format: settings.format,
                call: naming.call(set: call.set, row: keys.first ?? "")
            )
        )
    }
}
