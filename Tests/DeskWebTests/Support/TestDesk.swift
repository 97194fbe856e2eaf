import ChannelKit
import DeskModel
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import MessageRouting
import MessageThreading
import NIOCore
import Synchronization
import Testing
import TicketStorage

@testable import DeskWeb

/// A clock that stands until it is moved.
final class StandingClock: Sendable {
    private let time = Mutex(TestDesk.start)

    var now: Timestamp { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
}

/// Counts up; for texts that must differ and still be the same in every run.
final class Counter: Sendable {
    private let value = Atomic(0)

    var count: Int { value.load(ordering: .relaxed) }

    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
}

/// A desk on a store of its own in a fresh folder, with a clock that stands and scripted channels.
final class TestDesk: Sendable {
    static let start = Timestamp(seconds: 1_780_000_000)

    let folder: String
    let store: SQLiteTicketStore
    let ids: RecordIDSource
    let clock = StandingClock()
    let wakes = Counter()
    /// What left by any channel.
    let sent = SentParts()
    let services: DeskWebServices
    let site: DeskSite
    let main: DeskResponder
    let content: DeskResponder
    private let externalIDs = Counter()

    init(
        publicURL: String = "http://127.0.0.1:8080",
        trustedProxies: [String] = [],
        limits: IntakeLog.Limits = IntakeLog.Limits(freeDiskBytes: 0),
        maximumBodyBytes: Int = 1 << 20,
        submissionPatience: Duration = .seconds(2),
        apiRequestsPerMinute: Int = 600,
        threading: AdapterAbilities.Threading = .references,
        webhookTransport: any ProviderTransport = ClosedTransport()
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("desk-\(UUID().uuidString)").path
        let store = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder))
        self.store = store
        ids = store.ids
        let clock = clock
        let wakes = wakes
        let tokens = Counter()
        let sent = sent
        let directory = ChannelDirectory(
            ["mail", "form", "hook"].map { Self.channel($0, threading, sent) } + [PortalChannel.active]
        )
        let replyTokens = ReplyTokens(key: Array(repeating: 7, count: 32))
        let number: @Sendable () -> String = {
            let digits = String(tokens.next())
            return "token-" + String(repeating: "0", count: 26 - digits.count) + digits
        }
        services = DeskWebServices(
            store: store,
            intake: IntakeLog(store: store, dataFolder: folder, limits: limits),
            watch: RoutingWatch(),
            directory: directory,
            health: ChannelHealth(now: { clock.now }),
            replies: ReplyWriter(
                directory: directory,
                tokens: replyTokens,
                ids: ids,
                randomToken: number
            ),
            portal: PortalChannel { replyTokens.token(ticketNumber: $0, channel: PortalChannel.id) },
            ids: ids,
            now: { clock.now },
            wakeOutbox: { _ = wakes.next() },
            webhookTransport: webhookTransport,
            submissionPatience: submissionPatience,
            key: { purpose in Array((purpose + String(repeating: "k", count: 32)).utf8.prefix(32)) },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        site = try DeskSite(
            DeskWebSettings(
                listenHost: "127.0.0.1",
                listenPort: 8080,
                contentPort: 8081,
                publicURL: publicURL,
                contentURL: "http://127.0.0.1:8081",
                trustedProxies: trustedProxies,
                deskName: "River Desk",
                maximumBodyBytes: maximumBodyBytes,
                apiRequestsPerMinute: apiRequestsPerMinute
            ),
            services,
            makeToken: number
        )
        main = DeskResponder(
            site: site,
            routes: RouteTable(DeskRoutes.main),
            protection: .main(site.settings),
            servesChannels: true
        )
        content = DeskResponder(
            site: site,
            routes: RouteTable(DeskRoutes.content),
            protection: .content(site.settings),
            servesChannels: false
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static func channel(
        _ name: String,
        _ threading: AdapterAbilities.Threading,
        _ sent: SentParts
    ) -> ActiveChannel {
        let id = ChannelID(rawValue: name)
        return ActiveChannel(
            id: id,
            adapter: ScriptedAdapter(channel: id, sent: sent),
            abilities: AdapterAbilities(
                intake: [.webhook, .page],
                replies: true,
                outboundAttachmentBytes: 1 << 20,
                threading: threading,
                retriesUnknown: true
            ),
            unifyWindow: .zero,
            acknowledges: false,
            settingsVersion: "1"
        )
    }

    // MARK: - People of the desk

    /// An account with an open session.
    func signIn(
        _ role: AgentRole = .agent,
        name: String = "Ada Agent",
        language: String? = "en"
    ) async throws -> TestAgent {
        let now = clock.now
        let agent = try await store.addAgent(
            Agent(
                id: ids.next(at: now),
                email: "\(role.rawValue)-\(externalIDs.next())@desk.example",
                name: name,
                role: role,
                language: language,
                createdAt: now
            )
        )
        let token = "session-token-of-\(agent.id)"
        let session = Session(
            digest: TokenDigest.of(token),
            agent: agent.id,
            formSecret: "form-secret-\(role.rawValue)",
            createdAt: now,
            lastUsedAt: now,
            expiresAt: now.advanced(by: Sessions.life),
            userAgent: "test"
        )
        try await store.addSession(session)
        return TestAgent(agent: agent, cookie: "tributary=\(token)", signedIn: SignedIn(session: session, agent: agent))
    }

    /// Another session of somebody, from another browser.
    func signIn(again agent: Agent, as name: String, userAgent: String = "test") async throws -> TestAgent {
        let token = "session-token-\(name)-of-\(agent.id)"
        let session = Session(
            digest: TokenDigest.of(token),
            agent: agent.id,
            formSecret: "form-secret-\(name)",
            createdAt: clock.now,
            lastUsedAt: clock.now,
            expiresAt: clock.now.advanced(by: Sessions.life),
            userAgent: userAgent,
            address: "192.0.2.7"
        )
        try await store.addSession(session)
        return TestAgent(agent: agent, cookie: "tributary=\(token)", signedIn: SignedIn(session: session, agent: agent))
    }

    /// Runs a router beside some work, for arrivals that come over HTTP.
    func withRouter<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let router = try MessageRouter(
            store: store,
            intake: services.intake,
            watch: services.watch,
            directory: services.directory,
            tokens: ReplyTokens(key: Array(repeating: 7, count: 32)),
            ids: ids,
            deskName: "River Desk",
            slotFile: folder + "/slots",
            parsers: 1,
            randomToken: site.makeToken,
            logger: services.logger
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await router.run() }
            let result = try await work()
            group.cancelAll()
            return result
        }
    }

