import ChannelKit
import DeskWeb
import MessageRouting
import MessageThreading
import TicketStorage

/// What adapters are lent whose customers talk on a page of ours: their conversations, signals, and letters.
struct ConversationLending: Sendable {
    let signals: ConversationSignals
    private let store: SQLiteTicketStore
    private let keys: KeyRing
    private let letters: ChannelLetters

    init(store: SQLiteTicketStore, directory: ChannelDirectory, keys: KeyRing) {
        self.store = store
        self.keys = keys
        signals = ConversationSignals(now: Desk.clock)
        letters = ChannelLetters(
            directory: directory,
            outbox: store,
            tokens: ReplyTokens(key: keys.key("reply-token")),
            key: keys.key("letter")
        )
    }

    /// What one channel's adapter is lent.
    func services(for channel: ChannelID, contentURL: String) -> ConversationServices {
        ConversationServices(
            reading: ChannelConversations(
                channel: channel,
                store: store,
                contentURL: contentURL,
                contentKey: keys.key("web/content-link"),
                now: Desk.clock
            ),
            signals: signals.signaling(for: channel),
            letters: letters
        )
    }
}
