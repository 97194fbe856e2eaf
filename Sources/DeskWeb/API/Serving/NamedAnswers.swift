import Crypto
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Requests that name themselves by `Idempotency-Key`, and what they were answered before.
enum NamedAnswers {
    static let field = HTTPField.Name.make("Idempotency-Key")
    /// Tells a program that the answer is the first one again.
    private static let replayed = HTTPField.Name.make("Idempotency-Replayed")
    /// What a key is made of.
    static let schema = APISchema.line(maximum: 255)

    /// The name of a request; nil when it has none.
    ///
    /// - Throws: ``APIProblem`` when the key cannot be one.
    static func name(
        of request: Request,
        path: String,
        octets: [UInt8],
        token: HeldToken,
        _ site: DeskSite
    ) throws -> NamedRequest? {
        let values = request.headers[values: field]
        guard let key = values.first else { return nil }
        guard values.count == 1, (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw APIProblem.invalid([
                FieldProblem(
                    place: .parameter(field.rawName, in: "header"),
                    detail: "allowed is one key of 1 to 255 visible ASCII characters"
                )
            ])
        }
        var hash = SHA256()
        hash.update(data: Array("\(request.method.rawValue) \(path)?\(request.uri.query ?? "")\n".utf8))
        hash.update(data: octets)
        return NamedRequest(
            token: token.token.id,
            key: key,
            fingerprint: Hexadecimal.encode(hash.finalize()),
            at: site.services.now()
        )
    }

    /// The answer to a request, given for the first time or again.
    ///
    /// - Throws: ``APIProblem`` when the key belongs to another request, ``SetUpMoved`` when the basis is no longer so.
    static func response(to answer: NamedAnswer) throws -> Response {
        switch answer {
        case .first(let answer): return .json(answer)
        case .again(let answer):
            var response = Response.json(answer)
            response.headers[replayed] = "true"
            return response
        case .moved: throw SetUpMoved()
        case .otherRequest:
            throw APIProblem(.keyReused, "This token used the key for another request within the last 24 hours.")
        }
    }
}
