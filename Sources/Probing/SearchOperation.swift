public import Foundation
import TicketStorage

/// `search`: which of some documents a query finds, by the index's own table and query path.
public struct SearchOperation: ProbeOperation {
    /// The documents and the query.
    public struct Request: Decodable, Sendable {
        let documents: [String]
        let query: String
    }

    /// The indexes of the documents found, best first.
    public struct Answer: Encodable, Sendable {
        let hits: [Int]
    }

    /// `search`.
    public static let name = "search"

    /// Creates the operation.
    public init() {}

    /// Searches.
    public func answer(_ request: Request, root: URL) throws -> Answer {
        Answer(hits: try SQLiteSearch.hits(documents: request.documents, query: request.query))
    }
}
