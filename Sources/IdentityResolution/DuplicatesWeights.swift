import Foundation

/// How often slots agree in records of one person and of two, learned from the contacts themselves.
///
/// I. Fellegi, A. Sunter, "A Theory for Record Linkage" (1969); the shares are estimated by expectation maximization
/// with assumptions (``SlotPrior``) that carry a desk of three contacts and fade in one of thousands.
struct MatchWeights: Sendable {
    /// The most bits that all fields of place say together: enough to tell namesakes apart, too few to make one person
    /// of a family under one roof.
    static let mostOfPlaces = 14.0

    /// For each slot, whether it is about the person; the others are about places.
    let isPersonal: [Bool]
    /// The bits before any evidence: how rare one person is among all pairs.
    private(set) var prior = 0.0

    private let priors: [SlotPrior]
    private let totalPairs: Double
    /// By slot and level, from the first after "missing", among records of one person and of two.
    private var match: [[Double]]
    private var other: [[Double]]
    private var expectedMatches: Double
    /// By slot and level; the level missing weighs nothing.
    private var table: [Double] = []

    /// Starts from the assumptions.
    init(schema: DuplicateSchema, records: Int) {
        isPersonal = [true, true, true] + schema.fields.map { $0.kind == .date || $0.kind == .identifier }
        priors = SlotPrior.all(for: schema)
        match = priors.map(\.match)
        other = priors.map(\.other)
        totalPairs = max(1, Double(records) * Double(records - 1) / 2)
        expectedMatches = min(totalPairs / 2, 0.05 * Double(records))
        tabulate()
    }

    var slots: Range<Int> { match.indices }

    /// The bits of a level of a slot; none where a value is missing.
    func bits(_ pattern: ComparisonPattern, at slot: Int) -> Double {
        table[slot * ComparisonPattern.levels + pattern.level(at: slot)]
    }

    /// How often two people have the same value in a slot, on average over the values.
    func coincidence(at slot: Int) -> Double { other[slot][0] }

    /// The bits of a level that another person reaches by chance with the given probability.
    func bits(_ pattern: ComparisonPattern, at slot: Int, chance: Double) -> Double {
        let level = pattern.level(at: slot)
        return level == 0 ? 0 : log2(match[slot][level - 1] / min(1, chance))
    }

    /// Adds what the slots say to what is known before.
    ///
    /// Where nothing about the person agrees, it is not the same person, however well the places agree. Where a part of
    /// the name differs, what agrees of it may be the family's, and family and place together never decide.
    func total(_ pattern: ComparisonPattern, _ bits: (Int) -> Double) -> Double {
        var person = 0.0
        var places = 0.0
        var isPersonAlike = false
        for slot in slots.dropFirst() {
            let bits = bits(slot)
            if isPersonal[slot] {
                person += bits
                if bits > 0 { isPersonAlike = true }
            } else {
                places += bits
            }
        }
        places = min(places, Self.mostOfPlaces)
        let name = bits(ComparisonSlot.name)
        if pattern.name == .partly || pattern.name == .different {
            return prior + person + min(name + places, max(2, -prior - 2))
        }
        let sum = prior + person + name + places
        return isPersonAlike || name > 0 ? sum : min(sum, -1)
    }

    static func probability(bits: Double) -> Double { 1 / (1 + exp2(-bits)) }

    /// Learns from how often each pattern occurs among the candidates and among pairs drawn at random.
    ///
    /// - Parameters:
    ///   - candidates: the patterns of the pairs that may be one person.
    ///   - sample: the patterns of pairs drawn from all.
    ///   - coincidences: by slot, how often two people have the same value, where it can be counted.
    mutating func learn(
        candidates: PatternCounts,
        sample: PatternCounts,
        coincidences: [Double?]
    ) {
        for _ in 0..<25 {
            let before = expectedMatches
            step(candidates: candidates, sample: sample, coincidences: coincidences)
            if abs(expectedMatches - before) < 0.001 * before { break }
        }
    }

    private mutating func step(
        candidates: PatternCounts,
        sample: PatternCounts,
        coincidences: [Double?]
    ) {
        var matchSums = priors.map { prior in prior.match.map { $0 * SlotPrior.matchStrength } }
        var otherSums = priors.map { prior in prior.other.map { $0 * prior.otherStrength } }
        var found = 0.0
        for (pattern, count) in candidates.counts {
            let share = probability(of: pattern) * Double(count)
            guard share > 1e-9 else { continue }
            found += share
            Self.add(pattern, share, to: &matchSums)
        }
        for (pattern, count) in sample.counts {
            Self.add(pattern, (1 - probability(of: pattern)) * Double(count), to: &otherSums)
        }
        match = zip(matchSums, priors).map { Self.limited(Self.shares($0), $1.mostDifferent) }
        other = otherSums.map(Self.shares)
        for (slot, share) in coincidences.enumerated() {
            if let share { other[slot][0] = share }
        }
        expectedMatches = min(totalPairs / 2, max(found, 0.5))
        tabulate()
    }

    private func probability(of pattern: ComparisonPattern) -> Double {
        Self.probability(bits: total(pattern) { bits(pattern, at: $0) })
    }

    private mutating func tabulate() {
        prior = log2(expectedMatches / max(1, totalPairs - expectedMatches))
        table = Array(repeating: 0, count: slots.count * ComparisonPattern.levels)
        for slot in slots {
            for (index, share) in match[slot].enumerated() {
                table[slot * ComparisonPattern.levels + index + 1] = log2(share / other[slot][index])
            }
        }
    }

    private static func add(_ pattern: ComparisonPattern, _ share: Double, to sums: inout [[Double]]) {
        for slot in sums.indices {
            let level = pattern.level(at: slot)
            if level > 0 { sums[slot][level - 1] += share }
        }
    }

    /// The shares with that of the last level at most as given.
    private static func limited(_ shares: [Double], _ most: Double) -> [Double] {
        guard let last = shares.last, last > most else { return shares }
        return shares.dropLast().map { $0 * (1 - most) / (1 - last) } + [most]
    }

    private static func shares(_ sums: [Double]) -> [Double] {
        let total = sums.reduce(0, +)
        return sums.map { $0 / total }
    }
}
