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
        return try await self.change(.administer(change, actor: try actor, at: now)) { outcome in
            guard case .other(.done) = outcome else { return ContactCalls.nothing(outcome) }
            return ServiceAnswer(
                status: path == nil ? 200 : 201,
                location: path.map { "/api/v1\($0)" },
                body: text
            )
        }
    }

    /// Changes once how the desk is set up, and answers with nothing.
    func administer(_ change: Administration) async throws -> Response {
        try await self.change(.administer(change, actor: try actor, at: now)) { ContactCalls.nothing($0) }
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
