/// The octets of a message in UTF-8, alive while it is being taken apart.
typealias Octets = UnsafeBufferPointer<UInt8>

extension Octets {
    /// The octets of a part.
    func part(_ range: Range<Int>) -> Octets { Octets(rebasing: self[range]) }

    /// Whether the octets begin with others.
    func opens(with prefix: StaticString) -> Bool { holds(prefix, at: 0) }

    /// Whether the octets end in others.
    func closes(with suffix: StaticString) -> Bool { holds(suffix, at: count - suffix.utf8CodeUnitCount) }

    /// Where others first occur; for short parts, since it compares at every place where the first octet fits.
    func first(_ wanted: StaticString) -> Int? {
        guard wanted.utf8CodeUnitCount > 0 else { return nil }
        let lead = wanted.utf8Start.pointee
        var index = 0
        while index + wanted.utf8CodeUnitCount <= count {
            if self[index] == lead, holds(wanted, at: index) { return index }
            index += 1
        }
        return nil
    }

    /// Whether others stand at a place, which may lie outside.
    func holds(_ wanted: StaticString, at start: Int) -> Bool {
        let length = wanted.utf8CodeUnitCount
        guard start >= 0, start + length <= count else { return false }
        let octets = wanted.utf8Start
        for offset in 0..<length where self[start + offset] != octets[offset] { return false }
        return true
    }

    /// The range without white space, no-break spaces and invisible marks around it.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        while start < range.upperBound {
            let length = blankLength(at: start, below: range.upperBound)
            if length == 0 { break }
            start += length
        }
        var end = range.upperBound
        while end > start {
            let length = blankLength(before: end, above: start)
            if length == 0 { break }
            end -= length
        }
        return start..<end
    }

    /// The part without white space, no-break spaces and invisible marks around it.
    func trimmed() -> Octets { part(trimmed(0..<count)) }

    /// The length of the blank character at a place, 0 when another stands there.
    private func blankLength(at index: Int, below end: Int) -> Int {
        let lead = self[index]
        if lead <= 0x20 || lead == 0x7F { return 1 }
        guard lead >= 0xC2, index + 1 < end else { return 0 }
        if lead == 0xC2 { return self[index + 1] == 0xA0 || self[index + 1] == 0xAD ? 2 : 0 }
        guard index + 2 < end else { return 0 }
        return Self.isBlank(lead, self[index + 1], self[index + 2]) ? 3 : 0
    }

    private func blankLength(before index: Int, above start: Int) -> Int {
        let last = self[index - 1]
        if last <= 0x20 || last == 0x7F { return 1 }
        guard last >= 0x80, last < 0xC0, index - 2 >= start else { return 0 }
        if self[index - 2] == 0xC2 { return last == 0xA0 || last == 0xAD ? 2 : 0 }
        guard index - 3 >= start else { return 0 }
        return Self.isBlank(self[index - 3], self[index - 2], last) ? 3 : 0
    }

    /// Spaces, joiners and marks of direction, and the sign that mail trackers leave behind (U+1427).
    private static func isBlank(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second) {
        case (0xE2, 0x80): (0x80...0x8F).contains(third) || (0xA8...0xAF).contains(third)
        case (0xE2, 0x81): third == 0xA0
        case (0xE3, 0x80): third == 0x80
        case (0xEF, 0xBB): third == 0xBF
        case (0xE1, 0x90): third == 0xA7
        default: false
        }
    }
}

extension UInt8 {
    /// Whether the octet is a digit of ASCII.
    var isDigit: Bool { self &- 0x30 < 10 }
}
