/// Proposes which contacts are probably one person, from names, addresses and attributes alone.
///
/// Nothing is merged by it: an agent decides. A false proposal is worse than a missed one. What the attributes mean is
/// told from their names and values; how much each says is learned from the contacts themselves.
public struct DuplicateFinder: Sendable {
    /// The least probability that is proposed.
    public static let threshold = 0.5
    /// The most contacts that are looked at; further ones are left out.
    public static let maximumContacts = 50_000

    /// Creates a finder.
    public init() {}

    /// The pairs of contacts that are probably one person, the most probable first.
    ///
    /// Three contacts that are one person are three pairs, even where one of them alone would not be proposed: then its
    /// evidence says that others tell. Equal inputs give equal answers.
    public func pairs(in contacts: [DuplicateCandidate]) -> [LikelyDuplicate] {
        let contacts = Array(contacts.prefix(Self.maximumContacts))
        guard contacts.count > 1 else { return [] }
        let schema = DuplicateSchema(contacts)
        var table = ValueTable()
        let records = contacts.map { DuplicateRecord($0, schema: schema, table: &table) }
        let candidates = CandidateBlocking(keys: RecordKeys(schema: schema, table: table)).pairs(of: records)
        let likelihood = DuplicateLikelihood(
            records: records,
            comparator: RecordComparator(schema: schema, table: table),
            candidates: candidates
        )
        let likely = zip(candidates, likelihood.candidateBits).filter { $1 >= 0 }.map { (a: $0.0, b: $0.1, bits: $1) }
        let people = PersonClusters(count: records.count, pairs: likely, compare: likelihood.bits)
        let found = people.members.flatMap { proposals($0.sorted(), likelihood, EvidenceWriter(schema: schema)) }
        return found.sorted { ($1.score, $0.a, $0.b) < ($0.score, $1.a, $1.b) }.map {
            LikelyDuplicate(a: contacts[$0.a].id, b: contacts[$0.b].id, score: $0.score, evidence: $0.evidence)
        }
    }

    private typealias Proposal = (a: Int, b: Int, score: Double, evidence: [DuplicateEvidence])

    /// All pairs of a group.
    private func proposals(
        _ members: [Int],
        _ likelihood: DuplicateLikelihood,
        _ writer: EvidenceWriter
    ) -> [Proposal] {
        var pairs: [(a: Int, b: Int, bits: Double)] = []
        for (place, a) in members.enumerated() {
            for b in members.dropFirst(place + 1) { pairs.append((a, b, likelihood.bits(a, b))) }
        }
        let strongest = PersonClusters.strongest
        let sum = pairs.reduce(0) { $0 + max(-strongest, min(strongest, $1.bits)) }
        // What the group as a whole says is surer than a weak pair of it, and less sure than its best.
        let together = max(0, sum / Double(max(1, pairs.count)) / 2)
        return pairs.map { pair in
            let (pattern, bits) = likelihood.details(pair.a, pair.b)
            var evidence = writer.evidence(pattern, bits: bits)
            if pair.bits < together {
                evidence.append(writer.throughOthers(bits: together - pair.bits, contacts: members.count - 2))
            }
            let score = MatchWeights.probability(bits: max(pair.bits, together))
            return (pair.a, pair.b, score, evidence)
        }
    }
}
