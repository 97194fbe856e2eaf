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

    /// What an agent should know, on one line.
    public var description: String {
        switch self {
        case .encrypted(let scheme):
            "The mail is encrypted (\(scheme.rawValue)); what it says is kept as a file and cannot be read here."
        case .signed(let scheme, .unchecked):
            "The mail is signed (\(scheme.rawValue)); the signature was not checked."
        case .signed(let scheme, .refused(let reason)):
            "The mail is signed (\(scheme.rawValue)), but the signature proves nothing: \(reason)."
        case .signed(let scheme, .proven(let signer)):
            "The mail is signed (\(scheme.rawValue)) by \(signer.title), as \(signer.authority) vouches."
        }
    }
}

/// What became of checking a signature.
public enum SignatureFinding: Sendable, Hashable {
    /// Nobody said which authorities to believe, or the scheme is one that is not checked.
    case unchecked
    /// It is good, and the certificate was issued under an authority that is believed.
    case proven(MailSigner)
    /// It is not; why, for an agent, never text from the mail.
    case refused(String)
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

    var title: String {
        let address = addresses.first.map { "<\($0)>" }
        return [name, address].compactMap(\.self).joined(separator: " ")
    }
}
