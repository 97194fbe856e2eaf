public import ChannelKit
public import DeskModel
import IdentityResolution
public import TicketStorage

/// Looks for contacts that may be one person and leaves them as suggestions.
///
/// Nothing is merged by likelihood.
public struct DuplicateSuggestions: Sendable {
    /// The most contacts that are compared with one another: those that came last.
    static let maximumContacts = 10_000
    /// The least likelihood that is worth an agent's look.
    static let leastScore = 0.8
    /// The most suggestions of one round.
    static let maximumSuggestions = 200

    private let store: any ContactStore & DeskStore
    private let ids: RecordIDSource

    /// Creates a search.
    ///
    /// - Parameters:
    ///   - store: where contacts are and suggestions go.
    ///   - ids: makes the suggestions' ids.
    public init(store: any ContactStore & DeskStore, ids: RecordIDSource) {
        self.store = store
        self.ids = ids
    }

    /// Compares the desk's people and stores what is likely; pairs that were suggested before are left as they are.
    ///
    /// - Parameters:
    ///   - known: the newest contact of the search before; where nobody came since, nothing is compared.
    ///   - now: when it is.
    /// - Returns: the newest contact.
    /// - Throws: ``StorageError``.
    public func search(since known: ContactID?, now: Timestamp) async throws -> ContactID? {
        var newest: ContactID?
        var candidates: [DuplicateCandidate] = []
        var before: ContactID?
        repeat {
            let page = try await store.contacts(before: before, limit: 500)
            newest = newest ?? page.first?.contact.id
            guard newest != known else { return known }
            candidates += page.filter { $0.contact.person == $0.contact.id }.map(Self.candidate)
            before = page.count == 500 ? page.last?.contact.id : nil
        } while before != nil && candidates.count < Self.maximumContacts
        guard candidates.count > 1 else { return newest }
        let likely = DuplicateFinder().pairs(in: candidates).filter { $0.score >= Self.leastScore }
        try await store.suggest(likely.prefix(Self.maximumSuggestions).compactMap { suggestion($0, at: now) })
        return newest
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
            id: ids.next(at: now),
            proposal: .mergeContacts(max(one, other), min(one, other)),
            score: pair.score,
            evidence: pair.evidence.map(\.reason),
            at: now
        )
    }
}
