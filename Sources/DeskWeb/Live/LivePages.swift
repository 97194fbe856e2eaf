import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import MessageRouting
import NIOCore
import TicketStorage

/// What open pages ask for beside pages.
enum LivePages {
    /// How long a line is left without a word.
    static let pause: Duration = .seconds(15)
    /// How many events are looked through for a page that comes back.
    private static let maximumResumed = 1_000

    /// Answers `GET /desk/events`: a stream of what changes, from the event that the browser heard last.
    static func events(_ exchange: Exchange) async throws -> Response {
        let site = exchange.site
        guard let signedIn = exchange.signedIn else { throw PageProblem.signInNeeded }
        guard
            let line = site.live.listen(
                as: signedIn.agent.id,
                session: signedIn.session.digest,
                viewer: TicketViewer.current
            )
        else {
            throw PageProblem.unavailable(retryAfter: 10)
        }
        let missed = try await missed(exchange)
        var response = Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store, no-transform",
                .make("X-Accel-Buffering"): "no",
            ]
        )
        let connection = exchange.line
        response.body = ResponseBody { writer in
            try await writer.write(LiveMessage.greeting)
            if let missed { try await writer.write(missed) }
            if let connection {
                let start = writer
                do {
                    // Without this a browser that has gone is noticed only when a write fails, twice.
                    try await connection.consumeWithCancellationOnInboundClose { _ in
                        var writer = start
                        try await write(line.listener, to: &writer, site)
                    }
                } catch is CancellationError {
                    // The reader has gone: nobody is left to tell.
                }
            } else {
                try await write(line.listener, to: &writer, site)
            }
            try await writer.finish(nil)
        }
        return response
    }

    private static func write(
        _ listener: LiveListener,
        to writer: inout any ResponseBodyWriter,
        _ site: DeskSite
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await keepAlive(listener, site) }
            for await message in listener.messages { try await writer.write(message) }
            group.cancelAll()
        }
    }

    /// Says nothing every few seconds, until the session has ended; when that cannot be told, the browser takes up a new line.
    private static func keepAlive(_ listener: LiveListener, _ site: DeskSite) async throws {
        while true {
            try await Task.sleep(for: pause)
            let services = site.services
            guard let stands = try? await services.store.stands(session: listener.session, at: services.now()) else {
                return site.live.leave(listener)
            }
            _ = listener.continuation.yield(stands ? LiveMessage.heartbeat : LiveMessage.farewell)
            if !stands { return site.live.leave(listener) }
        }
    }

    /// What a browser that comes back has not heard.
    private static func missed(_ exchange: Exchange) async throws -> ByteBuffer? {
        guard let text = exchange.headers[.lastEventID], let last = RecordID<TicketEvent>(text) else { return nil }
        let events = try await exchange.store.events(after: last, limit: maximumResumed)
        var news = LiveNews()
        for event in events { news.add(event) }
        if events.count == maximumResumed { news.hasGap = true }
        return try await exchange.site.live.message(of: news)
    }

    /// Answers `POST /desk/tickets/:number/presence`: notes what the agent does there, and tells who else is there.
    ///
    /// A customer who talks on a page of ours hears that an agent has read their words, and who types on their leg.
    static func presence(_ exchange: Exchange) async throws -> Response {
        let number = try exchange.number()
        let agent = try exchange.agent
        // Who else is there is told only to those who may be there.
        guard let doing = exchange.form["doing"].flatMap(Presence.Doing.init),
            let state = try await exchange.store.state(number: number)
        else { throw PageProblem.notFound }
        let person = Presence.Person(agent: agent.id, name: agent.name, doing: doing, at: exchange.now)
        let site = exchange.site
        var talks: [Talk] = []
        if doing != .gone {
            try await exchange.store.see(state.ticket.id, by: agent.id, at: exchange.now)
            talks = Talk.all(try await exchange.store.legs(of: state.ticket.id), site.services.directory)
        }
        let (room, isNews) = site.presence.note(person, at: number, talks: talks.map(\.place))
        tell(talks, of: person, isAnybodyTyping: room.people.contains { $0.doing == .typing }, exchange)
        let customer = CustomerSigns(in: room.talks, site.services.signals)
        if isNews { site.live.tell(LiveMessage.presence(room, customer), to: Set(room.people.map(\.agent))) }
        return .text(Presence.json(room, customer), type: "application/json")
    }

    private static func tell(
        _ talks: [Talk],
        of person: Presence.Person,
        isAnybodyTyping: Bool,
        _ exchange: Exchange
    ) {
        let signals = exchange.site.services.signals
        let leg = exchange.form["leg"].flatMap { LegID($0) }
        for talk in talks {
            signals.agentRead(in: talk.place, until: talk.writtenAt)
            if !isAnybodyTyping {
                signals.agentStoppedTyping(in: talk.place)
            } else if person.doing == .typing, talk.leg == leg {
                // Who writes a note types, too; that is nobody's business but the desk's.
                signals.agentTypes(in: talk.place, name: person.name)
            }
        }
    }
}

extension HTTPField.Name {
    /// The last event that a browser heard before its line broke.
    static let lastEventID = HTTPField.Name.make("Last-Event-ID")
}
