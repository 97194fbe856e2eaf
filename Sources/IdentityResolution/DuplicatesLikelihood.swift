import Foundation

/// What a set of contacts taught about telling its people apart.
struct DuplicateLikelihood: Sendable {
    /// Pairs with more bits than this count as one person while the frequencies of values are counted.
    private static let certain = 4.0
    /// The pairs drawn at random to learn how often two people agree.
    private static let sampleSize = 100_000

    let records: [DuplicateRecord]
    /// The bits of the candidates, in their order.
    private(set) var candidateBits: [Double] = []
    let comparator: RecordComparator
    private var weights: MatchWeights
    private var frequencies: ValueFrequencies
    /// How common a word of a name is that two people have in common.
    private var averageNameChance = 0.01

    /// Learns from the candidates among all pairs, and from a sample of all pairs.
    init(records: [DuplicateRecord], comparator: RecordComparator, candidates: [(Int, Int)]) {
        self.records = records
        self.comparator = comparator
        let schema = comparator.schema
        let valueCount = comparator.values.table.count
        weights = MatchWeights(schema: schema, records: records.count)
        let exact = PersonChains(exactCopiesIn: records, schema: schema)
        frequencies = ValueFrequencies(records: records, person: exact.people, values: valueCount)

        let compared = candidates.map { comparator.compare(records[$0.0], records[$0.1]) }
        let candidatePatterns = PatternCounts(compared.lazy.map(\.pattern))
        let samplePatterns = PatternCounts(
            Self.sample(of: records.count).lazy.map { comparator.compare(records[$0.0], records[$0.1]).pattern }
        )
        // Twice: the first time, records of one person still make its values look common.
        for _ in 0..<2 {
            let coincidences = Self.coincidences(records, frequencies, schema)
            weights.learn(candidates: candidatePatterns, sample: samplePatterns, coincidences: coincidences)
            var chains = exact
            for (pair, comparison) in zip(candidates, compared)
            where bits(of: comparison, pair.0) > Self.certain {
                chains.join(pair.0, pair.1)
            }
            frequencies = ValueFrequencies(records: records, person: chains.people, values: valueCount)
            averageNameChance = frequencies.averageChance(ofCommon: Set(records.flatMap(\.names)))
        }
        candidateBits = zip(candidates, compared).map { bits(of: $1, $0.0) }
    }

    /// The bits that speak for two records being one person; below 0 against.
    func bits(_ a: Int, _ b: Int) -> Double { bits(of: comparator.compare(records[a], records[b]), a) }

    /// How two records compare, and the bits of each slot.
    func details(_ a: Int, _ b: Int) -> (pattern: ComparisonPattern, bits: [Double]) {
        let comparison = comparator.compare(records[a], records[b])
        return (comparison.pattern, weights.slots.map { bits(of: comparison, a, at: $0) })
    }

    private func bits(of comparison: PairComparison, _ a: Int) -> Double {
        weights.total(comparison.pattern) { bits(of: comparison, a, at: $0) }
    }

    private func bits(of comparison: PairComparison, _ a: Int, at slot: Int) -> Double {
        if slot == ComparisonSlot.name { return nameBits(comparison) }
        if slot == ComparisonSlot.email, comparison.pattern[slot] == .typo { return nearbyEmailBits(comparison) }
        guard let value = comparison.sharedValue(at: slot, of: records[a]) else {
            return weights.bits(comparison.pattern, at: slot)
        }
        let chance = frequencies.chance(of: value, average: weights.coincidence(at: slot))
        return weights.bits(comparison.pattern, at: slot, chance: chance)
    }

    /// Two addresses a slip apart say less, the more people have addresses at the domain: there will be one so close.
    private func nearbyEmailBits(_ comparison: PairComparison) -> Double {
        let usual = weights.bits(comparison.pattern, at: ComparisonSlot.email)
        let domain = comparator.values.table.domains[comparison.sharedEmail]
        return usual - log2(domain.map { frequencies.people(having: $0) } ?? 1)
    }

    /// A rare name says more than a common one, word by word.
    private func nameBits(_ comparison: PairComparison) -> Double {
        let (first, second) = comparison.sharedNames
        func chance(_ name: ValueID) -> Double { frequencies.chance(of: name, average: 1) }
        switch comparison.pattern.name {
        case .same where second >= 0:
            // Either word may stand first.
            return weights.bits(comparison.pattern, at: ComparisonSlot.name, chance: 2 * chance(first) * chance(second))
        case .sameWord:
            return weights.bits(comparison.pattern, at: ComparisonSlot.name, chance: chance(first))
        case .close, .partly:
            let usual = weights.bits(comparison.pattern, at: ComparisonSlot.name)
            return first < 0 ? usual : usual + log2(averageNameChance / chance(first))
        default:
            return weights.bits(comparison.pattern, at: ComparisonSlot.name)
        }
    }

    /// By slot, how often two people have the same value; not for names, whose agreement is not one value's.
    private static func coincidences(
        _ records: [DuplicateRecord],
        _ frequencies: ValueFrequencies,
        _ schema: DuplicateSchema
    ) -> [Double?] {
        let priors = SlotPrior.all(for: schema)
        func share(_ slot: Int, _ values: (DuplicateRecord) -> [ValueID]) -> Double {
            frequencies.coincidence(of: Set(records.flatMap(values)), assumed: priors[slot])
        }
        let fields = schema.fields.indices.map { index in
            share(ComparisonSlot.firstField + index) { $0.values[index].map { [$0] } ?? [] }
        }
        return [nil, share(ComparisonSlot.email, \.emails), share(ComparisonSlot.phone, \.phones)] + fields
    }

    /// Pairs drawn from all by a generator with a fixed seed, so that equal inputs give equal answers.
    private static func sample(of count: Int) -> [(Int, Int)] {
        if count * (count - 1) / 2 <= sampleSize { return (0..<count).flatMap { i in (0..<i).map { ($0, i) } } }
        var generator = SplitMix(state: 0x5DEE_CE66)
        return (0..<sampleSize).compactMap { _ in
            let a = Int(generator.next() % UInt64(count))
            let b = Int(generator.next() % UInt64(count))
            return a == b ? nil : (min(a, b), max(a, b))
        }
    }
}

/// The generator SplitMix64.
///
/// G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
