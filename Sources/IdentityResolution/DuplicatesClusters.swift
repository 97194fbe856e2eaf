/// Puts records together into people, and keeps apart what a single lucky pair would join.
///
/// Pairs are taken best first. Two groups become one where the pairs between them speak for it, mostly on average and a
/// little by the best of them: so a slip in one record of five is outvoted, and a father and a son with one confusing
/// record between them stay two.
struct PersonClusters {
    /// The largest group that is formed; more is a test record or a fault, and all its pairs would be proposed.
    static let largest = 64
    /// How many bits a single pair may say in an average.
    static let strongest = 12.0
    /// The records of a group that are compared with another group's.
    private static let representatives = 10
    /// How much the average counts; the rest is the best pair's.
    private static let averageShare = 0.8

    /// The records of each group; empty where a group went into another.
    private(set) var members: [[Int]]
    private var group: [Int]

    /// Groups records.
    ///
    /// - Parameters:
    ///   - count: how many records there are.
    ///   - pairs: the pairs that alone speak for one person, with their bits.
    ///   - compare: the bits of any pair.
    init(count: Int, pairs: [(a: Int, b: Int, bits: Double)], compare: (Int, Int) -> Double) {
        group = Array(0..<count)
        members = group.map { [$0] }
        for pair in pairs.sorted(by: { ($1.bits, $0.a, $0.b) < ($0.bits, $1.a, $1.b) }) {
            let (a, b) = (group[pair.a], group[pair.b])
            guard a != b, members[a].count + members[b].count <= Self.largest else { continue }
            if bits(a, b, compare) > 0 { join(min(a, b), max(a, b)) }
        }
    }

    /// The bits that two groups are one person.
    private func bits(_ a: Int, _ b: Int, _ compare: (Int, Int) -> Double) -> Double {
        var sum = 0.0
        var count = 0.0
        var best = -Self.strongest
        for left in members[a].prefix(Self.representatives) {
            for right in members[b].prefix(Self.representatives) {
                let bits = max(-Self.strongest, min(Self.strongest, compare(left, right)))
                sum += bits
                best = max(best, bits)
                count += 1
            }
        }
        return sum / count * Self.averageShare + best * (1 - Self.averageShare)
    }

    private mutating func join(_ a: Int, _ b: Int) {
        for member in members[b] { group[member] = a }
        members[a] += members[b]
        members[b] = []
    }
}
