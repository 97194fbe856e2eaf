/// Records put together wherever a chain of pairs joins them (union and find); a rough count of people.
struct PersonChains: Sendable {
    private var parent: [Int]

    /// Starts from records that have the whole name and an address or number of one's own in common.
    ///
    /// One person entered a hundred times would otherwise make the own address look like a shared one.
    init(exactCopiesIn records: [DuplicateRecord], schema: DuplicateSchema) {
        parent = Array(records.indices)
        let identifiers = schema.fields.indices.filter { schema.fields[$0].kind == .identifier }
        var seen: [UInt64: Int] = [:]
        for (index, record) in records.enumerated() {
            guard let name = record.wholeName else { continue }
            for value in record.emails + record.phones + identifiers.compactMap({ record.values[$0] }) {
                let key = UInt64(name) << 32 | UInt64(value)
                if let first = seen[key] { join(first, index) } else { seen[key] = index }
            }
        }
    }

    /// For each record the number of the person it is thought to be of.
    var people: [Int] {
        var copy = self
        return parent.indices.map { copy.first(of: $0) }
    }

    mutating func join(_ a: Int, _ b: Int) {
        let (a, b) = (first(of: a), first(of: b))
        if a != b { parent[max(a, b)] = min(a, b) }
    }

    private mutating func first(of item: Int) -> Int {
        var item = item
        while parent[item] != item {
            parent[item] = parent[parent[item]]
            item = parent[item]
        }
        return item
    }
}
