import ChannelKit
import DeskModel
import Foundation
import Logging
import MessageRouting
import MessageThreading
import Synchronization
import Testing
import TicketStorage

@testable import EmailAdapter

/// A desk with two mail channels, the real reading, routing and storing behind them, and a clock that stands.
final class MailDesk: Sendable {
    static let start = Timestamp(seconds: 1_780_000_000)
    static let support = ChannelID(rawValue: "support")
    static let sales = ChannelID(rawValue: "sales")

    let folder: String
    let store: SQLiteTicketStore
    let tokens = ReplyTokens(key: Array(repeating: 7, count: 32))
    let staffTokens = StaffTokens(key: Array(repeating: 8, count: 32))
    private let clock = Mutex(start)
    private let names = Mutex(0)
    private let rings = RingCount()
    private let adapters: [ChannelID: EmailAdapter]
    private let directory: ChannelDirectory
    private let intake: IntakeLog
    private let router: MessageRouter

    /// - Parameters:
    ///   - teams: which team each channel's mail goes to, as the configuration says.
    ///   - settings: further settings of both channels.
    ///   - acknowledges: whether new tickets are acknowledged.
    /// - Throws: an error when the store or a channel does not open.
    init(
        teams: [ChannelID: [String: String]] = [:],
        settings: [String: SettingValue] = [:],
        acknowledges: Bool = true
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("mail-desk-\(UUID().uuidString)").path
        store = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder))
        var adapters: [ChannelID: EmailAdapter] = [:]
        for channel in [Self.support, Self.sales] {
            adapters[channel] = try Self.adapter(channel, folder, settings)
        }
        self.adapters = adapters
        let abilities = AdapterAbilities(intake: [.files], replies: true, threading: .references, retriesUnknown: true)
        directory = ChannelDirectory(
            adapters.map { id, adapter in
                ActiveChannel(
                    id: id,
                    adapter: adapter,
                    abilities: abilities,
                    unifyWindow: .zero,
                    acknowledges: acknowledges,
                    teams: teams[id] ?? [:],
                    settingsVersion: "1"
                )
            }
        )
        intake = IntakeLog(store: store, dataFolder: folder, limits: IntakeLog.Limits(freeDiskBytes: 0))
        let tokens = tokens
        let count = Atomic(0)
        let rings = rings
        router = try MessageRouter(
            store: store,
            intake: intake,
            watch: RoutingWatch(),
            directory: directory,
            tokens: tokens,
            staffTokens: staffTokens,
            ids: store.ids,
            deskName: "River Desk",
            slotFile: folder + "/slots",
            parsers: 1,
            randomToken: { "token\(count.add(1, ordering: .relaxed).newValue)" },
            ringOutbox: { rings.add() },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static func adapter(
        _ channel: ChannelID,
        _ folder: String,
        _ more: [String: SettingValue]
    ) throws -> EmailAdapter {
        var settings: [String: SettingValue] = [
            "address": .text("\(channel)@desk.test"),
            "drop_folder": .object(["path": .text("\(folder)/\(channel)/in")]),
            "out_folder": .object(["path": .text("\(folder)/\(channel)/out")]),
            "authserv_ids": .list([.text("mx.desk.test")]),
            "reply_token": .text("plus"),
        ]
        settings.merge(more) { $1 }
        if more["smtp"] != nil { settings["out_folder"] = nil }
        return try EmailAdapter(
            channel: channel,
            settings: ChannelSettings(settings),
            context: AdapterContext(
                publicURL: "https://desk.test",
                dataFolder: folder,
                settingsVersion: "1",
                now: { start },
                key: { purpose in Array(("\(channel)" + purpose + String(repeating: "k", count: 32)).utf8.prefix(32)) },
                mail: NoServers(),
                mailboxes: NoServers(),
                log: { _, _ in }
            )
        )
    }

    // MARK: - What comes in

    /// Takes mails by a channel in order and routes them; gives what became of the last.
    @discardableResult
    func receive(
        _ mails: String...,
        by channel: ChannelID = support,
        to recipients: [String] = []
    ) async throws -> RoutingResult {
        var last: ArrivalID?
        for mail in mails {
            let adapter = try #require(adapters[channel])
            let envelope = FileEnvelope(sender: nil, recipients: recipients)
            var arrival = adapter.arrival(of: Array(mail.utf8), verdict: .fetched, source: "test", envelope: envelope)
            arrival.receivedAt = clock.withLock { now in
                now = now.advanced(by: .seconds(1))
                return now
            }
            let accepted = try await intake.accept([arrival], cursor: nil)
            last = ArrivalID(rawValue: try #require(accepted.first).arrival)
        }
        try await router.drain()
        let arrival = try #require(last)
        let results = try await store.results(of: arrival)
        return try #require(results.first)
    }

    /// What is decided about a released arrival.
    @discardableResult
    func release(_ arrival: ArrivalID) async throws -> RoutingResult {
        try await store.requeue(arrival)
        intake.resume(count: 1)
        try await router.drain()
        let results = try await store.results(of: arrival)
        return try #require(results.first)
    }

    /// How often the outbox was woken.
    var outboxRings: Int { rings.count }

    func advance(by duration: Duration) { clock.withLock { $0 = $0.advanced(by: duration) } }

    var now: Timestamp { clock.withLock { $0 } }

    /// A mail; `headers` come before those that every mail has.
    func mail(
        from: String = "Ada <ada@customer.test>",
        to: String = "support@desk.test",
        subject: String = "The pump",
        id: String? = nil,
        proven: Bool = false,
        headers: [String] = [],
        _ text: String = "It hums."
    ) -> String {
        let id =
            id
            ?? names.withLock { count in
                count += 1
                return "m\(count)@customer.test"
            }
        let address = from.split(separator: "<").last.map { $0.prefix { $0 != ">" } } ?? ""
        let domain = address.split(separator: "@").last ?? ""
        let proof = proven ? ["Authentication-Results: mx.desk.test; dmarc=pass header.from=\(domain)"] : []
        let lines =
            proof + headers + [
                "From: \(from)", "To: \(to)", "Subject: \(subject)", "Message-ID: <\(id)>",
                "Date: Thu, 28 May 2026 20:26:40 +0000", "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8", "", text, "",
            ]
        return lines.joined(separator: "\r\n")
    }

    // MARK: - What is there

    func tickets() async throws -> [TicketSummary] {
        try await store.ticketPage(TicketQuery(view: .all)).items
    }

    func thread(_ number: Int?) async throws -> TicketThread {
        let number = try #require(number)
        return try #require(try await store.thread(number: number))
    }

    /// The customers' messages of a ticket.
    func letters(_ number: Int?) async throws -> [InboundMessage] {
        try await thread(number).entries.compactMap { if case .inbound(let message) = $0 { message } else { nil } }
    }

    /// An agent's account, in teams when any are named.
    func addAgent(_ email: String, limited: Bool = false) async throws -> Agent {
        try await store.addAgent(
            Agent(
                id: store.ids.next(at: now),
                email: email,
                name: email,
                role: .agent,
                isLimited: limited,
                createdAt: now
            )
        )
    }

    /// A team with its members.
    func addTeam(_ name: String, _ members: [Agent]) async throws -> Team {
        let team = Team(id: store.ids.next(at: now), name: name)
        let result = try await store.saveTeam(team, members: members.map(\.id), actor: .operator, at: now)
        try #require(result == .done)
        return team
    }

    /// Blocks a sender; tells whether they were not blocked yet.
    func block(_ value: String, _ kind: SenderBlock.Kind) async throws -> Bool {
        let block = SenderBlock(id: store.ids.next(at: now), kind: kind, value: value, by: .operator, at: now)
        return try await store.block(block, actor: .operator, at: now)
    }

    /// A mail to an agent about a new ticket, waiting to leave.
    func addNotice(to agent: Agent, id: String) async throws {
        try await store.beginNotices()
        try await receive(mail())
        let waiting = try await store.noticeWork(at: now, limit: 10)
        let work = try #require(waiting)
        var outcome = NoticeOutcome()
        outcome.deliveries = [
            NoticeDelivery(
                id: store.ids.next(at: now),
                key: "mail:\(id)",
                destination: .mail(Self.support, agent.id),
                part: OutboundPart(
                    index: 0,
                    externalID: ExternalID(rawValue: id),
                    destinations: [agent.email],
                    origin: "support@desk.test",
                    mediaType: "message/rfc822",
                    body: Array("A notice".utf8)
                ),
                notBefore: now,
                createdAt: now
            )
        ]
        let isKept = try await store.keep(outcome, of: work)
        try #require(isKept)
    }

    /// Begins to send what is due.
    func claim() async throws -> [Delivery] {
        let epoch = try await store.beginEpoch()
        return try await store.claimDeliveries(epoch: epoch, now: now.advanced(by: .seconds(60)), limit: 20)
    }

    /// Sends an agent's reply and gives the Message-ID it leaves with.
    func reply(_ number: Int?, _ text: String = "Look at the valve.") async throws -> String {
        let thread = try await thread(number)
        let agent = try await store.agents().first
        let author: Agent
        if let agent { author = agent } else { author = try await addAgent("agent@desk.test") }
        let count = names.withLock { count in
            count += 1
            return count
        }
        let writer = ReplyWriter(
            directory: directory,
            tokens: tokens,
            ids: store.ids,
            randomToken: { "reply-token-\(count)" }
        )
        let planned = try writer.plan(ReplyDraft(author: author, text: text), in: thread, at: now)
        let change = DeskChange(.reply(planned, status: nil), actor: .agent(author.id), at: now)
        _ = try await store.apply(change)
        return try #require(planned.reply.messageID)
    }
}

/// Servers that cannot be reached.
private struct NoServers: MailSubmitting, MailboxOpening {
    func submit(
        _ mail: MailSubmission,
        to server: MailServer,
        timeLimit: Duration
    ) async throws(MailRefusal) -> String {
        throw .unreachable(detail: "no server")
    }

    func open(_ server: MailServer) async throws(MailboxFailure) -> any MailboxLine {
        throw .protocolBroken(detail: "no server")
    }
}

/// Counts how often somebody was woken.
private final class RingCount: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }

    func add() { value.withLock { $0 += 1 } }
}
