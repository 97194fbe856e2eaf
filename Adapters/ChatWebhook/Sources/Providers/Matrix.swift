import ChannelKit
import ProviderKit

/// Matrix as an application service: the homeserver pushes events in transactions, and we send as the service's user.
///
/// Source: the application service API and the client-server API, version 1.13, <https://spec.matrix.org/v1.13/>.
struct Matrix: MessageProvider {
    static let name = "matrix"
    /// The identities' namespace: user ids are unique in the whole federation.
    static let space = "matrix"

    /// An event has 65,536 bytes at most; a piece stands in it twice, as text and as escaped markup.
    static let traits = ProviderTraits(
        replies: true,
        textLimit: TextLimit(maximum: 9000, unit: .bytes),
        outboundAttachmentBytes: 50 << 20,
        threading: .conversation,
        receipts: [.sent, .read],
        idempotentSending: true,
        intake: [.webhook, .pulling],
        namesCallsByAddress: true
    )

    static func check(_ settings: ChannelSettings) throws(SettingProblem) {
        try settings.require(
            [
                "api_base_url": "the homeserver's address, such as https://matrix.example.org",
                "hs_token": "the hs_token of the registration file",
                "as_token": "the as_token of the registration file",
                "user_id": "the full id the desk speaks as, such as @desk:example.org",
            ],
            for: name
        )
        try checkUser(settings)
    }

    let base: String
    let homeserverTokens: [Secret]
    let token: Secret?
    let own: MatrixNamespace

    init(channel: ChannelID, settings: ChannelSettings) throws(SettingProblem) {
        try Self.checkUser(settings)
        base = settings.baseURL(orElse: "")
        homeserverTokens = settings.secrets("hs_token")
        token = settings.secrets("as_token").first
        own = MatrixNamespace(user: settings.text("user_id"), patterns: settings.texts("own_users"))
    }

    private static func checkUser(_ settings: ChannelSettings) throws(SettingProblem) {
        guard let user = settings.text("user_id"), !user.isEmpty else { return }
        guard user.hasPrefix("@"), user.contains(":"), user.utf8.count <= 255 else {
            throw SettingProblem(
                path: "user_id",
                problem: "this is no Matrix id",
                allowed: "a full id such as @desk:example.org"
            )
        }
    }

    /// Chores are done when they come; nothing is pulled by schedule.
    var streams: [String] { [] }

    // MARK: - In

    func judge(_ call: WebRequest, signedURL: String, now: Timestamp?) -> CallVerdict {
        guard let endpoint = MatrixEndpoint(call) else { return .refused(Self.error(404, "M_UNRECOGNIZED")) }
        switch proof(of: call) {
        case .absent: return .refused(Self.error(401, "M_UNAUTHORIZED"))
        case .wrong: return .refused(Self.error(403, "M_FORBIDDEN"))
        case .right: return verdict(on: endpoint, of: call)
        }
    }

    func unwrap(_ call: WebRequest) -> CallVerdict {
        guard let endpoint = MatrixEndpoint(call) else { return .refused(Self.error(404, "M_UNRECOGNIZED")) }
        return verdict(on: endpoint, of: call)
    }

    private enum Proof {
        case right, wrong, absent
    }

    /// The token comes in the header, as older servers have it in the query, or in both; then both must be right.
    private func proof(of call: WebRequest) -> Proof {
        let fields = call.headers.filter { $0.name.lowercased() == "authorization" }.map(\.value)
        let parameters = call.query.filter { $0.name == "access_token" }.map(\.value)
        guard !fields.isEmpty || !parameters.isEmpty else { return .absent }
        let given = fields.map { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : "" } + parameters
        let isRight = given.allSatisfy { Signature.equals($0, anyOf: homeserverTokens) }
        return isRight && fields.count <= 1 && parameters.count <= 1 ? .right : .wrong
    }

    private func verdict(on endpoint: MatrixEndpoint, of call: WebRequest) -> CallVerdict {
        guard call.method == endpoint.method else {
            let answer = Self.error(405, "M_UNRECOGNIZED")
            return .refused(
                WebAnswer(
                    status: 405,
                    headers: answer.headers + [HeaderField("Allow", endpoint.method)],
                    body: answer.body
                )
            )
        }
        switch endpoint {
        case .ping: return .answered(.takenAsJSON)
        case .user(let id): return .answered(own.contains(id) ? .takenAsJSON : Self.error(404, "M_NOT_FOUND"))
        case .room: return .answered(Self.error(404, "M_NOT_FOUND"))
        case .transaction(let id): return transaction(id, call.body)
        }
    }

    private func transaction(_ id: String, _ body: [UInt8]) -> CallVerdict {
        guard let content = try? JSONValue(parsing: body), content.isObject else {
            return .refused(Self.error(400, "M_NOT_JSON"))
        }
        guard !content["events", orEmpty: true].isEmpty || !content["ephemeral", orEmpty: true].isEmpty else {
            return .answered(.takenAsJSON)
        }
        let payload = ProviderPayload(
            externalID: ExternalID(rawValue: "transaction:\(OneLine.id(id)):\(Self.digest(of: content))"),
            mediaType: "application/json",
            body: body
        )
        return .authentic(payload, answer: .takenAsJSON)
    }