    // MARK: - What customers wrote

    /// A customer's message in a new ticket, as routing would store it.
    @discardableResult
    func receive(_ letter: Letter = Letter(), into ticket: Ticket? = nil) async throws -> Ticket {
        let item = try await journal(letter)
        let (ids, now) = (ids, item.receivedAt)
        let results = try await store.ingest([item]) { item, reads in
            try letter.decision(item, reads, into: ticket, ids: ids, now: now)
        }
        let number = try #require(results.first?.ticketNumber)
        return try #require(try await store.thread(number: number)).ticket
    }

    /// A customer's message that was put aside.
    func putAside(_ letter: Letter, _ reason: Evidence) async throws {
        let decision = RoutingDecision(placement: .quarantine(reason: reason), trace: DecisionTrace(rule: "suspicious"))
        _ = try await store.ingest([try await journal(letter)]) { _, _ in decision }
    }

    private func journal(_ letter: Letter) async throws -> RoutingItem {
        let now = clock.now
        let name = "letter-\(externalIDs.next())"
        let channel = ChannelID(rawValue: "mail")
        let raw = RawArrival(
            channel: channel,
            externalID: ExternalID(rawValue: name),
            receivedAt: now,
            mediaType: "message/rfc822",
            body: Array("Subject: \(letter.subject)\r\n\r\n\(letter.text)".utf8)
        )
        let journaled = try await store.journal([raw], cursor: nil, channel: channel)
        let arrival = ArrivalID(rawValue: try #require(journaled.first).arrival)
        return letter.item(arrival: arrival, channel: channel, name: name, ids: ids, now: now)
    }

    func thread(_ ticket: Ticket) async throws -> TicketThread {
        try #require(try await store.thread(number: ticket.number))
    }
}
