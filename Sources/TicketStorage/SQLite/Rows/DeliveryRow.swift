import ChannelKit
import DeskModel

/// Reads deliveries.
struct DeliveryRow {
    let connection: Connection
    let blobFolder: String

    /// The delivery with an id, with what is sent.
    func delivery(_ id: DeliveryID) throws -> Delivery? {
        guard let (found, blob) = try bare(id) else { return nil }
        var delivery = found
        if let blob {
            guard let bytes = try BlobReading(connection: connection, folder: blobFolder).bytes(blob) else {
                throw StorageError.corrupt("the bytes of delivery \(id) are not kept")
            }
            delivery.part.body = bytes
        } else {
            delivery.part.body =
                try connection.value("SELECT bytes FROM outboundPart WHERE delivery = ?1", id, as: [UInt8]?.self)
                .flatMap { $0 } ?? []
        }
        return delivery
    }

    /// A delivery without what is sent, and where that is when it is a blob.
    private func bare(_ id: DeliveryID) throws -> (Delivery, BlobDigest?)? {
        try connection.first(
            """
            SELECT d.reply, m.ticket, d.leg, d.channel, d.partIndex, d.externalID, p.destinations, p.origin, p.mediaType,
                d.state, d.attempts, d.mayRepeat, d.notBefore, d.createdAt, d.reason, p.blob
            FROM delivery d JOIN message m ON m.id = d.reply JOIN outboundPart p ON p.delivery = d.id
            WHERE d.id = ?1
            """,
            id
        ) { row in
            let delivery = Delivery(
                id: id,
                reply: try row.next(),
                ticket: try row.next(),
                leg: try row.next(),
                channel: try row.next(),
                part: OutboundPart(
                    index: try row.next(),
                    externalID: try row.next(),
                    destinations: try JSONText.read(try row.next()),
                    origin: try row.next(),
                    mediaType: try row.next(),
                    body: []
                ),
                state: try row.next(),
                attempts: try row.next(),
                mayRepeat: try row.next(),
                notBefore: try row.next(),
                createdAt: try row.next(),
                reason: try row.next()
            )
            return (delivery, try row.next(BlobDigest?.self))
        }
    }

    /// The deliveries of a reply's parts, in order, with their attempts and without the bytes that are sent.
    func headings(of reply: MessageID) throws -> [DeliveryRecord] {
        try connection.all("SELECT id FROM delivery WHERE reply = ?1 ORDER BY partIndex", reply) {
            try $0.next(DeliveryID.self)
        }.compactMap(heading)
    }

    /// A delivery with its attempts.
    func record(_ id: DeliveryID) throws -> DeliveryRecord? {
        guard var record = try heading(id), let delivery = try delivery(id) else { return nil }
        record.delivery = delivery
        return record
    }

    /// A delivery with its attempts and without the bytes that are sent.
    func heading(_ id: DeliveryID) throws -> DeliveryRecord? {
        guard let (delivery, _) = try bare(id) else { return nil }
        let attempts = try connection.all(
            """
            SELECT number, epoch, startedAt, endedAt, outcome, answer
            FROM deliveryAttempt WHERE delivery = ?1 ORDER BY number
            """,
            id
        ) { row in
            DeliveryAttempt(
                number: try row.next(),
                epoch: try row.next(),
                startedAt: try row.next(),
                endedAt: try row.next(),
                outcome: try row.next(),
                answer: try row.next()
            )
        }
        return DeliveryRecord(delivery: delivery, attempts: attempts)
    }
}
