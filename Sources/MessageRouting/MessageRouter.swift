import ChannelKit
public import DeskModel
import Failpoints
public import Logging
public import MessageThreading
public import ServiceLifecycle
public import TicketStorage

/// Turns journaled arrivals into messages in tickets, in intake order, for as long as it runs.
///
/// Reading (adapters' `normalize`) happens on threads of its own and ahead of writing: while one batch is being
/// committed, the next is being read.
public struct MessageRouter: Service {
    /// The most arrivals of one batch; a batch is one transaction.
    static let batchSize = 256
    /// The most arrivals that are read at once: few enough that the commit of the first need not wait long.
    static let readingSize = 64

    private let store: any IntakeStore & RoutingStore
    private let intake: IntakeLog
    private let watch: RoutingWatch
    private let ringOutbox: @Sendable () -> Void
    private let reader: EnvelopeReader
    private let enrichment: EnvelopeEnrichment
    private let routing: EnvelopeRouting
    private let slots: ParserSlots
    private let parsers: ParserPool
    private let logger: Logger

    /// Creates a router.
    ///
    /// - Parameters:
    ///   - store: where arrivals wait and messages go.
    ///   - intake: the log whose arrivals are routed.
    ///   - watch: where results are told.
    ///   - directory: the channels in force.
    ///   - tokens: makes and checks reply tokens.
    ///   - staffTokens: check the addresses agents answer notices at; nil takes no such answers.
    ///   - ids: makes record ids.
    ///   - deskName: signs acknowledgments.
    ///   - acknowledgmentWords: the words customers are acknowledged with.
    ///   - slotFile: the file that remembers what was being read.
    ///   - parsers: how many arrivals are read at a time.
    ///   - randomToken: makes unguessable text for outgoing message ids.
    ///   - ringOutbox: tells the outbox that there may be acknowledgments to send, or that something no longer keeps others
    ///     back; called before ``watch`` hears of the results.
    ///   - logger: where the operator reads.
    /// - Throws: an error when the slot file cannot be opened.
    public init(
        store: any IntakeStore & RoutingStore,
        intake: IntakeLog,
        watch: RoutingWatch,
        directory: ChannelDirectory,
        tokens: ReplyTokens,
        staffTokens: StaffTokens? = nil,
        ids: RecordIDSource,
        deskName: String,
        acknowledgmentWords: AcknowledgmentWords = AcknowledgmentWords(),
        slotFile: String,
        parsers: Int,
        randomToken: @escaping @Sendable () -> String,
        ringOutbox: @escaping @Sendable () -> Void = {},
        logger: Logger
    ) throws {
        self.store = store
        self.intake = intake
        self.watch = watch
        self.ringOutbox = ringOutbox
        self.logger = logger
        reader = EnvelopeReader(directory: directory, ids: ids)
        enrichment = EnvelopeEnrichment(directory: directory, ids: ids, logger: logger)
        routing = EnvelopeRouting(
            directory: directory,
            threading: MessageThreading(tokens: tokens),
            staffTokens: staffTokens,
            acknowledgments: Acknowledgments(
                directory: directory,
                tokens: tokens,
                ids: ids,
                deskName: deskName,
                words: acknowledgmentWords,
                randomToken: randomToken
            ),
            ids: ids
        )
        slots = try ParserSlots(path: slotFile, count: parsers)
        self.parsers = ParserPool(slots: slots)
    }

    /// Routes until the surrounding task is canceled or a graceful shutdown begins; what is journaled then waits for the
    /// next start.
    public func run() async throws {
        try await routeInterrupted()
        await cancelWhenGracefulShutdown {
            await routeAll()
            for await _ in intake.bell.rings {
                if Task.isCancelled { break }
                await routeAll()
            }
        }
        parsers.end()
    }

    /// Routes what waits now and returns; for commands that run without a server.
    public func drain() async throws {
        try await routeInterrupted()
        await routeAll()
    }

    /// What an arrival is read as now; stores nothing.
    ///
    /// Empty when nothing can be made of it.
    public func reread(_ arrival: JournaledArrival) async -> [RoutingItem] {
        if case .envelopes(let items) = await reading(of: arrival) { items } else { [] }
    }

    /// What would be decided about an item now; stores nothing.
    public func rehearse(_ item: RoutingItem) async throws -> RoutingDecision {
        let routing = routing
        return try await store.rehearse(item) { try routing.decide($0, $1) }
    }

    // MARK: The way of a message

