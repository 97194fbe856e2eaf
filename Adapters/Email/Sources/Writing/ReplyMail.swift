import AddressNormalization
import ChannelKit
import Crypto

/// A reply as a whole mail: its octets, and what the transport's envelope says.
///
/// Writing is pure: the same reply gives the same octets, so every attempt sends the same mail.
struct ReplyMail {
    /// Our id without angle brackets.
    let messageID: String
    /// Who it goes to.
    let recipients: [String]
    /// The envelope sender; empty is the null sender, which no automatic answer goes to.
    let envelopeSender: String
    /// The mail with CRLF line ends.
    let octets: [UInt8]

    /// The most ids kept in References besides the first.
    static let latestReferences = 20

    init(_ reply: OutboundReply, settings: EmailSettings, loopGuard: LoopGuard) throws(DeliveryFailure) {
        let addresses = try ReplyAddresses(reply, own: settings.own)
        try Self.checkSize(reply)
        messageID = Self.messageID(reply.threading.messageToken, domain: settings.own.main.domain)
        recipients = addresses.recipients
        let carrier = settings.usesPlusToken ? settings.own.address(carrying: reply.threading.replyToken) : nil
        // Never with a token: many servers let an account send only from its very own address.
        switch reply.purpose {
        case .reply, .staffNotice: envelopeSender = settings.own.main.spelling
        case .acknowledgment, .notice: envelopeSender = ""
        }

        let name = reply.authorName ?? settings.displayName
        var header = HeaderText.addresses("From", [(name: name, address: settings.own.main.spelling)])
        header += HeaderText.addresses("To", [(name: reply.recipientName, address: addresses.target)])
        if !addresses.copies.isEmpty {
            header += HeaderText.addresses("Cc", addresses.copies.map { (name: nil, address: $0) })
        }
        if let carrier { header += HeaderText.addresses("Reply-To", [(name: settings.displayName, address: carrier)]) }
        header += Self.subjectAndThread(reply, messageID: messageID)
        switch reply.purpose {
        case .reply: break
        case .acknowledgment: header += "Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n"
        case .notice, .staffNotice: header += "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"
        }
        header += "\(LoopGuard.fieldName): \(loopGuard.mark(for: messageID))\r\n"
        if case .webhook(let webhook) = settings.wayIn, webhook.provider == .postmark {
            header += PostmarkReading.fields(for: messageID)
        }
        header += "MIME-Version: 1.0\r\n"
        let body = ReplyBody(reply, signature: settings.signature)
        octets = Array(header.utf8) + Self.parts(body, attachments: reply.attachments, seed: messageID)
    }

    private static func checkSize(_ reply: OutboundReply) throws(DeliveryFailure) {
        let total = reply.attachments.reduce(0) { $0 + $1.bytes.count }
        guard total <= EmailAdapter.largestAttachments else {
            throw DeliveryFailure(
                .never,
                reason:
                    Wording(
                        "The files are larger than \(EmailAdapter.largestAttachments >> 20) MB together. Send fewer or smaller ones.",
                        "文件合计超过 \(EmailAdapter.largestAttachments >> 20) MB。请减少文件或缩小文件。"
                    )
            )
        }
    }

    /// Our id: the host's token at our domain.
    ///
    /// A token that could not stand in an id is replaced by its digest.
    private static func messageID(_ token: String, domain: String) -> String {
        let isPlain: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        let isUsable = (1...64).contains(token.utf8.count) && token.utf8.allSatisfy(isPlain)
        let local = isUsable ? token : SHA256.hash(data: Array(token.utf8)).hexadecimal
        return "\(local)@\(domain)"
    }

    private static func subjectAndThread(_ reply: OutboundReply, messageID: String) -> String {
        let threading = reply.threading
        let parent = threading.parentID.flatMap(usableID)
        var ancestors: [String] = []
        for id in (threading.ancestorIDs.compactMap(usableID) + [parent].compactMap { $0 }).reversed()
        where !ancestors.contains(id) {
            // Only the ends are kept, so looking through them stays cheap however long the thread is.
            if ancestors.count < latestReferences { ancestors.append(id) }
        }
        ancestors.reverse()
        if let first = threading.ancestorIDs.lazy.compactMap(usableID).first, !ancestors.contains(first) {
            ancestors.insert(first, at: 0)
        }
        let isAnswer = parent != nil || !ancestors.isEmpty
        let subject = SubjectTag.subject(reply.subject, number: reply.ticketNumber, isAnswer: isAnswer)
        var header = HeaderText.unstructured("Subject", subject)
        header += "Date: \(threading.date.mailDate)\r\n"
        header += "Message-ID: <\(messageID)>\r\n"
        if let parent { header += "In-Reply-To: <\(parent)>\r\n" }
        if !ancestors.isEmpty { header += HeaderText.structured("References", ancestors.map { "<\($0)>" }) }
        let salt = SHA256.hash(data: Array(messageID.utf8)).first { _ in true } ?? 0
        if let key = threading.conversationKey,
            let index = ThreadIndex.answer(in: key, at: threading.date, salt: salt)
        {
            header += HeaderText.unstructured("Thread-Topic", SubjectTag.topic(reply.subject))
            header += "Thread-Index: \(index)\r\n"
        }
        return header
    }

