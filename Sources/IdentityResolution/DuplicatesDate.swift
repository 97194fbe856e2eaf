/// A calendar date found in an attribute, such as a date of birth.
struct FoldedDate: Sendable, Hashable {
    let year: Int
    let month: Int
    let day: Int

    /// Reads `1971-06-24`, `19710624`, `24.06.1971`, `24/6/1971` and the like; a time after it is ignored.
    ///
    /// Day and month of the last forms cannot be told apart below 13; they are read day first, and the comparison takes
    /// exchanged ones for a slip.
    init?(_ text: String) {
        guard text.utf8.count <= 40 else { return nil }
        var numbers: [[UInt8]] = []
        var digits: [UInt8] = []
        for byte in text.utf8 {
            if (0x30...0x39).contains(byte) {
                digits.append(byte - 0x30)
                continue
            }
            if !digits.isEmpty { numbers.append(digits) }
            digits = []
            if numbers.count == 3 { break }
        }
        if !digits.isEmpty { numbers.append(digits) }
        func value(_ part: some Sequence<UInt8>) -> Int { part.reduce(0) { $0 * 10 + Int($1) } }
        if numbers.count == 1, numbers[0].count == 8 {
            self.init(
                value(numbers[0].prefix(4)),
                value(numbers[0].dropFirst(4).prefix(2)),
                value(numbers[0].suffix(2))
            )
        } else if numbers.count >= 3, numbers.prefix(3).allSatisfy({ $0.count <= 4 }) {
            let parts = numbers.prefix(3).map { value($0) }
            if numbers[0].count == 4 {
                self.init(parts[0], parts[1], parts[2])
            } else {
                self.init(parts[2], parts[1], parts[0])
            }
        } else {
            return nil
        }
    }

    private init?(_ year: Int, _ month: Int, _ day: Int) {
        guard (1800...2200).contains(year) else { return nil }
        switch (month, day) {
        case (1...12, 1...31): (self.year, self.month, self.day) = (year, month, day)
        case (13...31, 1...12): (self.year, self.month, self.day) = (year, day, month)
        default: return nil
        }
    }

    /// The date as eight digits, for counting slips.
    var digits: [UInt16] {
        func pad(_ number: Int, _ width: Int) -> [UInt16] {
            var number = number
            var units: [UInt16] = []
            for _ in 0..<width {
                units.append(UInt16(0x30 + number % 10))
                number /= 10
            }
            return units.reversed()
        }
        return pad(year, 4) + pad(month, 2) + pad(day, 2)
    }
}
