/// Tells how a mail is protected, and finds the content of one that is signed as a whole.
struct ProtectionReading {
    /// Nil for a mail that is not protected.
    private(set) var protection: MailProtection?
    /// The parts of the signed content, where they stand inside the signature.
    private(set) var opened: MimeStructure?

    /// Looks at a mail's outermost part.
    ///
    /// What a list or a gateway has wrapped once more proves nothing about the sender, and is left as it is.
    init(_ structure: MimeStructure, body: Octets, options: MailParseOptions) {
        let root = structure.parts[0]
        switch root.mediaType {
        case "multipart/signed":
            let named = root.contentType["protocol"]?.lowercased() ?? ""
            if named == "application/pgp-signature" { protection = .signed(.openPGP, .unchecked) }
            if Self.isSignature(named) {
                protection = .signed(.smime, Self.detached(root, body: body, options: options))
            }
        case "multipart/encrypted": protection = .encrypted(.openPGP)
        case "application/pkcs7-mime", "application/x-pkcs7-mime": open(root, options: options)
        default: if Self.holdsArmor(root) { protection = .encrypted(.openPGP) }
        }
    }

    private static func isSignature(_ type: String) -> Bool {
        type == "application/pkcs7-signature" || type == "application/x-pkcs7-signature"
    }

    private static func detached(_ root: MimePart, body: Octets, options: MailParseOptions) -> SignatureFinding {
        guard let authorities = options.signingAuthorities else { return .unchecked }
        guard let entity = SignedEntity(body, boundary: root.contentType["boundary"] ?? ""),
            let message = SignedData(entity.signature)
        else { return .refused(.unreadable) }
        return message.check(entity.content, authorities: authorities, at: options.arrivedAt)
    }

    private mutating func open(_ root: MimePart, options: MailParseOptions) {
        guard let message = SignedData(Array(root.decoded())) else { return }
        if message.isEncrypted { protection = .encrypted(.smime) }
        guard message.isSigned, let content = message.content else { return }
        let finding =
            options.signingAuthorities.map { message.check(nil, authorities: $0, at: options.arrivedAt) } ?? .unchecked
        protection = .signed(.smime, finding)
        let header = HeaderSection(content.prefix(options.maximumHeaderSection))
        opened = MimeStructure(
            header: header,
            body: content[min(header.contentStart, content.endIndex)...],
            options: options
        )
    }

    /// Whether the text is one encrypted block and nothing else.
    private static func holdsArmor(_ root: MimePart) -> Bool {
        guard root.mediaType == "text/plain" else { return false }
        let start = root.content.drop(while: ASCII.isSpace)
        return start.starts(with: Array("-----BEGIN PGP MESSAGE-----".utf8))
    }
}
