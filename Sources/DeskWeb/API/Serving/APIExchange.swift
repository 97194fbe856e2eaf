import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import TicketStorage

/// One request of a program with everything its handler may want to know; checked against the call's own shape.
struct APIExchange: Sendable {
    let site: DeskSite
    let route: APIRoute
    let request: Request
    /// What the path's names stand for.
    let parameters: [String: String]
    let query: FormValues
    /// The body; `null` where the call has none.
    let body: JSON
    /// The body's octets.
    let octets: [UInt8]
    /// Whose token it came with; nil for calls that anybody may make.
    let caller: HeldToken?
    /// What names the request, so that sending it again changes nothing.
    let name: NamedRequest?
    let now: Timestamp
    let logger: Logger
    /// How far the set-up had come when `If-Match` was looked at; nil when the change rests on nothing.
    var basis: SetUpMark?

    var store: any TicketStore { site.services.store }
    var ids: RecordIDSource { site.services.ids }

    /// Whose token it came with.
    ///
    /// - Throws: ``APIProblem`` when there is none, which no route lets happen.
    var token: HeldToken {
        get throws {
            guard let caller else { throw APIProblem(.unauthenticated, "A token is needed.") }
            return caller
        }
    }

    /// Who a change is by.
    var actor: Actor { get throws { try token.token.actor } }

    /// Who stands behind words that are sent: the agent, or a stand-in with the service's name.
    var author: Agent {
        get throws {
            let token = try token
            return token.agent
                ?? Agent(
                    id: AgentID(rawValue: 0),
                    email: "",
                    name: token.token.name,
                    role: .agent,
                    createdAt: token.token.createdAt
                )
        }
    }

    /// The id in the path.
    func id<Record>(_ name: String = "id", of record: Record.Type = Record.self) throws -> RecordID<Record> {
        guard let id = parameters[name].flatMap({ RecordID<Record>($0) }) else {
            throw APIProblem(.notFound, "There is nothing with that id.")
        }
        return id
    }

    /// The one of a list whose id is in the path.
    ///
    /// - Throws: ``APIProblem`` when there is none, called by the noun.
    func known<Record>(
        _ id: KeyPath<Record, RecordID<Record>>,
        in records: [Record],
        _ noun: String
    ) throws -> Record {
        let wanted = try self.id(of: Record.self)
        return try records.first { $0[keyPath: id] == wanted }.orNotFound(noun)
    }

    /// The id in a member of the body.
    func id<Record>(in member: String, of record: Record.Type = Record.self) throws -> RecordID<Record>? {
        guard let text = body[member]?.text else { return nil }
        guard let id = RecordID<Record>(text) else { throw APIProblem.invalid("/\(member)", "there is no such id") }
        return id
    }

    /// The ids in a list of the body.
    func ids<Record>(in member: String, of record: Record.Type = Record.self) throws -> [RecordID<Record>] {
        try (body[member]?.elements ?? []).enumerated().map { index, element in
            guard let id = element.text.flatMap({ RecordID<Record>($0) }) else {
                throw APIProblem.invalid("/\(member)/\(index)", "there is no such id")
            }
            return id
        }
    }

    /// The cursor of a list.
    var after: PageCursor? { query["after"].map(PageCursor.init(rawValue:)) }

    /// How many items a page has.
    var limit: Int { query["limit"].flatMap { Int($0) } ?? 50 }

    /// The address of the page behind a place, with everything else that was asked for.
    func next(_ cursor: PageCursor?) -> String? {
        guard let cursor else { return nil }
        let others = query.pairs.filter { $0.name != "after" }
            .map { "\(PercentCoding.encode($0.name))=\(PercentCoding.encode($0.value))" }
        let path = request.uri.path
        return "\(path)?\((others + ["after=\(PercentCoding.encode(cursor.rawValue))"]).joined(separator: "&"))"
    }

    /// The version that `If-Match` names; nil when the request takes any.
    ///
    /// - Throws: ``APIProblem`` of kind `stale` when it names none that there can be.
    func expectedVersion() throws -> Int? {
        let field = request.headers[values: .ifMatch].joined(separator: ",")
        guard !field.isEmpty, field != "*" else { return nil }
        guard let version = EntityTag.version(in: field) else {
            throw APIProblem(.stale, "“If-Match” names no version; use the ETag that came with what is to be changed.")
        }
        return version
    }
}

extension Response {
    /// A JSON document that was read, with its entity tag; one of something that counts its versions begins with the version.
    static func json(_ json: JSON, version: Int? = nil) -> Response {
        let text = json.compact
        var response = Response.text(text, type: "application/json")
        response.headers[.eTag] = version.map { EntityTag.of(text, version: $0) } ?? EntityTag.of(text)
        return response
    }

    /// An answer that may have been given before.
    static func json(_ answer: ServiceAnswer) -> Response {
        let isProblem = answer.status >= 400
        var response = Response.text(
            answer.body,
            status: HTTPResponse.Status(code: answer.status),
            type: isProblem ? "application/problem+json" : "application/json"
        )
        if answer.status == 204 {
            response = Response(status: .noContent)
        }
        if let location = answer.location { response.headers[.location] = location }
        if let tag = answer.entityTag { response.headers[.eTag] = tag }
        return response
    }
}

extension APIExchange {
    /// A page of a list.
    func page<Item>(_ page: Page<Item>, _ json: (Item) -> JSON) -> Response {
        let next = next(page.next)
        var response = Response.json(["items": .array(page.items.map(json)), "next": .text(orNull: next)])
        if let next { response.headers[.link] = "<\(next)>; rel=\"next\"" }
        return response
    }

    /// A whole list.
    func list<Item>(_ items: [Item], _ json: (Item) -> JSON) -> Response {
        .json(["items": .array(items.map(json))])
    }

    /// Makes a change once and answers with what came of it.
    func change(
        _ change: ServiceChange,
        _ words: @escaping @Sendable (ServiceOutcome) -> ServiceAnswer
    ) async throws -> Response {
        try NamedAnswers.response(to: try await store.answer(change, to: name, words: words))
    }
}

extension HTTPField.Name {
    static let link = HTTPField.Name.make("Link")
}
