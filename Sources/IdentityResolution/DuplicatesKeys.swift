/// The keys by which records that may be one person find each other.
struct RecordKeys: Sendable {
    let schema: DuplicateSchema
    let table: ValueTable

    /// The keys of a record, each once.
    func keys(of record: DuplicateRecord) -> [UInt64] {
        var keys: Set<UInt64> = []
        var codes: [[UInt16]] = []
        for name in record.names {
            let text = table[name].units
            keys.insert(Self.hash(text, 1))
            codes.append(TextSimilarity.phonetic(text))
        }
        if let whole = record.wholeName { keys.insert(Self.own(table[whole].units, 2)) }
        for (place, code) in codes.enumerated() {
            keys.insert(Self.hash(code, 3))
            for other in codes.dropFirst(place + 1) {
                keys.insert(
                    Self.hash(code.lexicographicallyPrecedes(other) ? code + [0] + other : other + [0] + code, 4)
                )
            }
        }
        for email in record.emails {
            let text = table[email].units
            keys.insert(Self.own(text, 5))
            keys.insert(Self.hash(Array(text.prefix { $0 != 0x40 }), 6))
        }
        for phone in record.phones {
            keys.insert(Self.own(table[phone].units, 7))
            keys.formUnion(halves(of: table[phone].units, 8))
        }
        for (index, value) in record.values.enumerated() {
            guard let value else { continue }
            keys.formUnion(self.keys(of: value, kind: schema.fields[index].kind, salt: 100 + UInt64(index) * 8))
        }
        return Array(keys)
    }

    /// Whether a key is of a value that should be one person's own: an address, a number, the whole name.
    static func isOwn(_ key: UInt64) -> Bool { key & 1 == 1 }

    private func keys(of value: ValueID, kind: DuplicateSchema.Kind, salt: UInt64) -> [UInt64] {
        let text = table[value].units
        // Fields of words share their keys, so that values in each other's place still meet.
        let whole = Self.hash(text, kind == .text ? 20 : salt)
        switch kind {
        case .date:
            guard text.count == 8 else { return [whole] }
            return [
                whole, Self.hash(Array(text[0..<6]), salt + 1), Self.hash(Array(text[4..<8]), salt + 2),
                Self.hash(Array(text[0..<4] + text[6..<8]), salt + 3),
            ]
        case .identifier, .phone, .email: return [Self.own(text, salt)] + halves(of: text, salt + 1)
        case .code, .number, .category: return [whole]
        case .text, .namePart: return [whole, Self.hash(TextSimilarity.phonetic(text), 21)]
        }
    }

    /// The two halves of a number, one of which survives a slip in the other.
    private func halves(of text: [UInt16], _ salt: UInt64) -> [UInt64] {
        guard text.count >= 6 else { return [] }
        return [
            Self.hash(Array(text.prefix(text.count / 2)), salt),
            Self.hash(Array(text.suffix(text.count / 2)), salt + 1),
        ]
    }

    /// FNV-1a (Fowler, Noll, Vo), the same in every run, so that equal inputs give equal answers.
    private static func hash(_ units: [UInt16], _ salt: UInt64) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ salt &* 0x9E37_79B9_7F4A_7C15
        for unit in units {
            hash = (hash ^ UInt64(unit & 0xFF)) &* 0x100_0000_01B3
            hash = (hash ^ UInt64(unit >> 8)) &* 0x100_0000_01B3
        }
        // The last bit tells keys that should be one person's own.
        return hash & ~1
    }

    private static func own(_ units: [UInt16], _ salt: UInt64) -> UInt64 { hash(units, salt) | 1 }
}
