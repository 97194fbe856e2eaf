public import ChannelKit
public import DeskModel

/// Turns decided envelopes into messages.
public protocol RoutingStore: Sendable {
    /// Decides and stores envelopes in order, each in one transaction, many of them in the same.
    ///
    /// `decide` runs on the writer and sees the batch's earlier items. It may be run again for the same item, so it is pure.
    /// An envelope that is known (channel, external id) is a duplicate and is not decided. An item whose decision throws or
    /// cannot be stored is quarantined with the reason; its siblings are not affected. A storage failure (full disk, I/O)
    /// ends the batch where it happens: that item and all behind it stay unrouted.
    ///
    /// - Returns: the results of the items that are stored, in order; as many as there are items unless storage failed.
    /// - Throws: ``StorageError`` when nothing was stored.
    func ingest(
        _ batch: [RoutingItem],
        decide: @escaping @Sendable (RoutingItem, any RoutingReads) throws -> RoutingDecision
    ) async throws -> [RoutingResult]

    /// Runs a decider over present data without storing anything: what would be decided now.
    func rehearse(
        _ item: RoutingItem,
        decide: @escaping @Sendable (RoutingItem, any RoutingReads) throws -> RoutingDecision
    ) async throws -> RoutingDecision

    /// Replaces what is stored of a routed message's reading (text, HTML, attachments, warnings) by a new reading and keeps the
    /// old one as a revision. Sends nothing, changes no ticket, status or clock.
    func revise(_ message: MessageID, reading: InboundMessage, blobs: [BlobBytes]) async throws
}

/// One envelope on its way to a ticket.
public struct RoutingItem: Sendable, Hashable {
    /// The arrival it was read from.
    public var arrival: ArrivalID
    /// Its position within the arrival, from 0.
    public var index: Int
    /// How many envelopes the arrival has; the arrival is routed when all of them have an outcome.
    public var count: Int
    /// The channel it came by.
    public var channel: ChannelID
    /// When the arrival was received.
    public var receivedAt: Timestamp
    /// Whether an agent has released the arrival from quarantine.
    public var isReleased: Bool
    /// The envelope.
    ///
    /// Attachment contents are in ``blobs`` and are empty here.
    public var envelope: InboundEnvelope
    /// The records of its attachments.
    public var attachments: [AttachmentRecord]
    /// The bytes to keep.
    public var blobs: [BlobBytes]

    /// Creates an item.
    public init(
        arrival: ArrivalID,
        index: Int,
        count: Int,
        channel: ChannelID,
        receivedAt: Timestamp,
        isReleased: Bool = false,
        envelope: InboundEnvelope,
        attachments: [AttachmentRecord] = [],
        blobs: [BlobBytes] = []
    ) {
        self.arrival = arrival
        self.index = index
        self.count = count
        self.channel = channel
        self.receivedAt = receivedAt
        self.isReleased = isReleased
        self.envelope = envelope
        self.attachments = attachments
        self.blobs = blobs
    }
}

/// Bytes with their digest.
public struct BlobBytes: Sendable, Hashable {
    /// The digest.
    public var digest: BlobDigest
    /// The bytes.
    public var bytes: [UInt8]

    /// Creates a pair; the digest must be the bytes'.
    public init(digest: BlobDigest, bytes: [UInt8]) {
        self.digest = digest
        self.bytes = bytes
    }
}
