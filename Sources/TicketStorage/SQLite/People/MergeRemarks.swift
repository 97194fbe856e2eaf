import ChannelKit
import DeskModel

/// What speaks for and against a merge, in sentences for the agent who decides.
enum MergeRemarks {
    /// Compares two people.
    static func remarks(from: ContactProfile, into: ContactProfile) -> [String] {
        var remarks: [String] = []
        if from.person.id == into.person.id { remarks.append("They are one person already.") }
        if !from.person.name.isEmpty, from.person.name.lowercased() == into.person.name.lowercased() {
            remarks.append("Both are named \(from.person.name).")
        }
        for identity in from.identities + into.identities where identity.isShared {
            remarks.append("\(identity.address) is marked as used by several people.")
        }
        let unproven = (from.identities + into.identities).filter { !$0.isVerified }
        if !unproven.isEmpty {
            let addresses = unproven.prefix(5).map(\.address).joined(separator: ", ")
            remarks.append("Not proven to be theirs: \(addresses).")
        }
        for evidence in from.evidence + into.evidence {
            guard let tied = evidence.tiedTo else { continue }
            let other = from.identities.contains { $0.id == evidence.identity } ? into : from
            if other.identities.contains(where: { $0.key == tied }) {
                let weight = evidence.isVerified ? "proves" : "suggests"
                remarks.append("\(evidence.assertedBy) \(weight) that \(tied.value) belongs to both.")
            }
        }
        remarks.append("\(from.ticketCount) and \(into.ticketCount) tickets would stand under one name.")
        return remarks
    }
}
