import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// How many envelopes one step of the writer takes: a few milliseconds, for which others wait at the most.
    private static let stepSize = RoutingShare.step

    /// Decides and stores a batch of envelopes in order, each in one transaction.
    public func ingest(
        _ batch: [RoutingItem],
        decide: @escaping @Sendable (RoutingItem, any RoutingReads) throws -> RoutingDecision
    ) async throws -> [RoutingResult] {
        let folder = settings.blobFolder
        let steps = stride(from: 0, to: batch.count, by: Self.stepSize).map { start in
            let items = Array(batch[start..<min(start + Self.stepSize, batch.count)])
            return Writer.Step(
                size: items.count,
                weight: items.reduce(0) { total, item in
                    total + item.envelope.text.utf8.count + item.blobs.reduce(0) { $0 + $1.bytes.count }
                },
                waitsSince: items.first?.receivedAt,
                work: { try RoutingWriter(context: $0, blobFolder: folder).ingest(items, decide: decide) }
            )
        }
        return try await writer.write(.ingest, steps: steps).flatMap(\.self)
    }

    /// Runs a decider over a snapshot of present data without storing anything.
    public func rehearse(
        _ item: RoutingItem,
        decide: @escaping @Sendable (RoutingItem, any RoutingReads) throws -> RoutingDecision
    ) async throws -> RoutingDecision {
        let folder = settings.blobFolder
        return try await read { try decide(item, StoredReads(connection: $0, blobFolder: folder)) }
    }

    /// Replaces what is stored of a message's reading and keeps the old one as a revision.
    public func revise(_ message: MessageID, reading: InboundMessage, blobs: [BlobBytes]) async throws {
        try await writer.write(.other, weight: blobs.reduce(0) { $0 + $1.bytes.count }) {
            try RevisionWriter(context: $0).revise(message, reading: reading, blobs: blobs)
        }
    }
}
