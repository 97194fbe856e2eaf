public import Foundation
import IdentityResolution

/// Proposes which contacts are one person: `duplicates`.
public struct DuplicatesOperation: ProbeOperation {
    /// The contacts.
    public struct Request: Decodable {
        let contacts: [Contact]
    }

    /// One contact, as a desk knows it.
    struct Contact: Decodable {
        let id: String
        let name: String?
        let emails: [String]?
        let phones: [String]?
        let attributes: [String: String]?
    }

    /// The pairs.
    public struct Answer: Encodable {
        let pairs: [LikelyDuplicate]
    }

    /// The value of `op`.
    public static let name = "duplicates"

    /// Creates the operation.
    public init() {}

    /// Compares the contacts with each other.
    public func answer(_ request: Request, root: URL) -> Answer {
        let candidates = request.contacts.map { contact in
            DuplicateCandidate(
                id: contact.id,
                name: contact.name ?? "",
                emails: contact.emails ?? [],
                phones: contact.phones ?? [],
                attributes: contact.attributes ?? [:]
            )
        }
        return Answer(pairs: DuplicateFinder().pairs(in: candidates))
    }
}
