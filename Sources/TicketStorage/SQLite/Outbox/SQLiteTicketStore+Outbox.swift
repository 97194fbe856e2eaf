public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// Begins a new run of the process.
    public func beginEpoch() async throws -> Int64 { try await writeOutbox(.other) { try $0.beginEpoch() } }

    /// Takes over deliveries whose attempt was begun by an earlier run and never recorded.
    public func takeOverInterrupted(epoch: Int64) async throws -> [Delivery] {
        try await writeOutbox(.claim) { try $0.takeOverInterrupted(epoch: epoch) }
    }

    /// Claims deliveries that are due.
    public func claimDeliveries(epoch: Int64, now: Timestamp, limit: Int) async throws -> [Delivery] {
        // Most rings find nothing due: that is found out beside the writer.
        guard let due = try await nextDueTime(), due <= now else { return [] }
        return try await writeOutbox(.claim) { try $0.claim(epoch: epoch, now: now, limit: limit) }
    }

    /// When the next delivery becomes due.
    public func nextDueTime() async throws -> Timestamp? { try await readOutbox { try $0.nextDueTime() } }

    /// Stores the outcome of an attempt.
    public func record(_ outcome: AttemptOutcome) async throws -> Bool {
        try await writeOutbox(.record) { try $0.record(outcome) }
    }

    /// A page of deliveries, newest first; of all states when none is named.
    public func outboxPage(
        states: Set<DeliveryState>,
        after: PageCursor?,
        limit: Int
    ) async throws -> Page<DeliveryRecord> {
        try await readOutbox { try $0.page(states: states, after: after, limit: limit) }
    }

    /// A delivery with its attempts.
    public func delivery(_ id: DeliveryID) async throws -> DeliveryRecord? {
        try await readOutbox { outbox in
            guard try outbox.isSeen(id) else { return nil }
            return try DeliveryRow(connection: outbox.connection, blobFolder: outbox.blobFolder).record(id)
        }
    }

    /// Queues a delivery again on somebody's word.
    public func retry(_ id: DeliveryID, actor: Actor, at: Timestamp) async throws -> ContactChangeResult {
        guard try await readOutbox({ try $0.isSeen(id) }) else { return .refused("there is no such delivery") }
        return try await writeOutbox(.change) { try $0.retry(id, actor: actor, at: at) }
    }

    /// Takes a delivery back.
    public func cancel(_ id: DeliveryID, actor: Actor, at: Timestamp) async throws -> ContactChangeResult {
        guard try await readOutbox({ try $0.isSeen(id) }) else { return .refused("there is no such delivery") }
        return try await writeOutbox(.change) { try $0.cancel(id, actor: actor, at: at) }
    }

    /// Stops or starts all sending.
    public func setOutboxPaused(_ paused: Bool, actor: Actor, at: Timestamp) async throws {
        try await writeOutbox(.other) { try $0.setPaused(paused, actor: actor, at: at) }
    }

    /// Whether sending is stopped.
    public func isOutboxPaused() async throws -> Bool { try await readOutbox { try $0.isPaused() } }

    /// Holds a channel's deliveries, or resumes them.
    public func setHold(_ reason: Wording?, channel: ChannelID, at: Timestamp) async throws {
        try await writeOutbox(.other) { try $0.setHold(reason, channel: channel, at: at) }
    }

    /// The held channels with reasons.
    public func holds() async throws -> [ChannelID: Wording] { try await readOutbox { try $0.holds() } }

    /// How many deliveries are in each state.
    public func outboxCounts() async throws -> [DeliveryState: Int] { try await readOutbox { try $0.counts() } }

    private func readOutbox<Output: Sendable>(
        _ work: @escaping @Sendable (OutboxReading) throws -> Output
    ) async throws -> Output {
        let folder = settings.blobFolder
        return try await read { try work(OutboxReading(connection: $0, blobFolder: folder)) }
    }

    private func writeOutbox<Output: Sendable>(
        _ kind: WriteJob.Kind,
        _ work: @escaping @Sendable (OutboxWriter) throws -> Output
    ) async throws -> Output {
        let folder = settings.blobFolder
        return try await writer.write(kind) { try work(OutboxWriter(context: $0, blobFolder: folder)) }
    }
}