    /// Everything that waits, batch by batch, the next ones read while one is committed.
    private func routeAll() async {
        while !Task.isCancelled, await !routeWaiting() {
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Routes what waits; false when the storage did not take a batch, so that it must be begun again.
    private func routeWaiting() async -> Bool {
        let ahead = ReadAhead()
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { await readAll(into: ahead) }
            defer { ahead.close() }
            while !Task.isCancelled {
                let batch = await ahead.next(limit: Self.batchSize)
                if batch.isEmpty { break }
                guard await receive(batch) else { return false }
            }
            return true
        }
    }

    /// Decides and stores one batch of readings; false when the storage did not take it and it must be tried again.
    private func receive(_ batch: [ReadArrival]) async -> Bool {
        var items: [RoutingItem] = []
        do {
            let wordless = try await settleWordless(batch)
            for read in batch {
                if case .envelopes(let found) = read.reading { items += found }
            }
            let routing = routing
            let results = try await store.ingest(items) { try routing.decide($0, $1) }
            failpoint("routed-before-notice")
            let unstored = Set(items[results.count...].map(\.arrival))
            intake.routed(batch.count - wordless - unstored.count)
            // News that settles a delivery lets the next of its leg go, and an opened ticket may have been acknowledged.
            if results.contains(where: { $0.outcome == .opened })
                || items.contains(where: { !$0.envelope.news.isEmpty })
            {
                ringOutbox()
            }
            publish(results.filter { !unstored.contains($0.arrival) })
            return unstored.isEmpty
        } catch {
            logger.error("A batch could not be stored; it is tried again.", metadata: ["reason": "\(error)"])
            return false
        }
    }

    private func publish(_ results: [RoutingResult]) {
        var start = results.startIndex
        while start < results.endIndex {
            let arrival = results[start].arrival
            let end = results[start...].firstIndex { $0.arrival != arrival } ?? results.endIndex
            watch.publish(Array(results[start..<end]), of: arrival)
            start = end
        }
    }

    /// Settles what holds nobody's words, all in as few commits as may be, and tells how many arrivals that were.
    private func settleWordless(_ batch: [ReadArrival]) async throws -> Int {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var count = 0
            for read in batch {
                switch read.reading {
                case .envelopes(let found) where !found.isEmpty: continue
                case .envelopes: group.addTask { try await passOver(read.arrival) }
                case .unreadable(let reason): group.addTask { try await setAside(read.arrival, reason) }
                }
                count += 1
            }
            try await group.waitForAll()
            return count
        }
    }

    /// A call of a provider that tells of nothing anybody said: a preview, somebody joining, our own words coming back.
    private func passOver(_ arrival: JournaledArrival) async throws {
        try await store.passOver(arrival.id, rule: "nothing-said")
        intake.routed(1)
        let result = RoutingResult(arrival: arrival.id, envelope: 0, outcome: .ignored, rule: "nothing-said")
        watch.publish([result], of: arrival.id)
    }

    private func setAside(_ arrival: JournaledArrival, _ reason: Wording) async throws {
        try await store.quarantine(arrival.id, reason: reason)
        intake.routed(1)
        logger.warning(
            "An arrival was put aside.",
            metadata: ["channel": "\(arrival.raw.channel)", "arrival": "\(arrival.id)"]
        )
        let result = RoutingResult(arrival: arrival.id, envelope: 0, outcome: .quarantined, rule: "unreadable")
        watch.publish([result], of: arrival.id)
    }

    // MARK: Reading ahead

    private func readAll(into ahead: ReadAhead) async {
        var last: ArrivalID?
        while !Task.isCancelled {
            let batch = await nextBatch(after: last)
            guard let end = batch.last else { break }
            last = end.arrival.id
            guard await ahead.add(batch) else { return }
        }
        ahead.finish()
    }

    private func nextBatch(after: ArrivalID?) async -> [ReadArrival] {
        do {
            return await read(try await store.unroutedArrivals(after: after, limit: Self.readingSize))
        } catch {
            logger.error("The journal could not be read.", metadata: ["reason": "\(error)"])
            return []
        }
    }

    /// What an arrival holds, with what it only points at.
    private func reading(of arrival: JournaledArrival) async -> EnvelopeReading {
        await enrichment.enriched(await parsers.read(arrival, by: reader.read), of: arrival)
    }

    private func read(_ arrivals: [JournaledArrival]) async -> [ReadArrival] {
        await withTaskGroup(of: (Int, EnvelopeReading).self) { group in
            for (index, arrival) in arrivals.enumerated() {
                group.addTask { (index, await reading(of: arrival)) }
            }
            var readings = [EnvelopeReading?](repeating: nil, count: arrivals.count)
            for await (index, reading) in group { readings[index] = reading }
            return zip(arrivals, readings).compactMap { arrival, reading in
                reading.map { ReadArrival(arrival: arrival, reading: $0) }
            }
        }
    }

    // MARK: After a crash

    /// Reads what the process before was reading when it died, one by one, so that only the culprit can do it again;
    /// the third time it is put aside.
    private func routeInterrupted() async throws {
        for id in slots.interrupted {
            let crashes = try await store.countCrash(id)
            guard crashes < 3 else {
                try await store.quarantine(
                    id,
                    reason: Wording("The program ended three times while reading it.", "读取它时程序已三次终止。")
                )
                intake.routed(1)
                continue
            }
            guard let arrival = try await store.arrival(id), try await store.results(of: id).isEmpty else { continue }
            _ = await receive([ReadArrival(arrival: arrival, reading: await reading(of: arrival))])
        }
    }
}
