import ChannelKit
import ProviderKit

/// A file of a reply as a part stores it: a line of JSON that says what it is, then its octets.
struct OutgoingFile: Sendable, Hashable {
    /// The media type of such a part's body.
    static let mediaType = "application/vnd.tributary.file"

    /// The file's name without any path, on one line.
    var name: String
    /// The media type, on one line.
    var contentType: String
    /// The file's octets.
    var octets: [UInt8]

    /// Takes a reply's file; its name and type lose whatever could break out of a line or turn its direction.
    init(_ attachment: OutboundAttachment) {
        let name = OneLine.fileName(attachment.name)
        self.name = name.allSatisfy(\.isWhitespace) ? "file" : name
        let type = OneLine.text(attachment.contentType, maximumBytes: 200)
        contentType = type.allSatisfy(\.isWhitespace) ? "application/octet-stream" : type
        octets = attachment.bytes
    }

    /// Reads a part's body; nil when it is none that ``body`` writes.
    init?(body: [UInt8]) {
        guard
            let end = body.firstIndex(of: 0x0A),
            let head = try? JSONValue(parsing: body[..<end]),
            let name = head["name"]?.text, let type = head["type"]?.text
        else { return nil }
        self.name = name
        contentType = type
        octets = Array(body[(end + 1)...])
    }

    /// The body of a part.
    var body: [UInt8] {
        let head: JSONValue = ["name": .text(name), "type": .text(contentType)]
        return head.octets() + [0x0A] + octets
    }

    /// The first half of the media type, such as `image`.
    var family: String { contentType.split(separator: "/").first.map { $0.lowercased() } ?? "" }

    /// The media type without its parameters, in lower case.
    var bareType: String {
        let bare = contentType.split(separator: ";").first ?? ""
        return bare.split(separator: " ").joined().lowercased()
    }
}
