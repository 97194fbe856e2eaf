import AddressNormalization
import ChannelKit
import MailParsing

/// Tells who wrote a mail, what proves it, and where a reply may go.
///
/// The author is the address in From. Reply-To is the author's wish only when it is proven that the author wrote it:
/// with a forged From, a reply to Reply-To would hand a customer's matter to the forger. So it is followed when From is
/// proven, and otherwise named in a warning. Where From is the desk's own address (a contact form or a group that
/// writes in the desk's name), From names no customer; then Reply-To is the author, unproven.
struct AuthorReading {
    let sender: EnvelopeSender
    let route: ReplyRoute
    let warnings: [Wording]

    init(_ mail: ParsedMail, settings: EmailSettings) {
        let author = mail.from.first ?? mail.sender ?? MailAddress(address: "")
        let address = EmailAddressNormalization.parse(author.address)
        let wish = Self.wish(mail, own: settings.own)
        if let wish, let address, settings.own.contains(address.key) {
            sender = EnvelopeSender(
                identity: wish.address.key,
                address: wish.address.spelling,
                name: wish.name?.onOneLine,
                authenticity: .unproven(.ownName)
            )
            route = ReplyRoute(target: wish.address.key, address: wish.address.spelling)
            warnings = []
            return
        }
        let signer = address.flatMap { Self.signer(mail, holding: $0) }
        let authenticity = Self.authenticity(mail, address: address, signer: signer)
        var claims: [IdentityClaim] = []
        if let address, let signer, authenticity.isVerified {
            claims.append(IdentityClaim(identity: address.key, assertedBy: signer.authority, isVerified: true))
        }
        sender = EnvelopeSender(
            identity: address?.key,
            address: address?.spelling ?? author.address.onOneLine,
            name: author.name?.onOneLine,
            authenticity: authenticity,
            claims: claims
        )
        var target = address
        var warnings: [Wording] = []
        if let wish, wish.address.key != address?.key {
            if authenticity.isVerified || address == nil {
                target = wish.address
            } else {
                warnings.append(
                    Wording(
                        "The mail asks for replies to \(wish.address.spelling). Replies go to the sender's address instead, "
                            + "because nothing proves that the sender asked for it.",
                        "邮件要求回复到 \(wish.address.spelling)。由于无法证明这是发件人的要求，回复仍发往发件人的地址。"
                    )
                )
            }
        }
        // A reply to ourselves would come back as a mail.
        if settings.own.contains(target?.key) { target = nil }
        route = ReplyRoute(target: target?.key, address: target?.spelling ?? "")
        self.warnings = warnings
    }

    /// Where answers are wanted: a single usable address that is not the desk's.
    private static func wish(_ mail: ParsedMail, own: OwnAddresses) -> (address: EmailAddress, name: String?)? {
        guard mail.replyTo.count == 1, let written = mail.replyTo.first,
            let address = EmailAddressNormalization.parse(written.address), !own.contains(address.key)
        else { return nil }
        return (address, written.name)
    }

    /// Who signed the mail, where their certificate is made out to the address.
    private static func signer(_ mail: ParsedMail, holding address: EmailAddress) -> MailSigner? {
        guard case .signed(.smime, .proven(let signer)) = mail.protection,
            signer.addresses.contains(where: { EmailAddressNormalization.key($0) == address.key })
        else { return nil }
        return signer
    }

    private static func authenticity(
        _ mail: ParsedMail,
        address: EmailAddress?,
        signer: MailSigner?
    ) -> SenderAuthenticity {
        guard let address, !mail.from.isEmpty else { return .unproven(.noSender) }
        let hasSeveralFields = mail.headers.lazy.filter { $0.name == "from" }.prefix(2).count > 1
        if hasSeveralFields || mail.from.count > 1 {
            // Servers and readers differ over which of several authors a proof is about.
            return .unproven(.severalSenders)
        }
        // A domain that disowns the mail outweighs a signature, which may have been sent on by anybody.
        if signer != nil, mail.authentication?.dmarc?.result != "fail" { return .verified(method: "smime") }
        guard let authentication = mail.authentication else {
            return .unproven(.noServer)
        }
        switch authentication.evidence(for: address.spelling) {
        case .dmarc: return .verified(method: "dmarc")
        case .dkim: return .verified(method: "dkim")
        case .spf: return .verified(method: "spf")
        case .none:
            let hasFailed = authentication.dmarc?.result == "fail"
            return .unproven(hasFailed ? .disowned : .unverified)
        }
    }
}
