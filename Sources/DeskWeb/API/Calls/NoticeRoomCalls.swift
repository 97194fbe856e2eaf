import DeskModel
import HTTPTypes
import Hummingbird
import Notices
import TicketStorage

/// Rooms of teams that are told by a robot's address; the address is a secret and never given out.
enum NoticeRoomCalls {
    private static let kinds = APISchema.list(
        .choice(NoticeKind.allCases.map(\.rawValue)),
        maximum: NoticeKind.allCases.count
    )
    private static let details: [APIField] = [
        .optional("team", .nullable(.id), "The team whose tickets it hears of; null hears of all."),
        .optional("language", .choice(NoticeWords.languages), "The language it is told in."),
        .optional("enabled", .boolean, "Whether it is told."),
        .optional(
            "secret",
            .nullable(.line(maximum: 200)),
            "What the robot signs with, for providers whose robots do; named with the address only."
        ),
    ]
    private static let url = APISchema.line(maximum: 1_000)

    static let new = APIObject(
        "NewNoticeRoom",
        "A room to tell.",
        [
            .required("name", .line(maximum: 100), "The name, which no other room has."),
            .required("provider", .choice(RobotProvider.allCases.map(\.rawValue)), "Whose room it is."),
            .required("url", url, "The robot's address; it is sealed and never given out again."),
            .required("kinds", kinds, "What it hears of, one kind at least."),
        ] + details
    )

    static let change = APIObject(
        "NoticeRoomChange",
        "What is to be changed about a room; what is left out stays.",
        [
            .optional("name", .line(maximum: 100), "The name, which no other room has."),
            .optional("url", url, "Another address of the robot, with its secret if it has one."),
            .optional("kinds", kinds, "What it hears of, one kind at least."),
        ] + details
    )

    static let schema = APIObject(
        "NoticeRoom",
        "A room that is told by its robot.",
        [
            .required("id", .id, "The id."),
            .required("name", .words, "The name."),
            .required("provider", .choice(RobotProvider.allCases.map(\.rawValue)), "Whose room it is."),
            .required("team", .nullable(.id), "The team whose tickets it hears of; null hears of all."),
            .required("kinds", .items(.words), "What it hears of."),
            .required("language", .words, "The language it is told in."),
            .required("enabled", .boolean, "Whether it is told."),
        ]
    )

    private static func json(_ room: NoticeRoom) -> JSON {
        [
            "id": .id(room.id), "name": .text(room.name), "provider": .text(room.provider.rawValue),
            "team": .id(orNull: room.team), "kinds": .array(room.kinds.map { .text($0.rawValue) }),
            "language": .text(room.language), "enabled": .boolean(room.isEnabled),
        ]
    }

    /// Answers `GET /notice-rooms`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.noticeRooms(), json)
    }

    /// Answers `GET /notice-rooms/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response { .json(json(try await known(exchange))) }

    /// Answers `POST /notice-rooms`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        let new = NoticeRoom(
            id: exchange.ids.next(at: exchange.now),
            name: "",
            provider: exchange.body["provider"]?.text.flatMap(RobotProvider.init) ?? .wecom,
            kinds: [],
            language: NoticeWords.languages[0],
            sealed: []
        )
        let room = try await changed(new, exchange)
        return try await exchange.administer(.saveRoom(room), json(room), at: "/notice-rooms/\(room.id)")
    }

    /// Answers `PATCH /notice-rooms/{id}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let known = try await known(exchange)
        try exchange.expectChange()
        let room = try await changed(known, exchange)
        return try await exchange.administer(.saveRoom(room), json(room))
    }

    /// Answers `DELETE /notice-rooms/{id}`.
    static func remove(_ exchange: APIExchange) async throws -> Response {
        try await exchange.administer(.removeRoom(try await known(exchange).id))
    }

    private static func known(_ exchange: APIExchange) async throws -> NoticeRoom {
        try exchange.known(\.id, in: try await exchange.store.noticeRooms(), "room")
    }

    private static func changed(_ room: NoticeRoom, _ exchange: APIExchange) async throws -> NoticeRoom {
        var room = room
        for member in exchange.body.members {
            let value = member.value
            switch member.name {
            case "name": room.name = value.text ?? room.name
            case "language": room.language = value.text ?? room.language
            case "enabled": room.isEnabled = value.boolean ?? room.isEnabled
            case "kinds":
                room.kinds = NoticeKind.allCases.filter { kind in
                    value.elements.contains { $0.text == kind.rawValue }
                }
                guard !room.kinds.isEmpty else { throw APIProblem.invalid("/kinds", "one kind at least is needed") }
            case "team":
                room.team = try exchange.id(in: "team", of: Team.self)
                if let id = room.team, try await !exchange.store.teams().contains(where: { $0.id == id }) {
                    throw APIProblem.invalid("/team", "there is no such team")
                }
            case "url": room.sealed = try sealed(value.text ?? "", for: room.provider, exchange)
            case "secret":
                guard exchange.body["url"] != nil else {
                    throw APIProblem.invalid("/secret", "name it together with the address that it belongs to")
                }
            default: break
            }
        }
        return room
    }

    private static func sealed(
        _ url: String,
        for provider: RobotProvider,
        _ exchange: APIExchange
    ) throws -> [UInt8] {
        let address = RobotAddress(
            url: url,
            secret: exchange.body["secret"]?.text,
            of: provider,
            servers: exchange.site.settings.robotServers
        )
        guard let address else {
            let start = provider.prefixes.joined(separator: " or ")
            throw APIProblem.invalid(
                "/url",
                "a robot's address of this provider begins with \(start); only feishu and dingtalk sign with a secret"
            )
        }
        guard let sealed = exchange.site.sealed(address) else {
            throw APIProblem(.unexpected, "The address cannot be sealed.")
        }
        return sealed
    }
}
