import HTTPTypes
import Hummingbird
import MessageRouting
import NIOCore
import TicketStorage

/// Why a program's request is not answered as asked, as problem details (RFC 9457).
///
/// What it says is fit for whoever asked.
struct APIProblem: Error, Sendable, Hashable {
    /// What kind of problem it is; the documentation has a paragraph on each.
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case malformed
        case unauthenticated
        case forbidden
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case conflict
        case stale
        case tooLarge = "too-large"
        case unsupportedType = "unsupported-type"
        case invalid
        case keyReused = "key-reused"
        case tooMany = "too-many"
        case unexpected
        case unavailable

        var status: HTTPResponse.Status {
            switch self {
            case .malformed: .badRequest
            case .unauthenticated: .unauthorized
            case .forbidden: .forbidden
            case .notFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .conflict: .conflict
            case .stale: .preconditionFailed
            case .tooLarge: .contentTooLarge
            case .unsupportedType: .unsupportedMediaType
            case .invalid, .keyReused: .unprocessableContent
            case .tooMany: .tooManyRequests
            case .unexpected: .internalServerError
            case .unavailable: .serviceUnavailable
            }
        }

        var title: String {
            switch self {
            case .malformed: "The body is no JSON"
            case .unauthenticated: "No valid token"
            case .forbidden: "The token may not do this"
            case .notFound: "Not found"
            case .methodNotAllowed: "Not possible here"
            case .conflict: "Not possible now"
            case .stale: "Somebody was faster"
            case .tooLarge: "Too large"
            case .unsupportedType: "This media type is not read here"
            case .invalid: "The request cannot be used as it is"
            case .keyReused: "The Idempotency-Key belongs to another request"
            case .tooMany: "Too many requests"
            case .unexpected: "Something went wrong"
            case .unavailable: "Not available right now"
            }
        }

        /// What it means and what to do, for the documentation.
        var explanation: String {
            switch self {
            case .malformed: "The body is not JSON as RFC 8259 has it, names a member twice, or nests too deep."
            case .unauthenticated: "Send “Authorization: Bearer …” with a token that is neither expired nor revoked."
            case .forbidden: "The token lacks the scope that is named, or its agent's account may not do this."
            case .notFound: "There is nothing at this address, or nothing with this id or number."
            case .methodNotAllowed: "The address takes other methods; “Allow” names them."
            case .conflict:
                "Something is in a state in which this cannot be done, or has the name already; the detail says what."
            case .stale:
                "There is another version by now than “If-Match” names: read it again, then decide again. Or the address has no ETag."
            case .tooLarge: "The body is larger than is taken here."
            case .unsupportedType: "Send “Content-Type: application/json”, or the file's own type for an upload."
            case .invalid: "Fields or parameters are wrong; “errors” says for each where, what, and what is allowed."
            case .keyReused: "Use a new Idempotency-Key for each request, and the same one only to send it again."
            case .tooMany: "Wait for as many seconds as “Retry-After” says."
            case .unexpected: "That was our fault; the operator finds the details in the log."
            case .unavailable: "Nothing was changed. Try again after as many seconds as “Retry-After” says."
            }
        }
    }

    var kind: Kind
    /// What is wrong in this case, and what is allowed.
    var detail: String
    /// The values that are wrong.
    var errors: [FieldProblem] = []
    /// Further fields of the answer's head.
    var headers = HTTPFields()

    init(_ kind: Kind, _ detail: String, errors: [FieldProblem] = []) {
        self.kind = kind
        self.detail = detail
        self.errors = errors
    }

    /// Values that are wrong.
    static func invalid(_ errors: [FieldProblem]) -> APIProblem {
        let detail = errors.count == 1 ? "One value is wrong." : "\(errors.count) values are wrong."
        return APIProblem(.invalid, detail, errors: errors)
    }

    /// One member of the body is wrong.
    static func invalid(_ pointer: String, _ detail: String) -> APIProblem {
        .invalid([FieldProblem(place: .body(pointer: pointer), detail: detail)])
    }

    /// There is nothing of that kind.
    static func notFound(_ what: String) -> APIProblem { APIProblem(.notFound, "There is no such \(what).") }

    /// Where the documentation speaks of problems.
    static let documentation = "/api/v1/docs#problem-"

    var json: JSON {
        var members: JSON = [
            "type": .text("\(Self.documentation)\(kind.rawValue)"), "title": .text(kind.title),
            "status": .integer(kind.status.code), "detail": .text(detail),
        ]
        if !errors.isEmpty {
            members = .object(members.members + [JSON.Member(name: "errors", value: .array(errors.map(\.json)))])
        }
        return members
    }

    /// The answer.
    var response: Response {
        var fields = headers
        fields[.contentType] = "application/problem+json"
        return Response(
            status: kind.status,
            headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(string: json.compact))
        )
    }

    /// The shape of the answer.
    static let schema = APIObject(
        "Problem",
        "Why a request was not answered as asked (RFC 9457).",
        [
            .required("type", .words, "Where the kind of problem is explained."),
            .required("title", .words, "What kind of problem it is."),
            .required("status", .count, "The HTTP status."),
            .required("detail", .words, "What is wrong in this case."),
            .optional("errors", .items(.object(errorSchema)), "The values that are wrong."),
        ]
    )

    private static let errorSchema = APIObject(
        "FieldProblem",
        "What is wrong with one value.",
        [
            .optional("pointer", .words, "The member of the body, as a JSON pointer."),
            .optional("parameter", .words, "The parameter's name."),
            .optional("in", .choice(["path", "query", "header"]), "Where the parameter stands."),
            .required("detail", .words, "What is wrong, and what is allowed."),
        ]
    )
}

extension APIProblem {
    /// The problem behind an error that a handler threw; nil for one that nobody expected.
    init?(_ error: any Error) {
        switch error {
        case let problem as APIProblem: self = problem
        case let problem as ReplyProblem: self.init(.invalid, problem.description)
        case StorageError.busy: self = .unavailable(retryAfter: 2)
        case StorageError.unavailable, StorageError.closed: self = .unavailable(retryAfter: 10)
        case is CancellationError: self = .unavailable(retryAfter: 5)
        case PageProblem.notFound: self.init(.notFound, "There is nothing at this address.")
        case PageProblem.tooLarge: self.init(.tooLarge, "The body is larger than is taken here.")
        default: return nil
        }
    }

    /// The storage does not work now.
    static func unavailable(retryAfter seconds: Int) -> APIProblem {
        var problem = APIProblem(.unavailable, "Nothing was changed. Please try again in a moment.")
        problem.headers[.retryAfter] = "\(seconds)"
        return problem
    }
}
