public import ChannelKit
import Crypto
import DeskModel
import Synchronization
public import TicketStorage

/// Lets one channel read its own conversations out of the desk's tickets.
public final class ChannelConversations: ConversationReading {
    /// How long an address of a file works: as long as a page may stay open without asking again.
    static let fileLife: Duration = .seconds(86_400)
    /// How long an answer about who is at the desk is believed; every open page asks.
    static let attendanceLife: Duration = .seconds(5)

    private let channel: ChannelID
    private let store: any ConversationStore
    private let links: ContentLinks
    private let now: @Sendable () -> Timestamp
    private let attendance = Mutex<[Duration: (isAttended: Bool, at: Timestamp)]>([:])

    /// Creates a channel's reader.
    ///
    /// - Parameters:
    ///   - channel: the channel.
    ///   - store: where the tickets are.
    ///   - contentURL: what browsers call the content origin.
    ///   - contentKey: the web's key for the purpose `content-link`.
    ///   - now: the wall clock.
    public init(
        channel: ChannelID,
        store: any ConversationStore,
        contentURL: String,
        contentKey: [UInt8],
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.channel = channel
        self.store = store
        self.now = now
        links = ContentLinks(base: contentURL, key: SymmetricKey(data: contentKey))
    }

    /// The newest entries of a conversation, oldest first.
    public func entries(of conversation: String, since: Timestamp?, limit: Int) async throws -> [ConversationEntry] {
        let now = now()
        let messages = try await store.conversation(
            conversation,
            channel: channel,
            since: since ?? Timestamp(rawValue: 0),
            at: now,
            limit: limit
        )
        return messages.map { message in
            switch message {
            case .own(let words, let id):
                ConversationEntry(
                    id: "\(words.id)",
                    at: words.at,
                    author: .customer(id),
                    text: words.text,
                    files: words.files.map { file($0, at: now) }
                )
            case .answer(let words, let state):
                ConversationEntry(
                    id: "\(words.id)",
                    at: words.at,
                    author: .desk(name: words.author),
                    text: words.text,
                    files: words.files.map { file($0, at: now) },
                    progress: Self.progress(state)
                )
            }
        }
    }

    /// Whether an agent was at the desk within a time span before now.
    public func isDeskAttended(within span: Duration) async throws -> Bool {
        let now = now()
        if let known = attendance.withLock({ $0[span] }), now >= known.at, now.since(known.at) < Self.attendanceLife {
            return known.isAttended
        }
        let isAttended = try await store.isAgentSeen(since: now.advanced(by: .zero - span))
        attendance.withLock { $0[span] = (isAttended, now) }
        return isAttended
    }

    private func file(_ record: AttachmentRecord, at now: Timestamp) -> ConversationFile {
        ConversationFile(
            name: record.name,
            contentType: record.contentType,
            size: record.size,
            address: links.address(of: .attachment(record.id, isInline: false), at: now, life: Self.fileLife)
        )
    }

    private static func progress(_ state: DeliveryState) -> ConversationEntry.Progress {
        switch state {
        case .queued, .held: .waiting
        case .sending, .deferred, .sent, .uncertain: .underWay
        case .delivered: .delivered
        case .read, .failed, .canceled: .done
        }
    }
}
