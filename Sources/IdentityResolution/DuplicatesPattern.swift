/// How two values compare; the raw value is its place in a ``ComparisonPattern``.
enum AgreementLevel: UInt8, Sendable, CaseIterable {
    /// One of the two is not known: says nothing.
    case missing = 0
    case same = 1
    case typo = 2
    case similar = 3
    case different = 4
}

/// How two names compare as wholes.
///
/// One slot and not one a word: words of a name agree together, and counting them apart counts the same thing twice.
enum NameAgreement: UInt8, Sendable, CaseIterable {
    /// One of the two is not known.
    case missing = 0
    /// All words of the shorter name, two or more, stand in the other, in whatever order.
    case same = 1
    /// As ``same``, but for slips or short forms in some words.
    case close = 2
    /// As ``close``, with no word spelled alike.
    case loose = 3
    /// One of the names is a single word, and stands in the other.
    case sameWord = 4
    /// As ``sameWord``, but for a slip or a short form.
    case closeWord = 5
    /// Some words agree and others do not: perhaps a family, perhaps a common first name.
    case partly = 6
    case different = 7
}

/// The levels of all slots of a pair in one number, three bits a slot.
struct ComparisonPattern: Hashable, Sendable {
    /// How many levels a slot can have.
    static let levels = 8
    /// The most slots there is room for.
    static let maximumSlots = 21

    private(set) var bits: UInt64 = 0

    /// The raw value of the level in a slot.
    func level(at slot: Int) -> Int { Int(bits >> UInt64(slot * 3) & 7) }

    /// How the names compare.
    var name: NameAgreement {
        get { NameAgreement(rawValue: UInt8(level(at: ComparisonSlot.name))) ?? .missing }
        set { set(newValue.rawValue, at: ComparisonSlot.name) }
    }

    /// The level of a slot other than the name's.
    subscript(slot: Int) -> AgreementLevel {
        get { AgreementLevel(rawValue: UInt8(level(at: slot))) ?? .missing }
        set { set(newValue.rawValue, at: slot) }
    }

    private mutating func set(_ level: UInt8, at slot: Int) {
        bits = bits & ~(7 << UInt64(slot * 3)) | UInt64(level) << UInt64(slot * 3)
    }
}

/// How often patterns occur, in a fixed order: sums of fractions depend on it, and equal inputs give equal answers.
struct PatternCounts: Sendable {
    let counts: [(pattern: ComparisonPattern, count: Int)]

    init(_ patterns: some Sequence<ComparisonPattern>) {
        let counted = patterns.reduce(into: [ComparisonPattern: Int]()) { $0[$1, default: 0] += 1 }
        counts = counted.sorted { $0.key.bits < $1.key.bits }.map { ($0.key, $0.value) }
    }
}

/// What is compared of two records: the name, the addresses, then each field of the schema.
enum ComparisonSlot {
    static let name = 0
    static let email = 1
    static let phone = 2
    /// The schema's first field.
    static let firstField = 3
}

/// One pair of records compared in every slot.
struct PairComparison: Sendable {
    var pattern = ComparisonPattern()
    /// The words of the name that are spelled alike, at most two; -1 for none.
    var sharedNames: (ValueID, ValueID) = (-1, -1)
    /// The first record's address that agrees best; -1 for none.
    var sharedEmail: ValueID = -1
    /// The first record's number that agrees best; -1 for none.
    var sharedPhone: ValueID = -1

    /// The value both records have in a slot other than the name's, where its level is ``AgreementLevel/same``.
    func sharedValue(at slot: Int, of record: DuplicateRecord) -> ValueID? {
        guard pattern[slot] == .same else { return nil }
        switch slot {
        case ComparisonSlot.email: return sharedEmail
        case ComparisonSlot.phone: return sharedPhone
        default: return record.values[slot - ComparisonSlot.firstField]
        }
    }
}
