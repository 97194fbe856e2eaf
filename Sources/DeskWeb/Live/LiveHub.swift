import ChannelKit
import DeskModel
import Logging
import MessageRouting
import NIOCore
import ServiceLifecycle
import Synchronization
import TicketStorage

/// Tells open pages of agents which tickets have changed.
///
/// What is committed within a moment is told together, and only by number and version: a page fetches what it shows of it.
/// A page that does not keep up loses its line and takes it up again where it was, by the id of the last event it heard.
final class LiveHub: Service {
    /// How long changes are gathered before they are told.
    static let moment: Duration = .milliseconds(80)
    /// How many pages may listen; of one session, and of all.
    static let maximumPerSession = 1_024
    static let maximumCount = 4_000
    /// How many messages may wait for a page.
    static let maximumWaiting = 64
    /// How many changed tickets are told one by one; beyond, pages are told to look at everything.
    static let maximumTold = 100

    private struct State {
        var listeners: [Int: LiveListener] = [:]
        var nextNumber = 0
        var isDraining = false
        var gathered = LiveNews()
    }

    private let store: any TicketStore
    private let signals: ConversationSignals
    private let presence: Presence
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let state = Mutex(State())
    private let wake: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    init(_ services: DeskWebServices, _ presence: Presence) {
        store = services.store
        signals = services.signals
        now = services.now
        logger = services.logger
        self.presence = presence
        wake = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// How many pages listen.
    var count: Int { state.withLock { $0.listeners.count } }

    /// Follows the store until the desk shuts down.
    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.gather() }
            group.addTask { await self.tell() }
            group.addTask { await self.tellOfCustomers() }
            try? await gracefulShutdown()
            drain()
            group.cancelAll()
        }
    }

    // MARK: - Listening

    /// Adds a page; nil when there are too many, or the desk is shutting down.
    func listen(as agent: AgentID, session: String, viewer: AgentID? = nil) -> LiveLine? {
        let (stream, continuation) = AsyncStream<ByteBuffer>
            .makeStream(bufferingPolicy: .bufferingOldest(Self.maximumWaiting))
        let listener: LiveListener? = state.withLock { state in
            let own = state.listeners.values.lazy.filter { $0.session == session }.count
            guard !state.isDraining, state.listeners.count < Self.maximumCount, own < Self.maximumPerSession else {
                return nil
            }
            state.nextNumber += 1
            let listener = LiveListener(
                number: state.nextNumber,
                agent: agent,
                session: session,
                viewer: viewer,
                messages: stream,
                continuation: continuation
            )
            state.listeners[listener.number] = listener
            return listener
        }
        return listener.map { LiveLine($0, self) }
    }

    /// Lets a page go.
    func leave(_ listener: LiveListener) {
        state.withLock { $0.listeners[listener.number] = nil }
        listener.continuation.finish()
    }

    /// Ends the lines of a session that has ended.
    func end(session: String) {
        let ended = state.withLock { state in state.listeners.values.filter { $0.session == session } }
        for listener in ended { leave(listener) }
    }

    /// Tells the pages of some agents something that is not kept.
    func tell(_ message: ByteBuffer, to agents: Set<AgentID>) {
        send(message, to: state.withLock { state in state.listeners.values.filter { agents.contains($0.agent) } })
    }

    /// Ends all lines and takes no further ones.
    func drain() {
        let all = state.withLock { state in
            state.isDraining = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in all { listener.continuation.finish() }
        wake.continuation.finish()
    }

    // MARK: - Telling

    /// Gathers what is committed; after a gap, pages are told to look at everything.
    private func gather() async {
        while !Task.isCancelled, !state.withLock(\.isDraining) {
            for await batch in store.feed.subscribe() {
                state.withLock { state in for news in batch { state.gathered.add(news) } }
                wake.continuation.yield()
            }
            state.withLock { $0.gathered.hasGap = true }
            wake.continuation.yield()
            // The store ends subscriptions of those who fall behind, and all when it closes.
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func tell() async {
        for await _ in wake.stream {
            try? await Task.sleep(for: Self.moment)
            let news = state.withLock { state in
                defer { state.gathered = LiveNews() }
                return state.gathered
            }
            // Who is limited to their teams hears of their tickets only; everybody else hears the same.
            let audiences = state.withLock { Dictionary(grouping: $0.listeners.values, by: \.viewer) }
            for (viewer, listeners) in audiences {
                do {
                    try await TicketViewer.$current.withValue(viewer) {
                        let message = try await self.message(of: news)
                        if let message, message.readableBytes > 0 { send(message, to: listeners) }
                        try await tell(news.notices, to: listeners)
                    }
                } catch {
                    logger.warning("What changed cannot be told to open pages", metadata: ["error": "\(error)"])
                    send(LiveMessage.everything(news.newest), to: listeners)
                }
            }
        }
    }

    /// Tells agents, in their own pages alone, of the notices they were given.
    private func tell(_ notices: Set<LiveNews.Notice>, to listeners: [LiveListener]) async throws {
        let present = Set(listeners.map(\.agent))
        let theirs = notices.filter { present.contains($0.agent) }
        guard !theirs.isEmpty else { return }
        let headings = try await store.heads(of: Array(Set(theirs.map(\.ticket))))
        let byTicket = Dictionary(headings.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for notice in theirs {
            guard let heading = byTicket[notice.ticket] else { continue }
            send(LiveMessage.notice(notice.kind, heading), to: listeners.filter { $0.agent == notice.agent })
        }
    }

    /// Tells the agents at a ticket at once what its customer does on a page of ours.
    private func tellOfCustomers() async {
        for await news in signals.customerNews() {
            for room in presence.audience(of: news.place, now: now()) {
                let message = LiveMessage.presence(room, CustomerSigns(in: room.talks, signals))
                tell(message, to: Set(room.people.map(\.agent)))
            }
        }
    }

    /// What happened, as one piece of the stream; nil when nothing did.
    func message(of news: LiveNews) async throws -> ByteBuffer? {
        guard !news.isEmpty else { return nil }
        guard !news.hasGap, news.changes.count <= Self.maximumTold else { return LiveMessage.everything(news.newest) }
        let headings = try await store.heads(of: Array(news.changes.keys))
        return LiveMessage.tickets(headings, news)
    }

    private func send(_ message: ByteBuffer, to listeners: [LiveListener]) {
        for listener in listeners {
            if case .dropped = listener.continuation.yield(message) { leave(listener) }
        }
    }
}

/// A page that listens; letting go of its line lets it go, so that an answer that is never written leaves nothing behind.
final class LiveLine: Sendable {
    let listener: LiveListener
    private let hub: LiveHub

    init(_ listener: LiveListener, _ hub: LiveHub) {
        self.listener = listener
        self.hub = hub
    }

    deinit { hub.leave(listener) }
}

/// A place in the hub's list.
struct LiveListener: Sendable {
    let number: Int
    let agent: AgentID
    /// The digest of the session it belongs to.
    let session: String
    /// Set when the agent is limited to their teams; see `TicketViewer`.
    let viewer: AgentID?
    let messages: AsyncStream<ByteBuffer>
    let continuation: AsyncStream<ByteBuffer>.Continuation
}
