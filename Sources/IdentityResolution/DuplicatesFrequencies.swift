/// How common each value is among people, not records: ten records of one person make no name common.
struct ValueFrequencies: Sendable {
    private var counts: [Int32]
    private let people: Double

    /// Counts values.
    ///
    /// - Parameters:
    ///   - records: the records.
    ///   - person: for each record the number of the person it is thought to be of.
    ///   - values: how many values there are.
    init(records: [DuplicateRecord], person: [Int], values: Int) {
        counts = Array(repeating: 0, count: values)
        var seen: Set<UInt64> = []
        for (index, record) in records.enumerated() {
            for value in record.all where seen.insert(UInt64(person[index]) << 32 | UInt64(value)).inserted {
                counts[Int(value)] += 1
            }
        }
        people = Double(Set(person).count)
    }

    /// How many people have a value; at least one.
    func people(having value: ValueID) -> Double { Double(max(1, counts[Int(value)])) }

    /// How often two people who have any of the values have the same one, starting from what is assumed.
    func coincidence(of values: Set<ValueID>, assumed: SlotPrior) -> Double {
        var having = 0.0
        var pairs = 0.0
        for value in values {
            let count = Double(counts[Int(value)])
            having += count
            pairs += count * (count - 1) / 2
        }
        let strength = assumed.otherStrength
        return (pairs + assumed.other[0] * strength) / (having * max(0, having - 1) / 2 + strength)
    }

    /// The chance that another person has a value, given how often people have any value in common.
    ///
    /// The two who are compared are left out: what only they have is as rare as values are on average, or as the number
    /// of people tells.
    func chance(of value: ValueID, average: Double) -> Double {
        Double(max(0, counts[Int(value)] - 2)) / people + min(average, 1 / people)
    }

    /// How common, on average, a value is that two people have in common.
    func averageChance(ofCommon values: Set<ValueID>) -> Double {
        var pairs = 0.0
        var weighted = 0.0
        for value in values {
            let count = Double(counts[Int(value)])
            pairs += count * (count - 1) / 2
            weighted += count * (count - 1) / 2 * count
        }
        // Where nobody shares a name yet, names are assumed to be as common as they are in the world.
        return (weighted / people + 0.01 * 10) / (pairs + 10)
    }
}
