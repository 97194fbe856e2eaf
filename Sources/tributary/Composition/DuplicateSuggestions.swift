import ChannelKit
import DeskModel
import IdentityResolution
import TicketStorage

/// Looks for contacts that may be one person and leaves them as suggestions.
///
/// Nothing is merged by likelihood.
struct DuplicateSuggestions: Sendable {
    /// The most contacts that are compared with one another.
    static let maximumContacts = 5_000
    /// The least likelihood that is worth an agent's look.
    static let leastScore = 0.8
    /// The most suggestions of one round.
    static let maximumSuggestions = 200

    let desk: Desk

    /// Compares the desk's people and stores what is likely; pairs that were suggested before are left as they are.
    func search() async throws {
        var candidates: [DuplicateCandidate] = []
        var after: ContactID?
        repeat {
            let page = try await desk.store.contacts(after: after, limit: 500)
            candidates += page.filter { $0.contact.person == $0.contact.id }.map(Self.candidate)
            after = page.count == 500 ? page.last?.contact.id : nil
        } while after != nil && candidates.count < Self.maximumContacts
        guard candidates.count > 1 else { return }
        let likely = DuplicateFinder().pairs(in: candidates).filter { $0.score >= Self.leastScore }
        let now = Desk.clock()
        try await desk.store.suggest(likely.prefix(Self.maximumSuggestions).compactMap { suggestion($0, at: now) })
    }

    private static func candidate(_ profile: ContactProfile) -> DuplicateCandidate {
        DuplicateCandidate(
            id: profile.person.id.description,
            name: profile.person.name,
            emails: profile.identities.filter { $0.key.kind == .email && !$0.isShared }.map(\.key.value),
            phones: profile.identities.filter { $0.key.kind == .phone && !$0.isShared }.map(\.key.value)
        )
    }

    private func suggestion(_ pair: LikelyDuplicate, at now: Timestamp) -> Suggestion? {
        guard let one = ContactID(pair.a), let other = ContactID(pair.b) else { return nil }
        return Suggestion(
            id: desk.store.ids.next(at: now),
            proposal: .mergeContacts(max(one, other), min(one, other)),
            score: pair.score,
            evidence: pair.evidence.map(\.text),
            at: now
        )
    }
}
