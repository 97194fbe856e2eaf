/// What is assumed of a slot before the contacts themselves have said anything.
struct SlotPrior: Sendable {
    /// The shares of the levels, from the first after "missing", among records of one person.
    let match: [Double]
    /// The same among records of two people.
    let other: [Double]
    /// The most that records of one person may differ, whatever is learned: people who merely share a first name must
    /// not be taken for one person with many last names.
    let mostDifferent: Double

    /// How many matches the assumption is worth.
    static let matchStrength = 50.0
    /// How many pairs of two people the assumption is worth; more where a value is a person's own by its nature.
    var otherStrength = 2_000.0

    fileprivate static let ownStrength = 50_000.0

    /// The assumptions for all slots, in their order.
    static func all(for schema: DuplicateSchema) -> [SlotPrior] { [name, email, phone] + schema.fields.map(\.prior) }

    // In the order of NameAgreement.
    private static let name = SlotPrior(
        match: [0.55, 0.16, 0.02, 0.14, 0.04, 0.06, 0.03],
        other: [0.000_1, 0.000_1, 0.000_05, 0.001, 0.001, 0.02, 0.977_75],
        mostDifferent: 0.1
    )
    private static let email = SlotPrior(
        match: [0.55, 0.10, 0.05, 0.30],
        other: [0.000_02, 0.000_1, 0.001, 0.998_88],
        mostDifferent: 0.6,
        otherStrength: ownStrength
    )
    private static let phone = SlotPrior(
        match: [0.60, 0.05, 0.03, 0.32],
        other: [0.000_02, 0.000_02, 0.000_1, 0.999_86],
        mostDifferent: 0.6,
        otherStrength: ownStrength
    )
}

extension DuplicateSchema.Field {
    /// What is assumed of the field, by its kind.
    fileprivate var prior: SlotPrior {
        switch kind {
        case .date:
            SlotPrior(match: [0.80, 0.10, 0.05, 0.05], other: [0.000_1, 0.001, 0.008, 0.990_9], mostDifferent: 0.5)
        case .identifier:
            SlotPrior(
                match: [0.75, 0.10, 0.04, 0.11],
                other: [0.000_005, 0.000_01, 0.000_3, 0.999_685],
                mostDifferent: 0.4,
                otherStrength: SlotPrior.ownStrength
            )
        case .code:
            SlotPrior(match: [0.75, 0.12, 0.01, 0.12], other: [0.003, 0.01, 0.000_1, 0.986_9], mostDifferent: 0.4)
        case .number:
            SlotPrior(match: [0.75, 0.10, 0.01, 0.14], other: [0.02, 0.1, 0.000_1, 0.879_9], mostDifferent: 0.4)
        case .category:
            SlotPrior(match: [0.85, 0.04, 0.01, 0.10], other: [0.25, 0.01, 0.000_1, 0.739_9], mostDifferent: 0.4)
        case .text:
            SlotPrior(match: [0.65, 0.18, 0.04, 0.13], other: [0.01, 0.002, 0.01, 0.978], mostDifferent: 0.5)
        case .email, .phone, .namePart:
            SlotPrior(match: [0.25, 0.25, 0.25, 0.25], other: [0.25, 0.25, 0.25, 0.25], mostDifferent: 0.5)
        }
    }
}
