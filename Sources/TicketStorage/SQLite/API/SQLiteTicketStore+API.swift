public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// All tokens, the newest first.
    public func apiTokens() async throws -> [APIToken] { try await read { try APITokenTable(connection: $0).all() } }

    /// Keeps a token under its digest.
    @discardableResult public func addToken(
        _ token: APIToken,
        digest: String,
        actor: Actor,
        at: Timestamp
    ) async throws -> SavingResult {
        try await writer.write(.change) {
            try AuditedChange(context: $0, actor: actor, at: at).add(token, digest: digest)
        }
    }

    /// Ends a token, and all that were made with it.
    public func revokeToken(_ id: APITokenID, actor: Actor, at: Timestamp) async throws -> Bool {
        try await writer.write(.change) { try AuditedChange(context: $0, actor: actor, at: at).revoke(id) }
    }

    /// The tokens that begin with those characters and hold at a time.
    public func apiTokens(beginning prefix: String, at now: Timestamp) async throws -> [HeldToken] {
        try await read { try APITokenTable(connection: $0).held(beginning: prefix, at: now) }
    }

    /// Notes that a token was used, at most once a minute.
    public func noteUse(of token: APIToken, at now: Timestamp) async throws {
        guard now.rawValue - (token.lastUsedAt?.rawValue ?? 0) >= SessionTable.noteInterval else { return }
        try await writer.write(.other) { try APITokenTable(connection: $0.connection).noteUse(of: token.id, at: now) }
    }

    /// What a request that names itself was answered.
    public func answer(to request: NamedRequest) async throws -> NamedAnswer? {
        try await read { try APIAnswerTable(connection: $0).answer(to: request) }
    }

    /// How far changes of the set-up have come.
    public func setUpMark() async throws -> SetUpMark {
        SetUpMark(newest: try await read { try AuditTable.newest(in: $0) })
    }

    /// Makes a change and keeps the answer to the request that asked for it.
    public func answer(
        _ change: ServiceChange,
        to request: NamedRequest?,
        words: @escaping @Sendable (ServiceOutcome) -> ServiceAnswer
    ) async throws -> NamedAnswer {
        let folder = settings.blobFolder
        return try await writer.write(.change, weight: change.weight) { context in
            let table = APIAnswerTable(context: context)
            if let request, let earlier = try table.answer(to: request) { return earlier }
            if case .administer(_, _, _, let basis?) = change,
                try AuditTable(context: context).newest() != basis.newest
            {
                return .moved
            }
            let outcome = try ServiceChangeWriter(context: context, blobFolder: folder).apply(change)
            let answer = words(outcome)
            if let request { try table.keep(answer, to: request) }
            return .first(answer)
        }
    }

    /// A ticket by number, as it is.
    public func numberedTicket(_ number: Int) async throws -> NumberedTicket? {
        try await read { connection in
            let rows = TicketRow(connection: connection)
            guard let id = try rows.id(number: number), let ticket = try rows.ticket(id) else { return nil }
            let target = try ticket.mergedInto.flatMap { try rows.resolved($0) }
            return NumberedTicket(
                ticket: ticket,
                mergedInto: target?.number,
                marks: try MarkTable(connection: connection).marks(of: id),
                fields: try FieldValueTable(connection: connection).keyedValues(of: id)
            )
        }
    }

    /// Events behind a place with their tickets' numbers.
    public func eventPage(after: RecordID<TicketEvent>?, limit: Int) async throws -> EventPage {
        try await read { try EventReading(connection: $0).page(after: after, limit: limit) }
    }

    /// The newest event.
    public func newestEvent() async throws -> RecordID<TicketEvent>? {
        try await read {
            try $0.value("SELECT id FROM ticketEvent ORDER BY id DESC LIMIT 1", as: RecordID<TicketEvent>.self)
        }
    }
}

extension ServiceChange {
    /// How many bytes it holds in memory while it waits.
    fileprivate var weight: Int {
        switch self {
        case .keep(let blobs, _): blobs.reduce(0) { $0 + $1.bytes.count }
        case .administer(.addPicture(_, let blob), _, _, _): blob.bytes.count
        case .administer(.saveBranding(_, let logo), _, _, _): logo?.bytes.count ?? 0
        default: 0
        }
    }
}
