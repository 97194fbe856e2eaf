import Foundation

/// Puts the evidence about a pair into words.
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
        add("email", "e-mail address", ComparisonSlot.email, pattern, bits, to: &found)
        add("phone", "phone number", ComparisonSlot.phone, pattern, bits, to: &found)
        for (index, field) in schema.fields.enumerated() {
            add(field.name, field.label, ComparisonSlot.firstField + index, pattern, bits, to: &found)
        }
        return found.filter { abs($0.weight) >= Self.least }.sorted {
            (abs($1.weight), $0.field) < (abs($0.weight), $1.field)
        }
    }

    /// The evidence that both match the same further contacts.
    func throughOthers(bits: Double, contacts: Int) -> DuplicateEvidence {
        let others = contacts == 1 ? "another contact" : "\(contacts) other contacts"
        return DuplicateEvidence(
            field: "contacts",
            agreement: .throughOthers,
            weight: Self.rounded(bits),
            text: "Both match \(others) of this group"
        )
    }

    private func name(_ name: NameAgreement, _ bits: Double) -> DuplicateEvidence? {
        let (agreement, text): (DuplicateEvidence.Agreement, String)
        switch name {
        case .missing: return nil
        case .same: (agreement, text) = (.same, "Same name")
        case .close: (agreement, text) = (.typo, "Nearly the same name: a slip or a short form apart")
        case .loose: (agreement, text) = (.similar, "Similar name")
        case .sameWord: (agreement, text) = (.similar, "The one name that is known is part of the other's")
        case .closeWord: (agreement, text) = (.similar, "The one name that is known is similar to part of the other's")
        case .partly: (agreement, text) = (.different, "One part of the name agrees, another differs")
        case .different: (agreement, text) = (.different, "Different name")
        }
        return DuplicateEvidence(field: "name", agreement: agreement, weight: Self.rounded(bits), text: text)
    }

    private func add(
        _ field: String,
        _ label: String,
        _ slot: Int,
        _ pattern: ComparisonPattern,
        _ bits: [Double],
        to found: inout [DuplicateEvidence]
    ) {
        guard pattern[slot] != .missing else { return }
        found.append(evidence(field, Self.agreement(pattern[slot]), Self.rounded(bits[slot]), label))
    }

    private func evidence(
        _ field: String,
        _ agreement: DuplicateEvidence.Agreement,
        _ weight: Double,
        _ label: String
    ) -> DuplicateEvidence {
        let text =
            switch agreement {
            case .same: "Same \(label)"
            case .typo: "Nearly the same \(label): a slip or two apart"
            case .similar: "Similar \(label)"
            case .different, .throughOthers: "Different \(label)"
            }
        return DuplicateEvidence(field: field, agreement: agreement, weight: weight, text: text)
    }

    private static func agreement(_ level: AgreementLevel) -> DuplicateEvidence.Agreement {
        switch level {
        case .same: .same
        case .typo: .typo
        case .similar: .similar
        case .different, .missing: .different
        }
    }

    private static func rounded(_ bits: Double) -> Double { (bits * 10).rounded() / 10 }
}
