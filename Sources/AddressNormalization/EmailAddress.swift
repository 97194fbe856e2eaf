public import ChannelKit

/// One mailbox that mail can be sent to, in the spelling its owner uses.
public struct EmailAddress: Sendable, Hashable {
    /// The part before the `@` as it was written; some servers tell upper from lower case.
    public let localPart: String
    /// The part after the `@`, in ASCII and lower case: `bücher.example` is `xn--bcher-kva.example`.
    public let domain: String

    /// The address to put into a header or an SMTP command.
    public var spelling: String { "\(localPart)@\(domain)" }

    /// The identity behind the address: what makes two spellings the same mailbox.
    public var key: IdentityKey {
        IdentityKey(kind: .email, value: "\(EmailLocalPart.folded(localPart))@\(domain)")
    }

    /// Creates an address from parts that ``EmailAddressNormalization`` has checked.
    init(localPart: String, domain: String) {
        self.localPart = localPart
        self.domain = domain
    }
}