    /// What tells a transaction from another of the same number: its events' ids.
    ///
    /// A homeserver that begins anew counts from 1 again; and what stands around the ids (an age) differs from one try to
    /// the next.
    private static func digest(of content: JSONValue) -> String {
        let ids = content["events", orEmpty: true].map { $0["event_id"]?.text ?? $0.document }
        let signs = content["ephemeral", orEmpty: true].map(\.document)
        return Hexadecimal.text(Signature.sha256(Array((ids + signs).joined(separator: "\n").utf8)).prefix(8))
    }

    /// Rings for what a transaction asks of us beside being read: invitations to accept, rooms to tell that we cannot read
    /// what is encrypted.
    func ring(beside payload: ProviderPayload) -> Doorbell? {
        guard let content = try? JSONValue(parsing: payload.body) else { return nil }
        var chores: [String] = []
        for event in content["events", orEmpty: true].prefix(100) {
            guard let room = event["room_id"]?.text, let chore = MatrixChore(event, in: room, own) else { continue }
            if !chores.contains(chore.name) { chores.append(chore.name) }
        }
        return chores.isEmpty ? nil : Doorbell(stream: chores.joined(separator: "\n"))
    }

    static func error(_ status: Int, _ code: String) -> WebAnswer {
        .json(
            status: status,
            ["errcode": .text(code), "error": .text(code == "M_FORBIDDEN" ? "Bad token" : "Not taken")]
        )
    }

    func events(in arrival: RawArrival) throws(UnreadableArrival) -> [ProviderEvent] {
        guard let content = try? JSONValue(parsing: arrival.body), content.isObject else {
            throw UnreadableArrival("The transaction is no JSON object.", "事务不是 JSON 对象。")
        }
        let reading = MatrixReading(own: own)
        return content["events", orEmpty: true].compactMap(reading.event)
            + content["ephemeral", orEmpty: true].flatMap(reading.receipts)
    }
}

/// What a homeserver may ask of an application service.
enum MatrixEndpoint {
    case transaction(String)
    case user(String)
    case room(String)
    case ping

    /// Reads the path, with and without the prefix that older homeservers leave out; nil where there is nothing.
    init?(_ call: WebRequest) {
        guard let path = call.pathBelowWebhook else { return nil }
        let prefix = "_matrix/app/v1/"
        let rest = path.hasPrefix(prefix) ? path.dropFirst(prefix.count) : path[...]
        let parts = rest.split(separator: "/", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("transactions", 2): self = .transaction(parts[1])
        case ("users", 2): self = .user(parts[1])
        case ("rooms", 2): self = .room(parts[1])
        case ("ping", 1) where path.hasPrefix(prefix): self = .ping
        default: return nil
        }
    }

    /// The only method that fits.
    var method: String {
        switch self {
        case .transaction: "PUT"
        case .ping: "POST"
        case .user, .room: "GET"
        }
    }
}

/// What has to be done in a room because of an event.
enum MatrixChore: Sendable, Hashable {
    case join(String)
    case tell(String)

    /// The chore that an event brings; nil when it brings none.
    init?(_ event: JSONValue, in room: String, _ own: MatrixNamespace) {
        switch event["type"]?.text {
        case "m.room.member":
            guard event["content", "membership"]?.text == "invite", let invited = event["state_key"]?.text,
                invited == own.user
            else { return nil }
            self = .join(room)
        case "m.room.encrypted":
            guard let sender = event["sender"]?.text, !own.contains(sender) else { return nil }
            self = .tell(room)
        default: return nil
        }
    }

    /// Reads a name; nil when it is none.
    init?(name: Substring) {
        let parts = name.split(separator: " ", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("join", 2): self = .join(parts[1])
        case ("tell", 2): self = .tell(parts[1])
        default: return nil
        }
    }

    /// The chore as a doorbell carries it.
    var name: String {
        switch self {
        case .join(let room): "join \(room)"
        case .tell(let room): "tell \(room)"
        }
    }
}

/// The users that are the desk itself.
struct MatrixNamespace: Sendable, Hashable {
    /// The user we speak as.
    let user: String?
    /// Further users; `*` stands for any characters.
    let patterns: [String]

    /// Whether a user is the desk's own.
    func contains(_ id: String) -> Bool {
        id == user || patterns.contains { Self.matches(id, $0) }
    }

    private static func matches(_ id: String, _ pattern: String) -> Bool {
        let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard pieces.count > 1, let first = pieces.first, let last = pieces.last else { return id == pattern }
        guard id.hasPrefix(first), id.utf8.count >= first.utf8.count + last.utf8.count, id.hasSuffix(last) else {
            return false
        }
        var rest = id.dropFirst(first.count).dropLast(last.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let range = rest.firstRange(of: piece) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}

extension JSONValue {
    /// The elements of a member that is a list; none where there is no such member.
    subscript(name: String, orEmpty _: Bool) -> [JSONValue] { self[name]?.array ?? [] }
}
