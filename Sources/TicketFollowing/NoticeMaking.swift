public import ChannelKit
public import DeskModel
public import Logging
public import MessageRouting
import MessageThreading
import Notices
public import ServiceLifecycle
public import TicketStorage

/// What making notices needs to know of the desk.
public struct NoticeDesk: Sendable {
    /// Everything the desk keeps.
    public var store: any TicketStore
    /// The channels in force.
    public var directory: ChannelDirectory
    /// Gives replies their form.
    public var replies: ReplyWriter
    /// The words customers are acknowledged with.
    public var acknowledgments: AcknowledgmentWords
    /// The desk's configured name, for as long as it has given itself no other.
    public var name: String
    /// The address of the workspace, without a slash at its end.
    public var publicURL: String
    /// The key of the tokens agents answer by.
    public var staffKey: [UInt8]
    /// Makes record ids.
    public var ids: RecordIDSource
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// Unguessable text for the ids of messages.
    public var messageToken: @Sendable () -> String
    /// Wakes the outbox after something was put into it.
    public var wakeOutbox: @Sendable () -> Void
    /// Where the operator reads.
    public var logger: Logger

    /// Creates the set.
    public init(
        store: any TicketStore,
        directory: ChannelDirectory,
        replies: ReplyWriter,
        acknowledgments: AcknowledgmentWords,
        name: String,
        publicURL: String,
        staffKey: [UInt8],
        ids: RecordIDSource,
        now: @escaping @Sendable () -> Timestamp,
        messageToken: @escaping @Sendable () -> String,
        wakeOutbox: @escaping @Sendable () -> Void,
        logger: Logger
    ) {
        self.store = store
        self.directory = directory
        self.replies = replies
        self.acknowledgments = acknowledgments
        self.name = name
        self.publicURL = publicURL
        self.staffKey = staffKey
        self.ids = ids
        self.now = now
        self.messageToken = messageToken
        self.wakeOutbox = wakeOutbox
        self.logger = logger
    }
}

/// Makes notices: follows what happens behind the commits, decides who is told, and puts what leaves into its queues.
public struct NoticeMaking: Service {
    private static let batch = 256

    private let desk: NoticeDesk

    /// Creates the service.
    public init(desk: NoticeDesk) { self.desk = desk }

    /// Follows until told to stop.
    public func run() async throws {
        try await desk.store.beginNotices()
        // What admins change holds for the next acknowledgment, seconds later.
        let words = FollowingLoop(feed: nil, interval: .seconds(2), logger: desk.logger) {
            desk.acknowledgments.set(try await desk.store.noticeSettings(), try await desk.store.businessHours())
            return false
        }
        let notices = FollowingLoop(feed: desk.store.feed, interval: .seconds(2), logger: desk.logger) {
            let answered = try await StaffAnswers(desk: desk).workOff()
            let made = try await make()
            return answered || made
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await words.run("The words of acknowledgments are not up to date.") }
            group.addTask { await notices.run("Notices are behind.") }
        }
    }

    /// Makes the notices of the next events.
    ///
    /// - Returns: whether there may be more.
    public func make() async throws -> Bool {
        guard let work = try await desk.store.noticeWork(at: desk.now(), limit: Self.batch) else { return false }
        var outcome = NoticeOutcome()
        if !work.steps.isEmpty || !work.warnings.isEmpty {
            var writer = NoticeWriter(
                desk: desk,
                brandName: try await desk.store.branding().name,
                settings: try await desk.store.noticeSettings(),
                agents: try await desk.store.agents(),
                members: try await desk.store.teamMembers(),
                rooms: try await desk.store.noticeRooms()
            )
            for step in work.steps {
                let occasion = NoticeOccasion(
                    cause: .event(step.event),
                    ticket: step.ticket,
                    words: step.words,
                    isAutomatic: step.isAutomatic
                )
                try await writer.write(occasion, into: &outcome)
            }
            for (clock, ticket) in work.warnings {
                try await writer.write(NoticeOccasion(cause: .warning(clock), ticket: ticket), into: &outcome)
            }
        }
        guard try await desk.store.keep(outcome, of: work) else { return true }
        if !outcome.letters.isEmpty { desk.wakeOutbox() }
        return true
    }
}
