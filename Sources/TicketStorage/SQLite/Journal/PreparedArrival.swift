import ChannelKit
import DeskModel

/// An arrival made ready for the writer by whoever hands it in, so that the writer only binds.
struct PreparedArrival: Sendable {
    /// Octets over this size are kept as a blob.
    static let inlineSize = 32 << 10

    let arrival: RawArrival
    let headers: String
    let recipients: String
    /// The digest of the octets when they are kept as a blob.
    let digest: BlobDigest?

    init(_ arrival: RawArrival) {
        self.arrival = arrival
        headers = JSONText.list(arrival.headers)
        recipients = JSONText.list(arrival.envelopeRecipients)
        digest = arrival.body.count > Self.inlineSize ? BlobTable.digest(of: arrival.body) : nil
    }
}
