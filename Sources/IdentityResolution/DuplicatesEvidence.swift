import DeskModel
import Foundation

/// Says what speaks for and against a pair.
struct EvidenceWriter: Sendable {
    /// Evidence weaker than this many bits is noise to an agent.
    private static let least = 0.5

    let schema: DuplicateSchema

    /// The evidence of the slots, the weightiest first.
    ///
    /// - Parameters:
    ///   - pattern: how the slots compare.
    ///   - bits: the weight of each slot.
    /// - Returns: what an agent is shown; weak evidence is left out.
    func evidence(_ pattern: ComparisonPattern, bits: [Double]) -> [DuplicateEvidence] {
        var found: [DuplicateEvidence] = []
        if let name = name(pattern.name, bits[ComparisonSlot.name]) { found.append(name) }
        add("email", Evidence.mailAddresses, ComparisonSlot.email, pattern, bits, to: &found)
        add("phone", Evidence.phoneNumbers, ComparisonSlot.phone, pattern, bits, to: &found)
        for (index, field) in schema.fields.enumerated() {
            add(field.name, { .fields(field.label, $0) }, ComparisonSlot.firstField + index, pattern, bits, to: &found)
        }
        return found.filter { abs($0.weight) >= Self.least }.sorted {
            (abs($1.weight), $0.field) < (abs($0.weight), $1.field)
        }
    }

    /// The evidence that both match the same further contacts.
    func throughOthers(bits: Double, contacts: Int) -> DuplicateEvidence {
        DuplicateEvidence(
            field: "contacts",
            agreement: .throughOthers,
            weight: Self.rounded(bits),
            reason: .alikeToOthers(contacts)
        )
    }

    private func name(_ name: NameAgreement, _ bits: Double) -> DuplicateEvidence? {
        let (agreement, likeness): (DuplicateEvidence.Agreement, Evidence.NameLikeness)
        switch name {
        case .missing: return nil
        case .same: (agreement, likeness) = (.same, .same)
        case .close: (agreement, likeness) = (.typo, .close)
        case .loose: (agreement, likeness) = (.similar, .loose)
        case .sameWord: (agreement, likeness) = (.similar, .sameWord)
        case .closeWord: (agreement, likeness) = (.similar, .closeWord)
        case .partly: (agreement, likeness) = (.different, .partly)
        case .different: (agreement, likeness) = (.different, .different)
        }
        return DuplicateEvidence(
            field: "name",
            agreement: agreement,
            weight: Self.rounded(bits),
            reason: .names(likeness)
        )
    }

    private func add(
        _ field: String,
        _ reason: (Evidence.Likeness) -> Evidence,
        _ slot: Int,
        _ pattern: ComparisonPattern,
        _ bits: [Double],
        to found: inout [DuplicateEvidence]
    ) {
        let (agreement, likeness): (DuplicateEvidence.Agreement, Evidence.Likeness)
        switch pattern[slot] {
        case .missing: return
        case .same: (agreement, likeness) = (.same, .same)
        case .typo: (agreement, likeness) = (.typo, .typo)
        case .similar: (agreement, likeness) = (.similar, .similar)
        case .different: (agreement, likeness) = (.different, .different)
        }
        let weight = Self.rounded(bits[slot])
        found.append(
            DuplicateEvidence(field: field, agreement: agreement, weight: weight, reason: reason(likeness))
        )
    }

    private static func rounded(_ bits: Double) -> Double { (bits * 10).rounded() / 10 }
}
