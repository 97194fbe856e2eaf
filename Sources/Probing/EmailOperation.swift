public import Foundation
import MailParsing
import MessageText

/// What the gateway understands of a mail.
public struct EmailOperation: ProbeOperation {
    /// The mail: a file or its octets in base64.
    public struct Request: Decodable {
        let file: String?
        let raw: String?
        let settings: Settings?

        struct Settings: Decodable {
            // The interface's own spelling.
            // swift-format-ignore: AlwaysUseLowerCamelCase
            let authserv_ids: [String]?
        }
    }

    /// The value of `op`.
    public static let name = "email"

    /// Creates the operation.
    public init() {}

    /// Parses a mail.
    ///
    /// - Parameters:
    ///   - request: `file`, relative to the root or absolute, or `raw` in base64.
    ///   - root: the folder that relative paths start from.
    /// - Returns: everything the gateway understands of the mail.
    /// - Throws: ``ProbeInputError`` when neither can be read.
    public func answer(_ request: Request, root: URL) throws -> EmailAnswer {
        let octets: Data
        if let raw = request.raw {
            guard let decoded = Data(base64Encoded: raw, options: .ignoreUnknownCharacters) else {
                throw ProbeInputError("`raw` is no base64")
            }
            octets = decoded
        } else if let file = request.file {
            do {
                octets = try Data(contentsOf: URL(fileURLWithPath: file, relativeTo: root))
            } catch {
                throw ProbeInputError("cannot read the file \"\(file)\"")
            }
        } else {
            throw ProbeInputError("missing `file` or `raw`")
        }
        let options = MailParseOptions(authservIDs: request.settings?.authserv_ids ?? [])
        return EmailAnswer(MailParser.parse(Array(octets), options: options))
    }
}

/// A parsed mail as the probe prints it.
public struct EmailAnswer: Encodable {
    // Absent values are written as null, so that an answer always has the same keys.
    struct Person: Encodable {
        let name: String?
        let address: String

        init(_ address: MailAddress) { (name, self.address) = (address.name, address.address) }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(address, forKey: .address)
        }

        private enum CodingKeys: String, CodingKey {
            case name
            case address
        }
    }

    struct File: Encodable {
        let filename: String?
        let contentType: String
        let size: Int
        let sha256: String
        let md5: String
        let contentId: String?
        let inline: Bool
    }

    struct Report: Encodable {
        struct Recipient: Encodable {
            let address: String
            let status: String?
            let action: String?
            let permanent: Bool

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(address, forKey: .address)
                try container.encode(status, forKey: .status)
                try container.encode(action, forKey: .action)
                try container.encode(permanent, forKey: .permanent)
            }

            private enum CodingKeys: String, CodingKey {
                case address
                case status
                case action
                case permanent
            }
        }

        let recipients: [Recipient]
        let originalMessageId: String?
        let originalSubject: String?
    }

    struct Authentication: Encodable {
        struct Verdict: Encodable {
            let result: String
            let domain: String?

            init(_ verdict: MailAuthentication.Verdict) { (result, domain) = (verdict.result, verdict.domain) }
        }

        let server: String
        let dmarc: Verdict?
        let dkim: [Verdict]
        let spf: Verdict?
        let evidence: String
    }

    private let mail: ParsedMail

    init(_ mail: ParsedMail) { self.mail = mail }

    private enum Key: String, CodingKey {
        case subject
        case from
        case to
        case cc
        case replyTo = "reply_to"
        case date
        case messageID = "message_id"
        case inReplyTo = "in_reply_to"
        case references
        case text
        case html
        case replyText = "reply_text"
        case quotedText = "quoted_text"
        case attachments
        case kind
        case report
        case auth
        case warnings
    }

    /// Writes the answer's fields; absent ones as null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(mail.subject, forKey: .subject)
        try container.encode(mail.from.map(Person.init), forKey: .from)
        try container.encode(mail.to.map(Person.init), forKey: .to)
        try container.encode(mail.cc.map(Person.init), forKey: .cc)
        try container.encode(mail.replyTo.map(Person.init), forKey: .replyTo)
        try container.encode(mail.date?.rfc3339, forKey: .date)
        try container.encode(mail.messageID, forKey: .messageID)
        try container.encode(mail.inReplyTo, forKey: .inReplyTo)
        try container.encode(mail.references, forKey: .references)
        try container.encode(mail.textWithFiles ?? mail.text, forKey: .text)
        try container.encode(mail.html?.markup, forKey: .html)
        try container.encode(mail.replyText, forKey: .replyText)
        try container.encode(mail.quotedText, forKey: .quotedText)
        try container.encode(mail.attachments.map(File.init), forKey: .attachments)
        try container.encode(mail.kind.rawValue, forKey: .kind)
        try container.encode(mail.report.map(Report.init), forKey: .report)
        try container.encode(Authentication(mail), forKey: .auth)
        try container.encode(mail.warnings.map(\.rawValue), forKey: .warnings)
    }
}

extension EmailAnswer.File {
    private enum CodingKeys: String, CodingKey {
        case filename
        case contentType = "content_type"
        case size
        case sha256
        case md5
        case contentId = "content_id"
        case inline
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(filename, forKey: .filename)
        try container.encode(contentType, forKey: .contentType)
        try container.encode(size, forKey: .size)
        try container.encode(sha256, forKey: .sha256)
        try container.encode(md5, forKey: .md5)
        try container.encode(contentId, forKey: .contentId)
        try container.encode(inline, forKey: .inline)
    }

    fileprivate init(_ attachment: MailAttachment) {
        self.init(
            filename: attachment.filename,
            contentType: attachment.contentType,
            size: attachment.bytes.count,
            sha256: attachment.sha256,
            md5: attachment.md5,
            contentId: attachment.contentID,
            inline: attachment.isInline
        )
    }
}

extension EmailAnswer.Report {
    private enum CodingKeys: String, CodingKey {
        case recipients
        case originalMessageId = "original_message_id"
        case originalSubject = "original_subject"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(recipients, forKey: .recipients)
        try container.encode(originalMessageId, forKey: .originalMessageId)
        try container.encode(originalSubject, forKey: .originalSubject)
    }

    fileprivate init(_ report: MailReport) {
        self.init(
            recipients: report.recipients.map {
                Recipient(address: $0.address, status: $0.status, action: $0.action, permanent: $0.permanent)
            },
            originalMessageId: report.originalMessageID,
            originalSubject: report.originalSubject
        )
    }
}

extension EmailAnswer.Authentication {
    fileprivate init?(_ mail: ParsedMail) {
        guard let authentication = mail.authentication else { return nil }
        self.init(
            server: authentication.authservID,
            dmarc: authentication.dmarc.map(Verdict.init),
            dkim: authentication.dkim.map(Verdict.init),
            spf: authentication.spf.map(Verdict.init),
            evidence: authentication.evidence(for: mail.from.first?.address ?? "").rawValue
        )
    }
}
