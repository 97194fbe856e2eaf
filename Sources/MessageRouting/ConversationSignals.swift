public import ChannelKit
import Synchronization

/// A conversation of a channel: what signals are about.
public struct ConversationPlace: Sendable, Hashable {
    /// The channel.
    public var channel: ChannelID
    /// The conversation's key, as legs and envelopes carry it.
    public var key: String

    /// Creates a place.
    public init(channel: ChannelID, key: String) {
        self.channel = channel
        self.key = key
    }
}

/// What the other end of a conversation is known to be doing.
public struct CustomerPresence: Sendable, Hashable {
    /// Whether a page with the conversation is open.
    public var isHere: Bool
    /// Whether the customer is typing.
    public var isTyping: Bool
    /// When the customer was last here; now, while they are.
    public var lastHereAt: Timestamp?
}

/// A sign of life of a customer, as the desk hears it.
public struct CustomerNews: Sendable, Hashable {
    /// Where.
    public var place: ConversationPlace
    /// What.
    public var signal: CustomerSignal
}

/// Signs of life between customers' pages and agents' pages: who is here, who types, what was seen.
///
/// In memory only, bounded, and lost at a restart. For the desk's pages: ask ``presence(in:)`` when a page is shown and follow
/// ``customerNews()`` while it is open; call ``agentTypes(in:name:)``, ``agentStoppedTyping(in:)`` and
/// ``agentRead(in:until:)`` when agents do.
public final class ConversationSignals: Sendable {
    /// How long somebody counts as typing after the last sign of it.
    public static let typingLife: Duration = .seconds(8)
    /// How many conversations are remembered; the one that was quiet longest goes first.
    static let maximumPlaces = 20_000

    private struct Followers<Value: Sendable> {
        var continuations: [Int: AsyncStream<Value>.Continuation] = [:]
    }

    private struct Conversation {
        var pages = 0
        var typingUntil: Timestamp?
        var lastHereAt: Timestamp?
        var agentTyping: (name: String, until: Timestamp)?
        var readUntil: Timestamp?
        var touchedAt: Timestamp
        var followers = Followers<DeskSignal>()

        var isIdle: Bool { pages == 0 && followers.continuations.isEmpty }
    }

    private struct State {
        var nextID = 0
        var conversations: [ConversationPlace: Conversation] = [:]
        var desk = Followers<CustomerNews>()
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Timestamp

    /// Creates a silent hub.
    public init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    // MARK: For the desk

    /// What is known of the customer of a conversation.
    public func presence(in place: ConversationPlace) -> CustomerPresence {
        let now = now()
        return state.withLock { state in
            let conversation = state.conversations[place]
            let isHere = (conversation?.pages ?? 0) > 0
            return CustomerPresence(
                isHere: isHere,
                isTyping: conversation?.typingUntil.map { $0 > now } ?? false,
                lastHereAt: isHere ? now : conversation?.lastHereAt
            )
        }
    }

    /// What customers do, in all conversations, for as long as it is iterated; of a reader that is slow the oldest is dropped.
    public func customerNews() -> AsyncStream<CustomerNews> {
        let (news, continuation) = AsyncStream.makeStream(of: CustomerNews.self, bufferingPolicy: .bufferingNewest(256))
        let id = state.withLock { state in
            state.nextID += 1
            state.desk.continuations[state.nextID] = continuation
            return state.nextID
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.desk.continuations[id] = nil }
        }
        return news
    }

    /// An agent of that name is typing a reply; say it again every few seconds while it lasts.
    public func agentTypes(in place: ConversationPlace, name: String) {
        let until = now().advanced(by: Self.typingLife)
        send(.typing(name: name), to: place) { $0.agentTyping = (name, until) }
    }

    /// Nobody is typing a reply any more.
    public func agentStoppedTyping(in place: ConversationPlace) {
        guard state.withLock({ $0.conversations[place]?.agentTyping != nil }) else { return }
        send(.stoppedTyping, to: place) { $0.agentTyping = nil }
    }

