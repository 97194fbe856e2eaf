/// Finds the pairs of records worth comparing without looking at all pairs.
///
/// Every record has keys: its values, whole and in forms that survive a slip. A key few records share makes all their
/// pairs candidates. Where many share it, the records are parted by each second key they have, and what is still too
/// large then is dropped: what so many have in common says nothing. Only of those who share what should be one person's
/// own, each is compared with the next few. Work and result are bounded by the constants below.
struct CandidateBlocking {
    /// Up to so many pairs there are, all are compared.
    static let fewPairs = 150_000
    /// The most records that share a key whose pairs are all compared.
    static let largestBlock = 40
    /// The most keys of a record by which blocks too large are parted.
    private static let mostSplits = 12
    /// The most pairs that are compared.
    static let maximumPairs = 1_500_000

    /// The records after it that one is compared with, where very many share what should be one person's.
    private static let neighbors = 3

    let keys: RecordKeys

    func pairs(of records: [DuplicateRecord]) -> [(Int, Int)] {
        if records.count * (records.count - 1) / 2 <= Self.fewPairs {
            return records.indices.flatMap { i in (0..<i).map { ($0, i) } }
        }
        let keys = records.map(self.keys.keys(of:))
        var blocks: [UInt64: [Int32]] = [:]
        for (index, keys) in keys.enumerated() {
            for key in keys { blocks[key, default: []].append(Int32(index)) }
        }
        func size(_ key: UInt64) -> Int { blocks[key]?.count ?? 0 }
        var found: Set<UInt64> = []
        var large: Set<UInt64> = []
        // Small blocks first: rare keys are the telling ones, should the budget not last for all.
        for (key, block) in blocks.sorted(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) }) {
            guard block.count > Self.largestBlock else {
                add(block, reach: block.count, to: &found)
                continue
            }
            large.insert(key)
            if RecordKeys.isOwn(key) { add(block, reach: Self.neighbors, to: &found) }
        }
        var parts: [UInt64: [Int32]] = [:]
        for (index, keys) in keys.enumerated() {
            // The rarest of the common keys; what everybody shares parts nothing.
            let common = keys.filter(large.contains).sorted { (size($0), $0) < (size($1), $1) }.prefix(Self.mostSplits)
            for (place, key) in common.enumerated() {
                for second in common.dropFirst(place + 1) {
                    parts[Self.mixed(min(key, second), max(key, second)), default: []].append(Int32(index))
                }
            }
        }
        for (_, block) in parts.sorted(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) }) {
            if block.count > Self.largestBlock { break }
            add(block, reach: block.count, to: &found)
        }
        return found.sorted().map { (Int($0 >> 32), Int($0 & 0xFFFF_FFFF)) }
    }

    /// Adds the pairs of records that are no farther apart in the block than `reach`.
    private func add(_ block: [Int32], reach: Int, to found: inout Set<UInt64>) {
        guard block.count > 1, found.count < Self.maximumPairs else { return }
        for (place, a) in block.enumerated() {
            for b in block.dropFirst(place + 1).prefix(reach) { found.insert(UInt64(a) << 32 | UInt64(b)) }
        }
    }

    private static func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var hash = a &* 0x9E37_79B9_7F4A_7C15 ^ b
        hash ^= hash >> 29
        return hash &* 0xBF58_476D_1CE4_E5B9
    }
}
