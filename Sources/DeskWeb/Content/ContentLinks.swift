import ChannelKit
import Crypto
import DeskModel

/// Makes and reads the short-lived signed addresses of the content origin, which knows no cookies.
struct ContentLinks: Sendable {
    /// What an address shows.
    enum Subject: Sendable, Hashable {
        /// The HTML of a message, with pictures from elsewhere only where somebody asked for them.
        case mail(MessageID, pictures: RemotePictures = .withheld)
        /// A file; shown in the page when it is a picture and that was signed too.
        case attachment(RecordID<AttachmentRecord>, isInline: Bool)
        /// The beginning of a text file, to be read in a frame.
        case text(RecordID<AttachmentRecord>)
        /// A picture of an article.
        case picture(RecordID<ArticlePicture>)

        fileprivate var text: String {
            switch self {
            case .mail(let id, .withheld): "m\(id)"
            case .mail(let id, .loaded): "r\(id)"
            case .text(let id): "t\(id)"
            case .attachment(let id, let isInline): "\(isInline ? "i" : "a")\(id)"
            case .picture(let id): "p\(id)"
            }
        }

        fileprivate init?(_ text: Substring) {
            switch text.first {
            case "m":
                guard let id = MessageID(text.dropFirst()) else { return nil }
                self = .mail(id)
            case "r":
                guard let id = MessageID(text.dropFirst()) else { return nil }
                self = .mail(id, pictures: .loaded)
            case "t":
                guard let id = RecordID<AttachmentRecord>(text.dropFirst()) else { return nil }
                self = .text(id)
            case "a", "i":
                guard let id = RecordID<AttachmentRecord>(text.dropFirst()) else { return nil }
                self = .attachment(id, isInline: text.first == "i")
            case "p":
                guard let id = RecordID<ArticlePicture>(text.dropFirst()) else { return nil }
                self = .picture(id)
            default: return nil
            }
        }
    }

    /// Whether a formatted message fetches pictures from other servers, which tells them that it was read, and where.
    enum RemotePictures: Sendable, Hashable {
        /// Their places stay empty.
        case withheld
        /// They are fetched, for this one look.
        case loaded
    }

    /// How long an address works.
    static let life: Duration = .seconds(600)

    private let base: String
    private let key: SymmetricKey

    /// Creates links below an origin, signed with a key of 32 bytes.
    init(base: String, key: SymmetricKey) {
        self.base = base
        self.key = key
    }

    /// The address of something, from now on.
    func address(of subject: Subject, at now: Timestamp, life: Duration = Self.life) -> String {
        "\(base)\(path(of: subject, at: now, life: life))"
    }

    /// The path of something on the content origin, from now on.
    func path(of subject: Subject, at now: Timestamp, life: Duration = Self.life) -> String {
        // Whole minutes, so that a page loaded again finds its pictures in the browser's memory.
        let expiry = (now.advanced(by: life).seconds / 60 + 1) * 60
        let signed = "\(subject.text).\(expiry)"
        let folder =
            switch subject {
            case .mail: "mail"
            case .attachment: "attachment"
            case .text: "text"
            case .picture: "picture"
            }
        return "/\(folder)/\(signed).\(signature(of: signed))"
    }

    /// What a signed part of a path shows; nil when it is not ours, or too old.
    func subject(of signed: String, at now: Timestamp) -> Subject? {
        let parts = signed.split(separator: ".", omittingEmptySubsequences: false)
        guard signed.utf8.count < 200, parts.count == 3, let expiry = Int64(parts[1]),
            ConstantTime.equal(Array(parts[2].utf8), Array(signature(of: "\(parts[0]).\(parts[1])").utf8)),
            now.seconds < expiry
        else { return nil }
        return Subject(parts[0])
    }

    private func signature(of text: String) -> String {
        Base64URL.encode(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }
}