    /// An agent has seen everything that was written until then.
    public func agentRead(in place: ConversationPlace, until: Timestamp) {
        let isNews = state.withLock { state in
            state.conversations[place]?.readUntil.map { $0 < until } ?? true
        }
        guard isNews else { return }
        send(.hasRead(until), to: place) { $0.readUntil = max($0.readUntil ?? until, until) }
    }

    /// Something in a conversation can be read that could not before.
    public func wake(_ place: ConversationPlace) { send(.changed, to: place) { _ in } }

    // MARK: For the channel

    /// A channel's end of the hub, which knows no other channel's conversations.
    public func signaling(for channel: ChannelID) -> any ConversationSignaling {
        ChannelSignals(channel: channel, hub: self)
    }

    fileprivate func tell(_ signal: CustomerSignal, in place: ConversationPlace) {
        let now = now()
        let followers = state.withLock { state in
            var conversation = conversation(place, &state, at: now)
            switch signal {
            case .isHere:
                conversation.pages += 1
                conversation.lastHereAt = now
            case .isAway:
                conversation.pages = max(0, conversation.pages - 1)
                conversation.typingUntil = nil
                conversation.lastHereAt = now
            case .typing: conversation.typingUntil = now.advanced(by: Self.typingLife)
            case .stoppedTyping: conversation.typingUntil = nil
            }
            state.conversations[place] = conversation
            // Another page of theirs may still be open.
            let isNews = signal != .isAway || conversation.pages == 0
            return isNews ? Array(state.desk.continuations.values) : []
        }
        for follower in followers { follower.yield(CustomerNews(place: place, signal: signal)) }
    }

    /// The signals of a conversation from now on, led by what still holds.
    fileprivate func deskSignals(in place: ConversationPlace) -> AsyncStream<DeskSignal> {
        let (signals, continuation) = AsyncStream.makeStream(of: DeskSignal.self, bufferingPolicy: .bufferingNewest(32))
        let now = now()
        let id = state.withLock { state in
            state.nextID += 1
            var conversation = conversation(place, &state, at: now)
            conversation.followers.continuations[state.nextID] = continuation
            if let readUntil = conversation.readUntil { continuation.yield(.hasRead(readUntil)) }
            if let typing = conversation.agentTyping, typing.until > now {
                continuation.yield(.typing(name: typing.name))
            }
            state.conversations[place] = conversation
            return state.nextID
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.conversations[place]?.followers.continuations[id] = nil }
        }
        return signals
    }

    private func send(
        _ signal: DeskSignal,
        to place: ConversationPlace,
        noting change: (inout Conversation) -> Void
    ) {
        let now = now()
        let followers = state.withLock { state in
            var conversation = conversation(place, &state, at: now)
            change(&conversation)
            state.conversations[place] = conversation
            return Array(conversation.followers.continuations.values)
        }
        for follower in followers { follower.yield(signal) }
    }

    /// A conversation, known or new; when there are too many, those nobody follows make room, a quarter at a time.
    private func conversation(_ place: ConversationPlace, _ state: inout State, at now: Timestamp) -> Conversation {
        if var known = state.conversations[place] {
            known.touchedAt = now
            return known
        }
        if state.conversations.count >= Self.maximumPlaces {
            let idle = state.conversations.filter { $0.value.isIdle }.sorted { $0.value.touchedAt < $1.value.touchedAt }
            for (place, _) in idle.prefix(Self.maximumPlaces / 4) { state.conversations[place] = nil }
        }
        return Conversation(touchedAt: now)
    }
}

/// One channel's end of the hub.
private struct ChannelSignals: ConversationSignaling {
    let channel: ChannelID
    let hub: ConversationSignals

    func tell(_ signal: CustomerSignal, in conversation: String) { hub.tell(signal, in: place(conversation)) }

    func wake(_ conversation: String) { hub.wake(place(conversation)) }

    func deskSignals(in conversation: String) -> AsyncStream<DeskSignal> { hub.deskSignals(in: place(conversation)) }

    private func place(_ key: String) -> ConversationPlace { ConversationPlace(channel: channel, key: key) }
}
