/// What an address is an address of: the way a reply to it would travel.
public enum IdentityKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A mailbox, as in RFC 5321.
    case email
    /// A telephone number in E.164 form.
    case phone
    /// An account at a provider, such as a chat user; unique within ``IdentityKey/namespace``.
    case handle
}

/// The normalized form of one address of a person: equal keys are the same identity, everywhere and always.
///
/// Keys are made by `AddressNormalization` and by adapters for their provider's handles. A key says nothing about who is
/// behind the address; that is what evidence is for.
public struct IdentityKey: Sendable, Hashable, Codable {
    /// The kind of address.
    public let kind: IdentityKind
    /// Empty for e-mail and phone; for a handle the space it is unique in, such as `slack:T123`.
    public let namespace: String
    /// The normalized address, such as `ada@example.org`, `+442087654321` or a provider's user id.
    public let value: String

    /// Creates a key from parts that are already normalized.
    public init(kind: IdentityKind, namespace: String = "", value: String) {
        self.kind = kind
        self.namespace = namespace
        self.value = value
    }
}
