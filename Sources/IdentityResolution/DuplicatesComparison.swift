/// Compares two records slot by slot.
struct RecordComparator: Sendable {
    let schema: DuplicateSchema
    let values: ValueComparator
    /// The fields of words, whose values people put into each other's place.
    private let textFields: [Int]

    init(schema: DuplicateSchema, table: ValueTable) {
        self.schema = schema
        values = ValueComparator(table: table)
        textFields = schema.fields.indices.filter { schema.fields[$0].kind == .text }
    }

    func compare(_ a: DuplicateRecord, _ b: DuplicateRecord) -> PairComparison {
        var result = PairComparison()
        compareNames(a, b, into: &result)
        compareEmails(a, b, into: &result)
        let phone = best(a.phones, b.phones, values.phoneLevel)
        (result.pattern[ComparisonSlot.phone], result.sharedPhone) = phone
        for index in schema.fields.indices {
            guard let left = a.values[index], let right = b.values[index] else { continue }
            result.pattern[ComparisonSlot.firstField + index] = values.level(left, right, schema.fields[index].kind)
        }
        if textFields.count > 1 { compareCrosswise(a, b, into: &result) }
        return result
    }

    // MARK: Names

    /// Pairs the words of two names, best first, whatever their order, until the shorter name is used up.
    private func compareNames(_ a: DuplicateRecord, _ b: DuplicateRecord, into result: inout PairComparison) {
        guard !a.names.isEmpty, !b.names.isEmpty else { return }
        let isWord = min(a.names.count, b.names.count) == 1
        if a.wholeName == b.wholeName {
            result.sharedNames = (a.names[0], a.names.count > 1 ? a.names[1] : -1)
            result.pattern.name = a.names.count == 1 ? .sameWord : .same
            return
        }
        var freeA = (1 << a.names.count) - 1
        var freeB = (1 << b.names.count) - 1
        var same: [ValueID] = []
        var close = 0
        for turn in 0..<min(a.names.count, b.names.count) {
            var best = AgreementLevel.different
            var (bestA, bestB) = (0, 0)
            for i in a.names.indices where freeA & (1 << i) != 0 {
                for j in b.names.indices where freeB & (1 << j) != 0 && best != .same {
                    let level = values.nameLevel(a.names[i], b.names[j])
                    if level.rawValue < best.rawValue { (best, bestA, bestB) = (level, i, j) }
                }
            }
            guard best != .different else {
                result.pattern.name = turn == 0 ? .different : .partly
                break
            }
            freeA &= ~(1 << bestA)
            freeB &= ~(1 << bestB)
            if best == .same { same.append(a.names[bestA]) } else { close += 1 }
        }
        result.sharedNames = (same.first ?? -1, same.dropFirst().first ?? -1)
        guard result.pattern.name == .missing else { return }
        if close == 0 {
            result.pattern.name = isWord ? .sameWord : .same
        } else {
            result.pattern.name = isWord ? .closeWord : same.isEmpty ? .loose : .close
        }
    }

    // MARK: Addresses

    private func compareEmails(_ a: DuplicateRecord, _ b: DuplicateRecord, into result: inout PairComparison) {
        (result.pattern[ComparisonSlot.email], result.sharedEmail) = best(a.emails, b.emails, values.emailLevel)
        // Namesakes get like addresses at different providers, and colleagues with like names get them at one: what the
        // names explain is no evidence beside them.
        switch (result.pattern[ComparisonSlot.email], result.pattern.name) {
        case (.similar, .same), (.similar, .close), (.similar, .loose), (.similar, .partly), (.typo, .partly):
            result.pattern[ComparisonSlot.email] = .missing
        default: break
        }
    }

    /// The best agreement of any two addresses, and the first record's address in it.
    private func best(
        _ a: [ValueID],
        _ b: [ValueID],
        _ level: (ValueID, ValueID) -> AgreementLevel
    ) -> (AgreementLevel, ValueID) {
        var best = AgreementLevel.missing
        var value: ValueID = -1
        for left in a {
            for right in b {
                let level = level(left, right)
                if level == .same { return (.same, left) }
                if best == .missing || level.rawValue < best.rawValue { (best, value) = (level, left) }
            }
        }
        return (best, value)
    }

    // MARK: Fields

    /// Gives two fields of words that disagree a second chance with their values exchanged: a street in the field of
    /// the suburb is no other street.
    private func compareCrosswise(_ a: DuplicateRecord, _ b: DuplicateRecord, into result: inout PairComparison) {
        for (place, i) in textFields.enumerated() {
            for j in textFields.dropFirst(place + 1) {
                let (first, second) = (ComparisonSlot.firstField + i, ComparisonSlot.firstField + j)
                let levels = (result.pattern[first], result.pattern[second])
                guard levels.0 == .different || levels.1 == .different else { continue }
                guard levels.0 != .same, levels.0 != .typo, levels.1 != .same, levels.1 != .typo else { continue }
                let crossed = (areAlike(a.values[i], b.values[j]), areAlike(a.values[j], b.values[i]))
                guard crossed.0 || crossed.1 else { continue }
                // Never more than a slip, and what has no counterpart left says nothing.
                result.pattern[first] = crossed.0 ? .typo : .missing
                result.pattern[second] = crossed.1 ? .typo : .missing
            }
        }
    }

    private func areAlike(_ a: ValueID?, _ b: ValueID?) -> Bool {
        guard let a, let b else { return false }
        return values.isTypo(a, b)
    }
}
