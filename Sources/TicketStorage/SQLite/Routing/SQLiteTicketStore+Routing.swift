import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// Decides and stores a batch of envelopes in order, in one transaction.
    public func ingest(
        _ batch: [RoutingItem],
        decide: @escaping @Sendable (RoutingItem, any RoutingReads) throws -> RoutingDecision
    ) async throws -> [RoutingResult] {
        let folder = settings.blobFolder
        let weight = batch.reduce(0) { total, item in
            total + item.envelope.text.utf8.count + item.blobs.reduce(0) { $0 + $1.bytes.count }
        }
        return try await writer.write(.ingest, weight: weight) {
            try RoutingWriter(context: $0, blobFolder: folder).ingest(batch, decide: decide)
        }
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
