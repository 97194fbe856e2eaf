import Crypto
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

extension Exchange {
    /// What names a form's submission, so that sending it twice changes once; bound to the account.
    ///
    /// - Parameter part: tells apart several changes of one form.
    /// - Returns: the key; nil when the form has none.
    /// - Throws: ``PageProblem/signInNeeded`` when nobody is signed in.
    func idempotencyKey(_ part: String = "") throws -> String? {
        guard let key = form["key"], (8...100).contains(key.utf8.count) else { return nil }
        return "web/\(try agent.id)/\(key)\(part)"
    }

    /// The version of the ticket that a form was made for.
    var formVersion: Int? { form["version"].flatMap { Int($0) } }

    /// The ticket in the path, whole.
    func thread() async throws -> TicketThread {
        guard let thread = try await store.thread(number: try number()) else { throw PageProblem.notFound }
        return thread
    }

    /// The ticket whose number a field of the form names.
    func otherTicket(_ field: String) async throws -> Ticket? {
        guard let text = form.trimmed(field) ?? query.trimmed(field), text.utf8.count <= 13,
            let number = Int(text.drop { $0 == "#" }), number > 0
        else { return nil }
        return try await store.thread(number: number)?.ticket
    }

    /// Applies one change with the signed-in agent as its actor.
    func apply(_ action: DeskChange.Action, version: Int? = nil, part: String = "") async throws -> ChangeResult {
        try await store.apply(
            DeskChange(
                action,
                actor: try actor,
                at: now,
                expectedVersion: version,
                idempotencyKey: try idempotencyKey(part)
            )
        )
    }

    /// Answers a change: the ticket's page, or the page as it was with what was typed and what is wrong.
    ///
    /// - Parameters:
    ///   - result: what became of the change.
    ///   - number: the ticket whose page it was made on.
    ///   - anchor: the place in the page that is shown, with its sign.
    ///   - undoable: the regrouping that the next page offers to take back.
    /// - Returns: the answer.
    /// - Throws: what reading the ticket again throws.
    func answer(
        _ result: ChangeResult,
        number: Int,
        anchor: String = "",
        undoable: ActionID? = nil
    ) async throws -> Response {
        let draft = TicketDraft(form)
        switch result {
        case .done(let ticket):
            let address = address(of: ticket.number)
            let done = undoable.map { "\(address.contains("?") ? "&" : "?")done=regroup-\($0)" } ?? ""
            return .seeOther("\(address)\(done)\(anchor)")
        case .stale:
            return try await TicketShow.again(
                self,
                number: number,
                problem: words.say(
                    "Somebody changed this ticket while you worked on it, or the customer wrote. Have a look and try again.",
                    "您操作期间，此工单已被他人更改或客户有新消息。请查看后重试。"
                ),
                status: .conflict,
                draft: draft
            )
        case .refused(let reason):
            return try await TicketShow.again(
                self,
                number: number,
                problem: try await sentence(ofRefusal: reason),
                status: .unprocessableContent,
                draft: draft
            )
        }
    }

    /// A reason as a sentence.
    static func sentence(_ reason: String) -> String {
        guard let first = reason.first else { return "" }
        let text = first.uppercased() + reason.dropFirst()
        return ".!?。".contains(text.last ?? " ") ? text : text + "."
    }
}

extension Exchange {
    /// Keeps files that go along with a reply, before the reply refers to them.
    func keep(_ files: [SubmittedFile]) async throws {
        try await store.keep(
            files.map { file in
                BlobBytes(
                    digest: BlobDigest(rawValue: Hexadecimal.encode(SHA256.hash(data: file.octets))),
                    bytes: file.octets
                )
            },
            at: now
        )
    }
}
