import ChannelKit
import Consents
import DeskConfiguration
import DeskModel
import Foundation
import InstalledAdapters
import Logging
import MessageRouting
import MessageThreading
import Outbound
import OutboxDelivery
import Synchronization
import TicketStorage

/// Everything of one data folder, put together: what `serve` runs and what commands work on when it does not.
struct Desk: Sendable {
    private let inForce: ConfigurationInForce
    let store: SQLiteTicketStore
    let keys: KeyRing
    let secrets: KeptSecrets
    let transports: ProviderTransports
    let directory: ChannelDirectory
    let conversations: ConversationLending
    let intake: IntakeLog
    let watch: RoutingWatch
    let health: ChannelHealth
    let router: MessageRouter
    let replies: ReplyWriter
    let outboxBell: OutboxBell
    let acknowledgmentWords: AcknowledgmentWords
    /// Whether the services run: arrivals are then routed and deliveries made without being asked to.
    let isServing: Bool
    let logger: Logger

    /// The configuration in force: another one after a reload.
    var configuration: TributaryConfiguration { inForce.value }

    /// The wall clock.
    static let clock: @Sendable () -> Timestamp = {
        Timestamp(rawValue: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    /// Opens the data folder, which must belong to no other process.
    ///
    /// - Throws: `StorageError`, ``CommandFailure`` for settings that do not fit together, or a Foundation error.
    init(_ configuration: TributaryConfiguration, isServing: Bool = false, logger: Logger) async throws {
        inForce = ConfigurationInForce(configuration)
        self.isServing = isServing
        self.logger = logger
        try FileManager.default.createDirectory(
            atPath: configuration.dataFolder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let store = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: configuration.dataFolder))
        self.store = store
        let keys = try KeyRing(folder: configuration.dataFolder)
        self.keys = keys
        let secrets = KeptSecrets(folder: configuration.dataFolder, keys: keys)
        self.secrets = secrets
        let transports = ProviderTransports()
        self.transports = transports
        let directory = ChannelDirectory([])
        self.directory = directory
        let conversations = ConversationLending(store: store, directory: directory, keys: keys)
        self.conversations = conversations
        let assembly = ChannelAssembly(
            configuration,
            keys: keys,
            transports: transports,
            conversations: conversations,
            secrets: secrets,
            logger: logger
        )
        directory.replace(with: try assembly.channels())
        let waiting = try await store.intakeCounts().values.reduce(0) { $0 + $1.waiting }
        intake = IntakeLog(
            store: store,
            dataFolder: configuration.dataFolder,
            limits: IntakeLog.Limits(
                waiting: configuration.limits.intakeQueue,
                arrivalBytes: configuration.limits.messageBytes + (1 << 20)
            ),
            waiting: waiting
        )
        watch = RoutingWatch()
        health = ChannelHealth(now: Self.clock, consent: secrets.consents.state(of:))
        let outboxBell = OutboxBell()
        self.outboxBell = outboxBell
        let tokens = ReplyTokens(key: keys.key("reply-token"))
        let acknowledgmentWords = AcknowledgmentWords()
        self.acknowledgmentWords = acknowledgmentWords
        acknowledgmentWords.set(try await store.noticeSettings(), try await store.businessHours())
        router = try MessageRouter(
            store: store,
            intake: intake,
            watch: watch,
            directory: directory,
            tokens: tokens,
            staffTokens: StaffTokens(key: keys.key("staff-token")),
            ids: store.ids,
            deskName: configuration.desk.name,
            acknowledgmentWords: acknowledgmentWords,
            slotFile: "\(configuration.dataFolder)/parsing.slots",
            parsers: max(2, ProcessInfo.processInfo.activeProcessorCount),
            randomToken: UnguessableText.messageToken,
            ringOutbox: { outboxBell.ring() },
            logger: logger
        )
        replies = ReplyWriter(
            directory: directory,
            tokens: tokens,
            ids: store.ids,
            randomToken: UnguessableText.messageToken
        )
    }

    /// Puts another configuration in force; the folder and the addresses stay those of the start.
    func apply(_ configuration: TributaryConfiguration, channels: [ActiveChannel]) {
        inForce.value = configuration
        directory.replace(with: channels)
    }

    /// How deliveries leave by a channel.
    @Sendable func deliveryRoute(_ channel: ChannelID) -> DeliveryRoute? {
        guard let active = directory[channel], let adapter = active.adapter as? any ReplyDelivering else { return nil }
        // A transport that may repeat itself with one id is one that stores and forwards: it deserves patience.
        let machine = DeliveryStateMachine(
            policy: active.abilities.retriesUnknown ? .patient : .prompt,
            retriesUnknown: active.abilities.retriesUnknown,
            isIdempotent: active.abilities.idempotentSending
        )
        return DeliveryRoute(adapter: adapter, machine: machine)
    }
}

/// The one configuration that all parts of a running desk see.
private final class ConfigurationInForce: Sendable {
    private let held: Mutex<TributaryConfiguration>

    init(_ configuration: TributaryConfiguration) { held = Mutex(configuration) }

    var value: TributaryConfiguration {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }
}
