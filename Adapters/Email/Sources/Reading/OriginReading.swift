import AddressNormalization
import ChannelKit
import MailParsing

/// Tells whether a person wrote a mail just now, or what did.
enum OriginReading {
    /// Why a mail is automatic; nil for a person's.
    static func origin(_ mail: ParsedMail, own: OwnAddresses, loopGuard: LoopGuard) -> AutomaticOrigin? {
        if isOwnEcho(mail, own: own, loopGuard: loopGuard) { return .ownEcho }
        switch mail.kind {
        case .bounce: return .bounce
        case .deliveryNotice: return .deliveryNotice
        case .feedbackReport: return .feedbackReport
        case .autoReply: return .autoReply
        case .message: break
        }
        var signals = Set(mail.automaticSignals)
        if isOwnGroup(mail, own: own) { signals.subtract([.list, .precedence]) }
        // A shop's or form's machine that names where a person can be reached speaks for that person.
        let namesPerson = mail.replyTo.contains { address in
            let key = EmailAddressNormalization.key(address.address)
            return key != nil && key != mail.from.first.flatMap { EmailAddressNormalization.key($0.address) }
        }
        if namesPerson { signals.remove(.noReply) }
        return signals.isEmpty ? nil : .bulk
    }

    /// Our own mark, or our own address in From with an id of our own domain.
    private static func isOwnEcho(_ mail: ParsedMail, own: OwnAddresses, loopGuard: LoopGuard) -> Bool {
        guard let id = mail.messageID else { return false }
        let field = LoopGuard.fieldName.lowercased()
        if let mark = mail.headers.first(where: { $0.name == field }), loopGuard.isMark(mark.value, for: id) {
            return true
        }
        guard let from = mail.from.first, own.contains(EmailAddressNormalization.key(from.address)) else {
            return false
        }
        // A contact form that writes in the desk's name has a customer in Reply-To; our own mail never has.
        let hasForeignReplyTo = mail.replyTo.contains { !own.contains(EmailAddressNormalization.key($0.address)) }
        return !hasForeignReplyTo && id.lowercased().hasSuffix("@" + own.main.domain)
    }

    /// Whether the mail came over a list that is only the desk's own address (a group that forwards to the desk's
    /// mailbox).
    private static func isOwnGroup(_ mail: ParsedMail, own: OwnAddresses) -> Bool {
        guard let field = mail.headers.first(where: { $0.name == "list-id" }) else { return false }
        // `Name <support.example.org>`: the id is the list's address with a dot for the @.
        guard let open = field.value.lastIndex(of: "<"), let close = field.value[open...].firstIndex(of: ">") else {
            return false
        }
        let id = field.value[field.value.index(after: open)..<close].lowercased()
        return own.isListID(id)
    }
}
