import Hummingbird
import TicketStorage

extension APIExchange {
    /// Changes once how the desk is set up.
    ///
    /// - Parameters:
    ///   - change: the change.
    ///   - body: what is set up then.
    ///   - path: where that is found, when it is new; without `/api/v1`.
    /// - Returns: what is set up then, or why it is not possible.
    /// - Throws: ``APIProblem`` and `StorageError`.
    func administer(_ change: Administration, _ body: JSON, at path: String? = nil) async throws -> Response {
        let text = body.compact
        // A change is answered with what a read gives, so that it can be changed again without reading it.
        let tag = route.read.map { _ in EntityTag.of(text) }
        return try await self.change(.administer(change, actor: try actor, at: now, basis: basis)) { outcome in
            Self.done(outcome, text, tag: tag, at: path)
        }
    }

    /// Changes once how the desk is set up, and answers with nothing.
    func administer(_ change: Administration) async throws -> Response {
        try await self.change(.administer(change, actor: try actor, at: now, basis: basis)) { ContactCalls.nothing($0) }
    }

    /// Changes once how the desk is set up, and shows a secret in the first answer alone: what is kept of it has none.
    ///
    /// - Parameters:
    ///   - change: the change.
    ///   - body: what is set up then; it gets a further member, `secret`.
    ///   - secret: reads the secret once the change is made.
    ///   - path: where it is found, when it is new; without `/api/v1`.
    /// - Returns: what is set up then, or why it is not possible.
    /// - Throws: ``APIProblem`` and `StorageError`.
    func administer(
        _ change: Administration,
        _ body: JSON,
        showing secret: () async throws -> String,
        at path: String? = nil
    ) async throws -> Response {
        let text = body.adding([("secret", .null)]).compact
        let answer = try await store.answer(
            .administer(change, actor: try actor, at: now, basis: basis),
            to: name
        ) { Self.done($0, text, at: path) }
        guard case .first(var first) = answer, first.status < 300 else { return try NamedAnswers.response(to: answer) }
        first.body = body.adding([("secret", .text(try await secret()))]).compact
        return try NamedAnswers.response(to: .first(first))
    }

    private static func done(
        _ outcome: ServiceOutcome,
        _ body: String,
        tag: String? = nil,
        at path: String?
    ) -> ServiceAnswer {
        switch outcome {
        case .other(.done), .webhook: break
        default: return ContactCalls.nothing(outcome)
        }
        return ServiceAnswer(
            status: path == nil ? 200 : 201,
            location: path.map { "/api/v1\($0)" },
            entityTag: tag,
            body: body
        )
    }

    /// Keeps the answer to what was done in steps of its own, so that the same request again gets it.
    ///
    /// A request that a stop cut off before is carried out again; what asks for this changes nothing the second time.
    func remember(_ answer: ServiceAnswer) async throws -> Response {
        try await change(.keep([], at: now)) { _ in answer }
    }

    /// Refuses a change that names nothing.
    ///
    /// - Throws: ``APIProblem``.
    func expectChange() throws {
        guard !body.members.isEmpty else {
            throw APIProblem.invalid("", "nothing is to be changed; name at least one field")
        }
    }
}
