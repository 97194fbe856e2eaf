import ChannelKit
import Crypto
import DeskModel
import TicketStorage

/// What an arrival was read as.
enum EnvelopeReading: Sendable {
    /// Its envelopes, ready for routing; none when it holds nobody's words.
    case envelopes([RoutingItem])
    /// Nothing could be made of it; the reason is for the agent who looks at the quarantine.
    case unreadable(Wording)
}

/// Turns a journaled arrival into routing items: the adapter's pure `normalize`, and attachments cut off as blobs.
struct EnvelopeReader: Sendable {
    /// The most envelopes of one arrival.
    static let maximumEnvelopes = 1_000

    let directory: ChannelDirectory
    let ids: RecordIDSource

    /// Reads an arrival; never throws.
    func read(_ arrival: JournaledArrival) -> EnvelopeReading {
        guard let channel = directory[arrival.raw.channel] else {
            return .unreadable(
                Wording(
                    "The channel \(arrival.raw.channel) is not configured; put it back and route this again.",
                    "渠道 \(arrival.raw.channel) 未配置；请恢复配置并重新分派。"
                )
            )
        }
        do {
            let envelopes = try channel.adapter.normalize(arrival.raw)
            guard envelopes.count <= Self.maximumEnvelopes else {
                return .unreadable(
                    Wording(
                        "It holds \(envelopes.count) messages; \(Self.maximumEnvelopes) are allowed at once.",
                        "其中有 \(envelopes.count) 条消息；一次允许 \(Self.maximumEnvelopes) 条。"
                    )
                )
            }
            return .envelopes(
                envelopes.enumerated().map { item(of: arrival, $0.element, index: $0.offset, count: envelopes.count) }
            )
        } catch let error as UnreadableArrival {
            return .unreadable(error.reason)
        } catch {
            return .unreadable(Wording("It could not be read: \(error)", "无法读取：\(error)"))
        }
    }

    private func item(
        of arrival: JournaledArrival,
        _ envelope: InboundEnvelope,
        index: Int,
        count: Int
    ) -> RoutingItem {
        var envelope = envelope
        var records: [AttachmentRecord] = []
        var blobs: [BlobBytes] = []
        for (position, attachment) in envelope.attachments.enumerated() {
            guard case .bytes(let bytes) = attachment.content else { continue }
            let blob = BlobBytes(digest: BlobDigest(of: bytes), bytes: bytes)
            blobs.append(blob)
            records.append(
                AttachmentRecord(
                    id: ids.next(at: arrival.raw.receivedAt),
                    name: attachment.name,
                    contentType: attachment.contentType,
                    size: bytes.count,
                    blob: blob.digest,
                    contentID: attachment.contentID,
                    isInline: attachment.isInline
                )
            )
            envelope.attachments[position].content = .bytes([])
        }
        return RoutingItem(
            arrival: arrival.id,
            index: index,
            count: count,
            channel: arrival.raw.channel,
            receivedAt: arrival.raw.receivedAt,
            isReleased: arrival.isReleased,
            envelope: envelope,
            attachments: records,
            blobs: blobs
        )
    }
}

extension BlobDigest {
    /// The digest of bytes.
    init(of bytes: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in SHA256.hash(data: bytes) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        self.init(rawValue: String(decoding: text, as: UTF8.self))
    }
}
