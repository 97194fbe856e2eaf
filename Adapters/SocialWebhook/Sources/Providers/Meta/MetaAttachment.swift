import ChannelKit
import ProviderKit

/// What comes with a message of Messenger or Instagram.
enum MetaAttachment {
    private static let mediaTypes: [String: String] = [
        "image": "image/jpeg", "video": "video/mp4", "audio": "audio/mp4", "file": "application/octet-stream",
        "ig_reel": "video/mp4", "reel": "video/mp4", "story_mention": "image/jpeg",
    ]
    private static let typesByEnding: [String: String] = [
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
        "mp4": "video/mp4", "mov": "video/quicktime", "m4a": "audio/mp4", "mp3": "audio/mpeg", "ogg": "audio/ogg",
        "wav": "audio/wav", "pdf": "application/pdf", "txt": "text/plain",
    ]

    /// Reads one attachment: a file behind its address, a link, or whatever else it is as its own document.
    static func read(_ attachment: JSONValue) -> InboundAttachment {
        let type = attachment["type"]?.text ?? ""
        let url = attachment["payload", "url"]?.text ?? attachment["url"]?.text
        let title = attachment["title"]?.text ?? attachment["payload", "title"]?.text
        if let url, let contentType = mediaTypes[type] ?? mediaType(at: url) {
            let name = fileName(of: url)
            let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
            return InboundAttachment(
                name: OneLine.fileName(title ?? name),
                contentType: typesByEnding[ending] ?? contentType,
                content: .handle(url)
            )
        }
        if let link = url ?? place(attachment) {
            return InboundAttachment(
                name: OneLine.fileName(title ?? type),
                contentType: "text/uri-list",
                content: .bytes(Array("\(OneLine.text(link, maximumBytes: 4000))\r\n".utf8))
            )
        }
        return InboundAttachment(
            name: OneLine.fileName("\(type.isEmpty ? "attachment" : type).json"),
            contentType: "application/json",
            content: .bytes((attachment["payload"] ?? attachment).octets())
        )
    }

    /// A photo or a film that a comment shows.
    static func media(_ url: String, type: String) -> InboundAttachment {
        read(["type": .text(type), "payload": ["url": .text(url)]])
    }

    /// A shared post or story whose address is that of the media itself.
    private static func mediaType(at url: String) -> String? {
        let host = url.dropFirst("https://".count).prefix { $0 != "/" }
        guard url.hasPrefix("https://") else { return nil }
        let isMedia = MetaMessaging.mediaHosts.contains { host.hasSuffix($0.dropFirst()) }
        return isMedia ? "application/octet-stream" : nil
    }

    private static func fileName(of url: String) -> String {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return name.contains(".") ? PercentCoding.decoded(name.utf8) : ""
    }

    /// A place as an address (RFC 5870).
    private static func place(_ attachment: JSONValue) -> String? {
        guard
            let latitude = attachment["payload", "coordinates", "lat"]?.name,
            let longitude = attachment["payload", "coordinates", "long"]?.name
        else { return nil }
        return "geo:\(latitude),\(longitude)"
    }
}
