import ChannelKit
import ProviderKit

/// A chat reply on its way to parts: where it goes, what it answers, the pieces of its text, and its files.
///
/// Every piece and every file becomes a part of its own. A part's first destination is the place's key, the second, where
/// there is one, the id of the message that is answered.
struct ReplyDraft: Sendable {
    /// The place the reply is posted into.
    let place: ReplyPlace
    /// The id of the message it answers.
    let parent: String?
    /// The id of the person it goes to, where others read along; nil in a conversation of two.
    let asker: String?
    /// The pieces of the text, each within the provider's limit.
    let pieces: [String]
    /// The files.
    let files: [OutboundAttachment]

    /// Takes a reply apart.
    ///
    /// - Parameters:
    ///   - reply: the reply.
    ///   - provider: the provider's name for people, such as `LINE`.
    ///   - traits: the provider's limits.
    ///   - mention: what names a person at the beginning of the text so that they are told, by their id.
    /// - Throws: `DeliveryFailure` with `never` when there is no place, no content, or a file too large.
    init(
        _ reply: OutboundReply,
        provider: String,
        traits: ProviderTraits,
        mention: (_ asker: String) -> String? = { _ in nil }
    ) throws(DeliveryFailure) {
        guard let key = reply.route.conversationKey, let place = ReplyPlace(key: key) else {
            throw DeliveryFailure(.never, reason: "The ticket names no place at \(provider) that a reply could go to.")
        }
        guard !reply.text.isEmpty || !reply.attachments.isEmpty else {
            throw DeliveryFailure(.never, reason: "The reply is empty; \(provider) takes none without words or files.")
        }
        let most = traits.outboundAttachmentBytes ?? 0
        for file in reply.attachments where file.bytes.isEmpty || file.bytes.count > most {
            throw Self.refusal(of: file, provider: provider, most: most)
        }
        self.place = place
        parent = reply.threading.parentID.flatMap { $0.isEmpty ? nil : $0 }
        asker = place.isGroup ? reply.route.target?.value ?? place.asker : nil
        let greeting = asker.flatMap(mention)
        let text = reply.text.isEmpty ? "" : (greeting ?? "") + reply.text
        pieces = text.isEmpty ? [] : traits.textLimit?.split(text) ?? [text]
        files = reply.attachments
    }

    private static func refusal(of file: OutboundAttachment, provider: String, most: Int64) -> DeliveryFailure {
        if most == 0 { return DeliveryFailure(.never, reason: "\(provider) takes no files from the desk; send a link instead.") }
        return file.bytes.isEmpty
            ? DeliveryFailure(.never, reason: "\(file.name) is empty; \(provider) takes no empty files.")
            : DeliveryFailure(.never, reason: "\(file.name) is larger than the \(most >> 20) MB that \(provider) takes.")
    }

    /// The parts: one for each piece with the JSON that it becomes, then one for each file.
    ///
    /// - Parameter message: makes the JSON of a piece; `isFirst` for the one that holds the mention.
    /// - Returns: the parts, in the order they are sent.
    func parts(_ message: (_ piece: String, _ isFirst: Bool) -> JSONValue) -> [OutboundPart] {
        let destinations = [place.key] + (parent.map { [$0] } ?? [])
        let texts = pieces.enumerated().map { index, piece in
            OutboundPart(
                index: index,
                destinations: destinations,
                mediaType: "application/json",
                body: message(piece, index == 0).octets()
            )
        }
        let rest = files.enumerated().map { index, file in
            OutboundPart(
                index: texts.count + index,
                destinations: destinations,
                mediaType: PartFile.mediaType(of: file),
                body: file.bytes
            )
        }
        return texts + rest
    }
}

/// A file that is a part of its own; its name travels in the part's media type.
struct PartFile: Sendable {
    private static let mark = "; name*=UTF-8''"

    /// The file name.
    let name: String
    /// The media type.
    let contentType: String
    /// The bytes.
    let octets: [UInt8]

    /// The file in a part; nil when the part is none.
    init?(_ part: OutboundPart) {
        guard let range = part.mediaType.firstRange(of: Self.mark) else { return nil }
        name = PercentCoding.decoded(part.mediaType[range.upperBound...].utf8)
        contentType = String(part.mediaType[..<range.lowerBound])
        octets = part.body
    }

    /// The media type of a file's part.
    static func mediaType(of file: OutboundAttachment) -> String {
        "\(OneLine.text(file.contentType, maximumBytes: 200))\(mark)\(PercentCoding.encoded(OneLine.fileName(file.name)))"
    }

    /// The type before the slash, such as `image`.
    var family: Substring { contentType.prefix { $0 != "/" } }
}

extension OutboundPart {
    /// The place that ``ReplyDraft`` wrote into the part.
    var place: ReplyPlace? { destinations.first.flatMap(ReplyPlace.init(key:)) }

    /// The id of the message that is answered.
    var parent: String? { destinations.count > 1 ? destinations[1] : nil }

    /// The JSON that ``ReplyDraft`` wrote into the part; an empty object where there is none.
    var message: [String: JSONValue] { (try? JSONValue(parsing: body))?.members ?? [:] }
}

extension DeliveryFailure {
    /// A part that this adapter did not plan.
    static let strangePart = DeliveryFailure(.never, reason: "The stored reply is not one that this channel can send.")
}
