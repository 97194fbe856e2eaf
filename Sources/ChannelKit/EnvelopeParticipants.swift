/// Who speaks in an envelope, and what proves it.
public struct EnvelopeSender: Sendable, Hashable, Codable {
    /// The address a reply to the person would reach; nil when there is none (a withheld number).
    public var identity: IdentityKey?
    /// The address as it was written, for sending to it and for display.
    public var address: String
    /// The name as written; untrusted, for display.
    public var name: String?
    /// How far it is proven that the sender holds ``identity``.
    public var authenticity: SenderAuthenticity
    /// What the sender is to the desk, as the channel knows.
    public var standing: SenderStanding
    /// Further addresses the sender names as theirs.
    ///
    /// Evidence at most, never identity.
    public var claims: [IdentityClaim]

    /// Creates a sender.
    public init(
        identity: IdentityKey?,
        address: String,
        name: String? = nil,
        authenticity: SenderAuthenticity = .unproven(.nothing),
        standing: SenderStanding = .customer,
        claims: [IdentityClaim] = []
    ) {
        self.identity = identity
        self.address = address
        self.name = name
        self.authenticity = authenticity
        self.standing = standing
        self.claims = claims
    }
}

/// What a sender is to the desk.
public enum SenderStanding: String, Sendable, Hashable, Codable {
    /// Somebody outside, as far as the channel knows.
    case customer
    /// Somebody of the desk's own: never a requester, and never answered.
    case colleague
}

/// How far it is proven that a sender holds the address they send from.
public enum SenderAuthenticity: Sendable, Hashable, Codable {
    /// Proven, by the method named (`dmarc`, `dkim`, `provider`, `one-time-link` …).
    case verified(method: String)
    /// Not proven; the reason is shown to agents.
    case unverified(reason: String)

    /// Whether the address is proven.
    public var isVerified: Bool {
        if case .verified = self { true } else { false }
    }
}

/// An address that a sender says is theirs too.
public struct IdentityClaim: Sendable, Hashable, Codable {
    /// The address.
    public var identity: IdentityKey
    /// Who asserts it, such as `sender`, `provider` or `host-page`.
    public var assertedBy: String
    /// Whether whoever asserts it has checked it.
    public var isVerified: Bool

    /// Creates a claim.
    public init(identity: IdentityKey, assertedBy: String, isVerified: Bool) {
        self.identity = identity
        self.assertedBy = assertedBy
        self.isVerified = isVerified
    }
}

/// Somebody an envelope was addressed to.
public struct EnvelopeRecipient: Sendable, Hashable, Codable {
    /// In which way they were addressed.
    public enum Role: String, Sendable, Hashable, Codable {
        /// Addressed directly.
        case to
        /// Addressed for information.
        case cc
        /// Named only by the transport's envelope.
        case envelope
    }

    /// The normalized address, nil when it is unusable.
    public var identity: IdentityKey?
    /// The address as written.
    public var address: String
    /// The name as written.
    public var name: String?
    /// In which way they were addressed.
    public var role: Role

    /// Creates a recipient.
    public init(identity: IdentityKey?, address: String, name: String? = nil, role: Role) {
        self.identity = identity
        self.address = address
        self.name = name
        self.role = role
    }
}
