/// How alike two folded texts are.
enum TextSimilarity {
    /// The optimal string alignment distance: insertions, deletions, replacements and exchanges of neighbors.
    ///
    /// Counts up to `limit` and answers `limit + 1` for anything farther.
    static func edits(_ a: FoldedText, _ b: FoldedText, limit: Int) -> Int {
        if abs(a.count - b.count) > limit { return limit + 1 }
        // An edit takes one kind of character away and adds one at the most.
        if (a.mask ^ b.mask).nonzeroBitCount > 2 * limit { return limit + 1 }
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: (b.count + 1) * 3) { rows in
            edits(a.units, b.units, limit: Int32(limit), rows: rows)
        }
    }

    private static func edits(
        _ a: [UInt16],
        _ b: [UInt16],
        limit: Int32,
        rows: UnsafeMutableBufferPointer<Int32>
    ) -> Int {
        let width = b.count + 1
        var (before, above, here) = (0, width, width * 2)
        for j in 0..<width { rows[above + j] = Int32(j) }
        for i in 1...a.count {
            rows[here] = Int32(i)
            var least = Int32(i)
            for j in 1...b.count {
                var cost = rows[above + j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                cost = min(cost, rows[above + j] + 1, rows[here + j - 1] + 1)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    cost = min(cost, rows[before + j - 2] + 1)
                }
                rows[here + j] = cost
                least = min(least, cost)
            }
            if least > limit { return Int(limit) + 1 }
            (before, above, here) = (above, here, before)
        }
        return Int(min(rows[above + b.count], limit + 1))
    }

    /// The Jaro-Winkler similarity, 0 to 1, or 0 where it is certainly below `least`.
    ///
    /// Forgiving of slips in the middle, strict about the beginning. W. Winkler, "String Comparator Metrics and Enhanced
    /// Decision Rules in the Fellegi-Sunter Model of Record Linkage" (1990).
    static func jaroWinkler(_ a: FoldedText, _ b: FoldedText, least: Double) -> Double {
        if a.isEmpty || b.isEmpty { return 0 }
        var prefix = 0
        while prefix < min(4, a.count, b.count), a.units[prefix] == b.units[prefix] { prefix += 1 }
        func boosted(_ jaro: Double) -> Double { jaro + Double(prefix) * 0.1 * (1 - jaro) }
        // No character that the other text lacks can match.
        let lackedByB = (a.mask & ~b.mask).nonzeroBitCount
        let lackedByA = (b.mask & ~a.mask).nonzeroBitCount
        let most = Double(max(0, min(a.count - lackedByB, b.count - lackedByA)))
        if boosted((most / Double(a.count) + most / Double(b.count) + 1) / 3) < least { return 0 }
        return boosted(jaro(a.units, b.units))
    }

    private static func jaro(_ a: [UInt16], _ b: [UInt16]) -> Double {
        let reach = max(0, max(a.count, b.count) / 2 - 1)
        var usedA: UInt64 = 0
        var usedB: UInt64 = 0
        for i in a.indices {
            let low = max(0, i - reach)
            let high = min(b.count, i + reach + 1)
            if low >= high { continue }
            for j in low..<high where usedB & (1 << UInt64(j)) == 0 && a[i] == b[j] {
                usedA |= 1 << UInt64(i)
                usedB |= 1 << UInt64(j)
                break
            }
        }
        if usedA == 0 { return 0 }
        var exchanged = 0
        var rest = usedB
        for i in a.indices where usedA & (1 << UInt64(i)) != 0 {
            if a[i] != b[rest.trailingZeroBitCount] { exchanged += 1 }
            rest &= rest - 1
        }
        let matches = Double(usedA.nonzeroBitCount)
        return (matches / Double(a.count) + matches / Double(b.count) + (matches - Double(exchanged) / 2) / matches) / 3
    }

    /// A code that names written by ear share: the first letter and the groups of the consonants after it.
    ///
    /// Soundex (R. Russell, 1918) on the letters a to z, a little longer; other letters stand for themselves.
    static func phonetic(_ text: [UInt16]) -> [UInt16] {
        guard let first = text.first else { return [] }
        var code = [first]
        var last = group(first)
        for unit in text.dropFirst() {
            let next = group(unit)
            if next != 0, next != last { code.append(next) }
            // An h or w does not part two letters of a group.
            if unit != 0x68, unit != 0x77 { last = next }
            if code.count == 5 { break }
        }
        return code
    }

    private static func group(_ unit: UInt16) -> UInt16 {
        guard unit < 0x80 else { return unit }
        switch UInt8(unit) {
        case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "p"), UInt8(ascii: "v"): return 1
        case UInt8(ascii: "c"), UInt8(ascii: "g"), UInt8(ascii: "j"), UInt8(ascii: "k"), UInt8(ascii: "q"),
            UInt8(ascii: "s"), UInt8(ascii: "x"), UInt8(ascii: "z"):
            return 2
        case UInt8(ascii: "d"), UInt8(ascii: "t"): return 3
        case UInt8(ascii: "l"): return 4
        case UInt8(ascii: "m"), UInt8(ascii: "n"): return 5
        case UInt8(ascii: "r"): return 6
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return unit
        default: return 0
        }
    }
}
