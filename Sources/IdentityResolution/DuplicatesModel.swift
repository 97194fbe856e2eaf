public import DeskModel

/// One contact as the search for duplicates sees it.
public struct DuplicateCandidate: Sendable, Hashable, Codable {
    /// The caller's own id, given back in ``LikelyDuplicate``.
    public let id: String
    /// The whole name as written, in any order of its parts; empty where it is not known.
    public let name: String
    /// The e-mail addresses.
    public let emails: [String]
    /// The telephone numbers, best in E.164 form.
    public let phones: [String]
    /// What else is known, by the name the desk gave it, such as `date of birth` or `city`.
    public let attributes: [String: String]

    /// Creates a candidate.
    public init(
        id: String,
        name: String,
        emails: [String] = [],
        phones: [String] = [],
        attributes: [String: String] = [:]
    ) {
        self.id = id
        self.name = name
        self.emails = emails
        self.phones = phones
        self.attributes = attributes
    }
}

/// Two contacts that are probably the same person: a suggestion, never a merge.
public struct LikelyDuplicate: Sendable, Hashable, Encodable {
    /// The id of the contact that came first in the input.
    public let a: String
    /// The id of the other one.
    public let b: String
    /// The probability that both are one person, from ``DuplicateFinder/threshold`` to 1.
    public let score: Double
    /// What speaks for and against, the weightiest first.
    public let evidence: [DuplicateEvidence]

    /// Creates a suggestion.
    public init(a: String, b: String, score: Double, evidence: [DuplicateEvidence]) {
        self.a = a
        self.b = b
        self.score = score
        self.evidence = evidence
    }
}

/// What one field says about two contacts.
public struct DuplicateEvidence: Sendable, Hashable {
    /// How the two values compare.
    public enum Agreement: String, Sendable, Hashable, Codable, CaseIterable {
        /// Equal, apart from case, accents, spacing and order.
        case same
        /// A slip of the pen apart: a few letters or digits, or values in each other's place.
        case typo
        /// Alike: a short form, an initial, a similar spelling, a date with two parts in common.
        case similar
        /// Different.
        case different
        /// Not told from the two contacts themselves: both match further ones.
        case throughOthers
    }

    /// The field: `name`, `email`, `phone`, the name of the attribute, or `contacts` where others tell.
    public let field: String
    /// How the values compare.
    public let agreement: Agreement
    /// The weight in bits: each bit for doubles the odds, each bit against halves them.
    public let weight: Double
    /// The evidence as it is kept and shown; without the values, which stand beside it.
    public let reason: Evidence

    /// Creates a piece of evidence.
    public init(field: String, agreement: Agreement, weight: Double, reason: Evidence) {
        self.field = field
        self.agreement = agreement
        self.weight = weight
        self.reason = reason
    }

    /// The evidence in English words.
    public var text: String { reason.said.english }
}

extension DuplicateEvidence: Encodable {
    private enum CodingKeys: String, CodingKey {
        case field
        case agreement
        case weight
        case text
    }

    /// Writes the evidence with its English words, as programs read it.
    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(field, forKey: .field)
        try members.encode(agreement, forKey: .agreement)
        try members.encode(weight, forKey: .weight)
        try members.encode(text, forKey: .text)
    }
}
