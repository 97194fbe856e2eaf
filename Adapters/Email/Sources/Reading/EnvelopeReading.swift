import AddressNormalization
import ChannelKit
import MailParsing
import MessageText

/// Puts what a mail says into the words that all channels share.
struct EnvelopeReading {
    let envelope: InboundEnvelope

    /// The most recipients an envelope names.
    static let mostRecipients = 1000

    init(
        _ mail: ParsedMail,
        of arrival: RawArrival,
        settings: EmailSettings,
        loopGuard: LoopGuard,
        bounceAddress: BounceAddress
    ) {
        let author = AuthorReading(mail, settings: settings)
        let recipients = Self.recipients(mail, arrival: arrival)
        let origin = OriginReading.origin(mail, own: settings.own, loopGuard: loopGuard)
        // A report that tells nothing is shown as a mail instead, so that somebody reads it.
        let isReport = mail.kind != .message && mail.kind != .autoReply
        let text = mail.text.withoutNUL
        // What comes to an envelope sender of ours is about the mail and recipient that it was made for, whatever it quotes.
        let bounced = bounceAddress.subject(in: recipients)
        let news =
            isReport ? NewsReading.news(mail, about: bounced, origin: bounceAddress.origin(in: recipients)) : []
        envelope = InboundEnvelope(
            externalID: arrival.externalID,
            // Only a mail with an id of its own: two short ones without may be alike and yet be two.
            contentName: mail.messageID == nil ? nil : arrival.externalID.rawValue,
            kind: news.isEmpty ? .message : .receipt,
            occurredAt: mail.date.map { Timestamp(rawValue: $0.epochMilliseconds) },
            sender: author.sender,
            recipients: recipients,
            subject: mail.subject.onOneLine,
            text: text,
            newText: mail.replyText.isEmpty ? text : mail.replyText.withoutNUL,
            quotedText: mail.quotedText.isEmpty ? nil : mail.quotedText.withoutNUL,
            html: mail.html?.markup.withoutNUL,
            attachments: mail.attachments.map(Self.attachment),
            threading: ThreadingReading.facts(mail, recipients: recipients, own: settings.own),
            replyRoute: author.route,
            automatic: origin,
            suspicion: settings.trustsSpamVerdicts ? Self.suspicion(mail) : nil,
            news: news,
            warnings: Self.warnings(mail, arrival: arrival) + author.warnings,
            providerMetadata: Self.metadata(mail),
            forwarded: origin == nil ? ForwardReading.original(in: mail, own: settings.own) : nil
        )
    }

    private static func recipients(_ mail: ParsedMail, arrival: RawArrival) -> [EnvelopeRecipient] {
        var recipients: [EnvelopeRecipient] = []
        var seen: Set<IdentityKey> = []
        func add(_ address: String, name: String?, role: EnvelopeRecipient.Role) {
            guard recipients.count < mostRecipients else { return }
            let key = EmailAddressNormalization.key(address)
            if let key, !seen.insert(key).inserted { return }
            // What is no address is shown where the sender wrote it, but the transport's own list holds only real ones.
            if key == nil, role == .envelope { return }
            recipients.append(
                EnvelopeRecipient(identity: key, address: address.onOneLine, name: name?.onOneLine, role: role)
            )
        }
        for recipient in mail.to { add(recipient.address, name: recipient.name, role: .to) }
        for recipient in mail.cc { add(recipient.address, name: recipient.name, role: .cc) }
        for recipient in mail.bcc { add(recipient.address, name: recipient.name, role: .envelope) }
        for address in mail.deliveredTo + arrival.envelopeRecipients { add(address, name: nil, role: .envelope) }
        return recipients
    }

    private static func attachment(_ attachment: MailAttachment) -> InboundAttachment {
        InboundAttachment(
            name: attachment.filename?.onOneLine ?? Self.names[attachment.contentType] ?? "",
            contentType: attachment.contentType.onOneLine,
            content: .bytes(attachment.bytes),
            contentID: attachment.contentID?.onOneLine,
            isInline: attachment.isInline
        )
    }

    /// What parts are called that seldom have a name, so that a program can be found for them.
    private static let names = [
        "text/calendar": "invitation.ics", "application/pkcs7-mime": "smime.p7m",
        "application/x-pkcs7-mime": "smime.p7m",
        "application/pkcs7-signature": "smime.p7s", "application/x-pkcs7-signature": "smime.p7s",
        "application/pgp-signature": "signature.asc", "application/pgp-encrypted": "version.txt",
        "application/pgp-keys": "key.asc", "message/rfc822": "message.eml",
    ]

    private static func warnings(_ mail: ParsedMail, arrival: RawArrival) -> [Wording] {
        var warnings = mail.warnings.map(\.said)
        if let protection = mail.protection { warnings.append(protection.said) }
        if let size = arrival.headers.first(named: EmailAdapter.fullSizeField) {
            warnings.append(
                Wording(
                    "The mail is too large (\(size.prefix(20)) bytes). Only its beginning was taken; the rest is at its source.",
                    "邮件过大（\(size.prefix(20)) 字节）。只取了开头；其余部分仍在来源处。"
                )
            )
        }
        return warnings
    }

    /// What the mail server's filter says of the mail; nil unless it calls it spam.
    private static func suspicion(_ mail: ParsedMail) -> Wording? {
        guard let spam = mail.spam, spam.isSpam else { return nil }
        guard let score = spam.score else {
            return Wording("The mail server calls it spam; release it if it is not.", "邮件服务器判定为垃圾邮件；如果不是，请放行。")
        }
        return Wording(
            "The mail server calls it spam (score \(score)); release it if it is not.",
            "邮件服务器判定为垃圾邮件（评分 \(score)）；如果不是，请放行。"
        )
    }

    private static func metadata(_ mail: ParsedMail) -> [String: String] {
        var metadata: [String: String] = [:]
        if let list = mail.headers.first(where: { $0.name == "list-id" }) {
            metadata["list-id"] = String(list.value.onOneLine.prefix(255))
        }
        if let spam = mail.spam {
            metadata["spam"] = spam.isSpam ? "yes" : "no"
            if let score = spam.score { metadata["spam-score"] = String(score) }
        }
        if let sender = mail.sender, sender.address != mail.from.first?.address {
            metadata["sent-by"] = String(sender.address.onOneLine.prefix(254))
        }
        switch mail.protection {
        case .encrypted(let scheme): metadata["encrypted"] = scheme.rawValue
        case .signed(let scheme, .proven(let signer)):
            metadata["signed"] = scheme.rawValue
            metadata["signed-by"] = String((signer.addresses.first ?? "").onOneLine.prefix(254))
            metadata["signer-vouched-for-by"] = String(signer.authority.prefix(200))
        case .signed(let scheme, _): metadata["signed"] = scheme.rawValue
        case nil: break
        }
        if !mail.automaticSignals.isEmpty {
            metadata["automatic-signals"] = mail.automaticSignals.map(\.rawValue).joined(separator: " ")
        }
        return metadata
    }
}
