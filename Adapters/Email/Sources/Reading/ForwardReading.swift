import AddressNormalization
import ChannelKit
import MailParsing
import MessageText

/// Reads the mail that another one forwards, set into its text or attached to it.
enum ForwardReading {
    /// The most octets of an attached mail that are read.
    private static let largestAttached = 4 << 20

    /// The forwarded mail; nil when there is none, or when it does not say whose it is.
    static func original(in mail: ParsedMail, own: OwnAddresses) -> ForwardedOriginal? {
        attached(to: mail, own: own) ?? quoted(in: mail, own: own)
    }

    private static func quoted(in mail: ParsedMail, own: OwnAddresses) -> ForwardedOriginal? {
        guard let found = ForwardedMail.read(mail.text.withoutNUL, subject: mail.subject),
            let sender = sender(found.address, name: found.name, own: own)
        else { return nil }
        let parts = ReplyTrimmer.split(text: found.text)
        return ForwardedOriginal(
            comment: found.comment,
            sender: sender,
            subject: (found.subject ?? mail.subject).onOneLine,
            text: found.text,
            newText: parts.reply.isEmpty ? found.text : parts.reply,
            quotedText: parts.quoted.isEmpty ? nil : parts.quoted
        )
    }

    /// The only mail that is attached, where nothing else is.
    private static func attached(to mail: ParsedMail, own: OwnAddresses) -> ForwardedOriginal? {
        guard mail.attachments.count == 1, let attachment = mail.attachments.first,
            attachment.contentType.lowercased().hasPrefix("message/rfc822"), attachment.bytes.count <= largestAttached
        else { return nil }
        let inner = MailParser.parse(attachment.bytes)
        guard let author = inner.from.first, let sender = sender(author.address, name: author.name, own: own) else {
            return nil
        }
        let text = inner.text.withoutNUL
        return ForwardedOriginal(
            comment: (mail.replyText.isEmpty ? mail.text : mail.replyText).withoutNUL,
            sender: sender,
            subject: (inner.subject.isEmpty ? mail.subject : inner.subject).onOneLine,
            text: text,
            newText: inner.replyText.isEmpty ? text : inner.replyText.withoutNUL,
            quotedText: inner.quotedText.isEmpty ? nil : inner.quotedText.withoutNUL
        )
    }

    /// Somebody outside with a usable address.
    private static func sender(_ written: String, name: String?, own: OwnAddresses) -> EnvelopeSender? {
        guard let address = EmailAddressNormalization.parse(written), !own.contains(address.key) else { return nil }
        return EnvelopeSender(
            identity: address.key,
            address: address.spelling,
            name: name.map { String($0.onOneLine.prefix(200)) },
            authenticity: .unproven(.forward)
        )
    }
}
