/// How a mail's content is protected by its sender, beyond what servers do on the way.
public enum MailProtection: Sendable, Hashable {
    /// By which standard.
    public enum Scheme: String, Sendable, Hashable {
        /// Certificates of authorities (RFC 8551).
        case smime = "S/MIME"
        /// Keys that people exchange (RFC 9580, RFC 3156).
        case openPGP = "OpenPGP"
    }

    /// What it says is in a file that only its reader's key opens.
    case encrypted(Scheme)
    /// It carries a signature.
    case signed(Scheme, SignatureFinding)
}

/// What became of checking a signature.
public enum SignatureFinding: Sendable, Hashable {
    /// Nobody said which authorities to believe, or the scheme is one that is not checked.
    case unchecked
    /// It is good, and the certificate was issued under an authority that is believed.
    case proven(MailSigner)
    /// It is not.
    case refused(SignatureObjection)
}

/// Why a signature proves nothing.
public enum SignatureObjection: Sendable, Hashable, CaseIterable {
    /// It could not be read.
    case unreadable
    /// What is needed to check it could not be had.
    case uncheckable
    /// It has not exactly one signer.
    case notOneSigner
    /// It was made with a digest that can be forged.
    case outdatedMethod
    /// It was not made in the days before the mail came, so that anybody may have sent it again.
    case untimely
    /// No authority that is believed vouches for the certificate at that time.
    case untrustedCertificate
    /// The signer's certificate is missing.
    case missingCertificate
    /// The content is not what was signed.
    case changedContent
    /// It names no signer.
    case nobody
    /// The signer's certificate names no mail address.
    case noAddress
}

/// Who signed a mail, as their certificate says.
public struct MailSigner: Sendable, Hashable {
    /// The name on one line; nil when the certificate has none.
    public let name: String?
    /// The mail addresses that the certificate is made out to.
    public let addresses: [String]
    /// Who issued the certificate.
    public let authority: String

    /// Whether the certificate is made out to a mail address; letters of either case are equal.
    public func holds(_ address: String) -> Bool {
        let wanted = address.lowercased()
        return addresses.contains { $0.lowercased() == wanted }
    }

    /// Their name and first address, as a person is named in a mail.
    public var title: String {
        let address = addresses.first.map { "<\($0)>" }
        return [name, address].compactMap(\.self).joined(separator: " ")
    }
}
