import DeskModel
import HTTPTypes
import Hummingbird

/// One call of the API: what the router finds, and what the document says of it.
struct APIRoute: Sendable {
    /// Who may call.
    enum Access: Sendable, Hashable {
        /// Anybody.
        case anyone
        /// Whoever has a token.
        case token
        /// Tokens with that scope.
        case scope(APIScope)
    }

    /// What is read from a request's body.
    enum Body: Sendable {
        /// Nothing.
        case none
        /// A JSON object.
        case object(APIObject)
        /// A file of any type.
        case file
    }

    /// What a call answers when all is well.
    enum Answer: Sendable {
        /// A JSON object.
        case object(HTTPResponse.Status, APIObject, String)
        /// A file.
        case file(String)
        /// Text of another type.
        case text(type: String, String)
        /// A page of events, or a stream of them.
        case events(APIObject, String)
        /// Nothing but its head.
        case nothing(String)
    }

    let method: HTTPRequest.Method
    /// The path below `/api/v1`, with names in braces.
    let path: String
    let access: Access
    /// The call's name for generated clients.
    let operation: String
    /// What it does, in one sentence.
    let summary: String
    var parameters: [APIParameter] = []
    var body = Body.none
    let answer: Answer
    /// Whether it compares itself what `If-Match` names: a ticket's version, or an article's revision.
    var comparesVersion = false
    let respond: @Sendable (APIExchange) async throws -> Response

    /// The path taken apart.
    var segments: [Substring] { path.split(separator: "/") }

    /// Whether what it reads comes with an entity tag, and is left out when the program has it already.
    var isTagged: Bool {
        guard method == .get else { return false }
        switch answer {
        case .object, .events, .text(type: "application/json", _): return true
        case .file, .text, .nothing: return false
        }
    }

    /// Whether `If-Match` means something to it: it changes or removes what is at its address, or compares versions itself.
    var isConditional: Bool { comparesVersion || method == .patch || method == .delete }

    /// The call that reads what this one changes or removes; nil where there is none, or this one compares versions itself.
    var read: APIRoute? {
        guard isConditional, !comparesVersion else { return nil }
        return APIRoutes.all.first { $0.path == path && $0.isTagged }
    }

    /// What the path's names stand for; nil when it does not fit.
    func match(_ parts: ArraySlice<String>) -> [String: String]? {
        let segments = segments
        guard parts.count == segments.count else { return nil }
        var found: [String: String] = [:]
        for (part, wanted) in zip(parts, segments) {
            if wanted.first == "{" {
                found[String(wanted.dropFirst().dropLast())] = part
            } else if wanted != part {
                return nil
            }
        }
        return found
    }
}

/// A value in the path, the query or the head of a request.
struct APIParameter: Sendable {
    enum Place: String, Sendable {
        case path
        case query
        case header
    }

    let name: String
    let place: Place
    let schema: APISchema
    /// Whether the call makes no sense without it.
    let isRequired: Bool
    /// What it means, in one sentence.
    let summary: String

    static func path(_ name: String, _ schema: APISchema, _ summary: String) -> APIParameter {
        APIParameter(name: name, place: .path, schema: schema, isRequired: true, summary: summary)
    }

    static func query(_ name: String, _ schema: APISchema, _ summary: String) -> APIParameter {
        APIParameter(name: name, place: .query, schema: schema, isRequired: false, summary: summary)
    }

    static func needed(_ name: String, _ schema: APISchema, _ summary: String) -> APIParameter {
        APIParameter(name: name, place: .query, schema: schema, isRequired: true, summary: summary)
    }

    /// The number of a ticket.
    static let number = path("number", .integer(1...999_999_999_999), "The ticket's number.")

    /// The id of a record in the path.
    static func id(_ what: String) -> APIParameter { path("id", .id, "The \(what)'s id.") }

    /// The parameters of every list that comes in pages.
    static let paging: [APIParameter] = [
        query("after", .cursor, "Where the page begins: as the last page's “next” says."),
        query("limit", .integer(1...200), "How many items a page has at the most; 50 unless said otherwise."),
    ]
}
