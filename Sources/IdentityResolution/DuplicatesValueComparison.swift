/// Compares two values of one kind.
struct ValueComparator: Sendable {
    let table: ValueTable

    func level(_ a: ValueID, _ b: ValueID, _ kind: DuplicateSchema.Kind) -> AgreementLevel {
        if a == b { return .same }
        switch kind {
        case .date: return dateLevel(a, b)
        case .identifier, .phone, .email: return identifierLevel(a, b)
        case .code, .number, .category: return edits(a, b, limit: 1) == 1 ? .typo : .different
        case .text, .namePart: return textLevel(a, b)
        }
    }

    /// Two words of names.
    func nameLevel(_ a: ValueID, _ b: ValueID) -> AgreementLevel {
        if a == b { return .same }
        let left = table[a]
        let right = table[b]
        let shorter = min(left.count, right.count)
        // An initial stands for every name it begins.
        if shorter == 1 { return left.units[0] == right.units[0] ? .similar : .different }
        if shorter >= 3, TextSimilarity.edits(left, right, limit: 1) == 1 { return .typo }
        let winkler = TextSimilarity.jaroWinkler(left, right, least: 0.86)
        if shorter >= 5, winkler >= 0.94 { return .typo }
        return winkler >= 0.86 || (shorter >= 3 && isShortForm(left, right)) ? .similar : .different
    }

    /// Two e-mail addresses.
    ///
    /// The same local part elsewhere is similar. Slips in the digits of it are few: `ann25@` and `ann89@` are two people
    /// with one first name, and providers hand such addresses out by the thousand.
    func emailLevel(_ a: ValueID, _ b: ValueID) -> AgreementLevel {
        if a == b { return .same }
        let left = table[a]
        let right = table[b]
        let at = UInt16(UInt8(ascii: "@"))
        let localA = left.units.prefix { $0 != at }
        let localB = right.units.prefix { $0 != at }
        // Another initial is another person: bsmith@ and dsmith@.
        guard localA.first == localB.first else { return .different }
        let limit = min(left.count, right.count) >= 14 ? 3 : 2
        guard TextSimilarity.edits(left, right, limit: limit) <= limit else {
            return localA == localB && localA.count >= 5 ? .similar : .different
        }
        let digits = (localA.filter(Self.isDigit), localB.filter(Self.isDigit))
        if digits.0.count == digits.1.count { return digits.0 == digits.1 ? .typo : .different }
        let slips = TextSimilarity.edits(FoldedText(units: digits.0), FoldedText(units: digits.1), limit: 1)
        return slips <= 1 ? .typo : .different
    }

    private static func isDigit(_ unit: UInt16) -> Bool { (0x30...0x39).contains(unit) }

    /// Two numbers of which a person has one.
    func identifierLevel(_ a: ValueID, _ b: ValueID) -> AgreementLevel {
        if a == b { return .same }
        switch edits(a, b, limit: 2) {
        case 1: return .typo
        case 2: return .similar
        default: return .different
        }
    }

    /// Two telephone numbers.
    ///
    /// A slip in the last digits is none: behind `…0018` and `…0019` sit two colleagues.
    func phoneLevel(_ a: ValueID, _ b: ValueID) -> AgreementLevel {
        if a == b { return .same }
        let ends = (table[a].units.suffix(3), table[b].units.suffix(3))
        return ends.0 == ends.1 && edits(a, b, limit: 1) == 1 ? .typo : .different
    }

    private func dateLevel(_ a: ValueID, _ b: ValueID) -> AgreementLevel {
        let slips = edits(a, b, limit: 2)
        if slips == 1 { return .typo }
        let left = table[a].units
        let right = table[b].units
        guard left.count == 8, right.count == 8 else { return slips == 2 ? .similar : .different }
        let years = left[0..<4] == right[0..<4]
        if years, left[4..<6] == right[6..<8], left[6..<8] == right[4..<6] { return .typo }
        let parts = (years ? 1 : 0) + (left[4..<6] == right[4..<6] ? 1 : 0) + (left[6..<8] == right[6..<8] ? 1 : 0)
        return slips == 2 || parts == 2 ? .similar : .different
    }

    private func textLevel(_ a: ValueID, _ b: ValueID) -> AgreementLevel {
        if isTypo(a, b) { return .typo }
        let left = table[a]
        let right = table[b]
        if min(left.count, right.count) >= 4, isShortForm(left, right) { return .similar }
        return TextSimilarity.jaroWinkler(left, right, least: 0.88) >= 0.88 ? .similar : .different
    }

    /// Whether two texts are a few slips apart, or none; the longer they are, the more.
    func isTypo(_ a: ValueID, _ b: ValueID) -> Bool {
        let left = table[a]
        let right = table[b]
        let limit: Int
        switch min(left.count, right.count) {
        case ..<3: return left.units == right.units
        case 3...6: limit = 1
        case 7...11: limit = 2
        default: limit = 3
        }
        return TextSimilarity.edits(left, right, limit: limit) <= limit
    }

    private func isShortForm(_ a: FoldedText, _ b: FoldedText) -> Bool {
        a.units.starts(with: b.units) || b.units.starts(with: a.units)
    }

    private func edits(_ a: ValueID, _ b: ValueID, limit: Int) -> Int {
        TextSimilarity.edits(table[a], table[b], limit: limit)
    }
}
