import ChannelKit
import DeskModel

/// What speaks for and against a merge, for the agent who decides.
enum MergeRemarks {
    /// Compares two people.
    static func remarks(from: ContactProfile, into: ContactProfile) -> [Evidence] {
        var remarks: [Evidence] = []
        if from.person.id == into.person.id { remarks.append(.onePersonAlready) }
        if !from.person.name.isEmpty, from.person.name.lowercased() == into.person.name.lowercased() {
            remarks.append(.sameName(from.person.name))
        }
        for identity in from.identities + into.identities where identity.isShared {
            remarks.append(.markedShared(identity.address))
        }
        let unproven = (from.identities + into.identities).filter { !$0.isVerified }
        if !unproven.isEmpty {
            remarks.append(.unprovenAddresses(unproven.prefix(5).map(\.address)))
        }
        for evidence in from.evidence + into.evidence {
            guard let tied = evidence.tiedTo else { continue }
            let other = from.identities.contains { $0.id == evidence.identity } ? into : from
            if other.identities.contains(where: { $0.key == tied }) {
                let weight: Evidence.Weight = evidence.isVerified ? .proof : .hint
                remarks.append(.commonAddress(tied.value, assertedBy: evidence.assertedBy, weight))
            }
        }
        remarks.append(.ticketCounts(from.ticketCount, into.ticketCount))
        return remarks
    }
}
