import DeskModel
import HTTPTypes
import Hummingbird
import NIOCore
import TicketStorage

/// A stream of events (Server-Sent Events, WHATWG HTML 9.2): first what was missed, then what happens.
///
/// The feed only wakes it; what is sent is read from the store behind the last event looked at. So nothing is missed and
/// nothing comes twice, however often either side is started anew, and what others may see alone is passed over once.
struct EventStream: Sendable {
    /// How long nothing is said before a comment tells that the line still stands.
    static let pause: Duration = .seconds(15)
    private static let pageSize = 200
    private static let lastEventID = HTTPField.Name.make("Last-Event-ID")

    let exchange: APIExchange

    /// The answer; it ends when the program goes away, when the desk stops, or when its token ends.
    func response() async throws -> Response {
        let start = try await start()
        let headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store", .connection: "close"]
        if exchange.request.method == .head { return Response(status: .ok, headers: headers) }
        guard let place = exchange.site.openStreams.open(for: try exchange.token.token.id) else {
            var problem = APIProblem(.tooMany, "A token may keep \(OpenStreams.limit) streams open at once.")
            problem.headers[.retryAfter] = "15"
            throw problem
        }
        let body = exchange.request.body
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                defer { place.close() }
                let writing = writer
                do {
                    try await body.consumeWithCancellationOnInboundClose { _ in
                        var writer = writing
                        try await write(to: &writer, from: start, wakes: place.wakes)
                    }
                } catch is CancellationError {
                    // The program went away; there is nobody to tell.
                }
                try await writer.finish(nil)
            }
        )
    }

    /// Where the stream begins: behind the event the program names, else with what happens from now on.
    private func start() async throws -> RecordID<TicketEvent>? {
        if let text = exchange.request.headers[Self.lastEventID] ?? exchange.query["after"] {
            guard let id = APISchema.isID(text) ? RecordID<TicketEvent>(text) : nil else {
                throw APIProblem.invalid([
                    FieldProblem(
                        place: .parameter("Last-Event-ID", in: "header"),
                        detail: "not an event's id; \(APISchema.id.allowed)"
                    )
                ])
            }
            return id
        }
        return try await exchange.store.newestEvent()
    }

    private func write(
        to writer: inout any ResponseBodyWriter,
        from start: RecordID<TicketEvent>?,
        wakes: AsyncStream<Void>
    ) async throws {
        let news = exchange.store.feed.subscribe()
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (doorbell, ring) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
            group.addTask {
                for await _ in news { ring.yield() }
                ring.finish()
            }
            group.addTask {
                // The desk ends its streams by ending this.
                for await _ in wakes { ring.yield() }
                ring.finish()
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: Self.pause)
                    ring.yield()
                }
            }
            var last = start
            ring.yield()
            for await _ in doorbell {
                guard try await isStillAllowed() else { break }
                var isSilent = true
                while true {
                    let page = try await exchange.store.eventPage(after: last, limit: Self.pageSize)
                    last = page.end
                    if page.events.isEmpty { break }
                    try await writer.write(Self.frames(page.events))
                    isSilent = false
                }
                if isSilent { try await writer.write(ByteBuffer(string: ":\n\n")) }
            }
            group.cancelAll()
        }
    }

    /// Whether the token still opens the stream as it is: it may have been revoked, its account disabled, or limited.
    private func isStillAllowed() async throws -> Bool {
        let token = try exchange.token
        let now = exchange.site.services.now()
        let held = try await exchange.store.apiTokens(beginning: token.token.prefix, at: now)
        return held.contains {
            $0.token.id == token.token.id && TicketScope.of($0.agent).viewer == TicketViewer.current
        }
    }

    /// Events as they go over the line.
    static func frames(_ events: [NumberedEvent]) -> ByteBuffer {
        var buffer = ByteBuffer()
        for event in events {
            buffer.writeString("id: \(event.event.id)\nevent: \(event.event.kind.webhookType)\n")
            buffer.writeString("data: \(EventResource.json(event).compact)\n\n")
        }
        return buffer
    }
}
