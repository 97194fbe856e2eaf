import ChannelKit

/// The parts of a reply: its words split at the provider's limit, then its files, each a part of its own.
struct ReplyParts {
    private let destination: String
    private let origin: String?
    private var parts: [OutboundPart] = []

    /// Starts with no parts.
    ///
    /// - Parameters:
    ///   - destination: who they go to.
    ///   - origin: which of our accounts sends them, where the conversation decides that.
    init(to destination: String, from origin: String? = nil) {
        self.destination = destination
        self.origin = origin
    }

    /// Adds a part.
    mutating func add(_ body: [UInt8], mediaType: String) {
        parts.append(
            OutboundPart(
                index: parts.count,
                destinations: [destination],
                origin: origin,
                mediaType: mediaType,
                body: body
            )
        )
    }

    /// Adds the words of a reply, split, unless there are none.
    ///
    /// - Parameters:
    ///   - text: the words.
    ///   - limit: the longest text of one part.
    ///   - mediaType: the media type of the parts.
    ///   - body: writes one piece as the provider wants it.
    mutating func add(
        words text: String,
        limit: TextLimit,
        mediaType: String = "application/json",
        body: (_ piece: String) -> [UInt8]
    ) {
        let words = text.unicodeScalars.contains("\0") ? text.replacing("\0", with: "") : text
        guard words.contains(where: { !$0.isWhitespace }) else { return }
        for piece in limit.split(words) { add(body(piece), mediaType: mediaType) }
    }

    /// Adds the files of a reply.
    ///
    /// - Throws: `DeliveryFailure` with `never` when they are larger than the provider takes in all.
    mutating func add(files: [OutboundAttachment], maximumBytes: Int64) throws(DeliveryFailure) {
        let total = files.reduce(Int64(0)) { $0 + Int64($1.bytes.count) }
        guard total <= maximumBytes else {
            throw DeliveryFailure(
                .never,
                reason: "The files are too large: this channel takes \(maximumBytes >> 20) MB a reply."
            )
        }
        for file in files { add(OutgoingFile(file).body, mediaType: OutgoingFile.mediaType) }
    }

    /// The parts.
    ///
    /// - Throws: `DeliveryFailure` with `never` when there are none.
    func complete() throws(DeliveryFailure) -> [OutboundPart] {
        guard !parts.isEmpty else {
            throw DeliveryFailure(.never, reason: "There is nothing to send: the reply has neither words nor files.")
        }
        return parts
    }
}
