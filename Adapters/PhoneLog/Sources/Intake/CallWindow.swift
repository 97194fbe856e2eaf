/// Gathers the rows of one call among the last rows of a log.
///
/// Exchanges write the rows of a call near each other, not behind each other. The window holds a bounded number of rows and all
/// that follows from them: it is a function of the rows in it and of which of them were handed over, so a cursor that names both
/// rebuilds it exactly. A call is handed over when its first row leaves the window, when the file ends, or when the file has not
/// grown for a while; when another row of it comes while it is still in the window, it is handed over again, with all rows.
struct CallWindow {
    /// How many rows are held.
    static let size = 1_024
    /// The most rows of one call; further ones begin it anew.
    static let mostRows = 128

    /// A row with its names and its place.
    struct Entry: Sendable {
        var row: CallRow
        /// Its own name.
        var key: String
        /// What it shares with the other rows of its call; nil when it stands alone.
        var set: String?
        /// Where it begins in the file, in octets.
        var offset: Int64
    }

    /// A call that is complete as far as is known.
    struct Call: Sendable {
        var set: String?
        var entries: [Entry]
    }

    private struct Held {
        var entry: Entry
        var isTaken: Bool
    }

    private struct Gathered {
        /// The numbers of its rows.
        var rows: [Int]
        var keys: Set<String>
        var isDirty: Bool
        /// When its last row came, in the units of the caller's clock.
        var touched: Int64
    }

    private var held: [Held?] = Array(repeating: nil, count: size)
    /// The number of the oldest row held and of the next one to come.
    private var oldest = 0
    private var next = 0
    private var calls: [String: Gathered] = [:]
    /// How many rows were there twice.
    private(set) var duplicates = 0

    /// Takes the next row.
    ///
    /// - Parameters:
    ///   - entry: the row.
    ///   - isTaken: whether it was handed over before, as a cursor tells.
    ///   - time: the caller's clock.
    /// - Returns: the calls that are complete with it.
    mutating func add(_ entry: Entry, isTaken: Bool = false, at time: Int64 = 0) -> [Call] {
        var complete: [Call] = []
        if next - oldest == Self.size, let call = dropOldest() { complete.append(call) }
        let number = next
        next += 1
        held[number % Self.size] = Held(entry: entry, isTaken: isTaken || entry.set == nil)
        guard let set = entry.set else {
            if !isTaken { complete.append(Call(set: nil, entries: [entry])) }
            return complete
        }
        guard var call = calls[set] else {
            calls[set] = Gathered(rows: [number], keys: [entry.key], isDirty: !isTaken, touched: time)
            return complete
        }
        guard call.keys.insert(entry.key).inserted else {
            duplicates += 1
            held[number % Self.size]?.isTaken = true
            return complete
        }
        if call.rows.count == Self.mostRows {
            if call.isDirty { complete.append(handOver(set, call)) }
            call = Gathered(rows: [], keys: [entry.key], isDirty: false, touched: time)
        }
        call.rows.append(number)
        call.isDirty = call.isDirty || !isTaken
        call.touched = time
        calls[set] = call
        return complete
    }

    /// The calls that no row was added to since `time`, in order of their first rows.
    mutating func settle(before time: Int64 = .max) -> [Call] {
        let ready = calls.filter { $0.value.isDirty && $0.value.touched < time }
        return ready.sorted { ($0.value.rows.first ?? 0) < ($1.value.rows.first ?? 0) }.map {
            handOver($0.key, $0.value)
        }
    }

    /// Whether a call waits to be handed over.
    var isWaiting: Bool { calls.contains { $0.value.isDirty } }

    /// Where the oldest row begins; nil when none is held.
    var offset: Int64? { oldest < next ? held[oldest % Self.size]?.entry.offset : nil }

    /// The line of the oldest row.
    var line: Int? { oldest < next ? held[oldest % Self.size]?.entry.row.line : nil }

    /// For each row held whether it was handed over, oldest first.
    var taken: [Bool] { (oldest..<next).map { held[$0 % Self.size]?.isTaken ?? true } }

    private mutating func handOver(_ set: String, _ call: Gathered) -> Call {
        for number in call.rows { held[number % Self.size]?.isTaken = true }
        calls[set]?.isDirty = false
        return Call(set: set, entries: call.rows.compactMap { held[$0 % Self.size]?.entry })
    }

    /// Lets go of the oldest row.
    ///
    /// - Returns: its call, when that waits to be handed over.
    private mutating func dropOldest() -> Call? {
        defer {
            held[oldest % Self.size] = nil
            oldest += 1
        }
        guard let entry = held[oldest % Self.size]?.entry, let set = entry.set, var call = calls[set],
            call.rows.first == oldest
        else { return nil }
        let complete = call.isDirty ? handOver(set, call) : nil
        call.isDirty = false
        call.rows.removeFirst()
        call.keys.remove(entry.key)
        calls[set] = call.rows.isEmpty ? nil : call
        return complete
    }
}
