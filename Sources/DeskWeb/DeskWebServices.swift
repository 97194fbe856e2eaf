public import ChannelKit
public import DeskModel
public import Logging
public import MessageRouting
public import TicketStorage

/// What the pages and endpoints work on.
public struct DeskWebServices: Sendable {
    /// Everything the desk keeps.
    public var store: any TicketStore
    /// The way in.
    public var intake: IntakeLog
    /// Tells what became of an arrival.
    public var watch: RoutingWatch
    /// The channels in force.
    public var directory: ChannelDirectory
    /// How their lines are doing.
    public var health: ChannelHealth
    /// Gives replies their form.
    public var replies: ReplyWriter
    /// The channel customers write by in the portal; without one they read there only.
    public var portal: PortalChannel?
    /// Carries signs of life between customers' pages and agents' pages.
    public var signals: ConversationSignals
    /// Makes record ids.
    public var ids: RecordIDSource
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// Wakes the outbox after something was put into it.
    public var wakeOutbox: @Sendable () -> Void
    /// Sends events to programs.
    public var webhookTransport: any ProviderTransport
    /// How long a submitter waits for the ticket's number before the page does without it.
    public var submissionPatience: Duration
    /// 32 bytes of key material for a purpose; the same over restarts.
    public var key: @Sendable (_ purpose: String) -> [UInt8]
    /// Where the operator reads.
    public var logger: Logger

    /// Creates the set.
    public init(
        store: any TicketStore,
        intake: IntakeLog,
        watch: RoutingWatch,
        directory: ChannelDirectory,
        health: ChannelHealth,
        replies: ReplyWriter,
        portal: PortalChannel? = nil,
        signals: ConversationSignals? = nil,
        ids: RecordIDSource,
        now: @escaping @Sendable () -> Timestamp,
        wakeOutbox: @escaping @Sendable () -> Void,
        webhookTransport: any ProviderTransport = ClosedTransport(),
        submissionPatience: Duration = .seconds(2),
        key: @escaping @Sendable (_ purpose: String) -> [UInt8],
        logger: Logger
    ) {
        self.store = store
        self.intake = intake
        self.watch = watch
        self.directory = directory
        self.health = health
        self.replies = replies
        self.portal = portal
        self.signals = signals ?? ConversationSignals(now: now)
        self.ids = ids
        self.now = now
        self.wakeOutbox = wakeOutbox
        self.webhookTransport = webhookTransport
        self.submissionPatience = submissionPatience
        self.key = key
        self.logger = logger
    }
}