    /// An id as it may stand in our header; foreign ids that could break out of it are left out.
    private static func usableID(_ id: String) -> String? {
        let isPlain: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
        return (1...900).contains(id.utf8.count) && id.utf8.allSatisfy(isPlain) ? id : nil
    }

    private static func parts(_ body: ReplyBody, attachments: [OutboundAttachment], seed: String) -> [UInt8] {
        let digest = SHA256.hash(data: Array(seed.utf8)).prefix(12).hexadecimal
        let words = multipart(
            "alternative",
            boundary: "=_a\(digest)",
            [TextPart.octets(body.plain, type: "plain"), TextPart.octets(body.html, type: "html")]
        )
        if attachments.isEmpty { return words }
        return multipart("mixed", boundary: "=_m\(digest)", [words] + attachments.map(AttachmentPart.octets))
    }

    /// Parts between boundaries.
    ///
    /// `=_` occurs in neither quoted-printable nor Base64, so no part can hold a boundary.
    private static func multipart(_ type: StaticString, boundary: String, _ parts: [[UInt8]]) -> [UInt8] {
        var octets = Array("Content-Type: multipart/\(type);\r\n boundary=\"\(boundary)\"\r\n\r\n".utf8)
        octets.reserveCapacity(parts.reduce(256) { $0 + $1.count + 64 })
        for part in parts {
            octets += Array("--\(boundary)\r\n".utf8)
            octets += part
            octets += [0x0D, 0x0A]
        }
        return octets + Array("--\(boundary)--\r\n".utf8)
    }
}

/// The addresses of a reply, each checked to be exactly one mailbox that every server takes.
struct ReplyAddresses {
    let target: String
    let copies: [String]
    /// Addresses that no header names.
    let hiddenCopies: [String]

    /// The most addresses in copy, hidden ones included.
    static let mostCopies = 50

    /// All of them.
    var recipients: [String] { [target] + copies + hiddenCopies }

    init(_ reply: OutboundReply, own: OwnAddresses) throws(DeliveryFailure) {
        let written = reply.route.address.isEmpty ? reply.route.target?.value ?? "" : reply.route.address
        let address = try Self.usable(written, role: Wording("The customer's address", "客户的地址"))
        guard !own.contains(address.key) else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "The reply would go to the desk's own address. Choose another recipient.",
                    "回复会发往服务台自己的地址。请选择其他收件人。"
                )
            )
        }
        guard reply.copies.count + reply.hiddenCopies.count <= Self.mostCopies else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "More than \(Self.mostCopies) addresses are in copy. Take some out.",
                    "抄送地址超过 \(Self.mostCopies) 个。请移除一些。"
                )
            )
        }
        var seen: Set<IdentityKey> = [address.key]
        var copies: [String] = []
        var hidden: [String] = []
        for (index, copy) in (reply.copies + reply.hiddenCopies).enumerated() {
            let address = try Self.usable(copy, role: Wording("An address in copy", "抄送地址"))
            // Ourselves in copy would come back as mail; twice the same address would be two mails.
            guard !own.contains(address.key), seen.insert(address.key).inserted else { continue }
            if index < reply.copies.count { copies.append(address.spelling) } else { hidden.append(address.spelling) }
        }
        target = address.spelling
        self.copies = copies
        hiddenCopies = hidden
    }

    private static func usable(_ raw: String, role: Wording) throws(DeliveryFailure) -> EmailAddress {
        guard let address = EmailAddressNormalization.parse(raw) else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "\(role.english) is no usable mail address. Correct it and send again.",
                    "\(role.chinese)不是可用的邮箱地址。请更正后重新发送。"
                ),
                detail: "unusable address of \(raw.utf8.count) bytes"
            )
        }
        guard
            address.spelling.utf8.allSatisfy({
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">")
            })
        else {
            throw DeliveryFailure(
                .never,
                reason:
                    Wording(
                        "\(role.english) has letters before the @ that mail servers do not take in common. Ask for another address.",
                        "\(role.chinese)在 @ 之前含有邮件服务器普遍不接受的字符。请索取其他地址。"
                    )
            )
        }
        return address
    }
}
