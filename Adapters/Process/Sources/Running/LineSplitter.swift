import Glibc

/// Cuts octets into lines at 0x0A, whatever pieces they come in, and holds no more than one line of the longest kind.
struct LineSplitter {
    /// A line, or what is left of one that is too long.
    enum Line: Hashable {
        /// The octets without their line end; a carriage return before it is taken off.
        case whole([UInt8])
        /// A line over the limit, of which nothing was kept but how many octets it had.
        case tooLong(octets: Int)
    }

    private let longest: Int
    private var pending: [UInt8] = []
    /// The octets of a line that is too long and has not ended yet.
    private var skipped = 0

    /// Creates a splitter for lines of at most that many octets.
    init(longest: Int) { self.longest = longest }

    /// Takes the next octets and gives the lines they end.
    mutating func take(_ octets: UnsafeRawBufferPointer) -> [Line] {
        var lines: [Line] = []
        var rest = octets[...]
        while let end = rest.firstIndex(of: 0x0A) {
            keep(rest[rest.startIndex..<end])
            lines.append(finish())
            rest = rest[(end + 1)...]
        }
        keep(rest)
        return lines
    }

    /// What stands behind the last line end, once no more octets come; nil when nothing does.
    mutating func end() -> Line? { pending.isEmpty && skipped == 0 ? nil : finish() }

    private mutating func keep(_ octets: Slice<UnsafeRawBufferPointer>) {
        if skipped > 0 {
            skipped += octets.count
        } else if pending.count + octets.count > longest {
            skipped = pending.count + octets.count
            pending = []
        } else {
            pending.append(contentsOf: octets)
        }
    }

    private mutating func finish() -> Line {
        defer {
            pending.removeAll(keepingCapacity: pending.count <= 64 << 10)
            skipped = 0
        }
        if skipped > 0 { return .tooLong(octets: skipped) }
        if pending.last == 0x0D { pending.removeLast() }
        return .whole(pending)
    }
}
